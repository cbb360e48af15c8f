"""Two runs of one household at the same moment, by cron and by hand: the town counts one each."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.never_twice.conftest import Build
from tests.never_twice.siege import Siege
from tests.postgres import Postgres

CROWD = [("whatsapp", "silent", 8), ("facebook", "silent", 2), ("instagram", "silent", 2)]
LOCKED = 2


def both(first: Siege, second: Siege) -> list[int]:
    """Start two runs at once; their exit codes, sorted."""
    with ExitStack() as stack:
        runs = [stack.enter_context(siege.run("--at-once", "2")) for siege in (first, second)]
        codes = sorted(run.wait(180) for run in runs)
        for run in runs:
            assert "mistake of ours" not in run.said, run.said
    return codes


def test_the_second_run_of_a_household_waits_for_its_turn(build: Build) -> None:
    """The household's lock turns the second away in one sentence."""
    siege = build([("whatsapp", "silent", 3)])

    assert LOCKED == both(siege, siege)[0]
    assert [] == siege.contradictions()
    assert [1] * 3 == list(siege.arrived().values())


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_two_runs_that_share_only_a_journal_send_once(build: Build, tmp_path: Path, store: str) -> None:
    """Different data directories, so that no lock keeps them apart: the journal does."""
    with ExitStack() as stack:
        if store == "postgresql":
            if not Postgres.installed():
                pytest.skip("PostgreSQL's programs are not installed (apt-get install postgresql)")
            journal = stack.enter_context(Postgres(tmp_path / "postgres")).new_database()
        else:
            journal = str(tmp_path / "shared" / "journal.sqlite")
        first = build(CROWD)
        first.journal = journal
        second = replace(first, data=tmp_path / "other data")
        second.log_in()
        codes = both(first, second)

        assert [] == first.contradictions()
        assert [1] * 12 == list(first.arrived().values())
        assert ["acknowledged"] * 12 == first.states()
        assert LOCKED not in codes
        assert all(walks(siege) > 0 for siege in (first, second)), "they share the work"
        assert 12 == walks(first) + walks(second), "nobody walked what the other was walking"


def walks(siege: Siege) -> int:
    """How many walks left evidence in this data directory."""
    return len(list((siege.data / "evidence").glob("*/*")))
