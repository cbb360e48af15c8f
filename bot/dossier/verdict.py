"""What a verification found, for a person and for a machine."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.dossier.mail import LetterVerdict


@dataclass(frozen=True, slots=True)
class StampVerdict:
    """One time stamp, as far as it can be judged here."""

    name: str
    holds: bool
    at: datetime | None = None
    until: datetime | None = None
    """When the first certificate of its chain ends; after that it is checked as of its own day."""
    authority: str = ""
    operator: str = ""
    root: str = ""
    """SHA-256 fingerprint of the root: what to compare with the authority's own page."""
    trusted: bool = False
    """Verified by a certificate of the verifier's, not by the one in the bag."""
    expired: bool = False
    round: int = 0
    """0: over the bag itself; n: over the stamps before it, made when the bag was renewed for the n-th time."""
    good_until: datetime | None = None
    """As ``until``, or later: the end of the last stamp that renewed this one in time."""
    why: str = ""
    fault: str = ""
    """The code by which the whole bag is refused, if this stamp shows that it was tampered with."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that was proven, and everything that was not."""

    ok: bool
    level_claimed: str
    level_proven: str
    proven: tuple[str, ...] = ()
    not_proven: tuple[str, ...] = ()
    refused: str | None = None
    """``code: place: why``; None when nothing contradicts."""
    rehearsal: str | None = None
    """The stand-in world the bag was made in; None for the real thing."""
    case: str = ""
    files: int = 0
    size: int = 0
    seal: str = ""
    """SHA-256 of the tag manifest: the one number that stands for the whole bag."""
    stamps: tuple[StampVerdict, ...] = ()
    letters: tuple[LetterVerdict, ...] = ()
    good_until: datetime | None = None
    """When the first of the stamps that count ends, renewals included; None without a stamp."""

    @property
    def code(self) -> str:
        """The name of the fault, empty when there is none."""
        return self.refused.split(":", 1)[0] if self.refused else ""


def verify_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain JSON values."""

    def plain(value: object) -> object:
        if isinstance(value, datetime):
            return value.isoformat().replace("+00:00", "Z")
        if isinstance(value, dict):
            return {key: plain(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [plain(inner) for inner in value]
        return value

    told = plain(asdict(verdict))
    assert isinstance(told, dict)  # noqa: S101 - a dataclass is always a dict; mypy cannot know
    return {**told, "code": verdict.code}


def say(verdict: Verdict) -> str:
    """The verdict as a person reads it."""
    lines = []
    if verdict.rehearsal is not None:
        lines += [
            f"REHEARSAL. Made in the stand-in world “{verdict.rehearsal}”: it shows nothing about a real company.",
            "",
        ]
    lines.append(_first_line(verdict))
    if verdict.case:
        lines.append(f"Case {verdict.case}: {verdict.files} files, {verdict.size} bytes.")
    if verdict.seal:
        lines.append(f"Seal (SHA-256 of the tag manifest): {verdict.seal}")
    for title, points in (("Proven", verdict.proven), ("Not proven", verdict.not_proven)):
        if points:
            lines += ["", f"{title}:", *(f"  - {point}" for point in points)]
    return "".join(f"{_harmless(line)}\n" for line in lines)


def _harmless(line: str) -> str:
    """A bag's own words can steer no terminal, wherever they were quoted."""
    return "".join(letter if letter.isprintable() else "?" for letter in line)


def _first_line(verdict: Verdict) -> str:
    if verdict.refused:
        return f"REFUSED. {verdict.refused}"
    claim = f"claims {verdict.level_claimed}" if verdict.level_claimed else "claims no level"
    proven = verdict.level_proven or "nothing"
    return f"{'HOLDS' if verdict.ok else 'DOES NOT HOLD'}. The bag {claim}; proven here: {proven}."
