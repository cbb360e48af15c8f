"""What must never be written down, taken out of any text: known values, whatever their spelling, and telling shapes."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

_SECRET = "[secret]"  # noqa: S105 - what is written instead of one
_EMAIL = re.compile(r"[^\s@<>\"'(),;:=|\[\]{}/\\]+(?:@|%40)(?:[^\s@<>\"'(),;:=|\[\]{}/\\.]+\.)+[^\W\d_]{2,}")
_PHONE = re.compile(r"(?<![\w.+/-])(?:\+|%2B|00|0)(?=[1-9(])(?:[ \-()]{0,2}\d){7,14}(?!\w)")
_PHONE_WITH_DOTS = re.compile(r"(?<![\w.+/-])(?:\+\d{1,3}\.?|0)\d(?:\.\d{2,3}){3,5}(?!\w|\.\d)")
_SECRET_KEYS = re.compile(
    r"pass(word|wd|phrase)?|pwd|secrets?|tokens?|cookies?|set[-_]?cookie|authorization|session|storage(_state)?|code"
    r"|e?[-_]?mail|phone|phone_number|address|name|first_name|last_name|user|reason|grounds|body|csrf\w*"
    r"|(access|refresh|auth|api|private)[-_]?(token|key)"
)
_SHORTEST = 3
_SHORTEST_PART = 4
_DEEPEST = 20


class Redactor:
    """Takes known values and telling shapes out of texts, without regard to case, accents and composition."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self.add(*known)

    def add(self, *values: str, stand_in: str = _SECRET) -> None:
        """Values that must never appear again; each is also found percent-encoded and as an escape of JSON."""
        for value in values:
            for spelling in _spellings(value):
                folded = _fold(spelling)[0]
                if len(folded.strip()) >= _SHORTEST:
                    self._known.setdefault(folded, stand_in)
        self._pattern = None

    def add_name(self, name: str) -> None:
        """A person's name: as a whole, and each of its words that is long enough to be telling."""
        self.add(name, stand_in="[name]")
        self.add(*(word for word in name.split() if len(word) >= _SHORTEST_PART), stand_in="[name]")

    def text(self, text: str) -> str:
        """The text without any of it."""
        cleaned = self._without_known(text)
        cleaned = _EMAIL.sub("[e-mail]", cleaned)
        return _PHONE_WITH_DOTS.sub("[number]", _PHONE.sub("[number]", cleaned))

    def value(self, value: object, key: str = "", depth: int = 0) -> Any:  # noqa: ANN401 - as loose as a log line
        """Any value of a log line: what a telling key names is not shown, texts are cleaned, all the way down."""
        if key and _SECRET_KEYS.fullmatch(key.casefold()) and value not in (None, "", True, False):
            return _SECRET
        if isinstance(value, str):
            return self.text(value)
        if depth > _DEEPEST:
            return "…"
        if isinstance(value, Mapping):
            return {self.text(str(k)): self.value(v, str(k), depth + 1) for k, v in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(item, "", depth + 1) for item in value]
        return value if isinstance(value, int | float | None) else self.text(str(value))

    def _without_known(self, text: str) -> str:
        if not self._known:
            return text
        if self._pattern is None:
            longest_first = sorted(self._known, key=len, reverse=True)
            self._pattern = re.compile("|".join(re.escape(value) for value in longest_first))
        folded, origin = _fold(text)
        pieces, end = [], 0
        for match in self._pattern.finditer(folded):
            start, stop = origin[match.start()], origin[match.end() - 1] + 1
            if start < end or not _stands_alone(match, folded):
                continue
            # Marks that follow the last letter belong to it.
            while stop < len(text) and unicodedata.combining(text[stop]):
                stop += 1
            pieces += [text[end:start], self._known[match[0]]]
            end = stop
        return "".join([*pieces, text[end:]])


_ALWAYS_REPLACED = 8
"""A known value of so many letters is replaced even inside a longer word; a short one only where it stands alone."""


def _stands_alone(match: re.Match[str], folded: str) -> bool:
    if len(match[0]) >= _ALWAYS_REPLACED:
        return True
    before = folded[match.start() - 1] if match.start() else " "
    after = folded[match.end()] if match.end() < len(folded) else " "
    return not (before.isalnum() and match[0][0].isalnum()) and not (after.isalnum() and match[0][-1].isalnum())


def _fold(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each of its letters the place in the text it came from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    letters: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        for part in unicodedata.normalize("NFKD", letter).casefold():
            if not unicodedata.combining(part):
                letters.append(part)
                origin.append(place)
    return "".join(letters), origin


def _spellings(value: str) -> set[str]:
    value = value.strip()
    escaped = value.encode("ascii", "backslashreplace").decode()
    encodable = value.encode("utf-8", "replace")
    return {value, quote(encodable, safe=""), quote(encodable), quote_plus(encodable), escaped} if value else set()
