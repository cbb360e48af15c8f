"""Wait for what a verb needs, and name what stands in the way instead."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Dialog, Page, Request, Response
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bot import survey as surveying
from bot.browser.journey import Journey
from bot.browser.retry_after import wish
from bot.browser.second_look import GRACE, grace, look_again
from bot.browser.second_look import stops as halting
from bot.browser.span import Span
from bot.browser.stillness import Stillness
from bot.lookout import OBSTACLE, Known, Sight, SightKind, look
from bot.obstacles import BY_CODE, BrowserCrash, LeftThePlatform, NoNetwork, Obstacle
from bot.phrasebook import Phrasebook, is_below, normal
from bot.survey import Survey

T = TypeVar("T")

CHANGED = """ms => new Promise(done => {
  const stop = why => { watch.disconnect(); clearTimeout(clock); done(why) };
  const watch = new MutationObserver(() => { watch.disconnect(); setTimeout(() => stop('changed'), 25) });
  const clock = setTimeout(() => stop('quiet'), ms);
  watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  if (document.readyState !== 'complete') addEventListener('load', () => stop('loaded'), {once: true});
})"""


@dataclass
class Eyes:
    """Looks again whenever the page changes, until a question is answered, an obstacle stays, or patience ends."""

    page: Page
    book: Phrasebook
    hosts: Collection[str]
    patience: float
    status: int | None = None
    wish: timedelta | None = None
    """How long the server asked, with the last document, to be left alone."""
    crashed: bool = False
    last: Survey | None = None
    sight: Sight | None = None
    declined: dict[str, int] = field(default_factory=dict)
    """Consent dialogs that were declined, by host: each site of a platform asks for itself."""
    sending: bool = False
    """The button is being pressed: "Do you want to send this?" is then answered with yes."""
    stillness: Stillness = field(default_factory=Stillness)
    _named: Survey | None = None
    _named_status: int | None = None
    _seen: str = ""
    _seen_at: float = 0.0
    _pending: set[Request] = field(default_factory=set)
    _unknown_document: bool = True
    """The next look is the first into a document: it gets a time-out, which costs two thirds of a look."""

    def __post_init__(self) -> None:
        self._home = tuple(f"*.{host}" for host in self.hosts)
        self._known = Known(proofs=self.book.proofs("request received"), wrong_forms=_look_alikes(self.book))
        self.journey = Journey(self.page.context)
        self.watch(self.page)

    def watch(self, page: Page) -> None:
        """Keep an eye on this page from now on (a link may have opened a new one)."""
        self.page = page
        self._unknown_document = True
        self.stillness.doubt()
        self.journey.watch(page)
        page.on("response", self._on_response)
        page.on("request", self._on_request)
        page.on("requestfailed", self._on_failure)
        page.on("crash", self._on_crash)
        page.on("dialog", self._answer)

    def survey(self) -> Survey | None:
        """One look; None while a page is being replaced by the next."""
        if self.crashed or self.page.is_closed():
            raise BrowserCrash(seen="The page went away while it was being looked at")
        count = self.moves()
        if self.last is not None and count and count == self._seen and time.monotonic() - self._seen_at < FRESH:
            return self.last
        try:
            self.last = surveying.take(self.page, self.status, swift=not self._unknown_document)
        except PlaywrightError as why:
            self._unless_moving(why)
            return None
        self._unknown_document = False
        self._seen, self._seen_at = count, time.monotonic()
        return self.last

    @property
    def answers(self) -> bool:
        """Whether the document has answered before and is not being replaced: one on its way never answers."""
        return not (self._unknown_document or self._pending or self.crashed)

    def moves(self) -> str:
        """How far the document has moved; empty where that cannot be asked: a page on its way never answers."""
        return self.stillness.count(self.page) if self.answers else ""

    def until(
        self, question: Callable[[Survey, Sight], T | None], *, patience: float | None = None, tried: str = ""
    ) -> T | None:
        """The first answer that is not None; None when patience ends. Raises the obstacle that stays in the way.

        The time for which a page is busy with itself and lets nobody look is not counted, up to as long again.
        """
        span = Span(self.patience if patience is None else patience)
        believed_at: tuple[SightKind, float] | None = None
        while True:
            asked = time.monotonic()
            seen = self.survey()
            span.held_up(asked)
            now = time.monotonic()
            if seen is not None:
                sight = self.name(seen)
                if self._decline(sight):
                    continue
                stops = halting(sight)
                answer = None if stops else question(seen, sight)
                if answer is not None:
                    return answer
                if not stops:
                    believed_at = None
                elif believed_at is None or believed_at[0] is not sight.kind:
                    believed_at = (sight.kind, now)
                if believed_at is not None and now - believed_at[1] >= grace(sight):
                    self.stop(sight, tried)
                if stops and now >= span.end and not self._pending:
                    self.stop(sight, tried)
            if now >= span.end:
                self._unless_answering(tried)
                if seen is None and patience is None:
                    raise BrowserCrash(tried=tried, seen=f"The page answered nothing for {self.patience:.0f} s")
                return None
            pause = min(GRACE if believed_at else 0.5, max(0.02, span.end - now))
            self.wait_for_change(pause)
            span.held_up(now, pause)

    def witness(self, question: Callable[[Survey, Sight], T | None], patience: float) -> T | None:
        """After the press: the first answer, or None. Nothing is raised, whatever the page has become."""
        end = time.monotonic() + patience
        while True:
            try:
                seen = self.survey()
                if seen is not None:
                    sight = self.name(seen)
                    if self._decline(sight):
                        continue
                    answer = question(seen, sight)
                    if answer is not None:
                        return answer
                left = end - time.monotonic()
                if left <= 0:
                    return None
                self.wait_for_change(min(0.25, max(0.02, left)))
            except BrowserCrash:
                return None

    def name(self, seen: Survey) -> Sight:
        """What page this is."""
        if seen is self._named and self.sight is not None and self._named_status == self.status:
            return self.sight
        first = look(seen, self._known, status=self.status, platform_hosts=self._home)
        self.sight = look_again(seen, first, self.book, self.status)
        self._named, self._named_status = seen, self.status
        return self.sight

    def stop(self, sight: Sight, tried: str) -> None:
        """Raise the obstacle that a sight stands for."""
        loop = self.journey.loops if sight.kind is SightKind.LOGIN else ""
        raise self.obstacle("login_loop" if loop else OBSTACLE[sight.kind], tried, loop or sight.why)

    def obstacle(self, code: str, tried: str, seen: str) -> Obstacle:
        """An obstacle with what the server said about trying again."""
        return BY_CODE[code](tried=tried, seen=seen, retry_after=self.wish)

    def at_home(self, tried: str) -> None:
        """Raise when the page is not on the platform's own hosts."""
        host = urlsplit(self.page.url).hostname or ""
        if host and not is_below(host, self.hosts):
            raise LeftThePlatform(tried=tried, seen=f"The address is on {host}, which is not the platform's")

    def wait_for_change(self, seconds: float) -> None:
        """Until something on the page changes, the page is replaced, or the time is over."""
        self.stillness.doubt()
        try:
            self.page.evaluate(CHANGED, round(seconds * 1000))
        except PlaywrightError as why:
            self._unless_moving(why)
            try:
                self.page.wait_for_load_state("domcontentloaded", timeout=round(seconds * 1000) + 1)
            except PlaywrightTimeout:
                return
            except PlaywrightError as again:
                self._unless_moving(again)

    def settle(self, tried: str) -> None:
        """After a press: until the document that was asked for has begun to arrive."""
        end = time.monotonic() + self.patience
        self.wait_for_change(1.0)
        while self._pending and time.monotonic() < end:
            self.wait_for_change(0.3)
        self._unless_answering(tried)

    def _decline(self, sight: Sight) -> bool:
        """Press the one button that declines; the page is then looked at again."""
        host = urlsplit(self.page.url).hostname or ""
        if sight.decline is None or self.last is None or self.declined.get(host, 0) >= MOST_DIALOGS:
            return False
        self.declined[host] = self.declined.get(host, 0) + 1
        try:
            surveying.locator(self.page, self.last, sight.decline).first.click(timeout=2_000)
        except PlaywrightError as why:
            self._unless_moving(why)
        self.wait_for_change(0.5)
        return True

    def _unless_moving(self, why: PlaywrightError) -> None:
        """A look that met a navigation is only early; a browser that is gone is an obstacle."""
        text = str(why)
        gone = any(words in text for words in ("crashed", "has been closed", "onnection closed"))
        if self.crashed or gone or self.page.is_closed():
            raise BrowserCrash(seen="The page or its browser went away") from why

    def _unless_answering(self, tried: str) -> None:
        if self._pending:
            raise NoNetwork(tried=tried, seen="The server took the request and did not answer in time")

    def _on_request(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self._pending, self._unknown_document = {request}, True
            self.stillness.doubt()

    def _on_response(self, response: Response) -> None:
        request = response.request
        if request in self._pending or _leads_the_page(request, self.page):
            self._pending.discard(request)
            self.status = response.status
            said = response.headers
            self.wish = wish(said.get("retry-after", ""), said.get("date", ""), datetime.now(UTC))

    def _on_failure(self, request: Request) -> None:
        self._pending.discard(request)

    def _answer(self, dialog: Dialog) -> None:
        """A box of the browser itself. To leave a page is what was meant; all else is declined, but for the send."""
        if dialog.type == "beforeunload" or (dialog.type == "confirm" and self.sending):
            dialog.accept()
        else:
            dialog.dismiss()

    def _on_crash(self, _: Page) -> None:
        self.crashed = True


FRESH = 0.5
"""Seconds for which a look at a page that has not moved is still good."""
MOST_DIALOGS = 4
"""A consent dialog that comes back more often than this is not declined again: the page is taken as it is."""


def _look_alikes(book: Phrasebook) -> tuple[str, ...]:
    """What tells the forms that must never be sent: their addresses, and what only they print."""
    words = [normal(w.text) for w in book.wordings("third-party form disclaimer") if w.proves]
    return (*words, "/help/contact/510058597920541", "/help/contact/1266025207620918")


def _leads_the_page(request: Request, page: Page) -> bool:
    return request.is_navigation_request() and request.frame == page.main_frame
