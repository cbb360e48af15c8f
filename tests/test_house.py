"""The rules about the code base itself."""

import ast
import re
from pathlib import Path

import click
import pytest

from bot.answers import Answer
from bot.cli import COMMANDS, optout
from bot.obstacles import ALL, BY_CODE, Obstacle
from fixtures.scenario import SCENARIOS
from flows import FLOWS
from tests.flows.test_matrix import MATRIX

ROOT = Path(__file__).parent.parent
SOURCES = sorted(
    path for folder in ("bot", "flows", "fixtures", "demonstration") for path in (ROOT / folder).rglob("*.py")
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_opens_with_one_sentence(path: Path) -> None:
    """The first line of every file is a sentence that a stranger understands."""
    text = ast.get_docstring(ast.parse(path.read_text())) or ("empty." if path.stat().st_size == 0 else "")

    assert text.splitlines()[:1] and text.splitlines()[0].strip()


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.code)
def test_an_obstacle_knows_all_that_is_asked_of_it(kind: type[Obstacle]) -> None:
    """Code, whose move, when again, exit code, advice, and a hint of three sentences."""
    hint = kind(tried="A link was pressed", seen="Nothing was there").hint()

    assert kind is BY_CODE[kind.code]
    assert {"whose_move", "again", "exit", "scope", "advice"} <= set(dir(kind))
    assert hint.startswith("A link was pressed. Nothing was there. ")


CRASHES = "browser_crash"
"""Not a page of a town: a browser is killed for it (tests/browser/test_crash.py, tests/never_twice)."""
SWITCHES = {"no_network": ("hang", "reset", "empty_reply")}
"""Obstacles whose switches bear other words; else a switch is the code, or begins with it."""
ASKED_FOR = (
    "blank_page", "login_loop", "checkpoint", "code_by_mail_late", "captcha", "country_missing",
    "min_length_after_code",
    "field_refused", "rate_limited", "rate_limited_page", "rate_limited_bare", "wrong_form", "wrong_account",
    "already_objected", "two_object_links", "form_changed", "left_the_platform", "slow", "hang", "reset", "empty_reply",
    "success_is_a_picture", "ok_but_failed", "failed_but_ok", "hub_only",
    "confirmation_late", "cut_after_send", "closed_after_send", "dialog_closes", "banner_beside_success",
    "other_language",
    "notice_link_works", "notice_link_dead", "notice_link_region_locked", "notice_forged",
)  # fmt: skip
"""The scenarios by which every obstacle and every answer is tried."""
WITH_TIME = {"silent", "extended", "validation_asked", "already_objected"}
"""Answers that need a month, or wordings nobody has seen: tried where the clock moves and letters are read."""


LOGGED_IN = {"login_wall", "login_loop", "checkpoint", "wrong_account", "country_missing", "label_drift"}
"""What WhatsApp's flow cannot meet: it opens a public form, follows no link, and its form knows no country."""


def _switches(code: str) -> list[str]:
    known = SWITCHES.get(code, ())
    return [name for name in SCENARIOS if name in known or name == code or name.startswith(f"{code}_")]


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind.code != CRASHES], ids=lambda kind: kind.code)
def test_an_obstacle_has_a_switch_and_rows(kind: type[Obstacle]) -> None:
    """A switch of the town makes it, and each flow that can meet it has a row that ends in it."""
    rows = {platform for platform, _, _, obstacle, _ in MATRIX if obstacle == kind.code}

    assert _switches(kind.code)
    assert {"facebook", "instagram"} <= rows
    assert "whatsapp" in rows or kind.code in LOGGED_IN


def test_a_crash_is_tried_by_killing() -> None:
    """The one obstacle that no page can make has tests of its own."""
    tests = [
        path
        for path in (ROOT / "tests").rglob("test_*.py")
        if CRASHES in path.read_text() and "kill" in path.read_text()
    ]

    assert [path for path in tests if path.name != "test_house.py"]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.code)
def test_the_docs_say_the_exit_code_of_an_obstacle(kind: type[Obstacle]) -> None:
    """Its section on the page of outcomes names the code that the command ends with."""
    text = (ROOT / "docs" / "outcomes.md").read_text()
    section = re.search(rf"^### {kind.code}\n(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL)

    assert section
    assert f"exit code {int(kind.exit)}" in section[1]


@pytest.mark.parametrize("scenario", ASKED_FOR)
def test_a_scenario_that_is_asked_for_is_in_the_town_and_in_the_matrix(scenario: str) -> None:
    """A word, a switch, a row."""
    assert scenario in SCENARIOS
    assert scenario in {row[1] for row in MATRIX}


def test_every_row_names_a_flow_and_a_scenario_and_stands_once() -> None:
    """No row for what does not exist, none twice."""
    cases = [(platform, scenario) for platform, scenario, *_ in MATRIX]

    assert [] == [case for case in cases if case[0] not in FLOWS or case[1] not in SCENARIOS]
    assert len(cases) == len(set(cases))


@pytest.mark.parametrize("answer", [answer for answer in Answer if answer.value not in WITH_TIME])
def test_an_answer_has_a_row(answer: Answer) -> None:
    """What a page or a letter can say ends a row; a code that is asked for is entered on the way to one."""
    states = {row[2] for row in MATRIX} | {
        "code_asked" if ("facebook", "works_2024") in {r[:2] for r in MATRIX} else ""
    }

    assert answer.value in states


def test_every_obstacle_and_answer_has_its_section() -> None:
    """docs/outcomes.md explains each code."""
    text = (ROOT / "docs" / "outcomes.md").read_text()
    codes = [kind.code for kind in ALL] + [answer.value for answer in Answer]

    assert [code for code in codes if not re.search(rf"^#+ `?{code}`?$", text, re.MULTILINE)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_is_the_one_listed(name: str) -> None:
    """The list of commands is written by hand, so that help stays fast: each command must exist."""
    command = optout.get_command(click.Context(optout), name)

    assert command is not None
    assert command.help


def test_tenacity_is_where_retries_live() -> None:
    """Retries before the intent are in one file; the mailbox may try its connection again."""
    users = {str(path.relative_to(ROOT)) for path in SOURCES if "from tenacity" in path.read_text()}

    assert {"bot/attempt.py"} == {user for user in users if not user.startswith("bot/mailbox")}
