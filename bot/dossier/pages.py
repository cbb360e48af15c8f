"""The pages of a dossier: README.html, timeline.html and timeline.csv, readable without any program of ours."""

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.chart import svg
from bot.dossier.case import Case
from bot.dossier.levels import Level
from bot.dossier.mail import LetterVerdict

_LONGEST_DETAIL = 600


@dataclass(frozen=True, slots=True)
class Row:
    """One event as a person reads it."""

    utc: str
    local: str
    kind: str
    details: str
    exhibit: str
    title: str = ""
    """What happened, in the person's language; empty: by its kind alone."""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a walk."""

    name: str
    step: str
    at: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the pages tell."""

    case: Case
    rows: Sequence[Row]
    letters: Sequence[LetterVerdict]
    pictures: Sequence[Picture]
    level: Level
    notes: Sequence[str]
    sealed: str


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("bot.dossier").joinpath("words.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _pages() -> Environment:
    return Environment(
        loader=PackageLoader("bot.dossier", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=False
    )


def _page(name: str, story: Story, *, up: str) -> bytes:
    lang = story.case.language if story.case.language in _words() else "en"
    text = (
        _pages()
        .get_template(name)
        .render(
            lang=lang,
            words=_words()[lang],
            english=_words()["en"],
            case=story.case,
            outcome=story.case.outcome,
            rows=story.rows,
            letters=story.letters,
            pictures=story.pictures,
            level=story.level,
            notes=story.notes,
            sealed=story.sealed,
            zone=story.case.timezone,
            up=up,
            charts=[Markup(svg(chart, f"c{n}")) for n, chart in enumerate(story.case.charts)],  # noqa: S704 - it escapes
        )
    )
    return text.encode("utf-8", "replace")


def readme(story: Story) -> bytes:
    """The first page: what happened, when, how much is proven and how to check it."""
    return _page("readme.html", story, up="")


def share_page(case: str, world: str | None, seal: str, counts: Mapping[str, int]) -> bytes:
    """The first page of a copy for others, in English and in every language there is."""
    told = {"id": case, "world": world}
    page = _pages().get_template("share.html")
    text = page.render(lang="en", words=_words()["en"], languages=_words(), case=told, seal=seal, counts=counts)
    return text.encode("utf-8", "replace")


def timeline_html(story: Story) -> bytes:
    """Every event, one row each."""
    return _page("timeline.html", story, up="../")


def timeline_csv(rows: Sequence[Row]) -> bytes:
    """The same rows for a spreadsheet. A cell can never be a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["utc", "local", "event", "details", "exhibit"])
    for row in rows:
        writer.writerow([_inert(cell) for cell in (row.utc, row.local, row.kind, row.details, row.exhibit)])
    return text.getvalue().encode("utf-8", "replace")


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def row(at: datetime, kind: str, facts: Mapping[str, Any], exhibit: str, zone: str) -> Row:
    """An event as a row: its facts in the order of their names, each short."""
    details = "; ".join(f"{key}: {_plain(value)}" for key, value in sorted(facts.items()) if value not in (None, ""))
    return Row(
        utc=at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        local=at.astimezone(_zone(zone)).strftime("%Y-%m-%d %H:%M:%S %z"),
        kind=kind,
        details=_short(details, _LONGEST_DETAIL),
        exhibit=exhibit,
    )


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(inner)}" for key, inner in sorted(value.items()))
    if isinstance(value, list | tuple):
        return ", ".join(_plain(inner) for inner in value)
    return "".join(letter if letter.isprintable() else " " for letter in str(value))


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo | Any:  # noqa: ANN401 - a tzinfo of either kind
    """A machine without time zone data still writes UTC."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC
