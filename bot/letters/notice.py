"""The controller's own information mail: whose it is, and where its link leads."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.household import Account
from bot.letters.links import choose
from bot.letters.match import OpenObjection, match
from bot.letters.read import Letter
from bot.letters.said import fold
from bot.letters.telling import LetterKind, TellingPhrase
from bot.objection import Event, EventKind
from bot.obstacles import Obstacle
from bot.phrasebook import Phrasebook, holds

LETTER = "information mail"
"""What a flow calls it, and under which name the addresses of its links are known."""
PLATFORMS = ("facebook", "instagram", "whatsapp")
_MATTERS = {"ai", "ia", "ki", "si", "ml", "künstliche", "artificial", "artificielle", "artificiale", "sztuczna"}
"""Words of a subject that make a letter worth opening where the subject itself was never seen (only two were)."""
_LARGEST = 50 << 20


@dataclass(frozen=True, slots=True)
class Notice:
    """A proven information mail to one account, as it was kept. Its link is personal, so it is shown nowhere."""

    file: str
    sha256: str
    domain: str
    received: datetime
    url: str = field(default="", repr=False)
    """Empty where the letter holds no link that may be opened."""
    why: str = ""
    """Why not."""


def may_be_one(subject: str, phrases: Sequence[TellingPhrase]) -> bool:
    """Whether a letter is worth opening, by its subject alone."""
    said = fold(subject[:1_000])
    known = (p.text for p in phrases if p.kind is LetterKind.INFORMATION and p.proves)
    return any(holds(fold(text), said) for text in known) or bool(_MATTERS & set(_words(said)))


def is_for(letter: Letter, account: Account, received: datetime | None) -> bool:
    """Whether it was written to this very account: its address, and its platform by sender and name.

    The address of the mailbox alone is not enough: the link is personal, and would be opened in another's session.
    """
    address = frozenset({account.email.casefold()})
    asked = [OpenObjection(platform, platform, address, None) for platform in PLATFORMS]
    return match(letter, asked, received=received).objection == account.platform


def opened(notice: Notice, mail: Path, platform: str, book: Phrasebook) -> Notice:
    """The notice with its link, read anew out of the letter that was kept; a letter that was changed has none."""
    path = mail / Path(notice.file).name
    try:
        raw = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
    except OSError:
        return replace(notice, why="the letter is not where it was kept")
    if sha256(raw).hexdigest() != notice.sha256:
        return replace(notice, why="the kept letter is not the one that was proven")
    chosen = choose(raw, platform, book, LETTER)
    return replace(notice, url=chosen.url, why=chosen.why)


def notice_of(history: Sequence[Event], mail: Path, platform: str, book: Phrasebook) -> Notice | str:
    """The newest noted information mail of an account, with its link; else why its way is passed over."""
    noted = [event for event in history if event.kind is EventKind.NOTICE]
    found = [notice for event in noted if (notice := _noted(event)) is not None]
    if not found:
        return next((event.text("why") for event in reversed(noted)), "") or "its mailbox was not looked into"
    notice = opened(max(found, key=lambda one: one.received), mail, platform, book)
    return notice if notice.url else notice.why


def _noted(event: Event) -> Notice | None:
    try:
        received = datetime.fromisoformat(event.text("received"))
    except ValueError:
        return None
    if event.facts.get("found") is not True or received.tzinfo is None:
        return None
    return Notice(event.text("file"), event.text("sha256"), event.text("domain"), received)


def exhibit(obstacle: Obstacle, notice: Notice, status: int, now: datetime) -> Obstacle:
    """The obstacle that the letter's link met, in words that name the letter: received when, answered what, when."""
    met = f"answered {status}" if status >= _ERROR else "was opened"
    own = f"The controller’s own link, received on {notice.received:%Y-%m-%d}, {met} on {now:%Y-%m-%d}"
    seen = f"{own}. {obstacle.seen}" if obstacle.seen else own
    return replace(obstacle, tried="The link in the controller’s own information mail was opened", seen=seen)


def facts_of(notice: Notice, status: int) -> dict[str, Any]:
    """The letter as an event names it: which file, whose signature, when it came, and what its link answered."""
    facts = {
        "sha256": notice.sha256, "file": notice.file, "domain": notice.domain, "proven": True,
        "received": notice.received.isoformat(),
    }  # fmt: skip
    return {**facts, "status": status} if status else facts


_ERROR = 400


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text).split()
