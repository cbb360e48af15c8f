"""Find the line of a TOML text on which a key stands, so that a fault can be pointed at."""

import re
from collections.abc import Iterator, Sequence

Place = tuple[str | int, ...]
"""Where a value stands: ``("person", 0, "account", 1, "email")``."""

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_FENCES = ('"""', "'''")


def line_of(text: str, place: Sequence[str | int]) -> int | None:
    """The line (from 1) of the key, else of the nearest thing around it; None when nothing of it is written."""
    lines = dict(_places(text))
    wanted = tuple(place)
    while wanted:
        if wanted in lines:
            return lines[wanted]
        wanted = wanted[:-1]
    return None


def _places(text: str) -> Iterator[tuple[Place, int]]:
    counts: dict[Place, int] = {}
    table: Place = ()
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            fence = "" if fence in line else fence
            continue
        if header := _HEADER.match(line):
            table = _table(header[2], header[1] == "[[", counts)
            yield table, number
        elif key := _KEY.match(line):
            yield table + _names(key[1]), number
            fence = next((mark for mark in _FENCES if line.count(mark) % 2), "")


def _table(header: str, listed: bool, counts: dict[Place, int]) -> Place:
    """The place a header opens, with the index of every list of tables on the way."""
    place: Place = ()
    names = _names(header)
    for depth, name in enumerate(names):
        place += (name,)
        if listed and depth == len(names) - 1:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place += (counts[place],)
    return place


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
