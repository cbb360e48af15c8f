"""What a mandate says, and whether it allows what is about to be done.

What a record holds: facts/evidence.md §5.2, after the CNIL's recommendation on exercising rights through an agent
(deliberation 2021-070 of 2021-05-27). No copy of an identity document is asked for or kept.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.household import Person

SELF = "self"
SCHEMA = 1
RIGHTS = ("21(1)", "12", "18(1)(d)", "77")
"""The rights a mandate may cover: object, be informed and reminded, restrict, complain."""
STORAGE = (
    "Kept in the data directory of whoever runs this, readable by its owner alone; deleted when the matter is closed."
)
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class MandateError(Exception):
    """One sentence: the record or the request is not as it must be."""


class Capacity(StrEnum):
    """As what the agent acts."""

    PARENT = "parent"
    GUARDIAN = "guardian"
    SPOUSE = "spouse"
    RELATIVE = "relative"
    FRIEND = "friend"
    LAWYER = "lawyer"
    BODY = "body"
    """A not-for-profit body under Art. 80 GDPR: with its register number and proof of constitution."""


class Consent(StrEnum):
    """How the person agreed."""

    WET_INK = "wet_ink"
    QUALIFIED_SIGNATURE = "qualified_signature"
    EMAIL = "email"
    AT_THE_KEYBOARD = "at_the_keyboard"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may be done for this person now."""

    code: str
    """missing, unreadable, other_person, not_yet, expired, revoked, right, platform, minor."""
    reason: str
    """One sentence for whoever runs the household."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """One record, as it lies in ``mandates/<id>.json``."""

    id: str
    person: str
    """The person's id in the household file."""
    principal: str
    principal_contact: str
    agent: str
    agent_contact: str
    capacity: str
    start: str
    end: str
    """ISO dates; the last day included."""
    consent: str
    consent_at: str
    rights: tuple[str, ...] = RIGHTS
    controllers: tuple[str, ...] = ()
    """Names of the companies; empty: those of the platforms."""
    platforms: tuple[str, ...] = ()
    """Empty: every platform."""
    accounts: tuple[str, ...] = ()
    """Opaque ids of the accounts concerned; empty: all of the person's."""
    language: str = "en"
    channel: str = "web form, e-mail, post"
    replies_to: str = ""
    registry: str = ""
    consent_file: str = ""
    consent_sha256: str = ""
    text_version: str = ""
    text_sha256: str = ""
    storage: str = STORAGE
    minor: bool = False
    parental_responsibility: str = ""
    """The declaration: who holds it, in their own words."""
    child_consulted: bool | None = None
    revoked: str = ""
    schema: int = field(default=SCHEMA)

    def allows(self, person: Person, now: datetime, right: str = "21(1)", platform: str = "") -> Refusal | None:
        """None: the agent may act for this person now. Else the first reason why not."""
        today = now.astimezone(UTC).date()
        if person.id != self.person:
            return Refusal("other_person", f"the mandate {self.id} was given by somebody else than “{person.id}”.")
        if self.revoked and date.fromisoformat(self.revoked) <= today:
            return Refusal("revoked", f"the mandate {self.id} was revoked on {self.revoked}.")
        if today < date.fromisoformat(self.start):
            return Refusal("not_yet", f"the mandate {self.id} begins on {self.start}.")
        if today > date.fromisoformat(self.end):
            return Refusal("expired", f"the mandate {self.id} ended on {self.end}; a new one is needed to go on.")
        if self.needs_declaration() and not self.parental_responsibility:
            return Refusal("minor", f"the mandate {self.id} is for a minor, without a declaration of parental duty.")
        if right not in self.rights:
            return Refusal("right", f"the mandate {self.id} does not cover Art. {right} GDPR.")
        if self.platforms and platform and platform not in self.platforms:
            return Refusal("platform", f"the mandate {self.id} does not cover {platform}.")
        return None

    def needs_declaration(self) -> bool:
        """Whether somebody must have declared parental responsibility."""
        return self.minor or self.capacity in {Capacity.PARENT, Capacity.GUARDIAN}


def new_id(person_id: str, agent: str, start: date) -> str:
    """An opaque id: a file name holds nobody's name."""
    return "m-" + sha256(f"optout mandate\0{person_id}\0{agent}\0{start}".encode()).hexdigest()[:8]


def text_of(mandate: Mandate) -> str:
    """What the person agrees to, in their language."""
    tables = _texts()
    said: Mapping[str, str] = tables["text"]
    text = said.get(mandate.language, said["en"])
    shown = {f.name: getattr(mandate, f.name) for f in fields(mandate)}
    listed = {
        "rights": ", ".join(f"Art. {right}" for right in mandate.rights),
        "controllers": ", ".join(mandate.controllers),
    }
    return text.format_map({**shown, **listed})


def with_text(mandate: Mandate) -> Mandate:
    """The mandate with version and hash of the text that is agreed to."""
    return replace(
        mandate,
        text_version=str(_texts()["version"]),
        text_sha256=sha256(text_of(mandate).encode()).hexdigest(),
    )


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("text.toml").read_text("utf-8"))


def wrong_with(mandate: Mandate) -> str:
    """The first thing that is wrong with a mandate, in one sentence; empty when it is as it must be."""
    unknown = [right for right in mandate.rights if right not in RIGHTS]
    try:
        start, end = date.fromisoformat(mandate.start), date.fromisoformat(mandate.end)
        _ = date.fromisoformat(mandate.revoked) if mandate.revoked else None
    except ValueError:
        return "a mandate's dates are written 2026-03-31."
    checks = (
        (not ID.fullmatch(mandate.id) or mandate.id == SELF, "a mandate's id is letters, digits, dots and dashes."),
        (end < start, "a mandate ends after it begins."),
        (not mandate.rights or bool(unknown), f"the rights a mandate may cover are {', '.join(RIGHTS)}."),
        (not mandate.agent.strip() or not mandate.principal.strip(), "a mandate names who acts and for whom."),
        (mandate.capacity not in set(Capacity), f"as what the agent acts is one of {', '.join(Capacity)}."),
        (mandate.consent not in set(Consent), f"how consent was given is one of {', '.join(Consent)}."),
        (mandate.capacity == Capacity.BODY and not mandate.registry, "a body under Art. 80 needs its register number."),
        (
            mandate.consent != Consent.AT_THE_KEYBOARD and not mandate.consent_sha256,
            "consent on paper, by signature or by e-mail needs the file that shows it.",
        ),
        (
            mandate.minor and mandate.capacity not in {Capacity.PARENT, Capacity.GUARDIAN},
            "for a minor only a parent or guardian may act.",
        ),
        (
            mandate.needs_declaration() and not mandate.parental_responsibility,
            "for a minor the holder of parental responsibility must declare it.",
        ),
    )
    return next((sentence for wrong, sentence in checks if wrong), "")
