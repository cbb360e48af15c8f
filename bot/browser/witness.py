"""Hear what the network says about one press of the button."""

import json
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Request, Response

from bot.phrasebook import is_below

TELEMETRY = ("/ajax/bz", "/ajax/bnzai", "/ajax/qm", "/ajax/webstorage", "/falco", "/logging", "/tr/", "/common/cavalry")
"""Paths that answer 200 at any time and are never the form's. Seen in stored copies of the platforms' pages."""

READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that by their meaning ask for something and change nothing (RFC 9110 section 9.2.1). A form may use GET."""
UNLIKELY = frozenset({"image", "stylesheet", "font", "media", "script", "manifest", "texttrack"})
"""What a page reads for its own looks: no form is sent so, whatever its address bears."""

SHORTEST = 5
"""Letters of a value that is in no request by chance."""

FOR_PROGRAMS = frozenset({"fetch", "xhr"})
GUARD = b"for (;;);"
"""What the platforms write before their JSON."""
LONGEST = 256 * 1024
"""Bytes of an answer that is read; a longer one is no short yes or no."""
ARRIVING = 2.0
"""Seconds for the rest of an answer whose status is known."""

BLOCKED = "net::ERR_BLOCKED_BY_CLIENT"
"""How the browser names a request that was stopped before it left."""


@dataclass
class NetworkWitness:
    """Listens from right before the press; says which requests carried the form, and how they were answered.

    A request counts when its body holds what was filled in. Where no body can be read, any other POST to the platform's
    hosts counts that is not telemetry: to count one too many is safer than one too few. A form may be sent by GET, its
    fields in the address: that counts where nothing was sent by another method, for many a page repeats in an address
    what it has just sent.
    """

    page: Page
    hosts: Collection[str]
    filled: Collection[str]
    carrying: list[Request] = field(default_factory=list)
    others: list[Request] = field(default_factory=list)
    read: list[Request] = field(default_factory=list)
    """Readings whose address bears what was filled in."""
    elsewhere: list[Request] = field(default_factory=list)
    """What bears it, and goes to a host that is not the platform's: its answer says nothing of the form."""
    answered: dict[Request, int] = field(default_factory=dict)
    said_no: set[Request] = field(default_factory=set)
    """Answered with a status of success, and with a body that says otherwise."""
    _reading: dict[Request, float] = field(default_factory=dict)
    """Answers for programs that are still arriving, and since when."""
    cut: list[Request] = field(default_factory=list)

    def __enter__(self) -> "NetworkWitness":
        context = self.page.context
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("requestfinished", self._finished)
        context.on("requestfailed", self._failed)
        return self

    def __exit__(self, *_: object) -> None:
        context = self.page.context
        context.remove_listener("request", self._asked)
        context.remove_listener("response", self._answered)
        context.remove_listener("requestfinished", self._finished)
        context.remove_listener("requestfailed", self._failed)

    @property
    def requests(self) -> list[Request]:
        """The requests that bore the objection."""
        return self.carrying or [*self.read, *self.others] or self.elsewhere

    @property
    def status(self) -> int | None:
        """The last HTTP status the form's request was answered with."""
        known = [self.answered[request] for request in self.requests if request in self.answered]
        return known[-1] if known else None

    @property
    def outcome(self) -> str:
        """ok, failed (the server said no), cut (no answer came) or none (nothing left the browser)."""
        if not self.requests:
            return "none"
        if self.requests is self.elsewhere or any(request not in self.answered for request in self.requests):
            return "failed" if (self.status or 0) >= 400 else "cut"  # noqa: PLR2004 - see below
        if any(request in self.said_no for request in self.requests):
            return "failed"
        return "ok" if (self.status or 0) < 400 else "failed"  # noqa: PLR2004 - RFC 9110: 4xx and 5xx are failures

    @property
    def settled(self) -> bool:
        """Every request that bore the objection was answered or cut, and what was answered to a program was read."""
        return bool(self.requests) and all(
            r in self.cut or (r in self.answered and not self._still_arrives(r)) for r in self.requests
        )

    @property
    def reads_on(self) -> bool:
        """An answer whose status is known is still arriving."""
        return any(self._still_arrives(request) for request in self.requests)

    def _still_arrives(self, request: Request) -> bool:
        """A body that nobody reads is never finished: it is waited for only so long."""
        since = self._reading.get(request)
        return since is not None and time.monotonic() - since < ARRIVING

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.path.startswith(TELEMETRY):
            return
        at_home = is_below(parts.hostname or "", self.hosts)
        if request.method in READING:
            self._asked_by_reading(request, parts.query, at_home=at_home)
        elif carries(body_of(request) + "\n" + parts.query, self.filled):
            (self.carrying if at_home else self.elsewhere).append(request)
        elif at_home and request.resource_type != "ping":
            self.others.append(request)

    def _asked_by_reading(self, request: Request, query: str, *, at_home: bool) -> None:
        """Where a redirect leads is the server's own address: it says nothing that was not said before."""
        if (
            at_home
            and request.redirected_from is None
            and request.resource_type not in UNLIKELY
            and carries(query, self.filled)
        ):
            self.read.append(request)

    def _answered(self, response: Response) -> None:
        request = response.request
        self.answered[request] = response.status
        if request in self.requests and request.resource_type in FOR_PROGRAMS:
            self._reading[request] = time.monotonic()

    def _finished(self, request: Request) -> None:
        """Taking the body over from the browser takes a while, in which others go on: until then it still arrives."""
        if request not in self._reading:
            return
        self._reading[request] = time.monotonic()
        try:
            response = request.response()
            if response is not None and says_no(response.body()):
                self.said_no.add(request)
        except PlaywrightError:
            pass  # the page has gone on and taken the body with it: the status is all there is
        finally:
            self._reading.pop(request, None)

    def _failed(self, request: Request) -> None:
        if (request.failure or "").startswith(BLOCKED):  # it never left: what is counted is what was on the wire
            self.carrying = [one for one in self.carrying if one is not request]
            self.others = [one for one in self.others if one is not request]
            self.read = [one for one in self.read if one is not request]
            self.elsewhere = [one for one in self.elsewhere if one is not request]
        else:
            self.cut.append(request)


def says_no(body: bytes) -> bool:
    """Whether an answer in JSON says that it failed, whatever its status.

    `errors` is GraphQL's (its specification, section 7.1: never empty when it is there), `error` JSON-RPC's (2.0,
    section 5) and that of the platforms behind `for (;;);`, a `status` of `fail` or `error` JSend's
    (github.com/omniti-labs/jsend), `success` and `ok` what many write. Only at the top: what
    lies deeper may be about something else.
    """
    if len(body) > LONGEST:
        return False
    try:
        said = json.loads(body.strip().removeprefix(GUARD))
    except (ValueError, RecursionError):
        return False
    if not isinstance(said, dict):
        return False
    refused = said.get("status") in ("fail", "error")
    return (
        refused
        or bool(said.get("errors") or said.get("error"))
        or said.get("success") is False
        or said.get("ok") is False
    )


def body_of(request: Request) -> str:
    """The request's body as text, whatever its encoding; empty when there is none."""
    return (request.post_data_buffer or b"").decode("utf-8", "replace")


def carries(body: str, values: Collection[str]) -> bool:
    """Whether a body holds one of the values: plain, form-encoded or inside JSON, in capitals or small letters."""
    forms = {form for v in values if v for form in (v, quote(v, safe=""), quote_plus(v), json.dumps(v)[1:-1])}
    text = body.casefold()
    return any(form.casefold() in text for form in forms)


def telling(values: Collection[str]) -> set[str]:
    """The values by which a request is known: a country's code or a yes is in every other address by chance."""
    return {value for value in values if len(value) >= SHORTEST} or {value for value in values if value}
