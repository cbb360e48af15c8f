"""The story of one objection."""

import json

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, where
from bot.obstacles import Exit


@click.command()
@click.argument("account")
@click.option("--reveal", is_flag=True, help="Print e-mail addresses and numbers in full.")
@as_json
@where
def show(ground: Ground, account: str, reveal: bool, as_json: bool) -> int:
    """Print the timeline of ACCOUNT (anna/facebook, an e-mail or a number), with the file names of its pictures."""
    from bot.commands.stories import story_of  # noqa: PLC0415
    from bot.report.status import show_json, show_text  # noqa: PLC0415

    story = story_of(ground, ground.household.find(account), reveal=reveal)
    click.echo(json.dumps(show_json(story, reveal), ensure_ascii=False) if as_json else show_text(story))
    return Exit.NOTHING_LEFT
