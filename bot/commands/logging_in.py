"""One log-in after the other."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.browser import Chromium, close, locale_of
from bot.browser.by_hand import by_hand
from bot.browser.gone import crash_is_an_obstacle
from bot.browser.login import in_town
from bot.chromium import NoBrowserError, headed
from bot.commands.ground import Ground
from bot.household import Account
from bot.machine import Machine
from bot.obstacles import BrowserCrash, Obstacle
from bot.sessions import VaultSessions


def log_in_all(
    ground: Ground, accounts: Sequence[Account], password: str | None, *, again: bool, tell: Callable[[str], None]
) -> int:
    """Ask for every account's log-in; how many failed."""
    sessions = VaultSessions.open(ground.data)
    wanted = [a for a in accounts if again or sessions.load(a) is None]
    for account in accounts:
        if account not in wanted:
            tell(f"{account.name}: a session is kept already")
    if not wanted:
        return 0
    failed = 0
    with _browser(ground, headless=password is not None) as chromium:
        for account in wanted:
            try:
                sessions.save(account, _log_in(ground, chromium, account, password, tell))
            except Obstacle as why:
                failed += 1
                tell(f"{account.name}: {why.hint()}")
            else:
                tell(f"{account.name}: logged in, the session is kept encrypted")
    return failed


def _log_in(
    ground: Ground, chromium: Chromium, account: Account, password: str | None, tell: Callable[[str], None]
) -> dict[str, object]:
    context = chromium.context(locale=locale_of(account.language, account.country))
    urls = tuple(a.url for a in ground.book.addresses(f"{account.platform} log-in"))
    try:
        if password is None:

            def told(text: str) -> None:
                tell(f"{account.name}: {text}")

            return dict(by_hand(context, urls, ground.book, account.platform, told))
        return dict(in_town(context, urls, ground.book, account.platform, account.email or account.phone, password))
    finally:
        close(context)


@contextmanager
def _browser(ground: Ground, *, headless: bool) -> Iterator[Chromium]:
    """A browser for the log-ins; by hand it needs a window, and a clear word is said where none can be shown."""
    path = ground.browser.path if headless else _with_a_window(ground)
    chromium = Chromium(path, ground.browser_arguments, headless=headless)
    try:
        with crash_is_an_obstacle():
            chromium.__enter__()
    except BrowserCrash as why:
        shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        where = "" if headless or not shown else f"; is the display “{shown}” there?"
        raise NoBrowserError(f"The browser {path.name} does not start for a log-in{where or '.'}") from why
    try:
        yield chromium
    finally:
        with suppress(BrowserCrash), crash_is_an_obstacle():  # the person may have ended all of it
            chromium.__exit__(None, None, None)


def _with_a_window(ground: Ground) -> Path:
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise NoBrowserError(
            "A log-in needs a window and this machine has no display; run `optout login` on one that has."
        )
    found = headed(Machine.this(browser=ground.places.browser))
    if found is None:
        raise NoBrowserError("A log-in needs a Chromium with a window; install Chromium or Chrome.")
    return found.path
