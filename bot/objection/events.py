"""What can happen to an objection, and the words for where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    """One kind of line in the journal. The facts of each are named below it."""

    PLANNED = "planned"
    """The objection is to be walked, for the first time or anew because the person has acted."""
    STOPPED = "stopped"
    """obstacle, way, tried, seen, retry_after_s?"""
    ABOUT_TO_SEND = "about_to_send"
    """attempt, way: on disk before the button is pressed."""
    NETWORK = "network"
    """attempt, requests (on the wire), status, outcome (ok, failed, cut, none)."""
    PAGE = "page"
    """attempt, answer (acknowledged, already_objected, failed, nothing, code_asked), phrase?, obstacle?"""
    LETTER = "letter"
    """answer, proven, sha256, phrase?"""
    LOOKED = "looked"
    """One look into the mailbox: folders, counts."""
    PERSON_SAID = "person_said"
    """was_sent, attempt?"""
    NOTICE = "notice"
    """found, and sha256, file, domain, received of the controller's own information mail; or why there is none."""
    COVERED = "covered"
    """by, because: another account's objection reaches this one (one Accounts Center)."""
    REHEARSED = "rehearsed"
    """A walk that sends nothing; it never changes where the objection stands."""
    WAY_TRIED = "way_tried"
    """way, and obstacle, opened or passed_over (with why). With a letter: sha256, file, received, status."""
    MAILED = "mailed"
    """kind, outcome (about_to, refused, maybe, not_sent), message_id, file, sha256: a letter of the person's on its way
    to their mail server. What the server took is a REMINDED, or a PERSON_SAID by letter."""
    REMINDED = "reminded"
    """kind?: a reminder went out, or (kind = "complaint") a complaint."""


class State(StrEnum):
    """Where an objection stands: only what its witnesses prove."""

    PLANNED = "planned"
    STOPPED = "stopped"
    MAYBE_SENT = "maybe_sent"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ALREADY_OBJECTED = "already_objected"
    NEEDS_REVIEW = "needs_review"
    MORE_ASKED = "more_asked"
    VALIDATION_ASKED = "validation_asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXTENDED = "extended"
    SILENT = "silent"
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. The order of a history is that of its writing; ``at`` is what the clock said."""

    at: datetime
    kind: EventKind
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("an event needs a time with its zone; a naive one was given")

    def text(self, key: str) -> str:
        """A fact as text, empty when it is not there or is something else."""
        value = self.facts.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """A fact as a count, 0 when it is not there or is something else."""
        value = self.facts.get(key)
        return max(0, int(value)) if isinstance(value, int | float) and value == value and abs(value) < _MANY else 0  # noqa: PLR0124


_MANY = 10**12
