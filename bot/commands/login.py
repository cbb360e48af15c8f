"""Log in to a platform with your own hands."""

import os
import sys

import click

from bot.commands.ground import Ground
from bot.commands.options import where
from bot.obstacles import Exit

NEEDS_LOGIN = ("facebook", "instagram")


@click.command()
@click.argument("person", required=False)
@click.argument("platform", required=False, type=click.Choice([*NEEDS_LOGIN, "whatsapp"]))
@click.option("--with-password-from", "variable", metavar="ENV", help="Only in a world: fill in the town's own log-in.")
@click.option("--again", is_flag=True, help="Also where a session is kept already.")
@where
def login(ground: Ground, person: str | None, platform: str | None, variable: str | None, again: bool) -> int:
    """Open a window where you log in yourself; the session is kept encrypted, per account, never in evidence.

    Without PERSON and PLATFORM every account that has no session yet is asked for, one after the other.
    """
    from bot.commands.logging_in import log_in_all  # noqa: PLC0415

    if variable and ground.world is None:
        raise click.UsageError("--with-password-from works in a world only: in the real world you log in yourself.")
    if variable and not os.environ.get(variable):
        raise click.UsageError(f"the environment variable {variable} is not set.")
    if platform == "whatsapp":
        click.echo("WhatsApp's form needs no log-in.")
        return Exit.NOTHING_LEFT
    accounts = [a for a in ground.chosen(person, platform) if a.platform in NEEDS_LOGIN]
    if not accounts:
        raise click.UsageError("the household file has no such account.")
    failed = log_in_all(ground, accounts, os.environ.get(variable or ""), again=again, tell=_tell)
    return Exit.PERSON_NEEDED if failed else Exit.NOTHING_LEFT


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")
