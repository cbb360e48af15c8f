"""The page about outcomes is printed from the code, and the page about evidence is true."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from bot.answers import Answer
from bot.evidence import Folder
from bot.obstacles import ALL, Exit
from bot.report.outcomes import page
from bot.report.story import STATES

DOCS = Path(__file__).parents[2] / "docs"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_the_page_is_what_the_code_prints() -> None:
    """If this fails: python -m bot.report.outcomes > docs/outcomes.md."""
    assert page() == (DOCS / "outcomes.md").read_text("utf-8")


def test_every_ending_has_its_section() -> None:
    """Obstacle, state and answer: one heading each, so that a link to it works."""
    headings = [text[4:] for text in page().splitlines() if text.startswith("### ")]
    wanted = [kind.code for kind in ALL] + list(STATES) + [answer.value for answer in Answer]

    assert len(headings) == len(set(headings))
    assert set(wanted) == set(headings)


def test_every_exit_code_is_in_the_table() -> None:
    """Name and number."""
    for code in Exit:
        assert f"| {code.value} | `{code.name.lower()}` |" in page()


def commands() -> str:
    """The shell commands that docs/evidence.md gives a stranger."""
    return (DOCS / "evidence.md").read_text("utf-8").partition("```sh\n")[2].partition("```")[0]


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run exactly those."""
    return subprocess.run(["sh", "-c", commands()], cwd=folder, capture_output=True, text=True, check=False)


def test_the_commands_for_a_stranger_work(tmp_path: Path) -> None:
    """They hold for a folder as it was left, and break where a line was changed."""
    with Folder.create(tmp_path, walk="walk-1", rehearsal=None, now=lambda: NOW) as folder:
        folder.record("open", files={"png": b"1"}, url="https://example.org/a\\b")
        folder.record("follow object", files={}, words="“object”")
    log = folder.path / "log.jsonl"

    assert f"chain holds, head {folder.head}\n" == checked(folder.path).stdout

    log.write_text(log.read_text("utf-8").replace("example.org", "example.com"), "utf-8")

    assert 1 == checked(folder.path).returncode
