"""The same walk, which never sends."""

from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import md5, sha256
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Request, Route, WebSocketRoute

from bot.browser.hands import press
from bot.browser.verb import verb
from bot.browser.walk import BrowserWalk
from bot.browser.witness import READING, SHORTEST, TELEMETRY, body_of, carries

LISTEN = 5.0
"""Seconds to wait for the request that is then stopped."""


LEAVE_QUIETLY = """for (const name of ['pagehide', 'unload', 'beforeunload', 'visibilitychange', 'freeze'])
  window.addEventListener(name, event => event.stopImmediatePropagation(), true)"""
"""A page that is closed may send a last word (a beacon on pagehide), past every gate: here it does not hear of it."""


@dataclass
class RehearsalWalk(BrowserWalk):
    """Fills the form, presses the button, stops the request before it leaves and compares it with what was meant.

    The way out is closed in two steps. From the moment a form is in front of us, only a plain reading passes that bears
    nothing of the person: some pages send what is typed before anything is pressed. From the press on nothing passes at
    all, and the browser is offline.
    """

    _stopped: list[str] = field(default_factory=list)
    """What was stopped and was no telemetry: address and body."""
    _closed: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.page.context.add_init_script(LEAVE_QUIETLY)
        self.page.context.route("**/*", self._gate)
        self.page.context.route_web_socket("**/*", self._socket)

    @verb
    def send(self, phrase: str) -> None:
        """Press with every way out closed."""
        with self._step("rehearse", phrase) as notes:
            button = self._submit_button(phrase)
            self._nothing_unknown()
            self._nothing_refused(button)
            self._count_what_is_asked()
            notes.captured = self.camera.files(exhibit=True)
            self._stopped.clear()
            self._closed, self.eyes.sending = True, True
            self.page.context.set_offline(True)
            press(self.eyes, button.element)
            self.eyes.witness(lambda *_: True if self._stopped else None, LISTEN)
            compared = self._compare()
            notes.say(intercepted=len(self._stopped), compared=compared)
            self.errand.heard("rehearsed", intercepted=len(self._stopped), missing=compared["missing"])

    def enter_code_if_asked(self, phrase: str) -> None:
        """No code is asked where nothing was sent."""

    def expect(self, phrase: str) -> None:
        """Nothing was sent, so nothing is expected."""

    def _gate(self, route: Route) -> None:
        request = route.request
        try:
            if self._passes(request):
                route.continue_()
                return
            if not urlsplit(request.url).path.startswith(TELEMETRY):
                self._stopped.append(f"{request.url}\n{body_of(request)}")
            route.abort("blockedbyclient")
        except PlaywrightError:
            return  # the page went away meanwhile, and its request with it

    def _passes(self, request: Request) -> bool:
        if self._closed:
            return False
        return not self.friction.is_at_the_form or (
            request.method in READING and not bears(request.url, self._personal)
        )

    def _socket(self, socket: WebSocketRoute) -> None:
        """A connection that stays open may carry away what is typed, letter by letter."""
        server = socket.connect_to_server()

        def outwards(message: str | bytes) -> None:
            if self.friction.is_at_the_form or self._closed:
                text = message if isinstance(message, str) else message.decode("utf-8", "replace")
                self._stopped.append(f"{socket.url}\n{text}")
            else:
                server.send(message)

        socket.on_message(outwards)

    @property
    def _personal(self) -> list[str]:
        account = self.errand.account
        known = {account.email, account.phone, account.reason, account.standard_reason, *self._filled.values()}
        return [value for value in known if len(value) >= SHORTEST]

    def _compare(self) -> dict[str, Any]:
        """By the names of our phrases, never by the values: which of them the request would have carried."""
        borne = sorted(
            phrase for phrase, value in self._filled.items() if any(carries(one, [value]) for one in self._stopped)
        )
        return {"borne": borne, "missing": sorted(set(self._filled) - set(borne))}


def bears(text: str, values: Collection[str]) -> bool:
    """Whether a text holds one of the values: as it is, encoded, or as a digest by which people are tracked."""
    if carries(text, values):
        return True
    marks = (mark for value in values for mark in _marks(value))
    return any(mark in text for mark in marks)


def _marks(value: str) -> tuple[str, ...]:
    plain, small = value.encode(), value.strip().lower().encode()
    return (
        b64encode(plain).decode().rstrip("="), plain.hex(), sha256(small).hexdigest(),
        md5(small, usedforsecurity=False).hexdigest(),
    )  # fmt: skip
