"""The journal as the rest of the house uses it: enrol, intend, append, and read back."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot import glance
from bot.glance import Row, instant, written
from bot.household import Account
from bot.journal.lines import columns, line
from bot.journal.store import JournalError, engine_for, prepare
from bot.journal.tables import ATTEMPT, EVENT, LETTER, MARK, OBJECTION, PACE
from bot.objection import Event, EventKind, Standing, may_send, unturned

_TRIES = 50
_A_LONG_QUEUE = 3_600.0
"""Seconds. A slot further away than this was reserved by a clock that has been set back since."""
Found = TypeVar("Found")


class AlreadyIntended(JournalError):  # noqa: N818 - a fact about the objection, and the caller's cue to leave it alone
    """Somebody was first, or the objection must not be sent: nothing may be pressed."""


class Clock(Protocol):
    """Whatever tells the time."""

    def now(self) -> datetime:
        """An aware instant."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a mailbox folder has been read (RFC 3501: UIDs count only within one UIDVALIDITY)."""

    folder: str
    uidvalidity: int
    uidnext: int


class Journal:
    """Append-only. Every move is one transaction, on disk before the call returns."""

    def __init__(self, engine: sa.Engine, world: str | None, clock: Clock) -> None:
        self._engine = engine
        self._world = world
        self._clock = clock

    @classmethod
    def open(cls, journal: str | Path, *, world: str | None, clock: Clock) -> Self:
        """Open by path or URL, made and migrated as needed. A journal belongs to one world, or to the real thing."""
        engine = engine_for(str(journal))
        try:
            with _in_one_sentence("The journal does not open"):
                prepare(engine, world)
        except JournalError:
            engine.dispose()
            raise
        return cls(engine, world, clock)

    def by(self, clock: Clock) -> "Journal":
        """The same journal on the same database, told the time by another clock. Close only one of the two.

        For what belongs to the machine and not to a world: leases and politeness. A second opening would not do: opened
        twice in one process, SQLite's locks undo each other (sqlite.org/howtocorrupt.html, section 2.2).
        """
        return Journal(self._engine, self._world, clock)

    def let_go(self) -> bool:
        """Close every connection that rests, so that a child process shares none; the next question opens another.

        Two processes on one connection undo each other's locks (sqlite.org/howtocorrupt.html, section 2.6). False
        while a connection is in use: then nobody may be forked.
        """
        pool = self._engine.pool
        rests = isinstance(pool, sa.QueuePool) and pool.checkedout() == 0
        self._engine.dispose()
        return rests

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def enrol(self, account: Account) -> str:
        """The account's objection, planned when it is new. The handle follows the household file, no more."""
        facts = {
            "person": account.person_id,
            "platform": account.platform,
            "account": account.name,
            "address": account.address,
        }

        def do(connection: sa.Connection) -> str:
            old = connection.execute(sa.select(OBJECTION).where(OBJECTION.c.id == account.id)).mappings().first()
            if old is not None:
                if any(old[key] != value for key, value in facts.items()):
                    connection.execute(sa.update(OBJECTION).where(OBJECTION.c.id == account.id).values(**facts))
                return account.id
            planned = Event(self._clock.now(), EventKind.PLANNED)
            values = {**facts, **columns(unturned([planned])), "version": 1, "world": self._world}
            # Another program may enrol it in the same moment: then its row stands, and so does its event.
            new = self._insert(OBJECTION).values(id=account.id, **values).on_conflict_do_nothing(index_elements=["id"])
            if connection.execute(new.returning(OBJECTION.c.id)).first() is not None:
                connection.execute(sa.insert(EVENT).values(line(account.id, 1, planned)))
            return account.id

        return self._transact(do)

    def append(self, objection_id: str, event: Event) -> Standing:
        """Write an event and the standing that follows from it, together."""

        def do(connection: sa.Connection) -> Standing:
            return self._write(connection, objection_id, self._read(connection, objection_id), event)

        return self._transact(do).as_of(self._clock.now())

    def intend(self, objection_id: str, way: str, **facts: str) -> int:
        """Write down that the button is about to be pressed; on disk when this returns. The number of the attempt.

        ``facts`` are those that start the clock of the law (:func:`bot.deadline.facts`).

        Raises :class:`AlreadyIntended` when something may have left already, or another program was first.
        """

        def do(connection: sa.Connection) -> int:
            before = self._read(connection, objection_id)
            if not may_send(before.history):
                raise AlreadyIntended("this objection may have left already, or needs none; nothing was sent.")
            n = 1 + max((event.number("attempt") for event in before.history), default=0)
            now = self._clock.now()
            try:
                row = {"objection_id": objection_id, "n": n, "way": way, "at": written(now)}
                connection.execute(sa.insert(ATTEMPT).values(row))
            except IntegrityError:
                raise AlreadyIntended("another run was first; nothing was sent by this one.") from None
            intent = Event(now, EventKind.ABOUT_TO_SEND, {**facts, "attempt": n, "way": way})
            self._write(connection, objection_id, before, intent)
            return n

        return self._transact(do)

    def history(self, objection_id: str) -> tuple[Event, ...]:
        """Every event of an objection, in the order of writing."""
        with self._reading() as connection:
            return self._events(connection, objection_id)

    def standing(self, objection_id: str) -> Standing:
        """Where an objection stands now."""
        return unturned(self.history(objection_id)).as_of(self._clock.now())

    def rows(self, person: str | None = None, platform: str | None = None) -> list[Row]:
        """The objections as a table shows them, in the order they were enrolled."""
        where, values = glance.conditions(person, platform)
        question = f"SELECT {glance.selection(written(self._clock.now()))} FROM objection{where} ORDER BY ordinal"  # noqa: S608
        with self._reading() as connection:
            return [glance.row(tuple(found)) for found in connection.execute(sa.text(question), values)]

    def counts(self) -> dict[str, int]:
        """How many objections are in each state."""
        with self._reading() as connection:
            found = connection.execute(sa.text(glance.counting(written(self._clock.now()))))
            return {str(state): int(count) for state, count in found}

    def claim(self, objection_id: str, holder: str, until: datetime) -> bool:
        """Whether the objection is now the holder's to work on. A lease that has run out is nobody's."""
        free = sa.or_(
            OBJECTION.c.lease_holder.is_(None),
            OBJECTION.c.lease_holder == holder,
            OBJECTION.c.lease_until <= written(self._clock.now()),
        )
        taken = sa.update(OBJECTION).where(OBJECTION.c.id == objection_id, free)
        return self._changed(taken.values(lease_holder=holder, lease_until=written(until))) == 1

    def release(self, objection_id: str, holder: str) -> None:
        """Give the objection back, if it is still the holder's."""
        mine = sa.update(OBJECTION).where(OBJECTION.c.id == objection_id, OBJECTION.c.lease_holder == holder)
        self._changed(mine.values(lease_holder=None, lease_until=None))

    def reserve(self, platform: str, seconds: float, now: datetime) -> datetime:
        """The next moment at which this platform may be bothered; whoever asks next gets a later one. One statement."""
        at = now.timestamp()
        waiting = sa.and_(PACE.c.next_free > at, PACE.c.next_free < at + _A_LONG_QUEUE)
        later = sa.case((waiting, PACE.c.next_free), else_=at) + seconds
        first = self._insert(PACE).values(platform=platform, next_free=at + seconds)
        reserved = first.on_conflict_do_update(index_elements=["platform"], set_={"next_free": later})

        def do(connection: sa.Connection) -> float:
            return float(connection.execute(reserved.returning(PACE.c.next_free)).scalar_one())

        return datetime.fromtimestamp(max(at, self._transact(do) - seconds), UTC)

    def letter_seen(self, sha256: str, message_id: str) -> bool:
        """Whether a letter was handled before, by its bytes or by its Message-ID."""
        known = LETTER.c.sha256 == sha256
        if message_id:
            known = sa.or_(known, LETTER.c.message_id == message_id)
        with self._reading() as connection:
            return connection.execute(sa.select(sa.literal(1)).where(known).limit(1)).first() is not None

    def remember_letter(self, sha256: str, message_id: str) -> bool:
        """Note a letter as handled; False when its bytes were noted before."""
        row = {"sha256": sha256, "message_id": message_id, "at": written(self._clock.now())}
        new = self._insert(LETTER).values(row).on_conflict_do_nothing().returning(LETTER.c.sha256)
        return self._transact(lambda connection: connection.execute(new).first() is not None)

    def mark(self, person: str, mark: Mark) -> None:
        """How far a person's folder has been read."""
        facts = {"uidvalidity": mark.uidvalidity, "uidnext": mark.uidnext, "at": written(self._clock.now())}
        row = self._insert(MARK).values(person=person, folder=mark.folder, **facts)
        self._changed(row.on_conflict_do_update(index_elements=["person", "folder"], set_=facts))

    def marks(self, person: str) -> dict[str, Mark]:
        """Every mark of a person's mailbox, by folder."""
        with self._reading() as connection:
            found = connection.execute(sa.select(MARK).where(MARK.c.person == person)).mappings()
            return {row["folder"]: Mark(row["folder"], row["uidvalidity"], row["uidnext"]) for row in found}

    def _write(self, connection: sa.Connection, objection_id: str, before: "_Book", event: Event) -> Standing:
        found = unturned([*before.history, event])
        connection.execute(sa.insert(EVENT).values(line(objection_id, len(before.history) + 1, event)))
        as_read = sa.and_(OBJECTION.c.id == objection_id, OBJECTION.c.version == before.version)
        moved = sa.update(OBJECTION).where(as_read).values(**columns(found), version=before.version + 1)
        if connection.execute(moved).rowcount != 1:
            raise _Stale
        if event.kind is EventKind.NETWORK and event.text("outcome"):
            this = sa.and_(ATTEMPT.c.objection_id == objection_id, ATTEMPT.c.n == event.number("attempt"))
            connection.execute(sa.update(ATTEMPT).where(this).values(outcome=event.text("outcome")))
        return found

    def _read(self, connection: sa.Connection, objection_id: str) -> "_Book":
        """The history as it is decided on and written after.

        The row is locked first: on PostgreSQL a second program would otherwise decide on a history that the first is
        just making longer (seen: two intents for one objection).
        """
        locked = sa.select(OBJECTION.c.version).where(OBJECTION.c.id == objection_id).with_for_update()
        version = connection.execute(locked).scalar()
        if version is None:
            raise JournalError(f"the journal knows no objection {objection_id!r}.")
        return _Book(self._events(connection, objection_id), version)

    @staticmethod
    def _events(connection: sa.Connection, objection_id: str) -> tuple[Event, ...]:
        lines = sa.select(EVENT.c.at, EVENT.c.kind, EVENT.c.facts).where(EVENT.c.objection_id == objection_id)
        found = connection.execute(lines.order_by(EVENT.c.seq))
        return tuple(Event(instant(at) or _NEVER, EventKind(kind), json.loads(facts)) for at, kind, facts in found)

    def _changed(self, statement: sa.UpdateBase) -> int:
        return self._transact(lambda connection: int(connection.execute(statement).rowcount))

    def _insert(self, table: sa.Table) -> Any:  # noqa: ANN401 - two dialects with one method and no common type
        if self._engine.dialect.name == "postgresql":
            from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 20 ms that a file need not pay

            return postgresql.insert(table)
        return sqlite.insert(table)

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with _in_one_sentence("The journal cannot be read"), self._engine.connect() as connection:
            yield connection.execution_options(reading=True)

    def _transact(self, do: Callable[[sa.Connection], Found]) -> Found:
        """One transaction, done anew when another program moved the same objection meanwhile (PostgreSQL only)."""
        for last in (*[False] * (_TRIES - 1), True):
            try:
                with _in_one_sentence("The journal cannot be written"), self._engine.begin() as connection:
                    return do(connection)
            except (_Stale, IntegrityError):
                if last:
                    raise JournalError("the journal is too busy; try again.") from None
        raise AssertionError


@dataclass(frozen=True, slots=True)
class _Book:
    """One objection's events, and the version of the row that they belong to."""

    history: tuple[Event, ...]
    version: int


class _Stale(Exception):  # noqa: N818 - never leaves this file
    """Another program moved the objection between our reading and our writing."""


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@contextmanager
def _in_one_sentence(what: str) -> Iterator[None]:
    """A full disk, a lost server, a locked file: one sentence, and never the values of a statement."""
    try:
        yield
    except IntegrityError:
        raise  # somebody else was first: the caller knows what that means
    except DBAPIError as fault:
        raise JournalError(f"{what}: {str(fault.orig).strip().splitlines()[0]}.") from fault
