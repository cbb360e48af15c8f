"""A person logs in with their own hands: a real window on a virtual screen, and keys that come from outside."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.chromium import headed
from fixtures.residents import Resident
from fixtures.town import Town

ANNA = Resident("anna", "Anna Example", "en", "IE", "facebook", "anna@example.org")
DECLINE = ("Tab", "Return")
"""The cookie dialog has the focus to itself; its first button declines."""


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """A virtual screen, and the name by which programs find it."""
    lacking = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
    if lacking or headed() is None:
        pytest.skip(f"no {' and no '.join(lacking or ['Chromium with a window'])} on this machine")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as said:
                yield f":{said.readline().strip()}"
        finally:
            server.terminate()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town where Anna lives."""
    with Town(tmp_path / "town", [ANNA], imap="python", pace=0.0) as town:
        yield town


class Person:
    """Somebody at the screen, with a keyboard."""

    def __init__(self, town: Town, data: Path, screen: str | None) -> None:
        given = {"OPTOUT_WORLD": town.world, "OPTOUT_HOUSEHOLD": town.household, "OPTOUT_DATA": data, "DISPLAY": screen}
        inherited = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY"}}
        self.data = data
        self.environment = {**inherited, **town.environment, **{k: str(v) for k, v in given.items() if v}}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command to its end."""
        command = [sys.executable, "-m", "bot.cli", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    @contextmanager
    def window(self) -> Iterator["Window"]:
        """`optout login anna facebook`, once its window shows the log-in."""
        command = [sys.executable, "-m", "bot.cli", "login", "anna", "facebook"]
        with subprocess.Popen(command, env=self.environment, stderr=subprocess.PIPE, text=True) as program:
            try:
                window = Window(self, program)
                window.hears("log in in the window that has opened")
                found = self.x("search", "--sync", "--onlyvisible", "--name", "Log in").split()
                self.x("windowfocus", "--sync", found[0])
                yield window
            finally:
                program.terminate()

    def x(self, *words: str) -> str:
        """Do something on the screen."""
        done = subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout


class Window:
    """The window of a log-in, and the program that waits for it."""

    def __init__(self, person: Person, program: subprocess.Popen[str]) -> None:
        self._person, self._program = person, program
        self.said = ""

    def press(self, *keys: str) -> None:
        """Keys, one after the other."""
        self._person.x("key", "--delay", "60", *keys)

    def type(self, text: str) -> None:
        """Letters, one after the other."""
        self._person.x("type", "--delay", "20", text)

    def hears(self, words: str) -> None:
        """Until the program says so."""
        assert self._program.stderr is not None
        for line in self._program.stderr:
            self.said += line
            if words in line:
                return
        raise AssertionError(f"it never said “{words}”: {self.said}")

    def ends(self) -> int:
        """The exit code; what was left to say is kept."""
        assert self._program.stderr is not None
        self.said += self._program.stderr.read()
        return self._program.wait()


def test_a_log_in_by_hand_is_kept_and_serves(town: Town, tmp_path: Path, screen: str) -> None:
    """Who types name and password in the window has a session: encrypted, kept once, and good for an objection."""
    anna = Person(town, tmp_path / "data", screen)
    with anna.window() as window:
        window.press(*DECLINE, "Tab", "Tab")
        window.type(ANNA.email)
        window.press("Tab")
        window.type(town.password)
        window.press("Return")
        window.hears("you are in")
        window.press("ctrl+w")
        code = window.ends()
    vault = sorted((tmp_path / "data" / "vault").glob("*.fernet"))

    assert (0, 1) == (code, len(vault)), window.said
    assert "anna/facebook: logged in, the session is kept encrypted" in window.said
    assert town.password not in window.said
    assert b"cookies" not in vault[0].read_bytes()
    assert 0o600 == vault[0].stat().st_mode & 0o777
    assert "a session is kept already" in anna.run("login", "anna", "facebook").stderr
    assert not (tmp_path / "data" / "evidence").exists()
    anna.run("run", "--wait", "0")
    assert "acknowledged" == json.loads(anna.run("status", "--json").stdout)[0]["state"]
    assert [1] == list(town.sends().values())


def test_a_window_that_is_closed_too_early_is_no_session(town: Town, tmp_path: Path, screen: str) -> None:
    """Nothing is kept, a sentence says why, and the exit code asks for a person."""
    anna = Person(town, tmp_path / "data", screen)
    with anna.window() as window:
        window.press(*DECLINE, "ctrl+w")
        code = window.ends()

    assert 10 == code, window.said
    assert "The window was closed before the log-in was complete" in window.said
    assert [] == list((tmp_path / "data").glob("vault/*.fernet"))


@pytest.mark.parametrize(
    ("display", "sentence"),
    [(None, "this machine has no display"), (":6553", "is the display “:6553” there?")],
    ids=["no display", "a display that is not there"],
)
def test_without_a_screen_a_sentence_says_so(town: Town, tmp_path: Path, display: str | None, sentence: str) -> None:
    """No trace, no window, exit code 2."""
    if headed() is None:
        pytest.skip("no Chromium with a window on this machine")
    ended = Person(town, tmp_path / "data", display).run("login", "anna", "facebook")

    assert (2, 1) == (ended.returncode, len(ended.stderr.splitlines())), ended.stderr
    assert sentence in ended.stderr
