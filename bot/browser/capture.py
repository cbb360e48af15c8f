"""Leave picture, snapshot and log line of one step."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Error as PlaywrightError

from bot.browser.boxes import BOXES, NOTHING_LEGIBLE, places_of
from bot.browser.certificates import Certificates, pem
from bot.browser.exhibits import page_files
from bot.browser.eyes import Eyes
from bot.browser.picture import Lens
from bot.evidence import Folder
from bot.household import Private
from bot.obstacles import BrowserCrash, Obstacle

LAYOUT_ONLY = """*, *::before, *::after, ::marker, ::placeholder, ::first-letter, ::first-line, ::selection {
  color: transparent !important; -webkit-text-fill-color: transparent !important;
  -webkit-text-stroke-color: transparent !important; text-shadow: none !important; text-decoration: none !important;
  background-image: none !important; border-image: none !important; mask-image: none !important;
  list-style-image: none !important; caret-color: transparent !important; fill: transparent !important;
  stroke: transparent !important }
*::before, *::after { content: none !important }
img, video, canvas, svg, picture, iframe, object, embed, audio { visibility: hidden !important }"""
"""What a fill colour hides stays hidden even where a page insists on its own colour in the element itself."""
WITHHELD = "[withheld: only the layout of this page is kept, it may hold other people's words]\n"
CAPTURE_MS = 5_000
QUALITY = 60
UNMOVED = 2.0
"""Seconds after which a page is pictured again although nothing was seen to move: a film moves unseen."""


@dataclass
class Notes:
    """What a verb says about itself while it runs; ends up in the log line."""

    facts: dict[str, Any] = field(default_factory=dict)
    exhibit: bool = False
    """The whole page is pictured: a form, a confirmation, an obstacle."""
    captured: dict[str, bytes] | None = None
    """Files taken before the page went away."""

    def say(self, **facts: Any) -> None:
        """Add facts to the log line."""
        self.facts.update(facts)


@dataclass
class Camera:
    """One folder, one page, one step after the other."""

    eyes: Eyes
    folder: Folder
    certificates: Certificates
    private: Private = field(default_factory=Private)
    """Where these stand on a picture is noted beside it, so that a copy for others can black them out."""
    _lens: Lens = field(init=False)
    _scrubbed: dict[str, object] = field(default_factory=dict)
    """What was taken out of the last page that was kept as an exhibit."""
    _kept: dict[str, bytes] = field(default_factory=dict)
    _kept_of: tuple[str, bool] = ("", False)
    """What the last files show: a page that has not moved since is not pictured again, the same files stand for it."""
    _kept_at: float = 0.0

    def __post_init__(self) -> None:
        self._lens = Lens(self.certificates.lines)

    @contextmanager
    def step(self, verb: str, phrase: str) -> Iterator[Notes]:
        """Whatever happens inside, a picture, a snapshot and a chained log line are left behind."""
        notes = Notes()
        before, start, outcome = self.eyes.page.url, time.monotonic(), "interrupted"
        try:
            yield notes
            outcome = "done"
        except Obstacle as obstacle:
            outcome = obstacle.code
            notes.exhibit, notes.captured = True, None
            raise
        finally:
            after = before if self.eyes.crashed else self.eyes.page.url
            files = dict(self.files(notes.exhibit) if notes.captured is None else notes.captured)
            files |= self._chain()
            if "dom.html" in files:
                notes.say(**self._scrubbed)
            self.folder.record(
                f"{verb}-{phrase}",
                files=files,
                verb=verb,
                phrase=phrase,
                outcome=outcome,
                url_before=clean(before),
                url_after=clean(after),
                status=self.eyes.status,
                sight=self.eyes.sight.kind.value if self.eyes.sight else None,
                seconds=round(time.monotonic() - start, 3),
                **notes.facts,
            )

    def files(self, exhibit: bool) -> dict[str, bytes]:
        """The picture and the accessible tree of the page as it is now; nothing when the page is gone."""
        page = self.eyes.page
        if self.eyes.crashed or page.is_closed():
            return {}
        count = self.eyes.moves()
        if count and (count, exhibit) == self._kept_of and time.monotonic() - self._kept_at < UNMOVED:
            return self._kept
        files = self._take(exhibit, answering=bool(count))
        self.eyes.stillness.doubt()
        after = self.eyes.moves()
        if BOXES in files and (not count or count != after) and files[BOXES] != self._places(exhibit):
            del files[BOXES]  # what moved may stand elsewhere on the picture
        self._kept, self._kept_of, self._kept_at = files, (after, exhibit), time.monotonic()
        return files

    def _take(self, exhibit: bool, *, answering: bool) -> dict[str, bytes]:
        page, open_to_view = self.eyes.page, self._may_be_shown()
        files: dict[str, bytes] = {}
        try:
            boxes = self._places(exhibit)
            files |= self._picture(exhibit and open_to_view, open_to_view, answering)
            if boxes is not None:
                files[BOXES] = boxes
            tree = page.aria_snapshot(timeout=CAPTURE_MS) if open_to_view else WITHHELD
            files["aria.yml"] = tree.encode()
            if exhibit and answering and self.eyes.book.may_be_pictured(page.url):
                kept, self._scrubbed = page_files(page, self._lens)
                files |= kept
        except PlaywrightError as why:
            if "crashed" in str(why) or page.is_closed():
                return files
            files["aria.yml"] = b"[the page was being replaced when this was taken]\n"
        except BrowserCrash:
            return files
        return files

    def _places(self, exhibit: bool) -> bytes | None:
        """Where the person stands on the picture; None when a page on its way could not say."""
        if not self._may_be_shown():
            return NOTHING_LEGIBLE
        return places_of(self.eyes.page, self.private, whole=exhibit) if self.eyes.answers else None

    def _chain(self) -> dict[str, bytes]:
        """The certificates by which this page's host named itself, once for each host of a walk."""
        page = self.eyes.page
        if self.eyes.crashed or page.is_closed():
            return {}
        host = urlsplit(page.url).hostname or ""
        chain = self.certificates.new_of(page, host)
        if not chain:
            return {}
        world = self.folder.rehearsal
        said = f"The certificates of {host}, leaf first, of the connection that this walk used (DevTools)."
        mark = f"\nREHEARSAL: made in the stand-in world {world!r}; nobody's real certificate." if world else ""
        return {"tls.pem": pem(chain, said + mark)}

    def _picture(self, whole: bool, open_to_view: bool, answering: bool) -> dict[str, bytes]:
        """A viewport in JPEG; the whole page in PNG only where it is an exhibit (facts/runtime.md: the price)."""
        page = self.eyes.page
        if answering and open_to_view:
            return {"png": self._lens.whole(page)} if whole else {"jpg": self._lens.view(page, QUALITY)}
        how: dict[str, Any] = {
            "scale": "css",
            "timeout": CAPTURE_MS,
            "caret": "initial",  # hiding it would change the page
            "style": None if open_to_view else LAYOUT_ONLY,
        }
        if whole:
            return {"png": page.screenshot(full_page=True, type="png", **how)}
        return {"jpg": page.screenshot(type="jpeg", quality=QUALITY, **how)}

    def _may_be_shown(self) -> bool:
        return self.eyes.book.may_be_pictured(self.eyes.page.url) or (self.eyes.status or 0) >= 400  # noqa: PLR2004


def clean(url: str) -> str:
    """An address without its values: query parameters may hold tokens."""
    parts = urlsplit(url)
    names = "&".join(f"{name}=…" for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return f"{parts.scheme}://{parts.netloc}{parts.path}" + (f"?{names}" if names else "") if parts.netloc else url[:80]
