"""Say in the house's words that the browser, its page or its driver went away."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bot.obstacles import BrowserCrash

_SIGNS = ("closed", "crashed", "disconnected", "Connection", "EPIPE", "Failed to launch")


@contextmanager
def crash_is_an_obstacle() -> Iterator[None]:
    """What Playwright says when nobody is left to answer becomes a `browser_crash`; other errors stay what they are."""
    try:
        yield
    except PlaywrightTimeout:
        raise
    except PlaywrightError as why:
        text = str(why)
        if not any(sign in text for sign in _SIGNS):
            raise
        raise BrowserCrash(tried="A walk was under way", seen="The browser or its driver went away") from why
