"""Where the public keys of letters come from, and what was answered when they were asked for.

A key is kept with who answered, for how long, and when (``facts/evidence.md`` §4.5): it may be taken down tomorrow.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"')


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One TXT record as it was answered."""

    name: str
    txt: str
    resolver: str
    """The address of the server that answered, or the name of the file the record was kept in."""
    ttl: int | None
    ad: bool | None
    """Whether the resolver vouched for the answer with DNSSEC; None where that was not asked."""
    at: datetime


class KeysUnreachable(Exception):  # noqa: N818  # named for the situation, as every obstacle is
    """Nobody answered: there may be a key, and it has to be asked for again."""


class KeyBook(Protocol):
    """Something that can be asked for the key of a signature."""

    def lookup(self, name: str) -> KeyRecord | None:
        """The record at ``selector._domainkey.domain``; None when there is none. May raise :class:`KeysUnreachable`."""


def system_time() -> datetime:
    return datetime.now(UTC)


def plain_name(name: str) -> str:
    """A DNS name in lower case, without the final dot."""
    return name.strip().rstrip(".").lower()


class StoredKeys:
    """Keys out of a file: a world's TXT records, or the keys somebody saved with a letter."""

    def __init__(self, records: Mapping[str, object] | Path, *, now: Callable[[], datetime] = system_time) -> None:
        self._now = now
        self._source = "given"
        if isinstance(records, Path):
            self._source = records.name
            loaded = json.loads(records.read_text("utf-8"))
            if not isinstance(loaded, dict):
                raise TypeError(f"{records.name}: expected an object of names and TXT records")
            records = loaded
        self._records = {plain_name(name): _txt(value) for name, value in records.items()}

    def lookup(self, name: str) -> KeyRecord | None:
        """The stored record of that name."""
        txt = self._records.get(plain_name(name), "")
        return KeyRecord(plain_name(name), txt, f"stored: {self._source}", None, None, self._now()) if txt else None


def _txt(value: object) -> str:
    """A TXT record from any of the shapes people store: a string, quoted strings, a list of them, mailauth's cache."""
    if isinstance(value, str):
        quoted = _QUOTED.findall(value) if value.lstrip().startswith('"') else []
        return "".join(quoted) if quoted else value
    if isinstance(value, Mapping):
        return _txt(next((value[key] for key in ("TXT", "txt") if key in value), ""))
    if isinstance(value, list):
        if value and all(isinstance(record, list) for record in value):
            return of_several([_txt(record) for record in value])
        return "".join(_txt(piece) for piece in value)
    return ""


def of_several(records: list[str]) -> str:
    """The record that holds a key, where a name has several TXT records."""
    return next((record for record in records if "p=" in record), records[0] if records else "")
