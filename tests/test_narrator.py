"""What a person reads while a run is under way."""

import fcntl
import os
import pty
import re
import struct
import sys
import termios
from pathlib import Path

import pytest

from bot.batch import Progress
from bot.batch.rehearsed import rehearsed
from bot.commands.narrator import Narrator, outcome
from bot.household import Account, load
from bot.objection import Event, EventKind, State
from bot.obstacles import BY_CODE
from tests.test_household import GOOD
from tests.test_objection import NOON


@pytest.fixture
def account(tmp_path: Path) -> Account:
    """Anybody's."""
    file = tmp_path / "household.toml"
    file.write_text(GOOD, "utf-8")
    return load(file).accounts[0]


@pytest.mark.parametrize("word", [*(state.value for state in State if state is not State.STOPPED), *BY_CODE])
def test_every_end_of_a_walk_has_words(word: str) -> None:
    """No account ends as a bare code, and what was stopped says so."""
    told = outcome(word)

    assert "_" not in told
    assert (word in BY_CODE) == told.startswith("stopped: ")


def test_what_passes_fits_the_window(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """A longer line would wrap, and half of it would stay on the screen for each step."""
    theirs, ours = pty.openpty()
    os.set_blocking(theirs, False)
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 30, 0, 0))
    monkeypatch.setenv("TERM", "xterm")
    with os.fdopen(ours, "w") as screen, os.fdopen(theirs, "rb", buffering=0) as seen:
        monkeypatch.setattr(sys, "stderr", screen)
        Narrator(quiet=False)(Progress(account, "walks", "follow information you've shared on meta products"))

        assert b"\r\x1b[2Kanna/facebook: follow informa" == seen.read(4096)


def test_each_end_says_what_came_of_it(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    """Into a log go starts and ends, each end with its outcome; what was not due is not counted."""
    narrator = Narrator(quiet=False)
    for what, text in (("waits", ""), ("waits", ""), ("walks", "starts"), ("walks", "open"), ("ended", "login_wall")):
        narrator(Progress(account, what, text))  # type: ignore[arg-type]  # each is one of the words
    narrator(Progress(account, "ended", "acknowledged"))

    assert [
        "anna/facebook: starts",
        "anna/facebook: stopped: the page asks to log in (1 of 2)",
        "anna/facebook: received (2 of 2)",
    ] == capsys.readouterr().err.splitlines()


def test_a_reader_that_goes_away_ends_the_telling_and_not_the_run(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`optout run 2>&1 | head -1`: what is under way goes on."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as nobody:
        monkeypatch.setattr(sys, "stderr", nobody)
        narrator = Narrator(quiet=False)
        narrator(Progress(account, "walks", "starts"))
        narrator.say("nobody hears this")
        with pytest.raises(BrokenPipeError):  # as it is: the pipe was really broken
            nobody.flush()
        os.dup2(os.open(os.devnull, os.O_WRONLY), writer)


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"intercepted": 1, "missing": []}, "filled_in"),
        ({"intercepted": 1, "missing": ["account e-mail"]}, "unlike"),
        ({"intercepted": 0, "missing": ["account e-mail"]}, "no_request"),
        ({"what": "way_tried"}, "unfinished"),
    ],
)
def test_only_a_form_that_was_filled_in_is_called_so(facts: dict[str, object], word: str) -> None:
    """A rehearsal that ends is not yet one that went well."""
    assert word == rehearsed([Event(NOON, EventKind.REHEARSED, facts)])
    assert "unfinished" == rehearsed([])
    assert re.search("filled in|finished", outcome(word))
