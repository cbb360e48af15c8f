"""A renderer that dies in the middle of a walk is an obstacle of its own: browser_crash."""

import pytest
from playwright.sync_api import Error as PlaywrightError

from bot.browser.eyes import Eyes
from bot.obstacles import BrowserCrash
from bot.phrasebook import Phrasebook
from flows import PHRASES
from tests.browser.conftest import Walker
from tests.browser.other_town import OtherTown
from tests.browser.pages import BUTTON, FIELD, FORM, posting


def test_a_killed_renderer_is_said_and_not_waited_for(walker: Walker, town: OtherTown) -> None:
    """The next look raises at once; the browser itself lives on for the next walk."""
    town.show(posting(FIELD + BUTTON))
    context = walker.chromium.context(locale="en")
    page = context.new_page()
    eyes = Eyes(page, Phrasebook.load(PHRASES), ("facebook.com",), patience=5.0)
    page.goto(f"https://{FORM}")
    with page.expect_event("crash"), pytest.raises(PlaywrightError):
        page.goto("chrome://crash")

    with pytest.raises(BrowserCrash):
        eyes.until(lambda *_: None)
    context.close()

    assert "acknowledged" == walker.walk().page
