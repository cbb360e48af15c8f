"""One press of the button is one request on the wire."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Frame, Page
from playwright.sync_api import Error as PlaywrightError

from bot.browser.patience import PRESSING, call_log
from bot.browser.witness import READING, carries

PATIENCE = 3.0
"""Seconds that a request waits for others to be answered: a page may keep one open for ever."""


@dataclass(eq=False, slots=True)
class _Asked:
    """A request that the browser has stopped for us, before it leaves."""

    session: CDPSession
    event: dict[str, Any]
    bears: bool
    """It carries what was filled in."""

    @property
    def name(self) -> str:
        """What the browser's words about its end will call it."""
        return str(self.event.get("networkId", self.event["requestId"]))

    @property
    def words(self) -> tuple[str, str, str]:
        """What it says, and to whom."""
        request = self.event["request"]
        return request["method"], request["url"], request.get("postData", "")

    @property
    def reads(self) -> bool:
        """By its method it only asks for something (RFC 9110 section 9.2.1): a form may be sent so all the same."""
        return self.words[0] in READING

    @property
    def unread(self) -> bool:
        """Its body is too large, or a file, and the browser does not show it."""
        request = self.event["request"]
        return bool(request.get("hasPostData")) and not request.get("postData")

    def go(self) -> None:
        """Let it leave. A page that went away meanwhile has taken it along."""
        with suppress(PlaywrightError):
            self.session.send("Fetch.continueRequest", {"requestId": self.event["requestId"]})

    def stay(self) -> None:
        """Never let it leave."""
        with suppress(PlaywrightError):
            self.session.send(
                "Fetch.failRequest", {"requestId": self.event["requestId"], "errorReason": "BlockedByClient"}
            )


@dataclass
class OneRequest:
    """From the press on, a request that bears what was filled in leaves alone, on a connection of its own.

    The browser hands a connection that just became free to whoever waits for one, so it is not enough to take the old
    ones away: while such a request is on its way nothing else is, and it starts only when nothing else is. What waits
    is let go by the browser's own word that another request is over; nothing is asked in turns.

    A page whose own script repeats the very same request (same address, same body) is not let through a second time:
    what was pressed once is said once. A redirect is the server's own wish and passes. So does a page that keeps asking
    what became of a form that has left by POST: a reading repeats nothing then.
    """

    page: Page
    filled: Collection[str]
    renew: Callable[[], None]
    """Makes sure that no connection that was used before is used again."""
    line: CDPSession | None = None
    """A session to the page that hears its network already."""
    _left: set[tuple[str, str, str]] = field(default_factory=set)
    _sent: bool = False
    """Something that is no reading has left, bearing what was filled in."""
    _waiting: list[_Asked] = field(default_factory=list)
    _open: set[str] = field(default_factory=set)
    """What has left since the press and is not over."""
    _bearing: set[str] = field(default_factory=set)
    """Those that bear the objection and are not answered."""

    def watch(self) -> None:
        """Right before the press."""
        self.renew()
        if self.line is not None:
            self._listen(self.line)
        else:
            self._hold(self.page)
        for frame in self.page.frames[1:]:
            self._hold(frame)
        self.page.on("popup", self._hold)

    def _hold(self, place: Page | Frame) -> None:
        """Frames, and what their dedicated workers ask for, a beacon and a preflight too (seen in Chromium 156)."""
        try:
            session = self.page.context.new_cdp_session(place)
        except PlaywrightError:
            return  # a frame that lives in its parent's process is seen from there
        session.send("Network.enable")
        self._listen(session)

    def _listen(self, session: CDPSession) -> None:
        session.on("Fetch.requestPaused", lambda event: self._held(session, event))
        session.on("Network.responseReceived", self._over)  # a body nobody reads is never finished
        session.on("Network.loadingFinished", self._over)
        session.on("Network.loadingFailed", self._over)
        session.send("Fetch.enable", {"patterns": [{"requestStage": "Request"}]})

    def _over(self, event: dict[str, Any]) -> None:
        name = event["requestId"]
        if name in self._open or name in self._bearing:
            self._open.discard(name)
            self._bearing.discard(name)
            self._let_go()

    def _held(self, session: CDPSession, event: dict[str, Any]) -> None:
        request = event["request"]
        asked = _Asked(session, event, carries(request.get("postData", "") + "\n" + request["url"], self.filled))
        asked.bears = asked.bears or asked.unread
        if asked.bears and self._repeats(asked):
            asked.stay()
            return
        self._waiting.append(asked)
        self._let_go()
        if asked in self._waiting:
            with suppress(PlaywrightError):  # the page went away; so has what waited on it
                self.page.wait_for_timeout(PATIENCE * 1000)
            self._give_up_on_what_is_before(asked)

    def _let_go(self) -> None:
        """Whoever's turn it is, in the order of asking."""
        for asked in list(self._waiting):
            if asked in self._waiting and not self._before(asked):
                self._waiting.remove(asked)
                self._let_one_go(asked)

    def _before(self, asked: _Asked) -> set[str]:
        """What must be over first."""
        return (self._open if asked.bears else self._bearing) - {asked.name}

    def _give_up_on_what_is_before(self, asked: _Asked) -> None:
        """It may stay open for ever, or be a worker's, whose end nobody tells: nobody waits for it a second time."""
        if asked in self._waiting:
            before = self._before(asked)
            self._open -= before
            self._bearing -= before
            self._let_go()

    def _let_one_go(self, asked: _Asked) -> None:
        if not asked.bears:
            self._open.add(asked.name)
            asked.go()
        elif self._repeats(asked):  # of what waited beside it and has left meanwhile
            asked.stay()
        else:
            self._left.add(asked.words)
            self._sent = self._sent or not asked.reads
            self._open.add(asked.name)
            self._bearing.add(asked.name)
            self.renew()
            asked.go()

    def _repeats(self, asked: _Asked) -> bool:
        """Whether this was said before in the same words; what the server redirects is not a repetition."""
        if asked.unread or asked.words not in self._left or "redirectedRequestId" in asked.event:
            return False
        return not (asked.reads and self._sent)


def may_have_been_pressed(why: Exception) -> bool:
    """Whether a click that failed may have reached the page all the same.

    Playwright's log of a failed click names the step it was at. A page that is busy with the click itself answers
    late, and a browser that is gone does not answer: only a log that ends before the press proves that none happened.
    """
    log = call_log(why.__cause__) if why.__cause__ else ""
    return not log or PRESSING in log
