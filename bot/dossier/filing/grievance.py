"""What a complaint is made of: only what the journal, the evidence and the sealed record support."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from bot.dossier.filing.authorities import Authority
from bot.writing import Addressee, Exhibit, Happened, Named, Representation


@dataclass(frozen=True, slots=True)
class Record:
    """The sealed bag that the small files commit to."""

    name: str
    sha256: str
    """Of the ZIP."""
    seal: str
    """Of its tag manifest: what the time stamps are taken over."""
    level: str
    manifest: bytes
    """Its manifest-sha256.txt, attached to the complaint."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One letter, form or mail between the two, as the journal has it."""

    at: datetime
    mine: bool
    channel: str
    """form, post, letter, mail or page."""
    what: str
    """A key of the words: objection, refused, reminder …"""
    quote: str = ""
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """What one way asked of a person: figures by name, as the walk counted them."""

    way: str
    figures: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Grievance:
    """All of a complaint but its wording. Two equal ones make two identical files."""

    reference: str
    today: date
    last_event: datetime
    """What the file's own date is set to: the same journal, the same bytes."""
    person: str
    contact: tuple[str, ...]
    """E-mail and telephone, and the postal address where it was given: one line each."""
    has_address: bool
    language: str
    country: str
    platform: str
    controller: Addressee
    authority: Authority
    chosen: str
    """own, usual, lead, or asked (the person named it)."""
    lead: Authority | None
    accounts: tuple[Named, ...]
    happened: Happened
    contacts: tuple[Contact, ...]
    names: Mapping[str, str]
    """What ways, obstacles and figures are called: ``way.…``, ``obstacle.…``, ``figure.…``."""
    record: Record
    counted: tuple[Counted, ...] = ()
    agent: Representation | None = None
    due: date | None = None
    world: str | None = None
    files: Mapping[str, Path] = field(default_factory=dict)
    """Where the file of an exhibit lies, by its name."""
    secrets: Sequence[str] = field(default=(), repr=False)
    """What may stand in no file of the set."""

    @property
    def silent(self) -> bool:
        """Whether the time for an answer is over without a decision (Art. 12(3)). Not while a question of theirs waits
        for the person's answer: then the next move is the person's."""
        happened = self.happened
        decided = happened.reply("refused", "confirmed") is not None
        asked = happened.reply("more_asked", "validation_asked")
        waits = asked is not None and (happened.reasons_given is None or happened.reasons_given < asked.at.date())
        return happened.filing is not None and self.due is not None and self.due < self.today and not (decided or waits)
