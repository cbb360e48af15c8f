"""Where every objection stands."""

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, where


@click.command()
@click.option("--person", help="Only this person.")
@click.option("--platform", help="Only this platform.")
@click.option("--reveal", is_flag=True, help="Print e-mail addresses and numbers in full.")
@as_json
@where
def status(ground: Ground, person: str | None, platform: str | None, reveal: bool, as_json: bool) -> int:
    """Print where every objection stands, and whose move is next.

    The exit code is the highest that applies to any of them.
    """
    from bot.commands.standing import print_standing  # noqa: PLC0415

    return print_standing(ground, person, platform, reveal=reveal, as_json=as_json)
