"""When a walk may be tried again: no sooner than the server asks, than the pause has lasted, than the day is over."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fixtures.town import Town
from tests.never_twice.siege import Siege, crowd

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)


def walks(siege: Siege, name: str) -> int:
    """How many walks of an account have left a folder."""
    return len(list((siege.data / "evidence").glob(f"{_objection(siege, name)}/*")))


def _objection(siege: Siege, name: str) -> str:
    return next(str(one) for one, account in siege.ask("SELECT id, account FROM objection") if account == name)


def at(siege: Siege, moment: datetime) -> dict[str, dict[str, Any]]:
    """Move the clock, run, and say where everything stands."""
    siege.town.set_clock(moment)
    siege.household.optout("run", "--wait", "0")
    return siege.household.status()


def due(row: dict[str, Any]) -> datetime:
    """The moment of an account's next move."""
    return datetime.fromisoformat(row["due"])


def test_a_server_is_left_alone_for_as_long_as_it_asks_and_a_puzzle_for_the_day(tmp_path: Path) -> None:
    """Five hours in seconds, and as a date; a captcha stops its account until tomorrow. Others go on."""
    people = crowd([
        ("facebook", "rate_limited_once", 1), ("instagram", "rate_limited_once_until", 1), ("facebook", "captcha", 1),
        ("facebook", "silent", 1),
    ])  # fmt: skip
    with Town(tmp_path / "town", people, imap="python", pace=0, now=START) as town:
        siege = Siege(town, tmp_path / "data")
        siege.log_in()
        seconds, puzzled, lucky, date = sorted(town.registry.by_name, key=lambda name: "instagram" in name)
        first = at(siege, START)

        assert "acknowledged" == first[lucky]["state"]
        assert {"rate_limited"} == {first[name]["obstacle"] for name in (seconds, date)}
        assert "captcha" == first[puzzled]["obstacle"]
        assert START + timedelta(hours=5) == due(first[seconds])
        assert abs(START + timedelta(hours=5) - due(first[date])) < A_MINUTE

        before = {name: walks(siege, name) for name in first}
        at(siege, START + timedelta(hours=5) - A_MINUTE)

        assert before == {name: walks(siege, name) for name in first}

        later = at(siege, START + timedelta(hours=5) + A_MINUTE)

        assert {"acknowledged", "confirmed"} >= {later[name]["state"] for name in (seconds, date)}
        assert before[puzzled] == walks(siege, puzzled)

        tomorrow = at(siege, START + timedelta(days=1))

        assert before[puzzled] < walks(siege, puzzled)
        assert "captcha" == tomorrow[puzzled]["obstacle"]
        assert [] == siege.contradictions()
        assert {lucky: 1, seconds: 1, date: 1, puzzled: 0} == siege.arrived()


@pytest.mark.parametrize("rounds", [2])
def test_the_pauses_after_a_server_error_double(tmp_path: Path, rounds: int) -> None:
    """2, then 4 hours: a run before the moment leaves the server alone, a run after it tries again."""
    with Town(tmp_path / "town", crowd([("whatsapp", "server_error", 1)]), imap="python", pace=0, now=START) as town:
        siege = Siege(town, tmp_path / "data")
        (name,) = town.registry.by_name
        moment = START
        for doubled in range(1, rounds + 1):
            row, tried = at(siege, moment)[name], walks(siege, name)

            assert ("stopped", "server_error") == (row["state"], row["obstacle"])
            assert moment + timedelta(hours=2**doubled) == due(row)

            at(siege, due(row) - A_MINUTE)

            assert tried == walks(siege, name)

            moment = due(row)
        at(siege, moment)

        assert tried < walks(siege, name)
        assert {name: 0} == siege.arrived()


def test_a_clock_that_is_set_back_sends_nothing_twice(tmp_path: Path) -> None:
    """What has arrived stays where it stands; a pause that was counted by the other clock means nothing any more."""
    people = crowd([("whatsapp", "silent", 1), ("facebook", "rate_limited_once", 1)])
    with Town(tmp_path / "town", people, imap="python", pace=0, now=START) as town:
        siege = Siege(town, tmp_path / "data")
        siege.log_in()
        first = at(siege, START)
        back = at(siege, START - timedelta(days=400))

        assert ["acknowledged", "stopped"] == sorted(row["state"] for row in first.values())
        assert {"acknowledged", "confirmed"} >= {row["state"] for row in back.values()}
        assert [1, 1] == list(siege.arrived().values())
        assert [] == siege.contradictions()

        at(siege, START + timedelta(days=2))

        assert [1, 1] == list(siege.arrived().values())
