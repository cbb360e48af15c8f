"""Every puzzle is seen, every look-alike is not, every trap is left alone: each in turn, as written and scrambled."""
# ruff: noqa: S311 - pages are random, not secret

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
