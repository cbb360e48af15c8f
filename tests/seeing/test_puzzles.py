"""Every puzzle is seen, every look-alike is not, every trap is left alone: each in turn, as written and scrambled."""
# ruff: noqa: S311, E501 - pages are random, not secret, and stay on one line

import random

import pytest
from playwright.sync_api import Page

from bot.fields import find
from bot.lookout import look
from bot.survey import take
from tests.seeing.controls import PUZZLES, TRAPS, button, fields, no_puzzle, puzzle, trap
from tests.seeing.corpus import Speaker, document, scramble, vocabulary
from tests.seeing.truth import truth_of

NO_PUZZLES = 7
NAMINGS = ("named", "scrambled", "bare")
SPEAKING = {5, 11}
"""Traps told by their words alone."""
LANGUAGES = ("en", "el", "ja")


def drawn(language: str, naming: str, extra: str, say: Speaker) -> str:
    body = document(say, f"<main><form>{fields(say, 'name email reason', 'for')}{extra}{button(say)}</form></main>")
    return scramble(body, random.Random(language), naming)


def speaker(language: str) -> Speaker:
    return Speaker(language, vocabulary()[language], random.Random(language))


@pytest.mark.parametrize("naming", NAMINGS)
@pytest.mark.parametrize("which", range(PUZZLES))
def test_each_puzzle_is_seen(sheet: Page, which: int, naming: str) -> None:
    """Whatever its maker, and with every name scrambled."""
    for language in LANGUAGES:
        say = speaker(language)
        sheet.set_content(drawn(language, naming, puzzle(say, which), say), wait_until="domcontentloaded")

        assert "" != look(take(sheet)).captcha, language


@pytest.mark.parametrize("naming", NAMINGS)
@pytest.mark.parametrize("which", range(NO_PUZZLES))
def test_no_puzzle_is_imagined(sheet: Page, which: int, naming: str) -> None:
    """Invisible checks and words about them ask nothing of a person."""
    for language in LANGUAGES:
        say = speaker(language)
        sheet.set_content(drawn(language, naming, no_puzzle(say, which), say), wait_until="domcontentloaded")

        assert "" == look(take(sheet)).captcha, language


@pytest.mark.parametrize("naming", ["named", "scrambled"])
@pytest.mark.parametrize("which", range(TRAPS))
def test_each_trap_is_left_alone(sheet: Page, which: int, naming: str) -> None:
    """With or without telling names; those that speak, in every language."""
    for language in sorted(vocabulary()) if which in SPEAKING else LANGUAGES:
        say = speaker(language)
        sheet.set_content(drawn(language, naming, trap(say, which), say), wait_until="domcontentloaded")
        found = find(take(sheet))

        assert "trap" not in truth_of(sheet, found).found, language


ASKED = {
    "half in words": "<label>What is 7 + four? <input></label>",
    "words before the sign": "<label>three + 5 = <input></label>",
    "goes on after the sum": "<label>7 + 4の結果は何ですか？ <input></label>",
    "only words, and what it is for": "<label>Kolik je dva krát tři? (ochrana proti robotům) <input></label>",
    "a drawing and its code": "<label for=q>Introduceți codul de securitate din imagine</label><svg width=120 height=40><path d='M0 0L9 9'/></svg><input id=q>",
    "a picture that did not come": "<img src=/captcha.php><label>Güvenlik Kodu <input name=captcha_code></label>",
}  # fmt: skip
NOT_ASKED = {
    "a number among words": "<label>Adults + 2 children? <input></label>",
    "a code by message": "<label>Security code we sent to +44 7700 <input name=sms_code></label>",
    "a version": "<label>Which of Python 3.11 or 3.12? <input></label>",
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_a_question_for_people_is_seen(sheet: Page, asked: str) -> None:
    """By what it asks, in forms that nobody here had seen when they were read first."""
    sheet.set_content(f"<form><label>E-mail <input type=email></label>{asked}<button>OK</button></form>")

    assert "" != look(take(sheet)).captcha


@pytest.mark.parametrize("asked", NOT_ASKED.values(), ids=NOT_ASKED)
def test_a_number_in_a_question_is_no_sum(sheet: Page, asked: str) -> None:
    """What only looks like one."""
    sheet.set_content(f"<form><label>E-mail <input type=email></label>{asked}<button>OK</button></form>")

    assert "" == look(take(sheet)).captcha
