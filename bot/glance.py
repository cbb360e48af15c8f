"""How the objections stand, read at a glance: with the standard library, however many there are.

The journal stores each objection's standing beside its events, and what that standing becomes at its next deadline.
So a table of 100,000 is one indexed read, and neither SQLAlchemy nor pydantic is imported for it.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")

COLUMNS = (
    "id", "person", "platform", "account", "address", "state", "obstacle", "sends", "way", "whose_move", "next", "due",
    "updated", "world", "attempts", "unproven_letters", "sent_at",
)  # fmt: skip
"""What a :class:`Row` is made of, in its order."""
_FIRST_TIME = COLUMNS.index("due")
GRAVEST = ("refused", "silent", "needs_review", "maybe_sent", "more_asked", "validation_asked", "stopped")
"""In this order somebody's attention is asked for where there are too many to show."""
_TURNING = {"state": "later_state", "whose_move": "later_mover", "next": "later_next", "due": "later_due"}


class Row(NamedTuple):
    """One objection as a table shows it. A tuple: a hundred thousand of them cost a third of as many dataclasses."""

    id: str
    person: str
    platform: str
    account: str
    """The handle used in commands."""
    address: str
    """The e-mail or number of the account: masked by whoever shows it."""
    state: str
    obstacle: str | None
    sends: int
    way: str | None
    whose_move: str
    next: str
    due: datetime | None
    updated: datetime | None
    world: str | None
    attempts: int
    unproven_letters: int
    sent_at: datetime | None


class GlanceError(Exception):
    """The journal cannot be read at a glance; one sentence."""


def written(moment: datetime) -> str:
    """An instant as the journal stores it: UTC, of one length, so that texts sort as times do."""
    if moment.tzinfo is None:
        raise ValueError("the journal needs a time with its zone; a naive one was given")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant(text: str | None) -> datetime | None:
    """The instant that a text of the journal stands for."""
    return datetime.fromisoformat(text) if text else None


def selection(now: str) -> str:
    """The columns of a row as they read at a moment: a standing whose deadline has passed has turned."""
    turned = _turned(now)
    parts = [
        f"CASE WHEN {turned} THEN {_TURNING[name]} ELSE {name} END AS {name}" if name in _TURNING else name
        for name in COLUMNS
    ]
    return ", ".join(parts)


def _turned(now: str) -> str:
    """Whether a standing's deadline has passed. The instant stands in the question itself: nothing else may."""
    if not _INSTANT.fullmatch(now):
        raise ValueError("expected an instant as `written` makes it")
    return f"turns IS NOT NULL AND turns <= '{now}'"


def row(values: Sequence[Any]) -> Row:
    """A row from what `selection` selects."""
    due, updated, world, attempts, unproven, sent_at = values[_FIRST_TIME:]
    rest = (instant(due), instant(updated), world, attempts, unproven, instant(sent_at))
    return Row._make((*values[:_FIRST_TIME], *rest))


def is_file(journal: str) -> bool:
    """Whether the journal is a SQLite file, and can be read at a glance."""
    return "://" not in journal or journal.startswith("sqlite:///")


def rows(
    journal: str, now: datetime, person: str | None = None, platform: str | None = None, limit: int | None = None
) -> Iterator[Row]:
    """The objections, one after the other, in the order they were enrolled. None when there is no journal yet."""
    where, values = conditions(person, platform)
    question = f"SELECT {selection(written(now))} FROM objection{where} ORDER BY ordinal LIMIT {limit or -1:d}"  # noqa: S608
    yield from map(row, _ask(journal, question, values))


def waiting(
    journal: str, now: datetime, person: str | None = None, platform: str | None = None, *, limit: int
) -> Iterator[Row]:
    """The objections that wait for a person of the household or for us, the gravest first."""
    where, values = conditions(person, platform)
    inner = f"SELECT {selection(written(now))}, ordinal FROM objection{where}"  # noqa: S608 - all ours
    gravest = " ".join(f"WHEN '{state}' THEN {n}" for n, state in enumerate(GRAVEST))
    question = (
        f"SELECT {', '.join(COLUMNS)} FROM ({inner}) WHERE whose_move IN ('person', 'us') AND next != 'nothing'"  # noqa: S608
        f" ORDER BY CASE state {gravest} ELSE {len(GRAVEST)} END, ordinal LIMIT {limit:d}"
    )
    yield from map(row, _ask(journal, question, values))


def tally(
    journal: str, now: datetime, person: str | None = None, platform: str | None = None
) -> list[tuple[str, str | None, str, int]]:
    """State, obstacle, whose move, and how many: all that counts and exit codes need, without a row for each."""
    where, values = conditions(person, platform)
    cases = {name: f"CASE WHEN {_turned(written(now))} THEN {_TURNING[name]} ELSE {name} END" for name in _TURNING}
    question = f"SELECT {cases['state']} AS s, obstacle, {cases['whose_move']} AS m, count(*) FROM objection{where}"  # noqa: S608
    return list(_ask(journal, question + " GROUP BY s, obstacle, m ORDER BY s, obstacle, m", values))


def counts(journal: str, now: datetime, person: str | None = None, platform: str | None = None) -> dict[str, int]:
    """How many objections are in each state."""
    where, values = conditions(person, platform)
    return dict(_ask(journal, counting(written(now), where), values))


def counting(now: str, where: str = "") -> str:
    """The question how many objections are in each state at a moment."""
    turned = f"CASE WHEN {_turned(now)} THEN later_state ELSE state END"
    return f"SELECT {turned} AS s, count(*) FROM objection{where} GROUP BY s ORDER BY s"  # noqa: S608 - all ours


def conditions(person: str | None, platform: str | None) -> tuple[str, dict[str, str]]:
    """The condition that picks a person's or a platform's objections, and its values."""
    given = {name: value for name, value in (("person", person), ("platform", platform)) if value is not None}
    return (" WHERE " + " AND ".join(f"{name} = :{name}" for name in given) if given else ""), given


def _ask(journal: str, question: str, values: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    if not is_file(journal):
        raise GlanceError("this journal is not a file; ask `bot.journal.Journal` instead.")
    path = Path(journal.removeprefix("sqlite:///"))
    if not path.exists():
        return
    try:
        # Reading only, and no waiting for a run that writes: WAL shows the last committed state.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as store:
            yield from store.execute(question, values)
    except sqlite3.Error as fault:
        raise GlanceError(f"{path}: the journal cannot be read ({fault}).") from None
