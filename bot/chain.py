"""A log whose every line carries the hash of the line before it.

The rule: a line is one JSON object, its member ``prev`` is the SHA-256 of the bytes of the line before it, newline
included, and the first line carries 64 zeros. Three lines of shell check it.
An edited line is found at the next one; an edited *last* line only by whoever kept the head.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

GENESIS = "0" * 64
LONGEST_LINE = 1 << 20
"""A line of ours is some hundred bytes; a longer one than this is not read further."""

Facts = dict[str, Any]


def canonical(facts: Mapping[str, Any]) -> bytes:
    """One JSON object, one way to write it: sorted keys, no spaces, UTF-8, no NaN."""
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    # A page may hold half a surrogate pair. Inside a JSON string `\\udc80` is a valid escape, so nothing is lost.
    return text.encode("utf-8", "backslashreplace")


def line_hash(line: bytes) -> str:
    """What the next line will carry as ``prev``; ``line`` ends with its newline."""
    return hashlib.sha256(line).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """What a chained log shows about itself."""

    holds: bool
    lines: int
    """Whole lines read, up to the fault if there is one."""
    head: str
    """The hash of the last whole line: who keeps it can prove that nothing was cut off or changed."""
    fault: str = ""
    torn: int = 0
    """Bytes after the last whole line: the writer was stopped in the middle of a line."""


class _Reader:
    """Follows the chain line by line. Memory stays flat."""

    def __init__(self, start: str) -> None:
        self.head = start
        self.lines = 0
        self.fault = ""
        self._bare = start
        self._with_newline: bool | None = None

    def take(self, line: bytes) -> Facts | None:
        """Check one whole line; None when it breaks the chain."""
        facts = _parsed(line)
        if facts is None:
            self.fault = f"line {self.lines + 1} is not one JSON object"
        elif not self._follows(facts.get("prev")):
            self.fault = f"line {self.lines + 1} does not follow the line before it"
        elif "n" in facts and facts["n"] != self.lines + 1:
            self.fault = f"line {self.lines + 1} says it is number {str(facts['n'])[:12]}"
        if self.fault:
            return None
        self.lines += 1
        self.head = line_hash(line if line.endswith(b"\n") else line + b"\n")
        self._bare = hashlib.sha256(line.removesuffix(b"\n")).hexdigest()
        return facts

    def _follows(self, prev: object) -> bool:
        """Others hash the line without its newline: accepted, if they do so from end to end."""
        if self.lines == 0:
            return prev == self.head
        counts_newline = prev == self.head
        if not counts_newline and prev != self._bare:
            return False
        if self._with_newline is None:
            self._with_newline = counts_newline
        return self._with_newline is counts_newline


def _once(pairs: list[tuple[str, Any]]) -> Facts:
    facts = dict(pairs)
    if len(facts) != len(pairs):
        raise ValueError("a key stands twice")
    return facts


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is not JSON (RFC 8259 §6)")


def _parsed(line: bytes) -> Facts | None:
    try:
        facts = json.loads(line.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return facts if isinstance(facts, dict) else None


def read_lines(stream: BinaryIO, *, start: str = GENESIS, keep: list[Facts] | None = None) -> ChainVerdict:
    """Read a chained log from an open file; ``keep`` receives each line that holds."""
    reader = _Reader(start)
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            reader.fault = f"line {reader.lines + 1} is longer than {LONGEST_LINE} bytes"
        elif not line.endswith(b"\n") and _parsed(line) is None:
            return ChainVerdict(not reader.fault, reader.lines, reader.head, reader.fault, torn=len(line))
        else:
            facts = reader.take(line)
            if facts is not None and keep is not None:
                keep.append(facts)
        if reader.fault:
            break
    return ChainVerdict(not reader.fault, reader.lines, reader.head, reader.fault)


def verify_chain(path: Path, *, start: str = GENESIS) -> ChainVerdict:
    """Whether the log holds from its first to its last whole line."""
    with path.open("rb") as stream:
        return read_lines(stream, start=start)


class BrokenChain(Exception):  # noqa: N818 - the domain's word
    """A log that does not hold is not continued."""


class Chain:
    """An open log. One line is one write; the disk is only waited for when it is closed."""

    def __init__(self, path: Path, descriptor: int, verdict: ChainVerdict) -> None:
        self.path = path
        self.head = verdict.head
        self.lines = verdict.lines
        self.torn = verdict.torn
        self._descriptor = descriptor

    @classmethod
    def create(cls, path: Path, *, start: str = GENESIS) -> Self:
        """Begin a log that is not there yet."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        return cls(path, descriptor, ChainVerdict(holds=True, lines=0, head=start))

    @classmethod
    def reopen(cls, path: Path, *, start: str = GENESIS) -> Self:
        """Continue on the last whole line; half a line left by a kill is cut off, and its length kept in ``torn``."""
        verdict = verify_chain(path, start=start)
        if not verdict.holds:
            raise BrokenChain(f"{path.name}: {verdict.fault}")
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND)
        size = os.fstat(descriptor).st_size
        if verdict.torn:
            os.ftruncate(descriptor, size - verdict.torn)
        elif size and os.pread(descriptor, 1, size - 1) != b"\n":
            os.write(descriptor, b"\n")
        return cls(path, descriptor, verdict)

    def append(self, facts: Mapping[str, Any]) -> Facts:
        """Write one line; ``prev`` is ours to say."""
        line = {**facts, "prev": self.head}
        written = canonical(line) + b"\n"
        _write_all(self._descriptor, written)
        self.head = line_hash(written)
        self.lines += 1
        return line

    def close(self) -> None:
        """Wait for the disk, once."""
        if self._descriptor >= 0:
            os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
