"""Read the words of a PDF whose text is written in glyph numbers, by the tables that screen readers use.

PDF 32000-1:2008 §9.10.3 (ToUnicode CMaps). Only for the sweep: every table is tried on every page, so that a name is
found whichever font it is set in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

MOST_WORK = 256 << 20
"""Bytes of page times tables; a letter needs some hundred kilobytes."""

_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9a-fA-F]{1,8})>\s*<([0-9a-fA-F]{1,64})>")
_RANGE = re.compile(rb"<([0-9a-fA-F]{1,8})>\s*<([0-9a-fA-F]{1,8})>\s*(?:<([0-9a-fA-F]{1,64})>|\[([^\]]{0,65536})\])")
_CODE = re.compile(rb"<([0-9a-fA-F]{1,64})>")
_STRING = re.compile(rb"\(((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*)\)|(?<!<)<([0-9a-fA-F\s]+)>(?!>)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
_WIDEST_RANGE = 0x10000

Table = Mapping[int, str]


def words_of(streams: Sequence[bytes]) -> Iterator[str] | None:
    """The text of the pages, once per table; None when it is too much to be read."""
    tables = [table for stream in streams if b"begincmap" in stream and (table := _table(stream))]
    pages = [stream for stream in streams if re.search(rb"\bBT\b", stream) and b"begincmap" not in stream]
    if len(tables) * sum(map(len, pages)) > MOST_WORK:
        return None
    return (_said(page, table) for page in pages for table in tables)


def _table(cmap: bytes) -> Table:
    found: dict[int, str] = {}
    for block in _CHARS.findall(cmap):
        found.update((int(code, 16), _letters(letters)) for code, letters in _PAIR.findall(block))
    for block in _RANGES.findall(cmap):
        for first, last, start, listed in _RANGE.findall(block):
            low, high = int(first, 16), min(int(last, 16), int(first, 16) + _WIDEST_RANGE)
            if listed:
                found.update(zip(range(low, high + 1), map(_letters, _CODE.findall(listed)), strict=False))
            elif begin := _letters(start):
                found.update((code, _further(begin, code - low)) for code in range(low, high + 1))
    return found


def _further(begin: str, steps: int) -> str:
    return begin[:-1] + chr(min(ord(begin[-1]) + steps, 0x10FFFF))


def _letters(digits: bytes) -> str:
    raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return raw.decode("utf-16-be", "replace")


def _said(page: bytes, table: Table) -> str:
    said: list[str] = []
    for literal, digits in _STRING.findall(page):
        raw = _ESCAPE.sub(_unescaped, literal) if not digits else _hex(digits)
        said += [table.get(int.from_bytes(raw[n : n + 2], "big"), "") for n in range(0, len(raw) - 1, 2)]
    return "".join(said)


def _hex(digits: bytes) -> bytes:
    tight = b"".join(digits.split())
    return bytes.fromhex((tight + b"0" * (len(tight) % 2)).decode())


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 255]) if code.isdigit() else _NAMED.get(code, code)
