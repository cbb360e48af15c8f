"""Can each form be reached today? Nothing is sent."""

import sys
from pathlib import Path

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, where


@click.command()
@click.option("--platform", type=click.Choice(["facebook", "instagram", "whatsapp"]), help="Only this platform.")
@click.option("--person", help="Walk with the sessions of this person (default: the first that has one).")
@click.option("--lang", default=None, help="The language of the pages (default: the person's, else English).")
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Also write a JUnit file.")
@click.option("--markdown", type=click.Path(dir_okay=False, path_type=Path), help="Also write a Markdown summary.")
@as_json
@where
def probe(
    ground: Ground,
    platform: str | None,
    person: str | None,
    lang: str | None,
    junit: Path | None,
    markdown: Path | None,
    as_json: bool,
) -> int:
    """Walk every way of every flow up to the form, fill in nothing, send nothing, and print one line each."""
    from bot.commands.probing import probe_all, write_reports  # noqa: PLC0415

    results = []
    for result, line in probe_all(ground, platform, person, lang, as_json=as_json):
        results.append(result)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return write_reports(results, junit, markdown)
