"""Which kept letter a person means, what the journal says of it, and whose it is."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import click

from bot.commands.ground import Ground
from bot.household import Account
from bot.letters.keys import StoredKeys
from bot.letters.match import match
from bot.letters.prove import Proof, prove
from bot.letters.read import Letter, read
from bot.letters.telling import LetterKind
from bot.objection import Event, EventKind

_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter as it was kept, and what the journal says of it."""

    path: Path
    letter: Letter
    proof: Proof
    received: datetime
    noted: tuple[tuple[Account, Event], ...]
    """For each objection it was noted for, the latest word about it."""


def kept_letter(ground: Ground, named: str) -> Kept:
    """The kept letter that is meant: by a file with its bytes, or by the beginning of its hash."""
    path = _path(mail_folder(ground), named)
    letter = read(path.read_bytes())
    beside = path.with_suffix(".dkim")
    received = _received(beside / "result.json") or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    keys = beside / "dns-cache.json"
    proof = prove(letter, StoredKeys(keys) if keys.is_file() else StoredKeys({}), now=received)
    latest = {account.id: (account, event) for account, event in noted(ground) if is_about(event, letter)}
    return Kept(path, letter, proof, received, tuple(latest.values()))


def _path(folder: Path, named: str) -> Path:
    file = Path(named)
    if file.is_file():
        digest = sha256(file.read_bytes()).hexdigest()
    else:
        digest = file.name.removesuffix(".eml").lower()
        if re.fullmatch(rf"[0-9a-f]{{{_SHORTEST_NAME},64}}", digest) is None:
            raise click.UsageError(f"“{named}” is neither a file nor the beginning of a letter's SHA-256.")
    found = sorted(folder.glob(f"{digest[:16]}*.eml"))
    if len(found) > 1:
        raise click.UsageError(f"“{named}” fits {len(found)} letters; give more of it.")
    if not found:
        more = "take it in first: optout mail import FILE" if file.is_file() else "`optout letter classify` lists them"
        raise click.UsageError(f"no such letter is kept; {more}.")
    return found[0]


def _received(result: Path) -> datetime | None:
    try:
        at = datetime.fromisoformat(json.loads(result.read_text("utf-8"))["fetched"]["received"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return at if at.tzinfo else None


def noted(ground: Ground) -> Iterator[tuple[Account, Event]]:
    """The latest word about every letter of every objection of the household."""
    enrolled = {row.id for row in ground.journal.rows()}
    for account in ground.household.accounts:
        if account.id not in enrolled:
            continue
        events = [one for one in ground.journal.history(account.id) if one.kind is EventKind.LETTER]
        for event in {one.text("sha256"): one for one in events}.values():
            yield account, event


def is_about(event: Event, letter: Letter) -> bool:
    """Whether an event speaks of this letter."""
    return event.text("sha256") == letter.sha256


def whose(ground: Ground, kept: Kept, named: str) -> Account:
    """The account that is named; else the one the letter was noted for, or the only one it can answer."""
    owners = [account for account, event in kept.noted if event.text("answer") != LetterKind.UNRELATED]
    if named:
        account = ground.household.find(named)
        others = [one.name for one in owners if one.id != account.id]
        if others:
            raise click.UsageError(
                f"this letter is noted for {others[0]}; if it is not about that, say so first: --as unrelated."
            )
        ground.journal.enrol(account)
        return account
    noted = owners or [account for account, _ in kept.noted]
    if len(noted) == 1:
        return noted[0]
    accounts = {account.id: account for account in ground.household.accounts}
    found = match(kept.letter, ground.post.waiting(accounts.values()), received=kept.received)
    if found.objection is not None:
        return accounts[found.objection]
    fitting = ", ".join(accounts[one].name for one in found.candidates)
    raise click.UsageError(
        f"it could answer several objections; say whose it is: --account with one of {fitting}."
        if fitting
        else f"{found.why[:-1]}; say whose it is: --account ACCOUNT."
    )


def mail_folder(ground: Ground) -> Path:
    """Where letters are kept as they came."""
    return ground.data / "mail"
