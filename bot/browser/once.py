"""One press of the button is one request on the wire."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Frame, Page
from playwright.sync_api import Error as PlaywrightError

from bot.browser.witness import carries

PATIENCE = 3.0
"""Seconds that a request waits for others to be answered: a page may keep one open for ever."""
_LOOK_MS = 10


@dataclass
class OneRequest:
    """From the press on, a request that bears what was filled in leaves alone, on a connection of its own.

    The browser hands a connection that just became free to whoever waits for one, so it is not enough to take the old
    ones away: while such a request is on its way nothing else is, and it starts only when nothing else is.

    A page whose own script repeats the very same request (same address, same body) is not let through a second time:
    what was pressed once is said once. A redirect is the server's own wish and passes.
    """

    page: Page
    filled: Collection[str]
    renew: Callable[[], None]
    """Makes sure that no connection that was used before is used again."""
    _left: set[tuple[str, str, str]] = field(default_factory=set)
    _open: set[str] = field(default_factory=set)
    """What has left since the press and is not over."""
    _bearing: set[str] = field(default_factory=set)
    """Those that bear the objection and are not answered."""

    def watch(self) -> None:
        """Right before the press."""
        self.renew()
        self._hold(self.page)
        for frame in self.page.frames[1:]:
            self._hold(frame)
        self.page.on("popup", self._hold)

    def _hold(self, place: Page | Frame) -> None:
        try:
            session = self.page.context.new_cdp_session(place)
        except PlaywrightError:
            return  # a frame that lives in its parent's process is seen from there
        session.on("Fetch.requestPaused", lambda asked: self._held(session, asked))
        session.on("Network.responseReceived", self._over)  # a body nobody reads is never finished
        session.on("Network.loadingFinished", self._over)
        session.on("Network.loadingFailed", self._over)
        session.send("Network.enable")
        session.send("Fetch.enable", {"patterns": [{"requestStage": "Request"}]})

    def _over(self, event: dict[str, Any]) -> None:
        self._open.discard(event["requestId"])
        self._bearing.discard(event["requestId"])

    def _held(self, session: CDPSession, asked: dict[str, Any]) -> None:
        request, name = asked["request"], asked.get("networkId", asked["requestId"])
        body = request.get("postData", "")
        bears = carries(body + request["url"], self.filled)
        answer = {"requestId": asked["requestId"]}
        try:
            self._wait_for_its_turn(name, bears)
            if bears and not self._first(request["method"], request["url"], body, asked):
                session.send("Fetch.failRequest", {**answer, "errorReason": "BlockedByClient"})
                return
            self._open.add(name)
            if bears:
                self._bearing.add(name)
                self.renew()
            session.send("Fetch.continueRequest", answer)
        except PlaywrightError:
            return  # the page went away meanwhile, and the request with it

    def _wait_for_its_turn(self, name: str, bears: bool) -> None:
        end = time.monotonic() + PATIENCE
        while (self._open if bears else self._bearing) - {name} and time.monotonic() < end:
            self.page.wait_for_timeout(_LOOK_MS)  # the browser's words are heard meanwhile; they end the waiting

    def _first(self, method: str, url: str, body: str, asked: dict[str, Any]) -> bool:
        """Whether this was not said before in the same words; what the server redirects is not a repetition."""
        said = (method, url, body)
        again = said in self._left and bool(body) and "redirectedRequestId" not in asked
        self._left.add(said)
        return not again


def may_have_been_pressed(why: Exception) -> bool:
    """Whether a click that failed may have reached the page all the same.

    Playwright's log of a failed click names the step it was at. A page that is busy with the click itself answers
    late, and a browser that is gone does not answer: only a log that ends before the press proves that none happened.
    """
    log = str(why.__cause__ or "").partition("Call log:")[2]
    return not log or "performing click action" in log
