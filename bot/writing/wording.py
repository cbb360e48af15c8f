"""The words of the letters, in the language they are written in: texts, dates, citations of the law."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
DEFAULT = "en"
_ARTICLE = re.compile(r"(?P<article>\d+)(?:\((?P<paragraph>\d+)\))?(?:\((?P<letter>[a-z])\))?")
_BRACE = re.compile(r"\{([^{}]+)\}")
_WHITE = re.compile(r"[^\S\u00a0\u202f]+")
"""White space, but for the spaces that must not be broken: they are part of French punctuation."""
_UNITED_KINGDOM = "GB"


@cache
def languages() -> tuple[str, ...]:
    """Every language that letters are written in."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@dataclass(frozen=True, slots=True)
class Words:
    """One language, and which law is meant: that of the Union, or that of the United Kingdom (retained law)."""

    language: str
    texts: Mapping[str, str]
    months: tuple[str, ...]
    law: str

    def __call__(self, key: str, **facts: object) -> str:
        """The text of a key. Its braces are filled in once: a fact is never read for braces, so it may be hostile."""
        return _BRACE.sub(lambda brace: self._filled(brace[1], facts), self.texts[key])

    def _filled(self, name: str, facts: Mapping[str, object]) -> str:
        """What stands for a brace: a fact, the name of the law, or the citation of an article."""
        if name in facts:
            fact = facts[name]
            return inline(fact) if isinstance(fact, str) else str(fact)
        return self.law if name == "law" else self.cite(name)

    def cite(self, article: str) -> str:
        """An article as lawyers of the language cite it: ``18(1)(d)``."""
        found = _ARTICLE.fullmatch(article)
        if found is None:
            raise KeyError(article)
        parts = (("article", found["article"]), ("paragraph", found["paragraph"]), ("letter", found["letter"]))
        return "".join(self.texts[f"cite.{kind}"].format(n=number) for kind, number in parts if number)

    def date(self, at: date) -> str:
        """A day as people write it."""
        day = at.astimezone(UTC).date() if isinstance(at, datetime) else at
        return self.texts["language.date"].format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def moment(self, at: datetime) -> str:
        """A day and an hour, in UTC and saying so."""
        return self.texts["language.moment"].format(date=self.date(at), time=f"{at.astimezone(UTC):%H:%M}")

    def quote(self, text: str) -> str:
        """Somebody else's words, between the quotation marks of the language."""
        return self.texts["language.quote"].replace("{text}", inline(text))


@cache
def words(language: str, country: str = "") -> Words:
    """The words of a language (``fr``, ``fr-BE``), in English where letters do not speak it."""
    code = language.replace("_", "-").partition("-")[0].casefold()
    known = code if code in languages() else DEFAULT
    tables = tomllib.loads((FOLDER / f"{known}.toml").read_text("utf-8"))
    texts = dict(texts_of(tables, known))
    law = texts["language.law_uk" if country.upper() == _UNITED_KINGDOM else "language.law"]
    return Words(known, texts, tuple(tables["language"]["months"]), law)


def texts_of(tables: Mapping[str, object], language: str) -> Iterator[tuple[str, str]]:
    """The texts of a file of words by their dotted keys, with the spaces of the language."""
    return ((key, _spaced(text) if language == "fr" else text) for key, text in _flat(tables))


def inline(text: str) -> str:
    """Foreign text in a line of ours: one line, without control, direction or private characters."""
    one_line = _WHITE.sub(" ", text)
    return "".join(c for c in one_line if unicodedata.category(c)[0] != "C").strip()


def sentence(text: str) -> str:
    """With a capital at its start: where a citation opens a line, languages write it small."""
    return text[:1].upper() + text[1:]


def _spaced(text: str) -> str:
    """French puts a space before its high punctuation; it must not end up at the start of a line."""
    for sign in ":;?!»":
        text = text.replace(f" {sign}", f"\u00a0{sign}")
    return text.replace("« ", "«\u00a0")


def _flat(tables: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        elif isinstance(value, str):
            yield f"{above}{key}", value
