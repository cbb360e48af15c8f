"""Open a window and wait while a person logs in with their own hands."""

from collections.abc import Callable, Mapping, Sequence

from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from bot.browser.eyes import Eyes
from bot.browser.gone import crash_is_an_obstacle
from bot.browser.second_look import stops
from bot.lookout import SightKind
from bot.obstacles import BrowserCrash, LoginWall, NoNetwork
from bot.phrasebook import Phrasebook

_LOOK = 1.0
"""Seconds between two looks at a page on which nothing moves."""
_OPENING_MS = 30_000
TRIED = "A log-in by hand"

Cookies = frozenset[tuple[str, str, str]]


def by_hand(
    context: BrowserContext, urls: Sequence[str], book: Phrasebook, platform: str, told: Callable[[str], None]
) -> Mapping[str, object]:
    """The session of a person who has logged in and closed the window; waits as long as they need.

    Nothing is recorded, pressed or declined meanwhile. A window that is closed too early is an obstacle, not a session:
    in is who has been given a cookie that the log-in page had not given, and is asked for nothing more.
    """
    state: Mapping[str, object] | None = None
    kept: Cookies = frozenset()
    eyes: dict[Page, Eyes] = {}
    with crash_is_an_obstacle():
        _open(context.new_page(), urls)
        before = _session(context)
        told("log in in the window that has opened, then close it")
        while context.pages:
            page = context.pages[-1]  # a log-in may open a window of its own
            if page not in eyes:
                eyes[page] = Eyes(page, book, book.hosts(platform), patience=10)
            try:
                now = _session(context)
                if now != kept and now - before and _is_inside(eyes[page]):
                    state = context.storage_state()
                    if not kept:
                        told("you are in; the window may be closed")
                    kept = now
                eyes[page].wait_for_change(_LOOK)
            except (BrowserCrash, PlaywrightError) as why:
                if eyes[page].crashed or not (page.is_closed() or "closed" in str(why)):
                    raise
    if state is None:
        raise LoginWall(tried=TRIED, seen="The window was closed before the log-in was complete")
    return state


def _open(page: Page, urls: Sequence[str]) -> None:
    """The first of the log-in pages that answers."""
    for url in urls:
        try:
            page.goto(url, wait_until="domcontentloaded", timeout=_OPENING_MS)
        except PlaywrightError as why:
            if page.is_closed():
                raise LoginWall(tried=TRIED, seen="The window was closed before anything was shown") from why
        else:
            return
    raise NoNetwork(tried=TRIED, seen="The log-in page does not answer")


def _session(context: BrowserContext) -> Cookies:
    """What only the server may read: the cookies by which it knows who is there."""
    return frozenset((c["name"], c["domain"], c["value"]) for c in context.cookies() if c["httpOnly"] and c["value"])


def _is_inside(eyes: Eyes) -> bool:
    """A page of the platform that asks for neither a password nor a code nor anything else before it lets one in."""
    seen = eyes.survey()
    if seen is None or any(e.type == "password" and e.visible for e in seen.controls):
        return False
    sight = eyes.name(seen)
    return not stops(sight) and sight.kind is not SightKind.CODE and bool(seen.text.strip())
