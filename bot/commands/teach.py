"""Show once which link or field is the right one."""

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, where


@click.command()
@click.argument("platform", required=False, type=click.Choice(["facebook", "instagram", "whatsapp"]))
@click.option("--way", help="Only this way (its key, as `optout probe` prints it).")
@click.option("--phrase", metavar="KEY", help="Show this phrase even where it is found.")
@click.option("--lang", help="The language of the pages, if not the person's.")
@click.option("--person", help="Whose session is used.")
@click.option(
    "--link",
    "links",
    multiple=True,
    metavar="[KEY=]WORDS",
    help="Without a window: what to press, by its own words; once per unknown phrase, in the order of the road.",
)
@click.option("--yes", is_flag=True, help="Remember without asking.")
@click.option("--list", "listed", is_flag=True, help="Print what was taught.")
@click.option("--forget", metavar="KEY", help="Take back what was taught for a phrase (with --lang: in one language).")
@as_json
@where
def teach(
    ground: Ground,
    platform: str | None,
    way: str | None,
    phrase: str | None,
    lang: str | None,
    person: str | None,
    links: tuple[str, ...],
    yes: bool,
    listed: bool,
    forget: str | None,
    as_json: bool,
) -> int:
    """Walk the ways of PLATFORM in a window; where a phrase is not found, you press the right link or field, once.

    Nothing is followed or sent by that press. What will be remembered is shown first; it never proves a success.
    """
    from bot.commands.teaching import forget_phrase, print_taught, teach_platform  # noqa: PLC0415

    if listed:
        return print_taught(ground, as_json=as_json)
    if forget:
        return forget_phrase(ground, forget, lang)
    if platform is None:
        raise click.UsageError("say which PLATFORM, or --list, or --forget KEY.")
    return teach_platform(ground, platform, way, phrase, lang, person, links, yes=yes)
