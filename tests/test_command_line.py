"""The program as a shell meets it: closed pipes, poor terminals, no output at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import optout
from tests.test_household import GOOD


def _status(tmp_path: Path, redirect: str, **environment: str) -> subprocess.CompletedProcess[str]:
    household = tmp_path / "household.toml"
    household.write_text(GOOD, "utf-8")
    return subprocess.run(
        ["bash", "-c", f'"$0" -m bot.cli --household "$1" --data "$2" status {redirect}', sys.executable,
         str(household), str(tmp_path / "data")],
        capture_output=True, text=True, check=False, encoding="latin-1", env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_letters_that_the_terminal_has_not_are_question_marks(tmp_path: Path, encoding: str) -> None:
    """A name with an accent is no reason to end with a trace."""
    ended = _status(tmp_path, "", PYTHONIOENCODING=encoding)

    assert 11 == ended.returncode, ended.stderr
    assert ("é" in ended.stdout) == (encoding == "latin-1")
    assert "Accounts: 4" in ended.stdout
    assert "" == ended.stderr


def test_without_any_output_the_exit_code_still_speaks(tmp_path: Path) -> None:
    """`optout status >&-` in a timer."""
    ended = _status(tmp_path, ">&-")

    assert (11, "") == (ended.returncode, ended.stderr)


def test_a_reader_that_goes_away_is_no_mistake_of_ours(tmp_path: Path) -> None:
    """`optout status | true`: neither a trace, nor the code for our own bug, nor a word that all is done."""
    ended = _status(tmp_path, '| { exec <&-; sleep 0; }; exit "${PIPESTATUS[0]}"')

    assert "" == ended.stderr
    assert 11 == ended.returncode


@pytest.mark.parametrize(("command", "option"), [("run", "--wait"), ("watch", "--for")])
@pytest.mark.parametrize("value", ["nan", "inf", "-1", "soon"])
def test_a_time_to_wait_is_a_number(command: str, option: str, value: str) -> None:
    """And one that ends."""
    ended = CliRunner().invoke(optout, [command, option, value])

    assert 2 == ended.exit_code
    assert value in ended.output or "range" in ended.output


def test_a_language_we_do_not_speak_is_told() -> None:
    """The road is told in English then, and the person knows why."""
    ended = CliRunner().invoke(optout, ["explain", "facebook", "--lang", "xx"])
    known = CliRunner().invoke(optout, ["explain", "facebook", "--lang", "fr-BE"])

    assert (0, 0) == (ended.exit_code, known.exit_code)
    assert "no sentences of ours in “xx”" in ended.stderr
    assert "" == known.stderr
