"""Print the road to the form, to walk it by hand."""

import json

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, where
from bot.obstacles import Exit


@click.command()
@click.argument("platform", type=click.Choice(["facebook", "instagram", "whatsapp"]))
@click.option("--lang", default="en", show_default=True, help="The language of the pages and of the sentences.")
@click.option("--way", help="Only this way (its key, as `optout probe` prints it).")
@as_json
@where
def explain(ground: Ground, platform: str, lang: str, way: str | None, as_json: bool) -> int:
    """Print the numbered road to the form, in the words of the pages."""
    from bot.paper import explain as on_paper  # noqa: PLC0415
    from bot.report.wording import code_of, words  # noqa: PLC0415

    flow = ground.flows[platform]
    chosen = [one for one in flow.ways if way is None or one.key == way]
    if not chosen:
        raise click.UsageError(f"{platform} has no way “{way}”; there are: {', '.join(one.key for one in flow.ways)}.")
    say = words(lang)
    if say.language != code_of(lang):
        click.echo(f"There are no sentences of ours in “{lang}”: these are in English.", err=True)
    told = [
        {"way": w.key, "title": say.way_by_itself(w.key, w.title), "steps": on_paper(flow, w, ground.book, lang)}
        for w in chosen
    ]
    if as_json:
        click.echo(json.dumps({"platform": platform, "language": lang, "ways": told}, ensure_ascii=False))
    else:
        click.echo("\n\n".join("\n".join((str(w["title"]), *w["steps"])) for w in told))
    return Exit.NOTHING_LEFT
