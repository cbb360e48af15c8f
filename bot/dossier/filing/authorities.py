"""Which authority hears a person's complaint, in which language, until when, and how much it takes.

The data, with the source and the day of each record: ``authorities.toml`` beside this file. A field that is absent is
unknown, and is said to be.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.objection.deadlines import last_day

FILE = Path(__file__).with_name("authorities.toml")
OLD = timedelta(days=365)
"""When a record is old. Of its 49, four had moved or been renamed between 2023-02-10 and 2026-11-22 (facts/evidence.md
§2): about one in fifty a year. After a year somebody should look before a letter is posted."""
MB = 1_000_000
"""Authorities say "MB"; the smaller reading is always accepted."""
USUAL_TOTAL = 1_400_000
"""Bytes, where an authority's limit is unknown: below the smallest one known, the 1.5 MB of BayLDA."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an authority's form takes; None: unknown."""

    files: int | None = None
    each: int | None = None
    """Bytes."""
    total: int | None = None
    known: bool = False
    as_of: str = ""
    """When it was seen; where the source names no day, when the data was put together."""

    def fault(self, sizes: list[int]) -> str:
        """Which limit these files pass: ``files``, ``each``, ``total``; empty when they fit."""
        if self.files is not None and len(sizes) > self.files:
            return "files"
        if self.each is not None and max(sizes, default=0) > self.each:
            return "each"
        return "total" if self.total is not None and sum(sizes) > self.total else ""


@dataclass(frozen=True, slots=True)
class Authority:
    """A supervisory authority, as its record has it."""

    id: str
    country: str
    name: str
    """As it calls itself."""
    english: str
    abbreviation: str
    languages: tuple[str, ...]
    website: str
    page: str
    """Where a complaint is lodged, or how is told."""
    page_kind: str
    """form, guidance, contact or home."""
    form: str
    address: tuple[str, ...]
    email: str
    as_of: date
    limits: Limits
    facts: Mapping[str, Any]
    """The whole record."""
    competent: bool = True
    art77: bool = True

    def is_old(self, today: date) -> bool:
        """Whether somebody should look at its own site before relying on the record."""
        return today - self.as_of > OLD

    def note(self, key: str) -> str:
        """A remark of the record, in English; empty when there is none."""
        value = self.facts.get(key, "")
        return " ".join(value.split()) if isinstance(value, str) else ""

    def clocks(self, event: date, known: date, contact: date) -> tuple[tuple[str, date], ...]:
        """The last days of its national periods: which clock, and the day. Earliest first."""
        starts = {"knowledge": known, "event": event, "contact": contact}
        found = []
        for clock, start in starts.items():
            months = self.facts.get(f"limit_months_after_{clock}")
            if isinstance(months, int):
                found.append((clock, last_day(datetime.combine(start, time(12), tzinfo=UTC), months)))
        return tuple(sorted(found, key=lambda one: one[1]))


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


@cache
def every() -> Mapping[str, Authority]:
    """All of them, by id."""
    return {one["id"]: _read(one) for one in _data()["authority"]}


def _read(one: Mapping[str, Any]) -> Authority:
    return Authority(
        id=one["id"],
        country=one["country"],
        name=one["name_local"],
        english=one["name_en"],
        abbreviation=one["abbreviation"],
        languages=tuple(one["languages"]),
        website=one["website"],
        page=one["complaint_url"],
        page_kind=one["complaint_url_kind"],
        form=one.get("form_url", ""),
        address=tuple(one["postal_address"].split("\n")),
        email=one.get("email", ""),
        as_of=date.fromisoformat(one["contact_as_of"]),
        limits=_limits(one),
        facts=one,
        competent=one.get("competent", True),
        art77=one.get("art77", True),
    )


def _limits(one: Mapping[str, Any]) -> Limits:
    files, each, total = (one.get(f"attachments_max_{what}") for what in ("files", "mb_each", "mb_total"))
    if files is each is total is None:
        return Limits(total=USUAL_TOTAL)
    return Limits(
        files, _bytes(each), _bytes(total), known=True, as_of=str(one.get("attachments_as_of", _data()["compiled"]))
    )


def _bytes(megabytes: float | None) -> int | None:
    return None if megabytes is None else int(megabytes * MB)


def lead(controller: str) -> Authority | None:
    """Who leads for a controller (GDPR Art. 56); None where the record names nobody."""
    found = _data()["lead"].get(controller)
    return every()[found] if found else None


def of_person(country: str, controller: str) -> tuple[Authority, str]:
    """The authority of the person's country (Art. 77(1)), and how it was found: ``own``, ``usual`` (several in the
    country, and one that usually takes such cases) or ``lead`` (none there that hears an Art. 77 complaint).

    Raises :class:`LookupError` where there is neither.
    """
    own = [one for one in every().values() if one.country == country.upper() and one.competent and one.art77]
    if len(own) == 1:
        return own[0], "own"
    usual = _data()["usual"].get(country.upper())
    if usual:
        return every()[usual], "usual"
    leading = lead(controller)
    if leading is None:
        raise LookupError(country)
    return leading, "lead"


def language_for(authority: Authority, person: str, spoken: tuple[str, ...]) -> tuple[str, bool]:
    """The language of the complaint, and whether the authority takes it.

    The person's where the authority takes it, else the authority's first that is ``spoken`` here, else English.
    """
    own = person.replace("_", "-").partition("-")[0].casefold()
    for code in (own, *authority.languages):
        if code in authority.languages and code in spoken:
            return code, True
    return "en", False
