"""File what is due."""

import click

from bot.commands.ground import Ground
from bot.commands.options import Seconds, as_json, where


@click.command()
@where
@click.option("--person", help="Only this person.")
@click.option("--platform", type=click.Choice(["facebook", "instagram", "whatsapp"]), help="Only this platform.")
@click.option("--rehearse", is_flag=True, help="Fill in everything, stop the final request, send nothing.")
@click.option(
    "--at-once", default=1, show_default=True, type=click.IntRange(1, 8), help="Platforms walked side by side."
)
@click.option("--wait", type=Seconds(), metavar="SECONDS", help="How long to wait for letters after a send.")
@as_json
def run(
    ground: Ground,
    person: str | None,
    platform: str | None,
    rehearse: bool,
    at_once: int,
    wait: float | None,
    as_json: bool,
) -> int:
    """Read the mail, then file what is due, politely, one walk at a time per platform.

    Nothing is ever sent twice: what may have been sent waits for the mailbox, then for you.
    """
    from bot.commands.running import go  # noqa: PLC0415

    patience = ground.settings.watch if wait is None else wait
    return go(ground, person, platform, rehearse=rehearse, at_once=at_once, wait=patience, as_json=as_json)
