"""The lane, the browser, its renderer or its driver dies in a walk: that one is told for what it is, others go on."""

from collections import Counter

import pytest

from tests.never_twice.conftest import Build
from tests.never_twice.processes import Program, end
from tests.never_twice.siege import Siege

OUR_BUG = 1


@pytest.mark.parametrize("part", ["lane", "driver", "browser", "renderer"])
def test_one_part_that_dies_takes_one_walk_with_it_at_most(build: Build, part: str) -> None:
    """Killed once before the intent and once after it: nothing twice, nothing lost, and four others arrive."""
    siege = build([("whatsapp", "silent", 6)])
    with siege.run() as program:
        assert program.until(lambda: _walking(siege) == 1)
        _kill(program, part)
        assert program.until(lambda: _walking(siege) >= 3)
        before = siege.open_intents()
        assert program.until(lambda: bool(siege.open_intents() - before))
        _kill(program, part)
        code = program.wait(120)
    states = Counter(siege.states())

    assert [] == siege.contradictions()
    assert OUR_BUG != code, program.said
    assert 4 <= states["acknowledged"], states
    assert states["acknowledged"] + states["sent"] + states["maybe_sent"] + states["stopped"] == 6, states
    assert {"browser_crash", None} >= {row["obstacle"] for row in siege.household.status().values()}


def _walking(siege: Siege) -> int:
    """How many walks have opened their first page."""
    return len(list((siege.data / "evidence").glob("*/*/02-open-*.yml")))


def _kill(program: Program, part: str) -> None:
    found = program.kind(part)
    assert found, f"no {part} among {program.family}"
    for pid in (
        found if part == "renderer" else found[-1:]
    ):  # a browser may be started by a script of the same arguments
        end(pid)
