"""Ctrl-C: what is about to be sent is finished and written down, everything else can be taken up again."""

from tests.never_twice.conftest import Build
from tests.never_twice.processes import gone

LATER = 11


def test_a_walk_about_to_send_finishes_writing(build: Build) -> None:
    """The signal goes to the whole group right after the intent: the outcome is heard, and nothing else starts."""
    siege = build([("whatsapp", "silent", 4)])
    with siege.run() as program:
        assert program.until(lambda: bool(siege.open_intents()))
        program.interrupt()
        code = program.wait(60)

    assert LATER == code, program.said
    assert "stopped; everything so far is kept" in program.said
    assert set() == siege.open_intents()
    assert [] == [fault for fault in siege.contradictions() if "planned" not in fault]
    assert ["acknowledged", "planned", "planned", "planned"] == siege.states()

    siege.household.optout("run", "--wait", "0")

    assert ["acknowledged"] * 4 == siege.states()
    assert [1] * 4 == list(siege.arrived().values())


def test_a_walk_on_its_way_ends_at_its_next_verb(build: Build) -> None:
    """Nothing was about to be sent, so nothing is, and the run goes on another time."""
    siege = build([("facebook", "slow", 1), ("whatsapp", "silent", 1)])
    with siege.run() as program:
        assert program.until(lambda: ": starts" in program.said)
        program.interrupt()
        code = program.wait(60)

    assert LATER == code, program.said
    assert "Traceback" not in program.said  # nor of a lane that was being born
    assert [0, 0] == list(siege.arrived().values())
    assert ["planned", "planned"] == siege.states()


def test_being_asked_to_end_is_heard_like_ctrl_c(build: Build) -> None:
    """`docker stop` sends SIGTERM to the program alone: it ends in order, and nothing it started is left."""
    siege = build([("facebook", "slow", 1), ("whatsapp", "silent", 1)])
    with siege.run() as program:
        assert program.until(lambda: bool(program.kind("browser")))
        family = program.family
        program.terminate()
        code = program.wait(60)

    assert LATER == code, program.said
    assert "stopped; everything so far is kept" in program.said
    assert all(gone(pid) for pid in family)
    assert [0, 0] == list(siege.arrived().values())
