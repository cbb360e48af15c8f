"""One log-in after the other."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.browser import Chromium, locale_of
from bot.browser.login import by_hand, in_town
from bot.commands.ground import Ground
from bot.household import Account
from bot.obstacles import Obstacle
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
    with Chromium(
        _browser(ground, headless=password is not None), ground.browser_arguments, headless=password is not None
    ) as chromium:
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
            tell(f"{account.name}: ")
            return dict(by_hand(context, urls[0], ground.book, account.platform, tell))
        return dict(in_town(context, urls, ground.book, account.platform, account.email or account.phone, password))
    finally:
        context.close()


def _browser(ground: Ground, *, headless: bool) -> Path:
    """Log-in by hand needs a window: a clear word where none can be shown."""
    if headless:
        return ground.browser.path
    import os  # noqa: PLC0415
    import sys  # noqa: PLC0415

    from bot.chromium import NoBrowserError, headed  # noqa: PLC0415

    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise NoBrowserError(
            "A log-in needs a window and this machine has no display; run `optout login` on one that has."
        )
    found = headed()
    if found is None:
        raise NoBrowserError("A log-in needs a Chromium with a window; install Chromium or Chrome.")
    return found.path
