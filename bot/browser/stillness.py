"""Know whether anything on a page has moved, so that what has not is not looked at or pictured again."""

import secrets
import time
from dataclasses import dataclass, field

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

COUNT = """key => {
  let state = globalThis[key];
  if (!state) {
    state = {document: Math.random(), moves: 0};
    Object.defineProperty(globalThis, key, {value: state});
    const moved = () => { state.moves += 1 };
    const all = {subtree: true, childList: true, attributes: true, characterData: true};
    new MutationObserver(moved).observe(document, all);
    for (const kind of ['input', 'change', 'scroll', 'focusin', 'focusout', 'resize', 'load', 'transitionrun',
                        'animationstart'])
      addEventListener(kind, moved, {capture: true, passive: true});
  }
  return `${state.document} ${state.moves}`;
}"""
"""Counts what changes the tree, a value, the focus or the view. A page that lies only keeps its own old look."""


JUST_NOW = 0.02
"""Seconds for which a count stands without being asked again: two verbs that find all done follow within a few
milliseconds, and each question costs four processes a millisecond. What we do ourselves ends it at once."""


@dataclass
class Stillness:
    """A count that grows with every change of a page, under a name that no page knows."""

    key: str = field(default_factory=lambda: f"_{secrets.token_hex(8)}")
    _last: str = ""
    _at: float = 0.0

    def count(self, page: Page) -> str:
        """The document and its changes so far; empty while the page is being replaced, or holds frames of its own."""
        if len(page.frames) > 1:
            return ""  # what moves inside a frame is not counted here
        if self._last and time.monotonic() - self._at < JUST_NOW:
            return self._last
        try:
            self._last = str(page.evaluate(COUNT, self.key))
        except PlaywrightError:
            self._last = ""
        self._at = time.monotonic()
        return self._last

    def doubt(self) -> None:
        """Something is done to the page, or was waited for: the next count is asked for."""
        self._last = ""
