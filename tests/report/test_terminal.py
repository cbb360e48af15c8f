"""The table that a run and `status` end with."""

import io
import subprocess
import sys

import pytest
from rich.console import Console

from bot.report.story import Line
from bot.report.terminal import MANY, chosen, legend, plain_table, table, totals
from tests.report.people import line, lines


def drawn(rows: list[Line], *, terminal: bool = False, width: int = 100) -> str:
    """What rich prints."""
    paper = io.StringIO()
    table(rows, console=Console(file=paper, force_terminal=terminal, width=width, color_system="auto", _environ={}))
    return paper.getvalue()


def test_each_account_is_shown_for_what_it_is() -> None:
    """Whoever reads only the table knows what happened, whose move it is and what comes next."""
    printed = plain_table(lines())

    assert [
        "Bernd Beispiel  Instagram   Stopped: the form is said     Meta        try the form        2026-11-23",
    ] == [row for row in printed.splitlines() if row.startswith("Bernd") and "Instagram" in row]
    assert "Bernd Beispiel  Facebook 2  Stopped: the page asks to" in printed
    assert "Carol Example   WhatsApp    Perhaps sent" in printed


@pytest.mark.parametrize("width", [100, 90, 80])
def test_the_table_keeps_to_its_width(width: int) -> None:
    """100 columns are enough for any household; the table's own lines never run over."""
    grid = plain_table(lines(), width=width).split("\n\n")[0]

    assert width >= max(len(row) for row in grid.splitlines())
    assert 100 >= max(len(row) for row in drawn(lines(), width=width).splitlines()[:-1])


@pytest.mark.parametrize("width", [60, 40])
def test_where_no_table_fits_each_account_is_a_few_lines(width: int) -> None:
    """A narrow window shows who, what, whose move and what comes next, and no line runs over."""
    for printed in (plain_table(lines(), width=width), drawn(lines(), width=width)):
        told = printed.split("\n\n")[0]

        assert width >= max(len(row) for row in told.splitlines())
        assert "Carol Example, WhatsApp: Perhaps sent" in told
        assert "whose move: " in told
        assert "person  " not in told


def test_both_tables_say_the_same() -> None:
    """With rich or without, no word is lost."""
    plain, rich = plain_table(lines()), drawn(lines())

    for word in ("Confirmed", "Covered", "Questions asked", "Refused", "No answer", "send a reminder", "2027-11-22"):
        assert word in plain
        assert word in rich


def test_colour_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe gets no escape sequence, neither does a terminal whose owner said NO_COLOR."""
    monkeypatch.setenv("TERM", "xterm-256color")
    paper = io.StringIO()
    table(
        lines(),
        console=Console(file=paper, force_terminal=True, width=100, _environ={"NO_COLOR": "1", "TERM": "xterm"}),
    )

    assert "\x1b[3" in drawn(lines(), terminal=True)
    assert "\x1b" not in drawn(lines())
    assert "\x1b[3" not in paper.getvalue()


def test_below_the_table_every_obstacle_is_explained_once() -> None:
    """The legend has one sentence for each word in sight."""
    told = legend(lines())

    assert len(told) == len(set(told))
    assert "The link leads to nothing (dead_link): The other ways are tried." == told[9].partition(" If")[0]


def test_the_last_line_counts_all() -> None:
    """Totals, state by state, in the order of an objection's life."""
    assert (
        "Accounts: 11 (not filed yet 1, stopped 3, perhaps sent 1, received 1, questions asked 1, confirmed 1, "
        "refused 1, no answer 1, covered 1)"
    ) == totals(lines())
    assert totals(lines()) == plain_table(lines()).splitlines()[-1]


def test_of_very_many_only_those_that_need_somebody_are_shown() -> None:
    """A large household is a sum, and a list of who has to act, worst first."""
    quiet = [line(handle=f"p{n}/facebook", state="confirmed", whose_move="nobody", next="recheck") for n in range(500)]
    waiting = [line(state="needs_review", whose_move="person", next="ask_person") for _ in range(3)]
    refused = [line(state="refused", whose_move="person", next="complaint")]
    shown = chosen([*quiet, *waiting, *refused])

    assert ["refused", "needs_review", "needs_review", "needs_review"] == [one.state for one in shown]
    assert (
        "Accounts: 504 (a letter to read 3, confirmed 500, refused 1)"
        == plain_table([*quiet, *waiting, *refused]).splitlines()[-1]
    )
    assert MANY == len(chosen([line(whose_move="person", next="ask_person", obstacle="captcha")] * 200))


def test_a_name_cannot_draw_in_the_table() -> None:
    """Markup and escape sequences in a name are letters like others."""
    hostile = [line(name="[bold red]Anna\x1b[2J")]

    assert "[bold red]Anna" in drawn(hostile, terminal=True)
    assert "\x1b[2J" not in drawn(hostile, terminal=True)
    assert "\x1b" not in plain_table(hostile)


def test_an_empty_household_is_one_line() -> None:
    """No heading without rows."""
    assert "Accounts: 0" == plain_table([]).strip()
    assert "Accounts: 0" == drawn([]).strip()


def test_words_of_a_newer_journal_are_read_aloud() -> None:
    """A state or obstacle that this version does not know is shown, not hidden and not a crash."""
    printed = plain_table(
        [line(state="brand_new", whose_move="somebody", next="do_it"), line(state="stopped", obstacle="odd_one")]
    )

    assert "brand new" in printed
    assert "Stopped: odd one" in printed


def test_status_pays_neither_for_rich_nor_for_the_page() -> None:
    """`optout status | cat` loads neither rich nor jinja2."""
    check = "import sys; from bot.report import plain_table, status_json; print({'rich', 'jinja2'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)

    assert "set()" == told.stdout.strip()
