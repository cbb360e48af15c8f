"""The facts of a complaint: numbered, one date each, each with its exhibit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.dossier.filing.grievance import Grievance
from bot.writing import Exhibit, Words
from bot.writing.matter import Filing, Obstruction


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened on one day."""

    at: datetime
    what: str
    """obstructed, filed, refused, extended, more_asked, reasons_given, reminded, silent."""
    text: str
    exhibits: tuple[Exhibit, ...] = ()
    code: str = ""
    """Of an obstruction: the obstacle. Of a refusal whose words are not on record: ``unquoted``."""
    way: str = ""


def facts(about: Grievance, words: Words) -> tuple[Fact, ...]:
    """All facts, in the order in which they happened."""
    return tuple(sorted(_facts(about, words), key=lambda one: (minute(one.at), _ORDER.get(one.what, _LAST))))


_ORDER = {"obstructed": 0, "filed": 1, "received": 2}
_LAST = 3
"""Within one minute: another clock wrote the date of a letter, and an answer never comes before its question."""


def minute(at: datetime) -> datetime:
    """A moment as it is printed."""
    return at.replace(second=0, microsecond=0)


def _facts(about: Grievance, words: Words) -> Iterator[Fact]:
    happened = about.happened
    for one in happened.obstructions:
        yield from _obstructed(one, about, words)
    if happened.filing is not None:
        yield from _filed(happened.filing, about, words)
    for reply in happened.replies:
        if reply.answer in {"refused", "extended", "more_asked"}:
            quoted = reply.answer != "refused" or bool(reply.quote)
            key = reply.answer if quoted else "refused_unquoted"
            said = words(f"filing.facts.{key}", date=words.date(reply.at), quote=words.quote(reply.quote))
            yield Fact(reply.at, reply.answer, said, reply.exhibits, "" if quoted else "unquoted")
    if happened.reasons_given is not None:
        yield _day("reasons_given", happened.reasons_given, words)
    yield from (_day("reminded", day, words) for day in happened.reminded)
    if about.silent and about.due is not None:
        yield _silent(about, about.due, words)


def _obstructed(one: Obstruction, about: Grievance, words: Words) -> Iterator[Fact]:
    """When a way failed first; and when last, where it failed again: each with the picture of its own day."""
    way, obstacle = named(about, "way", one.way), named(about, "obstacle", one.obstacle)
    said = [words("filing.facts.failed", moment=words.moment(one.first), way=way, obstacle=obstacle)]
    if one.quote:
        said.append(words("filing.facts.quoted", quote=words.quote(one.quote)))
    if one.status:
        said.append(words("filing.facts.status", status=one.status))
    again = one.times > 1 and one.last > one.first
    late = tuple(e for e in one.exhibits if again and e.at is not None and one.last - e.at < e.at - one.first)
    early = tuple(e for e in one.exhibits if e not in late)
    yield Fact(one.first, "obstructed", " ".join(said), early, one.obstacle, one.way)
    if again:
        text = words("filing.facts.failed_again", moment=words.moment(one.last), times=one.times, way=way)
        yield Fact(one.last, "obstructed", text, late, one.obstacle, one.way)


def _filed(filing: Filing, about: Grievance, words: Words) -> Iterator[Fact]:
    if filing.by_post:
        said = [words("filing.facts.filed_by_post", date=words.date(filing.at))]
    elif filing.way:
        way = named(about, "way", filing.way)
        said = [words("filing.facts.filed", moment=words.moment(filing.at), way=way)]
    else:
        said = [words("filing.facts.filed_by_hand", date=words.date(filing.at))]
    if filing.status:
        said.append(words("filing.facts.took", status=filing.status))
    if filing.quote:
        said.append(words("filing.facts.page_said", quote=words.quote(filing.quote)))
    yield Fact(filing.at, "filed", " ".join(said), filing.exhibits)
    if filing.received is not None:
        yield _day("received", filing.received, words)


def _silent(about: Grievance, due: date, words: Words) -> Fact:
    said = [words("filing.facts.silent", date=words.date(due))]
    if about.happened.looked is not None and about.happened.looked.date() > due:
        said.append(words("filing.facts.looked", moment=words.moment(about.happened.looked)))
    if about.happened.unproven:
        said.append(words("filing.facts.unproven", count=about.happened.unproven))
    return Fact(datetime.combine(due, time.max, tzinfo=UTC), "silent", " ".join(said))


def _day(what: str, day: date, words: Words) -> Fact:
    at = datetime.combine(day, time(12), tzinfo=UTC)
    return Fact(at, what, words(f"filing.facts.{what}", date=words.date(day)))


def named(about: Grievance, family: str, key: str) -> str:
    """What a way, an obstacle or a figure is called; its key read aloud where nobody named it."""
    return about.names.get(f"{family}.{key}", key.replace("_", " "))
