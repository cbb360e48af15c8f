"""Why a person objects, in their own words: asked once, kept encrypted, printed only in their letters.

GDPR Art. 21(1) speaks of "grounds relating to his or her particular situation". Such a text can carry health or
opinions (Art. 9), so it lives in the vault and nowhere else: not in the journal, a log, a file name or an index.
"""

import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path

from bot.vault import Vault

KIND = "grounds"
LONGEST = 6_000
"""Characters per theme: two pages of a letter."""


class GroundsError(Exception):
    """One sentence for the person; never a word of their text."""


class Theme(StrEnum):
    """What grounds are asked about (facts/evidence.md §6.2, part 6)."""

    CHILDREN = "children"
    PROFESSION = "profession"
    HEALTH = "health"
    WORK = "work"
    POLITICS = "politics"
    PAST = "past"


class Grounds:
    """One person's grounds, theme by theme. Its texts never show in a repr or a traceback's first line."""

    def __init__(self, vault: Vault, person_id: str) -> None:
        self._vault = vault
        self._owner = _opaque(person_id)

    def all(self) -> Mapping[Theme, str]:
        """Every text there is, in the order of the themes."""
        kept = self._vault.load(self._owner, KIND) or {}
        return {theme: str(kept[theme.value]) for theme in Theme if kept.get(theme.value)}

    def set(self, theme: Theme, text: str) -> None:
        """Keep a text in place of an earlier one; an empty one forgets the theme."""
        kept = {known.value: words for known, words in self.all().items()}
        clean = plain(text)
        if len(clean) > LONGEST:
            raise GroundsError(f"the text on “{theme.value}” is longer than {LONGEST} characters; a letter needs less.")
        if clean:
            kept[theme.value] = clean
        else:
            kept.pop(theme.value, None)
        if kept:
            self._vault.save(self._owner, KIND, kept)
        else:
            self._vault.forget(self._owner, KIND)

    def forget(self) -> None:
        """Delete them all."""
        self._vault.forget(self._owner, KIND)

    def ask(self, language: str, question: Callable[[str, bool], str]) -> None:
        """Ask theme by theme. ``question`` gets the prompt and whether there is a text already; "-" forgets it."""
        words, known = prompts(language), self.all()
        for theme in Theme:
            answer = question(words[theme.value], theme in known).strip()
            if answer:
                self.set(theme, "" if answer == "-" else answer)


def plain(text: str) -> str:
    """Text without control or direction marks; paragraphs stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ("".join(c for c in line if c == "\t" or unicodedata.category(c)[0] != "C").strip() for line in lines)
    return "\n".join(kept).strip()


@cache
def prompts(language: str) -> Mapping[str, str]:
    """The questions in a language, in English where there are none; ``intro`` says what becomes of the answers."""
    tables = tomllib.loads(Path(__file__).with_name("grounds.toml").read_text("utf-8"))
    found: Mapping[str, str] = tables.get(language.casefold().partition("-")[0], tables["en"])
    return found


def from_file(path: Path) -> str:
    """A text that the person has written elsewhere."""
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise GroundsError(f"{path.name}: expected a text file in UTF-8.") from None


def _opaque(person_id: str) -> str:
    return sha256(f"optout person\0{person_id}".encode()).hexdigest()[:16]
