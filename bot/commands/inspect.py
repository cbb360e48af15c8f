"""Say what kind of page an address is, and which fields it has."""

import json

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, where
from bot.obstacles import Exit


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@click.option(
    "--patience", default=8.0, show_default=True, type=click.FloatRange(0.1, 120), help="Seconds a page may take."
)
@as_json
@where
def inspect(ground: Ground, urls: tuple[str, ...], patience: float, as_json: bool) -> int:
    """Open each URL, name the page and its fields, fill in nothing. With --json one line per URL.

    A URL is http, https or file. Ends with 0 when every one could be looked at, else with 11; a failure has its line.
    """
    from bot.browser import Chromium  # noqa: PLC0415
    from bot.inspect import inspect_urls  # noqa: PLC0415

    with Chromium(ground.browser.path, ground.browser_arguments) as chromium:
        context = chromium.context(locale="en")
        failed = False
        for found in inspect_urls(context, urls, patience=patience):
            failed |= "error" in found
            click.echo(json.dumps(found, ensure_ascii=False) if as_json else _plain(found))
    return Exit.LATER if failed else Exit.NOTHING_LEFT


def _plain(found: dict[str, object]) -> str:
    fields = found.get("fields")
    rows = (
        [f"  {f['kind']:8} {f['confidence']:.2f}  {f['selector']}  ({f['why']})" for f in fields]
        if isinstance(fields, list)
        else []
    )
    return "\n".join([f"{found['url']}: {found['page']} ({found.get('why', '')})", *rows])
