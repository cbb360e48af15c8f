"""What a letter is about: sender, addressee, and only such facts as the journal and the evidence support."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """The letters there are (facts/evidence.md §6)."""

    OBJECTION = "objection"
    """The objection itself, by post: when the form fails, or at any time; the law asks for no form."""
    REMINDER = "reminder"
    """After the month of Art. 12(3), with fourteen days."""
    REASONS = "reasons"
    """The answer to questions about the objection (WhatsApp asks some)."""
    COMPLAINT_NOTICE = "complaint-notice"
    """To the controller: that a complaint under Art. 77 follows."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """The controller, at an address that stands in its own policy."""

    name: str
    attention: str
    address: tuple[str, ...]
    email: str = ""
    """Empty: no verified address is published (facts/evidence.md §6.1)."""


@dataclass(frozen=True, slots=True)
class Named:
    """An account as its holder and the controller name it."""

    platform: str
    address: str
    email: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file that shows what the letter says."""

    name: str
    sha256: str
    what: str
    """picture, their_letter, our_letter or mandate."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Obstruction:
    """What stopped a way to the form, as often as it did."""

    way: str
    obstacle: str
    first: datetime
    last: datetime
    times: int
    quote: str = ""
    """What the page itself said, as far as it was recorded. Hostile text."""
    status: str = ""
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True, slots=True)
class Filing:
    """The objection as it went out, and what proves it."""

    at: datetime
    way: str = ""
    """Empty: the person's own hands, or the post."""
    status: int = 0
    quote: str = ""
    by_post: bool = False
    by_email: bool = False
    received: date | None = None
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A letter of the controller whose signature holds."""

    at: datetime
    answer: str
    quote: str
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """Everything of one objection that a letter may rely on."""

    obstructions: tuple[Obstruction, ...] = ()
    filing: Filing | None = None
    replies: tuple[Reply, ...] = ()
    reminded: tuple[date, ...] = ()
    reasons_given: date | None = None
    """When questions of the controller were answered last."""
    looked: datetime | None = None
    unproven: int = 0
    """Letters in the mailbox that nobody can vouch for: they answer nothing, but "no letter came" would be too much."""

    def reply(self, *answers: str) -> Reply | None:
        """The latest reply that gives one of these answers."""
        return next((one for one in reversed(self.replies) if one.answer in answers), None)


@dataclass(frozen=True, slots=True)
class Representation:
    """Who signs for the person, by which mandate."""

    agent: str
    capacity: str
    start: date
    end: date
    rights: tuple[str, ...]
    replies_to: str
    exhibit: Exhibit | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """All of a letter but its wording. Two equal matters make two identical files."""

    kind: Kind
    reference: str
    """Opaque; it names the case, never the person."""
    today: date
    sender: str
    contact: tuple[str, ...]
    """Postal address if given, e-mail, telephone: one line each."""
    email: str
    addressee: Addressee
    country: str
    accounts: tuple[Named, ...]
    happened: Happened
    names: Mapping[str, str]
    """What ways and obstacles are called in the letter's language: ``way.…`` and ``obstacle.…``."""
    grounds: Sequence[tuple[str, str]] = field(default=(), repr=False)
    """Theme and text; ``own`` is what the household file says."""
    agent: Representation | None = None
    due: date | None = None
    """The last day on which an answer to the filing is in time, extended or not."""
    world: str | None = None
