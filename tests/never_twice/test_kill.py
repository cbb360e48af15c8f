"""A run that is killed at any moment, and started again until all is done, sends nothing twice and loses nothing."""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fixtures.town import Town
from tests.never_twice.siege import Aim, Siege, crowd
from tests.postgres import Postgres

MOST = 14
"""Further aimed kills at most, where the machine was too slow or too fast for the first ones."""
PEOPLE = [("whatsapp", "silent", 44), ("facebook", "works", 14), ("instagram", "silent", 14)]
FATES = {"acknowledged", "sent", "maybe_sent", "confirmed"}
"""Where an objection may stand in the end: something has left, or may have, and is flagged."""


def besiege(siege: Siege, *, kills: int, in_window: int, seed: int) -> Aim:
    """Kill so often, and until so many fell between intent and outcome; then let it finish."""
    aim = Aim(siege, random.Random(seed))  # noqa: S311 - seeded on purpose
    shots = [True] * in_window + [False] * (kills - in_window)
    aim.dice.shuffle(shots)
    for shot in shots:
        assert aim.fire(shot), "the household was done before the last kill: give it more accounts"
    while aim.in_window < in_window and aim.kills < kills + MOST:
        assert aim.fire(True), "the household was done before the last kill: give it more accounts"
    return aim


@pytest.fixture(params=["sqlite", "postgresql"])
def siege(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Siege]:
    """Seventy-two objections in a town whose clock a test may move, and a journal of each kind."""
    with ExitStack() as stack:
        journal = ""
        if request.param == "postgresql":
            if not Postgres.installed():
                pytest.skip("PostgreSQL's programs are not installed (apt-get install postgresql)")
            journal = stack.enter_context(Postgres(tmp_path / "postgres")).new_database()
        town = Town(tmp_path / "town", crowd(PEOPLE), imap="python", late=0.02, pace=0, now=datetime.now(UTC))
        found = Siege(stack.enter_context(town), tmp_path / "data", journal)
        found.log_in()
        yield found


@pytest.mark.timeout(900)
def test_thirty_kills_send_nothing_twice_and_lose_nothing(siege: Siege) -> None:
    """Thirty `kill -9`, at least ten of them between intent and outcome.

    A walk may have been stopped before its intent, by a machine too busy to show a page in time or by a browser that
    was killed under it: then nothing has arrived, the journal names the obstacle, and it is sent once its time comes.
    """
    aim = besiege(siege, kills=30, in_window=12, seed=2026)
    waited = siege.finish()
    print(
        f"{aim.kills} kills, {aim.in_window} between intent and outcome; {Counter(siege.states())}; "
        f"stopped on the way and sent later: {Counter(waited)}", file=sys.stderr,
    )  # fmt: skip

    assert 10 <= aim.in_window
    assert [] == siege.contradictions()
    assert set(siege.states()) <= FATES
    assert 72 == len(siege.states())
