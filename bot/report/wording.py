"""The words of the report, in the reader's language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from bot.report.story import CONTROLLERS, Line, Story, clean, moment

FOLDER = Path(__file__).parent / "words"
DEFAULT = "en"
COMPANY = "Meta"
"""Who answers, where no single account is spoken of."""


@cache
def languages() -> tuple[str, ...]:
    """Every language the report speaks."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@dataclass(frozen=True)
class Words:
    """One language: texts by dotted key, dates as its readers write them."""

    language: str
    texts: Mapping[str, str]
    months: tuple[str, ...]

    def __call__(self, key: str, **facts: object) -> str:
        """The text of a key, its braces filled in. A fact is never read for braces again, so it may be hostile."""
        known: dict[str, object] = {"controller": COMPANY, **facts}
        return self.texts[key].format_map(known)

    def has(self, key: str) -> bool:
        """Is there such a text?"""
        return key in self.texts

    def of(self, family: str, code: str | None, part: str = "", **facts: object) -> str:
        """The text of a code of a family of words; a code that nobody knows is read aloud as it is."""
        key = ".".join(word for word in (family, code or "", part) if word)
        return self(key, **facts) if key in self.texts else clean(code or "").replace("_", " ")

    def inline(self, text: str) -> str:
        """The same words in the middle of a sentence; German keeps the capitals of its nouns."""
        return text if self.language == "de" else text[:1].lower() + text[1:]

    def date(self, at: datetime | None) -> str:
        """A day as people write it."""
        known = moment(at)
        if known is None:
            return ""
        return self("language.date", day=known.day, month=self.months[known.month - 1], year=known.year)

    def moment(self, at: datetime | None) -> str:
        """A day and an hour, in UTC and saying so."""
        known = moment(at)
        return self("language.moment", date=self.date(known), time=f"{known:%H:%M}") if known else ""

    def what_happened(self, line: Line) -> str:
        """The state in a few words; for a walk that was stopped, by what."""
        state = self.of("state", line.state, "short")
        if line.state in ("stopped", "planned") and line.obstacle:
            obstacle = self.of("obstacle", line.obstacle, "short")
            return self("page.stopped_by", stopped=self("state.stopped.short"), obstacle=obstacle)
        return state

    def way(self, story: Story, key: str | None) -> str:
        """A way in the reader's language; one that is new to us in the words of its flow."""
        return self(f"way.{key}") if self.has(f"way.{key}") else story.way_title(key)

    def way_by_itself(self, key: str, title: str) -> str:
        """The same as a heading; `title` is what its flow calls it."""
        told = self(f"way.{key}") if self.has(f"way.{key}") else title
        return told[:1].upper() + told[1:]

    def foreign_way(self, key: str) -> bool:
        """Is the way told in another language than this one? (Flows speak English.)"""
        return self.language != DEFAULT and not self.has(f"way.{key}")

    def whose_move(self, line: Line, *, named: bool) -> str:
        """Whose move it is; the person by first name where several are spoken of."""
        if named and line.whose_move == "person":
            return (clean(line.name).split() or [clean(line.person)])[0]
        return self.of("mover", line.whose_move, controller=line.controller)

    def next_step(self, line: Line) -> str:
        """What comes next, in a few words; what a person is asked to do, as exactly as we know it."""
        if line.next == "ask_person":
            why = line.obstacle if line.state in ("stopped", "planned") else line.state
            if self.has(f"ask.{why}"):
                return self(f"ask.{why}")
        return self.of("next", line.next, controller=line.controller)


@cache
def code_of(language: str) -> str:
    """The language itself, without script or country: `fr` of `fr-BE`."""
    return language.replace("_", "-").partition("-")[0].lower()


def words(language: str) -> Words:
    """The words of a language (`fr`, `fr-BE`, `pt_BR`); English where the report does not speak it."""
    code = code_of(language)
    known = code if code in languages() else DEFAULT
    tables = tomllib.loads((FOLDER / f"{known}.toml").read_text("utf-8"))
    months = tuple(tables["language"]["months"])
    texts = {key: _spaced(text) if known == "fr" else text for key, text in _flat(tables)}
    return Words(known, texts, months)


def _spaced(text: str) -> str:
    """French puts a space before its high punctuation; it must not end up at the start of a line."""
    for sign in ":;?!»":
        text = text.replace(f" {sign}", f"\u00a0{sign}")
    return text.replace("« ", "«\u00a0")


def _flat(tables: Mapping[str, object], above: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tables.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{above}{key}.")
        elif isinstance(value, str):
            found.append((f"{above}{key}", value))
    return found


def company(platform: str) -> str:
    """The company that answers for a platform."""
    return CONTROLLERS.get(platform, clean(platform).capitalize())
