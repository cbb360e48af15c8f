"""What a dossier is made from: one account's objection, everything passed in as values."""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from bot.chart import Chart

_OPAQUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Controller:
    """The company answerable for a platform (GDPR Art. 4(7))."""

    name: str
    attention: str = ""
    address: tuple[str, ...] = ()
    source: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """An original that stays in the household's vault; the dossier holds its hash (``sha256sum -c`` works there)."""

    name: str
    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class Case:
    """One objection, ready to be sealed."""

    id: str
    """Opaque: it names the file and the bag."""
    person: str
    """A reference such as ``person-1``, never a name."""
    controller: Controller
    platform: str
    language: str
    country: str
    events: Sequence[Mapping[str, Any]]
    """The journal: ``at`` (aware datetime or RFC 3339), ``kind``, ``facts``; for a reader ``title`` and ``said``."""
    evidence: Sequence[Path] = ()
    """Folders that walks left (:mod:`bot.evidence`)."""
    letters: Sequence[Path] = ()
    """Stored ``.eml`` files as fetched, each with its ``.dkim`` folder beside it."""
    sent: Sequence[Path] = ()
    """The person's own letters that went out: PDF and draft, as they lie on disk."""
    mandate: Mapping[str, Any] | None = None
    """The record under which somebody acts for the person (``facts/evidence.md`` §5.2); None for the person alone."""
    mandate_text: str = field(default="", repr=False)
    """What the person agreed to, in their language."""
    world: str | None = None
    """The name of the stand-in world; None for the real thing."""
    software: str = "optout"
    environment: Mapping[str, Any] = field(default_factory=dict)
    secrets: Collection[str] = field(default=(), repr=False)
    """Passwords, cookies, tokens, other people's names and addresses: a hit anywhere and no dossier is made."""
    codes: Collection[str] = field(default=(), repr=False)
    """One-time codes. As secret as the others; a letter that brought one is withheld instead of stopping the seal."""
    withheld: Sequence[Withheld] = ()
    record: Callable[[str], bytes | None] = field(default=lambda _: None, repr=False)
    """The network record of a walk by the walk's name, as it lies in the vault; None where there is none."""
    own: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values of the person's own that a request may bear, each with the word that stands for it: ``account e-mail``."""
    state: str = ""
    outcome: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What came of it, by language: ``short`` (a few words) and ``long`` (a sentence)."""
    timezone: str = "UTC"
    charts: Sequence[Chart] = ()
    """What each way asked of the person, and how long the answer took, in the person's language."""

    def __post_init__(self) -> None:
        for label, value in (("id", self.id), ("person", self.person)):
            if not _OPAQUE.fullmatch(value):
                raise ValueError(f"a case's {label} is letters, digits, dots and dashes, at most 64")


@lru_cache(maxsize=1)
def controllers() -> Mapping[str, Controller]:
    """Platform to controller, from ``controllers.toml`` beside this file."""
    text = resources.files("bot.dossier").joinpath("controllers.toml").read_text("utf-8")
    found: dict[str, Controller] = {}
    for entry in tomllib.loads(text).values():
        if isinstance(entry, dict):
            controller = Controller(
                name=entry["name"],
                attention=entry["attention"],
                address=tuple(entry["address"]),
                source=entry["source"],
                as_of=entry["as_of"].isoformat(),
            )
            found.update(dict.fromkeys(entry["platforms"], controller))
    return found
