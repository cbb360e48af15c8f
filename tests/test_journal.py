"""The journal: written before the act, never rewritten, and never twice, whoever races and whatever breaks."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot import glance
from bot.household import Account
from bot.journal import AlreadyIntended, Journal, JournalError, Mark
from bot.journal.tables import METADATA
from bot.objection import Event, EventKind, standing
from tests.postgres import Postgres

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
K = EventKind


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


def account(person: str = "anna", platform: str = "facebook", name: str = "") -> Account:
    """A visibly synthetic account."""
    return Account(
        person_id=person,
        person_name="Anna Example",
        platform=platform,
        email=f"{person}@example.org",
        phone="+33612345678",
        language="fr",
        country="FR",
        reason="",
        accounts_center="",
        mailbox=None,
        name=name or f"{person}/{platform}",
    )


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres | None]:
    if not Postgres.installed():
        yield None
        return
    with Postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, postgres: Postgres | None) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "data" / "journal.sqlite")
    if postgres is None:
        pytest.skip("PostgreSQL is not installed: no initdb found")
    return postgres.new_database()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def journal(url: str, watch: Watch) -> Iterator[Journal]:
    with Journal.open(url, world=None, clock=watch) as opened:
        yield opened


def event(kind: EventKind, **facts: Any) -> Event:
    """An event at noon."""
    return Event(NOON, kind, facts)


def test_enrolling_twice_is_enrolling_once(journal: Journal) -> None:
    """The handle follows the household file; the history does not begin again."""
    first = journal.enrol(account())
    again = journal.enrol(account(name="anna/facebook-2"))

    assert account().id == first == again
    assert [K.PLANNED] == [e.kind for e in journal.history(first)]
    assert ["anna/facebook-2"] == [row.account for row in journal.rows()]


def test_an_objection_is_intended_once(journal: Journal) -> None:
    """The intent is there for every other connection; only a person's "no" opens the way to a second."""
    objection = journal.enrol(account())

    assert 1 == journal.intend(objection, "direct")
    with pytest.raises(AlreadyIntended):
        journal.intend(objection, "direct")
    assert "maybe_sent" == journal.rows()[0].state

    journal.append(objection, event(K.PERSON_SAID, was_sent=False, attempt=1))
    assert 2 == journal.intend(objection, "settings")


def test_what_is_stored_beside_the_events_is_what_follows_from_them(journal: Journal, watch: Watch, url: str) -> None:
    """A row reads the same from table, glance and history, on the day and when it has turned silent."""
    objection = journal.enrol(account())
    journal.intend(objection, "direct")
    journal.append(objection, event(K.NETWORK, attempt=1, requests=1, status=200, outcome="ok"))
    told = journal.append(objection, event(K.PAGE, attempt=1, answer="acknowledged", phrase="request received"))
    journal.append(objection, event(K.LETTER, answer="confirmed", proven=False, sha256="x"))

    assert ("acknowledged", 1, "direct") == (told.state, told.sends, told.way)
    for days, state in ((0, "acknowledged"), (40, "silent")):
        watch.time = NOON + timedelta(days=days)
        row, found = journal.rows()[0], standing(journal.history(objection), watch.time)
        assert state == found.state
        facts = ("state", "obstacle", "sends", "way", "whose_move", "next", "due", "updated", "attempts", "sent_at")
        assert [getattr(found, name) for name in facts] == [getattr(row, name) for name in facts]
        assert {state: 1} == journal.counts()
        if glance.is_file(url):
            assert [row] == list(glance.rows(url, watch.time))
            assert {state: 1} == glance.counts(url, watch.time)
            assert [(state, None, row.whose_move, 1)] == glance.tally(url, watch.time)


def test_facts_come_back_as_they_were_written(journal: Journal) -> None:
    """Also what only a hostile page would say."""
    objection = journal.enrol(account())
    facts = {"seen": "half a pair \ud800, NUL \x00, «ъ»", "n": 1, "list": [1, {"a": None}]}
    journal.append(objection, Event(NOON + timedelta(microseconds=7), K.WAY_TRIED, facts))
    last = journal.history(objection)[-1]

    assert (facts, NOON + timedelta(microseconds=7)) == (dict(last.facts), last.at)


def test_rows_can_be_asked_by_person_and_platform(journal: Journal) -> None:
    """In the order of the household file."""
    for person in ("anna", "béla"):
        for platform in ("instagram", "facebook"):
            journal.enrol(account(person, platform))

    assert ["anna/instagram", "anna/facebook", "béla/instagram", "béla/facebook"] == [r.account for r in journal.rows()]
    assert ["béla/facebook"] == [r.account for r in journal.rows("béla", "facebook")]
    assert [] == journal.rows("nobody'; DROP TABLE event; --")


def test_a_lease_is_one_holders_until_it_runs_out(journal: Journal, watch: Watch) -> None:
    """Renewed by its holder, taken over when it has run out, given back only by its holder."""
    objection = journal.enrol(account())
    until = NOON + timedelta(minutes=5)

    assert journal.claim(objection, "one", until)
    assert journal.claim(objection, "one", until)
    assert not journal.claim(objection, "two", until)
    journal.release(objection, "two")
    assert not journal.claim(objection, "two", until)
    watch.time = until
    assert journal.claim(objection, "two", until + timedelta(minutes=5))
    journal.release(objection, "two")
    assert journal.claim(objection, "one", until + timedelta(minutes=5))


def test_slots_of_a_platform_are_one_after_the_other(journal: Journal) -> None:
    """Each platform has its own pace; a clock that was set back by a year does not stop it for a year."""
    slots = [journal.reserve("facebook", 20, NOON) for _ in range(3)]

    assert [0, 20, 40] == [(slot - NOON).total_seconds() for slot in slots]
    assert NOON == journal.reserve("instagram", 20, NOON)
    assert NOON + timedelta(hours=1) == journal.reserve("facebook", 20, NOON + timedelta(hours=1))
    assert NOON - timedelta(days=365) == journal.reserve("facebook", 20, NOON - timedelta(days=365))


def test_a_letter_is_handled_once(journal: Journal) -> None:
    """By its bytes or its Message-ID; two letters without a Message-ID are two letters."""
    assert not journal.letter_seen("aa", "<1@example.org>")
    assert journal.remember_letter("aa", "<1@example.org>")
    assert not journal.remember_letter("aa", "<1@example.org>")
    assert journal.letter_seen("aa", "")
    assert journal.letter_seen("bb", "<1@example.org>")
    journal.remember_letter("cc", "")
    assert not journal.letter_seen("dd", "")


def test_marks_of_a_mailbox_are_kept_per_folder(journal: Journal) -> None:
    """A later mark replaces the earlier; UIDs may need 32 bits without a sign."""
    journal.mark("anna", Mark("INBOX", 4_294_967_295, 7))
    journal.mark("anna", Mark("INBOX", 4_294_967_295, 9))
    journal.mark("anna", Mark("Junk", 1, 1))

    assert {"INBOX": Mark("INBOX", 4_294_967_295, 9), "Junk": Mark("Junk", 1, 1)} == journal.marks("anna")
    assert {} == journal.marks("béla")


def test_a_rehearsal_never_mixes_with_the_real_thing(journal: Journal, url: str, watch: Watch) -> None:
    """In either direction, nor with another world."""
    with pytest.raises(JournalError, match="holds real objections and cannot be used in the world “town”"):
        Journal.open(url, world="town", clock=watch)
    journal.close()
    Journal.open(url, world=None, clock=watch).close()


def test_a_worlds_journal_says_so(tmp_path: Path, watch: Watch) -> None:
    """Every row is marked with its world."""
    path = tmp_path / "journal.sqlite"
    with Journal.open(path, world="town", clock=watch) as journal:
        journal.enrol(account())
        assert ["town"] == [row.world for row in journal.rows()]
    for other in (None, "another town"):
        with pytest.raises(JournalError, match="rehearsals in the world “town”"):
            Journal.open(path, world=other, clock=watch)


def test_a_naive_time_is_refused(journal: Journal) -> None:
    """It would be another moment elsewhere."""
    naive = datetime(2026, 3, 10)  # noqa: DTZ001 - the very thing that is refused
    with pytest.raises(ValueError, match="zone"):
        journal.claim("x", "y", naive)
    with pytest.raises(ValueError, match="zone"):
        journal.append(journal.enrol(account()), Event(naive, K.LOOKED))


def test_the_tables_are_what_the_migrations_make(journal: Journal) -> None:
    """Autogeneration finds no difference."""
    with journal._engine.connect() as connection:
        assert [] == compare_metadata(MigrationContext.configure(connection), METADATA)


def test_a_journal_of_a_newer_version_is_refused(tmp_path: Path, watch: Watch) -> None:
    """Rather than read wrongly."""
    path = tmp_path / "journal.sqlite"
    Journal.open(path, world=None, clock=watch).close()
    with sqlite3.connect(path) as store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
    store.close()

    with pytest.raises(JournalError, match="newer optout"):
        Journal.open(path, world=None, clock=watch)


def test_sqlite_is_durable_and_closed_to_others(tmp_path: Path, watch: Watch) -> None:
    """WAL with synchronous=FULL: a commit survives a power cut; file and companions are mode 0600."""
    path = tmp_path / "data" / "journal.sqlite"
    with Journal.open(path, world=None, clock=watch) as journal:
        journal.enrol(account())
        with journal._engine.connect() as connection:
            pragmas = [
                connection.execute(sa.text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")
            ]
        assert ["wal", 2] == pragmas
        assert {0o600} == {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert 0o700 == stat.S_IMODE(path.parent.stat().st_mode)


@pytest.mark.parametrize("content", [b"this is no database, and long enough to be looked at " * 20])
def test_a_broken_journal_is_one_sentence(tmp_path: Path, watch: Watch, content: bytes) -> None:
    """From the journal and at a glance."""
    path = tmp_path / "journal.sqlite"
    path.write_bytes(content)

    with pytest.raises(JournalError, match="does not open"):
        Journal.open(path, world=None, clock=watch)
    with pytest.raises(glance.GlanceError, match="cannot be read"):
        list(glance.rows(str(path), NOON))


def test_without_a_journal_there_is_nothing_to_see(tmp_path: Path) -> None:
    """And looking makes none."""
    assert [] == list(glance.rows(str(tmp_path / "journal.sqlite"), NOON))
    assert {} == glance.counts(str(tmp_path / "journal.sqlite"), NOON)
    assert [] == list(tmp_path.iterdir())


RACE = """
import sys
from bot.clock import Clock
from bot.journal import AlreadyIntended, Journal
from tests.test_journal import account
with Journal.open(sys.argv[1], world=None, clock=Clock()) as journal:
    objections = [journal.enrol(account(f"p{n}")) for n in range(int(sys.argv[2]))]
    print("ready", flush=True)
    sys.stdin.readline()
    for objection in objections:
        try:
            journal.intend(objection, "direct")
            print("won", flush=True)
        except AlreadyIntended:
            print("lost", flush=True)
    sys.stdin.readline()
"""


def start(url: str, objections: int) -> "subprocess.Popen[str]":
    """A program that enrols, waits for a word, and intends."""
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", RACE, url, str(objections)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)


def test_of_two_programs_that_race_exactly_one_wins(url: str, watch: Watch) -> None:
    """Also from a journal that neither of them found there; twenty objections, each intended once."""
    programs = [start(url, 20), start(url, 20)]
    for program in programs:
        assert program.stdout is not None
        assert "ready" == program.stdout.readline().strip()
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    words = [program.communicate("end\n", timeout=60)[0].split() for program in programs]

    assert [{"won", "lost"}] * 20 == [set(pair) for pair in zip(*words, strict=True)]
    with Journal.open(url, world=None, clock=watch) as journal:
        assert [1] * 20 == [row.attempts for row in journal.rows()]
        assert {"maybe_sent": 20} == journal.counts()


def test_a_kill_between_intent_and_outcome_leaves_maybe_sent(url: str, watch: Watch) -> None:
    """kill -9 right after `intend` returned: the next run finds the intent, and does not press again."""
    program = start(url, 1)
    assert program.stdout is not None
    assert program.stdin is not None
    with program.stdout, program.stdin:
        program.stdout.readline()
        program.stdin.write("go\n")
        program.stdin.flush()
        assert "won" == program.stdout.readline().strip()
        os.kill(program.pid, signal.SIGKILL)
        program.wait()

    with Journal.open(url, world=None, clock=watch) as journal:
        assert "maybe_sent" == journal.rows()[0].state
        with pytest.raises(AlreadyIntended):
            journal.intend(account("p0").id, "direct")


FULL_DISK = """
import resource, sys
from pathlib import Path
from bot.clock import Clock
from bot.journal import Journal, JournalError
from tests.test_journal import account
journal = Journal.open(sys.argv[1], world=None, clock=Clock())
objection = journal.enrol(account())
wal = Path(sys.argv[1] + "-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (wal + 100, wal + 100))
try:
    journal.intend(objection, "direct")
except JournalError as said:
    print(said)
"""


def test_a_full_disk_before_the_intent_means_no_press(tmp_path: Path, watch: Watch) -> None:
    """`intend` raises, so nobody presses; and no attempt is on record."""
    path = tmp_path / "journal.sqlite"
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", FULL_DISK, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)

    assert done.stdout.startswith("The journal cannot be written: ")
    with Journal.open(path, world=None, clock=watch) as journal:
        assert ["planned"] == [row.state for row in journal.rows()]
        assert 1 == journal.intend(account().id, "direct")
