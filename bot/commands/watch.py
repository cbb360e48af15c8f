"""Wait for the controllers' letters."""

import click

from bot.commands.ground import Ground
from bot.commands.options import Seconds, as_json, where


@click.command()
@click.option("--person", help="Only this person.")
@click.option(
    "--for", "seconds", type=Seconds(), default=3600.0, show_default=True, metavar="SECONDS", help="How long."
)
@as_json
@where
def watch(ground: Ground, person: str | None, seconds: float, as_json: bool) -> int:
    """Hold the mailboxes open (IMAP IDLE where there is) until every controller has answered or the time is over."""
    from bot.commands.running import watch_only  # noqa: PLC0415

    return watch_only(ground, person, seconds, as_json=as_json)
