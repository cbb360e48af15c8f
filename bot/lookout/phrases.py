"""Look for the phrases by which pages say what they are."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from bot.fields.words import TOKEN, UNSPACED, load, plain

_WORD = re.compile(r"[^\W_]+")
TABLES = (
    "technical",
    "not_found",
    "rate_limit",
    "checkpoint",
    "login_wall",
    "region_lock",
    "puzzle",
    "puzzle_slide",
    "puzzle_picture",
    "puzzle_shows",
    "wrong_form",
    "cookies",
)


class Phrases:
    """Phrases by kind, in every language at once; each place of a text may belong to several."""

    def __init__(self, tables: Mapping[str, Iterable[str]]) -> None:
        self._first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        self._anywhere: list[tuple[str, str]] = []
        for kind, phrases in tables.items():
            for phrase in phrases:
                text = plain(phrase)
                if UNSPACED.search(text):
                    self._anywhere.append((text, kind))
                    continue
                tokens = tuple(TOKEN.findall(text))
                self._first.setdefault(tokens[0], []).append((tokens, kind, phrase))

    def find(self, text: str) -> dict[str, str]:
        """The first phrase of each kind that the text holds."""
        clean = plain(text)
        tokens = TOKEN.findall(clean)
        found: dict[str, str] = {}
        for place, token in enumerate(tokens):
            for phrase, kind, written in self._first.get(token, ()):
                if kind not in found and tuple(tokens[place : place + len(phrase)]) == phrase:
                    found[kind] = written
        if UNSPACED.search(clean):
            for written, kind in self._anywhere:
                if kind not in found and written in clean:
                    found[kind] = written
        return found


def _flat(table: Mapping[str, Iterable[str]]) -> list[str]:
    return [phrase for phrases in table.values() for phrase in phrases]


@lru_cache(maxsize=1)
def page_phrases() -> Phrases:
    """What pages say of themselves."""
    tables = load("words.toml", "bot.lookout")
    return Phrases({name: _flat(tables[name]) for name in TABLES})


@lru_cache(maxsize=2)
def button_words(table: str) -> frozenset[str]:
    """The whole texts of consent buttons: ``decline`` or ``accept``."""
    return frozenset(" ".join(_WORD.findall(plain(p))) for p in _flat(load("words.toml", "bot.lookout")[table]))


@lru_cache(maxsize=8)
def parts(table: str, key: str = "parts") -> tuple[str, ...]:
    """Parts of addresses that tell what a page is."""
    return tuple(load("words.toml", "bot.lookout")[table][key])


def bare(text: str) -> str:
    """A button's text as plain words, without marks and icons."""
    return " ".join(_WORD.findall(plain(text)))
