"""Is everything here that is needed?"""

import json

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, where
from bot.obstacles import Exit


@click.command()
@click.option("--fix", is_flag=True, help="Get what is missing: a Chromium, the data directory.")
@click.option("--quick", is_flag=True, help="Do not start the browser.")
@as_json
@where
def doctor(ground: Ground, fix: bool, quick: bool, as_json: bool) -> int:
    """Check Python, browser, openssl, data directory, journal and clock; say how to mend what is wrong."""
    from bot.doctor import healthy, run  # noqa: PLC0415

    found = run(fix=fix, deep=not quick, where=ground.places)
    if as_json:
        click.echo(
            json.dumps([{"name": c.name, "ok": c.ok, "says": c.says, "fix": c.fix} for c in found], ensure_ascii=False)
        )
    for check in () if as_json else found:
        mark = {True: "ok  ", False: "no  ", None: "    "}[check.ok]
        click.echo(
            f"{mark}{check.name}: {check.says}" + (f"\n      {check.fix}" if check.fix and check.ok is False else "")
        )
    return Exit.NOTHING_LEFT if healthy(found) else Exit.USAGE
