"""The folder a walk leaves: pictures, snapshots and a chained log.

Files sort into the story: ``05-follow-object.png``. Layout and log: DESIGN §10 and ``facts/evidence.md`` §4.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.chain import Chain, Facts, canonical, read_lines
from bot.disguises import WITHHELD, Censor

LOG = "log.jsonl"
_OURS = frozenset({"n", "at", "step", "files", "prev", "rehearsal", "redacted"})
_SUFFIX = re.compile(r"[a-z0-9]{1,12}(\.[a-z0-9]{1,12}){0,2}")
_TEXT = frozenset({"yml", "yaml", "html", "json", "txt", "har", "xml", "csv", "mhtml"})
_PERSONAL = re.compile(r"\S+@\S+|\+?\d[\d\s./-]{6,}")
_SLUG_LENGTH = 40

Secrets = Callable[[], Collection[str]]


def slug(step: str) -> str:
    """A step as part of a file name: ASCII, short, without an address or a number that could be somebody's."""
    plain = unicodedata.normalize("NFKD", _PERSONAL.sub(" ", step)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return words[:_SLUG_LENGTH].strip("-") or "step"


def moment(at: datetime) -> str:
    """UTC, RFC 3339, milliseconds. A time without a zone is a mistake of ours."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _no_secrets() -> Collection[str]:
    return ()


class Folder:
    """One walk's evidence. ``record`` is the one way to leave a trace."""

    def __init__(
        self, path: Path, chain: Chain, *, rehearsal: str | None, now: Callable[[], datetime], secrets: Secrets
    ) -> None:
        self.path = path
        self._chain = chain
        self._rehearsal = rehearsal
        self._now = now
        self._secrets = secrets
        self._known: frozenset[str] = frozenset()
        self._censor = Censor(())
        self._slugs: dict[int, str] = {}

    @classmethod
    def create(
        cls,
        root: Path,
        *,
        walk: str,
        rehearsal: str | None,
        now: Callable[[], datetime],
        secrets: Secrets = _no_secrets,
    ) -> Self:
        """A new folder ``root/walk``; ``walk`` is an opaque name, never a person's."""
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", walk):
            raise ValueError("a walk is named by letters, digits, dots and dashes")
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = root / walk
        path.mkdir(mode=0o700)
        return cls(path, Chain.create(path / LOG), rehearsal=rehearsal, now=now, secrets=secrets)

    @classmethod
    def reopen(
        cls, path: Path, *, rehearsal: str | None, now: Callable[[], datetime], secrets: Secrets = _no_secrets
    ) -> Self:
        """Go on in a folder whose writer was stopped. What the log does not know is listed; half a line is named."""
        chain = Chain.reopen(path / LOG)
        folder = cls(path, chain, rehearsal=rehearsal, now=now, secrets=secrets)
        strays = folder._strays()
        if chain.torn or strays:
            folder._append("reopened", strays, {"torn_bytes": chain.torn})
        return folder

    def record(self, step: str, *, files: Mapping[str, bytes], **facts: object) -> Facts:
        """Write the files of one step (suffix to bytes), then its line. Secrets known by then never reach the disk."""
        if clash := _OURS & facts.keys():
            raise ValueError(f"not yours to say: {', '.join(sorted(clash))}")
        if wrong := [suffix for suffix in files if not _SUFFIX.fullmatch(suffix)]:
            raise ValueError(f"not a suffix: {wrong[0]!r}")
        self._refresh()
        step = self._censor.text(step)
        told = {key: self._told(value) for key, value in facts.items()}
        canonical(told)  # a fact that is not plain JSON is refused before anything is written
        n = self._chain.lines + 1
        self._slugs[n] = slug(step)
        hashes: dict[str, str] = {}
        redacted = 0
        for suffix, data in files.items():
            clean, count = self._clean(suffix, data)
            name = self.name_of(n, suffix)
            _write(self.path / name, clean)
            hashes[name] = hashlib.sha256(clean).hexdigest()
            redacted += count
        return self._append(step, hashes, {**told, "redacted": redacted} if redacted else told)

    def name_of(self, step_no: int, suffix: str) -> str:
        """The file name of a step of this folder."""
        return f"{step_no:02d}-{self._slugs[step_no]}.{suffix}"

    @property
    def rehearsal(self) -> str | None:
        """The stand-in world, or the rehearsal, that this folder belongs to; None for the real thing."""
        return self._rehearsal

    @property
    def head(self) -> str:
        """The hash of the last line."""
        return self._chain.head

    @property
    def steps(self) -> int:
        """How many lines there are: the number of the last step."""
        return self._chain.lines

    def close(self) -> None:
        """Wait for the disk: the log, the files, the folder."""
        for entry in sorted(self.path.iterdir()):
            _sync(entry)
        self._chain.close()
        _sync(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, step: str, files: Mapping[str, str], facts: Mapping[str, object]) -> Facts:
        ours = {
            "n": self._chain.lines + 1,
            "at": moment(self._now()),
            "step": step,
            "files": dict(files),
            "rehearsal": self._rehearsal,
        }
        return self._chain.append({**facts, **ours})

    def _refresh(self) -> None:
        known = frozenset(self._secrets())
        if known != self._known:
            self._known, self._censor = known, Censor(known)

    def _told(self, value: object) -> object:
        """A fact without secrets; a value that holds one is withheld whole."""
        if isinstance(value, str):
            return self._censor.text(value)
        if isinstance(value, Mapping):
            return {self._censor.text(str(key)): self._told(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self._told(inner) for inner in value]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return WITHHELD if self._censor.holds(str(value).encode()) else value
        return value

    def _clean(self, suffix: str, data: bytes) -> tuple[bytes, int]:
        """Text loses its secrets before it is written; a picture is masked by whoever took it, and swept at sealing."""
        return self._censor.bytes(data) if suffix.rsplit(".", 1)[-1] in _TEXT else (data, 0)

    def _strays(self) -> dict[str, str]:
        """Files written before a kill, whose line never was."""
        known = {name for line in log_lines(self.path / LOG) for name in line.get("files", {})}
        names = sorted(entry.name for entry in self.path.iterdir() if entry.is_file() and not entry.is_symlink())
        return {
            name: hashlib.sha256((self.path / name).read_bytes()).hexdigest()
            for name in names
            if name not in known and name != LOG
        }


def log_lines(path: Path) -> Iterator[Facts]:
    """The lines of a log of ours, whole ones only."""
    kept: list[Facts] = []
    with path.open("rb") as stream:
        read_lines(stream, keep=kept)
    yield from kept


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
