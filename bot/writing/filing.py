"""Letters on disk: written whole or not at all, readable by their owner alone, named without a name."""

import os
import re
import secrets
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from bot.writing.matter import Kind

_NAME = re.compile(r"(?P<day>\d{8})-(?P<kind>[a-z-]+?)-(?P<language>[a-z]{2})-(?P<reference>[A-Za-z0-9-]+)\.pdf")


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter as it lies on disk."""

    path: Path
    day: date
    kind: Kind
    sha256: str


def file_name(kind: Kind, day: date, language: str, reference: str) -> str:
    """The name without its ending: sorted by day, with the opaque reference and nobody's name."""
    return f"{day:%Y%m%d}-{kind.value}-{language}-{reference}"


def write(folder: Path, name: str, content: bytes) -> Path:
    """Put a file in place in one move, mode 0600."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    draft = folder / f".{name}.{secrets.token_hex(6)}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def latest(folder: Path, kind: Kind, until: date) -> Kept | None:
    """The newest letter of a kind that was written by a day: the one that can have gone out on it."""
    found = [one for path in folder.glob("*.pdf") if (one := _read(path)) and one.kind is kind and one.day <= until]
    return max(found, key=lambda one: (one.day, one.path.stat().st_mtime_ns), default=None)


def _read(path: Path) -> Kept | None:
    named = _NAME.fullmatch(path.name)
    try:
        kind = Kind(named["kind"]) if named else None
        day = date.fromisoformat(named["day"]) if named else None
    except ValueError:
        return None
    if kind is None or day is None:
        return None
    return Kept(path, day, kind, sha256(path.read_bytes()).hexdigest())
