"""Take the picture of a page, for as little as it can cost."""

from base64 import b64decode
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from bot.browser.line import Lines

TALLEST, WIDEST = 24_000, 4_096
"""Pixels of a page that are pictured, from its top left: 24,000 rows cost a second and 120 MB while they are drawn."""


@dataclass
class Lens:
    """Pictures over the browser's own protocol: its quick compression draws the same pixels for less.

    A form of 900 px costs 23 ms of CPU instead of 41, a page of 10,000 px 250 ms instead of 390; the files are a third
    larger. There is no time-out: only for a page that has just answered.
    """

    lines: Lines

    def whole(self, page: Page) -> bytes:
        """The whole page as PNG, up to a bound. One that is all in view is taken as it stands: beyond the view the
        browser lays the page out anew, which tells the page of a new size and costs a second look at it."""
        told = self.lines.to(page).send("Page.getLayoutMetrics")
        size, view = told["cssContentSize"], told["cssLayoutViewport"]
        if size["width"] <= view["clientWidth"] and size["height"] <= view["clientHeight"]:
            return self._take(page, format="png")
        width, height = min(size["width"], WIDEST), min(size["height"], TALLEST)
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        return self._take(page, format="png", clip=clip, captureBeyondViewport=True)

    def view(self, page: Page, quality: int) -> bytes:
        """What the window shows as JPEG."""
        return self._take(page, format="jpeg", quality=quality)

    def packed(self, page: Page) -> str:
        """The page with its style and frames, as MHTML (RFC 2557)."""
        said: str = self.lines.to(page).send("Page.captureSnapshot", {"format": "mhtml"})["data"]
        return said

    def _take(self, page: Page, **how: Any) -> bytes:
        taken = self.lines.to(page).send("Page.captureScreenshot", {"optimizeForSpeed": True, **how})
        return b64decode(taken["data"])
