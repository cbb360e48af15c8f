"""Do something to an element as soon as it lets itself be done; say truthfully what keeps it from it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bot.obstacles import BrowserCrash, FormChanged, Obstacle, UnknownPage

if TYPE_CHECKING:
    from bot.browser.eyes import Eyes

ROUND_MS, ACT_MS = 2_000, 5_000
"""How long one try lasts before the page is looked at again, and the last one."""
BY_KEY_AFTER = 5.0
"""Seconds after which a link that the mouse does not reach is pressed by the keyboard."""


class Bar(StrEnum):
    """What keeps an element from being pressed or filled in."""

    COVERED = "covered"
    MOVING = "moving"
    OUTSIDE = "outside"
    DISABLED = "disabled"
    HIDDEN = "hidden"
    GONE = "gone"
    BUSY = "busy"
    """It is there, and nothing is wrong with it: the page, or this machine, was too busy to let it be done."""


BY_KEY = frozenset({Bar.COVERED, Bar.MOVING, Bar.OUTSIDE})
"""What the keyboard passes, as a person could."""
_SAID = {
    "element is not enabled": Bar.DISABLED,
    "element is not editable": Bar.DISABLED,
    "element is not visible": Bar.HIDDEN,
    "element is not stable": Bar.MOVING,
    "element is outside of the viewport": Bar.OUTSIDE,
    "element was detached from the dom, retrying": Bar.GONE,
}
"""Lines of the log that Playwright 1.65 keeps of an act. Whole lines: others quote the page's own elements."""
PRESSING = "performing click action"
"""The step of the log at which the press reaches the page."""
_UNKNOWN = {
    Bar.COVERED: "Something that nobody has described lies above it",
    Bar.MOVING: "It does not hold still",
    Bar.OUTSIDE: "It lies where nobody can see it",
}
_MISSING = {
    Bar.DISABLED: "It stays disabled",
    Bar.HIDDEN: "It was shown, and is hidden now",
    Bar.GONE: "It was there, and is gone now",
}
_ABOVE = """e => {
  const box = e.getBoundingClientRect();
  const top = e.getRootNode().elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return top && !e.contains(top) ? (top.innerText || top.getAttribute('aria-label') || top.title || '') : '';
}"""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do to an element: ``act`` is given the milliseconds it may take."""

    tried: str
    act: Callable[[int], object]
    missing: type[Obstacle] = FormChanged
    """What it is when the element is gone, hidden or disabled for good."""
    keys: bool = False
    """What the keyboard passes is left to the keyboard."""

    def fault(self, why: PlaywrightError) -> Obstacle:
        """What it is when the browser complains of something else than the time."""
        return self.missing(tried=self.tried, seen=first_line(why))


def patiently(eyes: "Eyes", target: Locator, deed: Deed) -> Bar | None:
    """Until it is done: None then; or a bar that is left to the keyboard.

    A page that is busy, a cover that goes away, a button that wakes up late: a person waits a moment and tries again.
    Each try ends before it reaches the page, or it counts as done. Raises what stays in the way when patience ends; the
    last try begins after that, so that a page that held everybody up until then has its chance.
    """
    began = time.monotonic()
    while True:
        last = time.monotonic() - began >= eyes.patience
        try:
            deed.act(ACT_MS if last else ROUND_MS)
        except PlaywrightError as why:
            eyes.stillness.doubt()
            if was_done(why):
                return None
            eyes.until(lambda *_: True, patience=1.0, tried=deed.tried)  # a dialog is declined, a wall stops us
            if not isinstance(why, PlaywrightTimeout):
                raise deed.fault(why) from why
            bar = bar_of(why, target)
            if deed.keys and bar in BY_KEY and time.monotonic() - began >= BY_KEY_AFTER:
                return bar
            if last:
                raise obstacle_of(bar, deed, eyes, target) from why
        else:
            eyes.stillness.doubt()
            return None


def bar_of(why: PlaywrightError, target: Locator) -> Bar:
    """What the last line of the act's log complains of; a log that complains of nothing tells of a busy page."""
    for line in reversed(call_log(why).splitlines()):
        words = line.strip().removeprefix("- ").strip().casefold()
        if words in _SAID:
            return _SAID[words]
        if words.endswith("intercepts pointer events"):
            return Bar.COVERED
        if words == "done scrolling":
            break
    return Bar.BUSY if _is_there(target) else Bar.GONE


def obstacle_of(bar: Bar, deed: Deed, eyes: "Eyes", target: Locator) -> Obstacle:
    """The truth about what stayed in the way: a form is called changed only where something of it is not there."""
    if bar is Bar.BUSY:
        seen = f"The page, or this machine, was too busy to let it be done in {eyes.patience:.0f} s"
        return BrowserCrash(tried=deed.tried, seen=seen)
    if bar in _MISSING:
        return deed.missing(tried=deed.tried, seen=_MISSING[bar])
    above = _what_lies_above(eyes, target) if bar is Bar.COVERED else ""
    return UnknownPage(tried=deed.tried, seen=_UNKNOWN[bar] + (f": “{above}”" if above else ""))


def was_done(why: Exception) -> bool:
    """Whether a click that failed had reached the page: it is busy with the click itself then."""
    return PRESSING in call_log(why)


def call_log(why: BaseException) -> str:
    """The steps of the act, as Playwright keeps them; empty where it tells none. It may repeat what was typed."""
    return str(why).partition("Call log:")[2]


def first_line(why: PlaywrightError) -> str:
    """The browser's complaint without its call log, which repeats what was typed."""
    return str(why).splitlines()[0].split("Call log")[0][:160]


def _is_there(target: Locator) -> bool:
    try:
        return target.count() > 0
    except PlaywrightError:
        return False


def _what_lies_above(eyes: "Eyes", target: Locator) -> str:
    """Its words, in short; none where a page may show other people's."""
    if not eyes.book.may_be_pictured(eyes.page.url):
        return ""
    try:
        return " ".join(str(target.evaluate(_ABOVE, timeout=ACT_MS)).split())[:60]
    except PlaywrightError:
        return ""
