"""Let a person point at one thing of a page, without the page noticing."""

import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Frame, Page
from playwright.sync_api import Error as PlaywrightError

from bot.survey import Box, Element, Survey, locator

WORLD = "optout"
BINDING = "optoutPointed"
MOST_WAITING = 20
PRESS_MS = 5_000


@dataclass(frozen=True, slots=True)
class Click:
    """What was hit: the page or frame, and the elements from the innermost outwards with their boxes."""

    url: str
    chain: tuple[tuple[str, Box], ...]


@dataclass
class Pointing:
    """Listens in every page of a context, in a JavaScript world of its own that the page cannot see or call.

    While armed, a trusted press is caught on the window in the capture phase, before any listener of the page, and is
    neither passed on nor carried out. Otherwise it lets everything pass, so that the walk itself may press.
    """

    context: BrowserContext
    clicks: deque[Click] = field(default_factory=lambda: deque(maxlen=MOST_WAITING))
    _sessions: dict[Page | Frame, CDPSession] = field(default_factory=dict)
    _armed: dict[Page | Frame, str] | None = None
    """While armed: which script arms the documents still to come."""

    def __post_init__(self) -> None:
        # Made once the walk's page is there and before it goes anywhere: so this comes before any listener of a page.
        for page in self.context.pages:
            self.watch(page)
        self.context.on("page", self.watch)

    def watch(self, page: Page) -> None:
        """From its first document on; frames that live in a process of their own are joined when they come."""
        self._join(page)
        for frame in page.frames[1:]:
            self._join(frame)
        page.on("frameattached", self._join)
        page.on("framenavigated", lambda frame: self._join(frame) if frame.parent_frame else None)

    @contextmanager
    def armed(self) -> Iterator[deque[Click]]:
        """While inside, presses are reported instead of carried out."""
        self.clicks.clear()
        self._armed = {}
        try:
            for place in list(self._sessions):
                self._arm(place)
            yield self.clicks
        finally:
            scripts, self._armed = self._armed, None
            for place, script in scripts.items():
                self._disarm(place, script)

    def _join(self, place: Page | Frame) -> None:
        try:
            session = self.context.new_cdp_session(place)
            session.on("Runtime.bindingCalled", self._pointed)
            session.send("Page.enable")
            session.send("Runtime.enable")
            session.send("Runtime.addBinding", {"name": BINDING, "executionContextName": WORLD})
            _run(session, _script())
        except PlaywrightError:
            return  # a frame that lives in its page's process is heard from there; or it is gone already
        self._leave(place)
        self._sessions[place] = session
        self._arm(place)

    def _leave(self, place: Page | Frame) -> None:
        """A frame that has moved to another process is joined anew, and heard once."""
        old = self._sessions.pop(place, None)
        if old is not None:
            with suppress(PlaywrightError):
                old.detach()

    def _arm(self, place: Page | Frame) -> None:
        if self._armed is None:
            return
        try:
            self._armed[place] = _run(self._sessions[place], "globalThis.pointing.armed = true")
        except PlaywrightError:  # the page or frame went away
            self._sessions.pop(place, None)

    def _disarm(self, place: Page | Frame, script: str) -> None:
        session = self._sessions.get(place)
        if session is None:
            return
        try:
            _forget(session, script)
            _forget(session, _run(session, "globalThis.pointing.armed = false"))
        except PlaywrightError:  # it went away, and what was armed with it
            self._sessions.pop(place, None)

    def _pointed(self, told: dict[str, Any]) -> None:
        if told.get("name") != BINDING:
            return
        said = json.loads(told["payload"])
        chain = tuple((str(tag), Box(*box)) for tag, *box in said["chain"])
        self.clicks.append(Click(str(said["url"]), chain))


def clicked(survey: Survey, click: Click) -> Element | None:
    """The innermost link, button or field that was hit; None for a press on nothing of the kind."""
    here = {n for n, frame in enumerate(survey.frames) if frame.url == click.url}
    known = {(e.tag, e.box): e for e in reversed((*survey.pressables, *survey.controls)) if e.frame in here}
    return next((known[hit] for hit in click.chain if hit in known), None)


def press(page: Page, seen: Survey, element: Element) -> bool:
    """Point for a person who named the words; whether it could be pressed."""
    try:
        locator(page, seen, element).first.click(timeout=PRESS_MS, no_wait_after=True)
    except PlaywrightError:
        return False
    return True


def _run(session: CDPSession, source: str) -> str:
    """In the documents there are, and at the start of those to come; the name by which it can be taken back."""
    told = session.send(
        "Page.addScriptToEvaluateOnNewDocument", {"source": source, "worldName": WORLD, "runImmediately": True}
    )
    return str(told["identifier"])


def _forget(session: CDPSession, script: str) -> None:
    session.send("Page.removeScriptToEvaluateOnNewDocument", {"identifier": script})


@lru_cache(maxsize=1)
def _script() -> str:
    return files("bot.browser").joinpath("pointing.js").read_text(encoding="utf-8")
