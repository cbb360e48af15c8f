"""The parent's end of a lane."""

from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from bot import lane as lanes
from bot.lane import Assignment, Lane, LaneSetup
from bot.probe import passer_by
from flows import FLOWS

SETUP = LaneSetup(
    browser=Path("none"), arguments=(), phrases=(), data=Path("none"), journal="none", world=None, clock=None, dns=None,
    ca=None, patience=0.0, answer_patience=0.0, code_patience=0.0, retry_pause=0.0,
)  # fmt: skip


def test_a_lane_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page can hold its browser for ever: the parent ends the process, and nothing of it is left."""
    monkeypatch.setattr(lanes, "HANGS", 0.1)
    lane = Lane(SETUP)
    lane._start()
    process = lane._process
    idle = lane.hangs
    lane.busy = Assignment("o", FLOWS["facebook"], passer_by("facebook"))
    lane._heard_at = monotonic()
    at_once = lane.hangs
    Event().wait(0.2)
    late = lane.hangs
    lane.end(0)

    assert (False, False, True) == (idle, at_once, late)
    assert not process.is_alive()
