"""Whose turn it is, and what it costs to know."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.batch import Run
from bot.batch.turns import LEASE, Turns
from bot.clock import Clock
from bot.household import Account
from bot.journal import Journal
from bot.lane import LaneSetup
from bot.objection import Event, EventKind

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Still:
    """A world's clock that stands."""

    def now(self) -> datetime:
        """Always the same."""
        return NOW


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """An empty one, in a world whose clock stands."""
    with Journal.open(tmp_path / "journal.sqlite", world="town", clock=Still()) as opened:
        yield opened


def account(n: int, platform: str = "facebook", center: str = "") -> Account:
    """A synthetic account."""
    return Account("p", "P", platform, f"p{n}@example.org", "", "en", "IE", "", center, None, f"p/{platform}-{n}")


def test_an_objection_is_walked_by_one_program_at_a_time(journal: Journal) -> None:
    """Who has it keeps it until it is given back."""
    objection = journal.enrol(account(1))
    ours, theirs = Turns.of(journal, "ours", 0), Turns.of(journal, "theirs", 0)
    taken = [ours.take(objection), theirs.take(objection), ours.take(objection)]
    ours.give(objection)

    assert [True, False, True] == taken
    assert theirs.take(objection)


def test_what_a_dead_run_of_the_same_household_left_is_taken_up_at_once(journal: Journal) -> None:
    """The household's lock says that the predecessor is gone: its lease is its successor's."""
    objection = journal.enrol(account(1))
    Turns.of(journal, "the same data directory", 0).take(objection)

    assert Turns.of(journal, "the same data directory", 0).take(objection)


def test_a_lease_runs_out_by_the_machine_s_clock(journal: Journal) -> None:
    """A world whose clock stands, or is moved by forty days, neither keeps nor takes a lease."""
    objection = journal.enrol(account(1))
    turns = Turns.of(journal, "theirs", 0)
    turns.journal.claim(objection, "dead", Clock().now() - timedelta(seconds=1))
    free = turns.take(objection)
    later = Turns.of(journal, "ours", 0)

    assert free
    assert not later.take(objection)
    assert LEASE < timedelta(minutes=1)


def test_another_clock_on_the_same_journal(journal: Journal) -> None:
    """What is written by the one clock is read by the other, and each stamps its own time."""
    objection = journal.enrol(account(1))
    journal.by(Clock()).append(objection, Event(Clock().now(), EventKind.LOOKED, {}))
    taken = journal.by(Clock()).reserve("facebook", 20, NOW)

    assert [NOW] == [event.at for event in journal.history(objection) if event.kind is EventKind.PLANNED]
    assert 2 == len(journal.history(objection))
    assert NOW == taken


def test_two_programs_share_one_platform_s_patience(journal: Journal) -> None:
    """Who asks second waits for the first one's moment and the pause after it."""
    first, second = Turns.of(journal, "first", 20), Turns.of(journal, "second", 20)
    waits = [first.seconds_until_polite("facebook"), second.seconds_until_polite("facebook")]

    assert 0 == waits[0]
    assert 15 < waits[1] <= 20
    assert 0 == second.seconds_until_polite("whatsapp")


def test_a_platform_is_left_alone_after_a_walk(journal: Journal) -> None:
    """The pause counts from the end of a walk: a long walk does not eat it."""
    turns = Turns.of(journal, "ours", 20)
    turns.seconds_until_polite("facebook")
    turns.used("facebook")
    turns.pause("facebook")

    assert 15 < turns.seconds_until_polite("facebook") <= 20


@pytest.mark.parametrize("size", [50, 500])
def test_a_household_that_has_nothing_to_do_costs_a_handful_of_questions(
    journal: Journal, tmp_path: Path, size: int
) -> None:
    """Five hundred accounts, linked in pairs and all sent: as many questions to the journal as for fifty."""
    people = [account(n // 2, ("facebook", "instagram")[n % 2], f"center-{n // 2}") for n in range(size)]
    run = Run(
        household=None,  # type: ignore[arg-type]  # not asked here
        flows=dict.fromkeys(("facebook", "instagram")),  # type: ignore[arg-type]  # only their names
        journal=journal, post=None, setup=_setup(tmp_path), clock=Clock(), tell=lambda _: None,  # type: ignore[arg-type]
        seconds_between_sends=0,
    )  # fmt: skip
    chosen = run.enrol(people)
    for one in chosen:
        journal.append(one.id, Event(NOW, EventKind.ABOUT_TO_SEND, {"attempt": 1, "way": "w"}))
    asked: list[str] = []
    sa.event.listen(journal._engine, "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    run.walk(chosen)
    waiting = run.awaiting(chosen)

    assert size == len(waiting)
    assert len(asked) < 20


def _setup(data: Path) -> LaneSetup:
    return LaneSetup(
        browser=data, arguments=(), phrases=(), data=data, journal="", world="town", clock=None, dns=None, ca=None,
        patience=1, answer_patience=1, code_patience=1, retry_pause=0,
    )  # fmt: skip
