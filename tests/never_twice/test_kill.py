"""A run that is killed at any moment, and started again until all is done, sends nothing twice and loses nothing."""

import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from fixtures.town import Town
from tests.never_twice.siege import Aim, Siege, crowd
from tests.postgres import Postgres

MOST = 14
"""Further aimed kills at most, where the machine was too slow or too fast for the first ones."""


def besiege(siege: Siege, *, kills: int, in_window: int, seed: int) -> Aim:
    """Kill so often, and until so many fell between intent and outcome; then let it finish."""
    aim = Aim(siege, random.Random(seed))  # noqa: S311 - seeded on purpose
    shots = [True] * in_window + [False] * (kills - in_window)
    aim.dice.shuffle(shots)
    for shot in shots:
        assert aim.fire(shot), "the household was done before the last kill: give it more accounts"
    while aim.in_window < in_window and aim.kills < kills + MOST:
        assert aim.fire(True), "the household was done before the last kill: give it more accounts"
    siege.household.optout("run", "--at-once", "2", "--wait", "0")
    print(f"{aim.kills} kills, {aim.in_window} between intent and outcome; {Counter(siege.states())}", file=sys.stderr)
    return aim


@pytest.mark.timeout(900)
def test_thirty_kills_send_nothing_twice_and_lose_nothing(tmp_path: Path) -> None:
    """SQLite: seventy-two objections, thirty `kill -9`, at least ten of them between intent and outcome."""
    people = crowd([("whatsapp", "silent", 52), ("facebook", "works", 10), ("instagram", "silent", 10)])
    with Town(tmp_path / "town", people, imap="python", late=0.02, pace=0) as town:
        siege = Siege(town, tmp_path / "data")
        siege.log_in()
        aim = besiege(siege, kills=30, in_window=12, seed=2026)

        assert 10 <= aim.in_window
        assert [] == siege.contradictions()
        assert "planned" not in siege.states()  # each has arrived, or is flagged with what stopped it


@pytest.mark.timeout(600)
def test_kills_send_nothing_twice_on_postgresql(tmp_path: Path) -> None:
    """The same on PostgreSQL, with ten kills."""
    if not Postgres.installed():
        pytest.skip("PostgreSQL's programs are not installed (apt-get install postgresql)")
    people = crowd([("whatsapp", "silent", 26), ("facebook", "works", 4)])
    with (
        Postgres(tmp_path / "postgres") as server,
        Town(tmp_path / "town", people, imap="python", late=0.02, pace=0) as town,
    ):
        siege = Siege(town, tmp_path / "data", journal=server.new_database())
        siege.log_in()
        aim = besiege(siege, kills=10, in_window=5, seed=2027)

        assert 5 <= aim.in_window
        assert [] == siege.contradictions()
        assert "planned" not in siege.states()  # each has arrived, or is flagged with what stopped it
