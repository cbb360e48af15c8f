"""Look further on a page before saying that something is not there: down to its end, and into what is folded away."""

import time
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import Error as PlaywrightError

from bot.browser import find, hands
from bot.browser.eyes import Eyes
from bot.survey import Element, Survey

AFTER = 1.2
"""Seconds a page is given to show a thing by itself."""
BETWEEN = 0.5
"""Seconds until the next try: what was opened may be drawn late."""
SCROLLS, PRESSES = 4, 10
PRESS_MS = 1_500

TO_THE_END = """() => {
  const root = document.scrollingElement || document.documentElement;
  const scrolls = e => e.scrollHeight > e.clientHeight + 40 && e.clientHeight > 120
    && /auto|scroll/.test(getComputedStyle(e).overflowY);
  const boxes = [...document.querySelectorAll('main, div, section, [role=main]')].slice(0, 5000).filter(scrolls);
  let moved = false;
  for (const box of [root, ...boxes.slice(0, 10)]) {
    const before = box.scrollTop;
    box.scrollTop = box.scrollHeight;
    moved = moved || box.scrollTop > before;
  }
  return moved;
}"""
"""Says whether anything could still be moved: a page that grows while it is read has more to show."""


@dataclass
class Further:
    """One try after the other, as a person would, each time the page has had its time.

    Only what changes nothing is pressed: a disclosure by its own account (``<details>``, ``aria-expanded``, a tab) or
    a button that says "see more". Only on pages that hold the platform's own words: a feed has no end.
    """

    eyes: Eyes
    language: str
    presses: int = 0
    _since: float = field(default_factory=time.monotonic)
    _last: float = 0.0
    _url: str = ""
    _scrolls: int = 0
    _opened: set[str] = field(default_factory=set)

    def look(self, seen: Survey) -> None:
        """Do the next thing, if it is time."""
        now = time.monotonic()
        if now - self._since < AFTER or now - self._last < BETWEEN or not self._is_the_platforms_own(seen):
            return
        self._last = now
        if self._scrolls < SCROLLS and self._scroll():
            return
        folded = [e for e in self._folded(seen) if e.selector not in self._opened]
        if folded and self.presses < PRESSES:
            self._open(folded[0])

    def _is_the_platforms_own(self, seen: Survey) -> bool:
        """And still the page on which the looking began: a press that led elsewhere was no disclosure."""
        self._url = self._url or seen.url
        here = seen.url.partition("#")[0] == self._url.partition("#")[0]
        return here and self.eyes.book.may_be_pictured(seen.url)

    def _scroll(self) -> bool:
        self._scrolls += 1
        self.eyes.stillness.doubt()
        try:
            moved = bool(self.eyes.page.evaluate(TO_THE_END))
        except PlaywrightError:
            return True  # on its way to another page: there will be another look
        if not moved:
            self._scrolls = SCROLLS
        return moved

    def _folded(self, seen: Survey) -> list[Element]:
        """The most promising first: what a page calls "see more", what unfolds, and tabs, which hide what was there."""
        here = [e for e in seen.pressables if find.usable(e) and e.landmark in {"main", ""} and _stays(e, seen.url)]
        more = [e for e in here if find.says(e, "see more", self.eyes.book, self.language)]
        unfold = [e for e in here if e.folded and e.role != "tab"]
        return [*more, *unfold, *(e for e in here if e.folded and e.role == "tab")]

    def _open(self, element: Element) -> None:
        self._opened.add(element.selector)
        self.presses += 1
        with suppress(PlaywrightError):  # it is gone or covered: there may be another
            hands.place(self.eyes, element).click(timeout=PRESS_MS, no_wait_after=True)


def _stays(element: Element, url: str) -> bool:
    """Whether pressing it leaves the page where it is."""
    target = element.href.partition("#")
    return not element.href or element.href.startswith("javascript:") or (
        bool(target[1]) and target[0] == url.partition("#")[0]
    )  # fmt: skip
