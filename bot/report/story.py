"""What a report is told: one line per account, and the story behind it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Event = Mapping[str, Any]
"""One entry of the journal as plain data: ``{"at": …, "kind": …, "facts": {…}}``."""

STATES = (
    "planned", "stopped", "maybe_sent", "sent", "acknowledged", "already_objected", "needs_review", "more_asked",
    "validation_asked", "confirmed", "refused", "extended", "silent", "covered",
)  # fmt: skip
"""Every state of an objection, in the order of its life."""

MOVERS = ("controller", "person", "us", "nobody")

ACTIONS = ("walk", "watch_mail", "ask_person", "remind", "letter", "complaint", "recheck", "nothing")
"""Every next step that the life of an objection can ask for."""

CONTROLLERS = {"facebook": "Meta", "instagram": "Meta", "whatsapp": "Meta"}
"""What people call the company that has to answer."""


@dataclass(frozen=True)
class Line:
    """Where one account stands: one row of `optout status`."""

    person: str
    """The short id of the household file."""
    name: str
    language: str
    platform: str
    handle: str
    """What commands call the account: ``anna/facebook``."""
    account: str
    """Its e-mail or number, masked or revealed by whoever made the line."""
    state: str
    obstacle: str | None
    sends: int
    way: str | None
    whose_move: str
    next: str
    due: datetime | None
    updated: datetime | None
    world: str | None
    tried: str = ""
    seen: str = ""
    mandate: str = ""
    """Why nothing may be done for this person: the mandate is missing, over, or for something else. Empty: it holds."""

    @property
    def controller(self) -> str:
        """The company that has to answer, as people call it."""
        return CONTROLLERS.get(self.platform, self.platform_name)

    @property
    def platform_name(self) -> str:
        """The platform as people write it; the second account on a platform keeps its number."""
        name = {"whatsapp": "WhatsApp"}.get(self.platform, clean(self.platform).capitalize())
        number = re.search(r"-(\d+)$", self.handle)
        return f"{name} {number[1]}" if number else name

    @property
    def needs_somebody(self) -> bool:
        """Does this account wait for a person of the household, or for us?"""
        return self.whose_move in ("person", "us") and (self.next != "nothing" or self.obstacle is not None)


@dataclass(frozen=True)
class StepTrace:
    """One verb of a walk, as its evidence folder tells it."""

    n: int
    step: str
    at: datetime | None
    url_before: str = ""
    url_after: str = ""
    status: int | None = None
    matched: str = ""
    """How the link or field was found: by its wording, or by its address."""
    outcome: str = ""
    pictures: tuple[Path, ...] = ()
    duration_s: float | None = None


@dataclass(frozen=True)
class Friction:
    """What one road costs a person, from its entry to the form (the complaint of the associations, as figures)."""

    way: str
    clicks: int | None = None
    screens: int | None = None
    fields: int | None = None
    mandatory: int | None = None
    logins: int | None = None
    dead_ends: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class WalkTrace:
    """One walk: the folder of its evidence and its steps."""

    folder: str
    way: str
    started: datetime | None
    steps: Sequence[StepTrace] = ()
    friction: Friction | None = None


@dataclass(frozen=True)
class LetterTrace:
    """One letter that was kept."""

    received: datetime | None
    subject: str
    kind: str
    proven: bool
    """Does its DKIM signature hold for the controller's domain?"""
    domain: str | None
    file: str


@dataclass(frozen=True)
class Story:
    """Everything a report can tell about one account."""

    line: Line
    events: Sequence[Event] = ()
    walks: Sequence[WalkTrace] = ()
    letters: Sequence[LetterTrace] = ()
    ways: Mapping[str, str] = field(default_factory=dict)
    """What a person is told about each way, by its key."""

    @property
    def noted(self) -> tuple[str, ...]:
        """What was tried and seen when the walk was stopped: from the line, else from the journal."""
        told: tuple[str, ...] = (self.line.tried, self.line.seen)
        if not any(told):
            stops = [event.get("facts") or {} for event in self.events if event.get("kind") == "stopped"]
            told = tuple(str(stops[-1].get(key) or "") for key in ("tried", "seen")) if stops else ()
        return tuple(sentence(text) for text in told if text)

    def way_title(self, key: str | None) -> str:
        """A way in words: its title, else its key read aloud."""
        if not key:
            return ""
        return clean(self.ways.get(key) or key.replace("_", " "))


def mask(address: str) -> str:
    """An e-mail or number that its owner recognises and nobody else: ``a***@e***.org``, ``+33***78``.

    What is masked already stays as it is.
    """
    address = clean(address).strip()
    if "***" in address or not address:
        return address
    name, at, domain = address.rpartition("@")
    if at:
        host, _, top = domain.rpartition(".")
        return f"{name[:1]}***@{host[:1]}***.{top}" if host else f"{name[:1]}***@***"
    return f"{address[:3]}***{address[-2:]}" if len(address) > len("+33***78") else "***"


def sentence(text: str) -> str:
    """A short text as a sentence."""
    text = clean(text, limit=400)
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def clean(text: object, *, limit: int = 2000) -> str:
    """One line of text that cannot steer a terminal, break XML or turn the reading direction: it may come from a page.

    Control and format characters go (Unicode categories Cc, Cf but the joiners that scripts need, Cs, Co, Cn).
    """
    text = str(text)[: limit * 2]
    if not (text.isascii() and text.isprintable()):
        text = "".join(c if _printable(c) else " " for c in text)
    folded = " ".join(text.split())
    return folded if len(folded) <= limit else folded[: limit - 1] + "…"


def _printable(character: str) -> bool:
    if character in "\u200c\u200d\u00ad":
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def moment(at: object) -> datetime | None:
    """A point in time as UTC, from what a journal or a log line holds. What cannot be read is no time at all."""
    if isinstance(at, str):
        try:
            at = datetime.fromisoformat(at)
        except ValueError:
            return None
    if not isinstance(at, datetime):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def stamp(at: datetime | None) -> str | None:
    """RFC 3339 in UTC, to the second."""
    known = moment(at)
    return known.strftime("%Y-%m-%dT%H:%M:%SZ") if known else None


def friction_of(story: Story) -> tuple[Friction, ...]:
    """The figures per way: of each walk that measured them, else of the events that carry them; the latest wins."""
    found: dict[str, Friction] = {}
    for event in story.events:
        facts = event.get("facts") or {}
        counted = facts.get("friction")
        if isinstance(counted, Mapping):
            way = str(facts.get("way") or "")
            found[way] = figures(way, counted)
    found.update({walk.way: walk.friction for walk in story.walks if walk.friction})
    return tuple(found.values())


def figures(way: str, counted: Mapping[str, Any]) -> Friction:
    """The figures of one way, from whatever carries them: the facts of an event, a line of a log."""

    def number(*names: str) -> float | None:
        values = (counted.get(name) for name in names)
        return next((v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)), None)

    def whole(*names: str) -> int | None:
        value = number(*names)
        return None if value is None else int(value)

    return Friction(
        way,
        clicks=whole("clicks"),
        screens=whole("screens"),
        fields=whole("form_fields", "fields"),
        mandatory=whole("mandatory_fields", "mandatory"),
        logins=whole("login_walls", "logins"),
        dead_ends=whole("dead_ends"),
        seconds=number("seconds_to_form", "seconds"),
    )
