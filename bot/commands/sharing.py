"""Make the copy of a dossier that may be handed on."""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from bot.commands.exhibits import mandate_of
from bot.commands.ground import Ground
from bot.dossier import share, verify
from bot.household import Private


def share_account(ground: Ground, text: str, original: Path, out: Path, *, quiet: bool) -> dict[str, Any]:
    """The copy of one account's dossier; nobody of the household, nor who acts for them, can be read in it."""
    account = ground.household.find(text)
    if verify(original).case != f"case-{account.id[:12]}":
        raise click.UsageError(f"{original} is not a dossier of {account.name}.")
    persons = sorted(ground.household.persons, key=lambda person: person.id != account.person_id)
    private = [Private.of_all([person]) for person in persons]
    if (mandate := mandate_of(ground, account)) is not None:
        contacts = [one for one in (mandate.agent_contact, mandate.replies_to) if "@" in one]
        private.append(Private(names=(mandate.agent, mandate.principal), emails=tuple(contacts)))
    made = share(original, out, household=private, software=f"optout {version('optout')}", now=ground.clock.now)
    if not quiet:
        sys.stdout.write(
            f"{made.path} is a copy without names: {made.same} files as they are, {made.redacted} redacted, "
            f"{made.left_out} left out. Look at it before you hand it on.\n"
        )
    told = {"same": made.same, "redacted": made.redacted, "left_out": made.left_out}
    return {"copy": str(made.path), "sha256": made.sha256, **told}
