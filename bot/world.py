"""A town to rehearse in: which host answers where, whom to trust, and what time it is there."""

import base64
import binascii
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

_SPKI_BYTES = 32
_PATTERN = re.compile(r"(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?|\*")
_TARGET = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9_][a-z0-9_.-]*)(?::(?P<port>\d{1,5}))?")
_HTTPS = 443
_PORTS = range(1, 65_536)


class WorldError(Exception):
    """One sentence that names the world file, the key, and what is expected."""


@dataclass(frozen=True, slots=True)
class TimeAuthority:
    """An RFC 3161 authority over HTTP, and the root to check it with."""

    url: str
    ca: Path | None


@dataclass(frozen=True, slots=True)
class World:
    """What a world file says (DESIGN §11). Host names that are not listed resolve nowhere."""

    path: Path
    name: str
    hosts: Mapping[str, tuple[str, int]]
    """Host name, or ``*.`` and the domain it covers, to where it answers over HTTPS."""
    spki: tuple[str, ...] = ()
    ca: Path | None = None
    txt: Path | None = None
    timestamps: tuple[TimeAuthority, ...] = ()
    clock: Path | None = None
    seconds_between_sends: float | None = None

    def resolve(self, host: str) -> tuple[str, int] | None:
        """Where a host answers in this world; the exact name first, then the longest pattern. None: nowhere."""
        host = host.casefold().rstrip(".")
        if host in self.hosts:
            return self.hosts[host]
        fitting = [pattern for pattern in self.hosts if pattern.startswith("*") and host.endswith(pattern[1:])]
        return self.hosts[max(fitting, key=len)] if fitting else None


def load(path: Path) -> World:
    """Read a world file. Other towns write them too, so keys that are not known are left alone."""
    try:
        facts = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as fault:
        raise WorldError(f"{path}: the world file cannot be read ({fault.strerror}).") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise WorldError(f"{path}: expected valid TOML in UTF-8.") from None
    return _Reader(path).world(facts)


def chromium_arguments(world: World) -> list[str]:
    """What makes Chromium live in the world: resolver rules, of which the first that fits counts, and the pins."""
    exact_first = sorted(world.hosts, key=lambda pattern: (pattern.startswith("*"), -len(pattern), pattern))
    rules = [f"MAP {pattern} {_written(world.hosts[pattern])}" for pattern in exact_first if pattern != "*"]
    everything = world.hosts.get("*")
    rules.append(f"MAP * {_written(everything)}" if everything else "MAP * ~NOTFOUND")
    # An EXCLUDE outranks every MAP: the addresses the names are mapped to must stay reachable themselves.
    rules += ["EXCLUDE 127.0.0.1", "EXCLUDE localhost"]
    arguments = ["--host-resolver-rules=" + ", ".join(rules)]
    if world.spki:
        arguments.append("--ignore-certificate-errors-spki-list=" + ",".join(world.spki))
    return arguments


def _written(target: tuple[str, int]) -> str:
    return f"{target[0]}:{target[1]}"


@dataclass(frozen=True)
class _Reader:
    path: Path

    def world(self, facts: dict[str, Any]) -> World:
        if facts.get("schema") != 1:
            self._wrong("schema", "expected schema = 1")
        trust, dns, clock, pace = (self._table(facts, key) for key in ("trust", "dns", "clock", "pace"))
        name = facts.get("name") or "world"
        if not isinstance(name, str):
            self._wrong("name", "expected text")
        return World(
            path=self.path,
            name=name,
            hosts={_ascii(key): self._target(_ascii(key), to) for key, to in self._table(facts, "hosts").items()},
            spki=self._spki(trust),
            ca=self._file(trust, "ca"),
            txt=self._file(dns, "txt"),
            timestamps=self._timestamps(facts),
            clock=self._file(clock, "file"),
            seconds_between_sends=self._seconds(pace),
        )

    def _target(self, pattern: str, target: object) -> tuple[str, int]:
        # Both go into a command line whose rules are parted by commas: nothing but names and numbers may pass.
        found = _TARGET.fullmatch(target.strip().casefold()) if isinstance(target, str) else None
        port = int(found["port"] or _HTTPS) if found else 0
        if not _PATTERN.fullmatch(pattern) or found is None or port not in _PORTS:
            self._wrong(f"hosts.{pattern!r}", 'expected "name" = "address:port"')
        return found["host"], port

    def _spki(self, trust: dict[str, Any]) -> tuple[str, ...]:
        pins = trust.get("spki", [])
        pins = [pins] if isinstance(pins, str) else pins
        if not isinstance(pins, list) or not all(_is_pin(pin) for pin in pins):
            self._wrong("trust.spki", "expected a list of base64 of SHA-256 of a public key")
        return tuple(pins)

    def _timestamps(self, facts: dict[str, Any]) -> tuple[TimeAuthority, ...]:
        tables = facts.get("timestamp", [])
        tables = [tables] if isinstance(tables, dict) else tables
        if not isinstance(tables, list) or not all(
            isinstance(table, dict) and str(table.get("url", "")).startswith(("http://", "https://"))
            for table in tables
        ):
            self._wrong("timestamp", "expected [[timestamp]] tables with a url")
        return tuple(TimeAuthority(table["url"], self._file(table, "ca")) for table in tables)

    def _seconds(self, pace: dict[str, Any]) -> float | None:
        seconds = pace.get("seconds_between_sends")
        if seconds is None:
            return None
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < float("inf"):
            self._wrong("pace.seconds_between_sends", "expected a number of seconds")
        return float(seconds)

    def _file(self, table: dict[str, Any], key: str) -> Path | None:
        value = table.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self._wrong(key, "expected a path, relative to the world file")
        return (self.path.parent / value).absolute()

    def _table(self, facts: dict[str, Any], key: str) -> dict[str, Any]:
        table = facts.get(key, {})
        if not isinstance(table, dict):
            self._wrong(key, f"expected a table [{key}]")
        return table

    def _wrong(self, key: str, expected: str) -> NoReturn:
        raise WorldError(f"{self.path}: {key}: {expected}.")


def _ascii(host: str) -> str:
    """A host name as browsers ask for it: lower case, punycode, no dot at the end."""
    host = host.strip().casefold().rstrip(".")
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host


def _has_url(table: object) -> bool:
    return isinstance(table, dict) and str(table.get("url", "")).startswith(("http://", "https://"))


def _is_pin(pin: object) -> bool:
    try:
        return isinstance(pin, str) and len(base64.b64decode(pin, validate=True)) == _SPKI_BYTES
    except (binascii.Error, ValueError):
        return False
