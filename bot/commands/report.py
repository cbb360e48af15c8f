"""Write the household's report."""

from pathlib import Path

import click

from bot.commands.ground import Ground
from bot.commands.options import where
from bot.obstacles import Exit


@click.command()
@click.option(
    "-o", "--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("report.html"), show_default=True
)
@click.option("--lang", help="The language of the page itself (default: that of the household's first person).")
@where
def report(ground: Ground, out: Path, lang: str | None) -> int:
    """Write one page to read and print: each account's story, and what an objection does and does not cover.

    Each person's part is in that person's language.
    """
    from bot.commands.stories import story_of  # noqa: PLC0415
    from bot.report.page import html  # noqa: PLC0415

    known = {row.id for row in ground.journal.rows()}
    stories = [story_of(ground, account) for account in ground.household.accounts if account.id in known]
    people = ground.household.persons
    page = html(
        ", ".join(person.name for person in people),
        stories,
        language=lang or (people[0].language if people else "en"),
        generated_at=ground.clock.now(),
        world=ground.world_name,
        folder=out.absolute().parent,
    )
    half = out.with_name(f".{out.name}.half")
    half.write_text(page, "utf-8")
    half.replace(out)
    click.echo(f"{out} is written.")
    return Exit.NOTHING_LEFT
