"""Hear what the network says about one press of the button."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, urlsplit

from playwright.sync_api import Page, Request, Response

from bot.phrasebook import is_below

TELEMETRY = ("/ajax/bz", "/ajax/bnzai", "/ajax/qm", "/ajax/webstorage", "/falco", "/logging", "/tr/", "/common/cavalry")
"""Paths that answer 200 at any time and are never the form's. Seen in stored copies of the platforms' pages."""

BLOCKED = "net::ERR_BLOCKED_BY_CLIENT"
"""How the browser names a request that was stopped before it left."""


@dataclass
class NetworkWitness:
    """Listens from right before the press; says which requests carried the form, and how they were answered.

    A request counts when its body holds what was filled in. Where no body can be read, any other POST to the platform's
    hosts counts that is not telemetry: to count one too many is safer than one too few.
    """

    page: Page
    hosts: Collection[str]
    filled: Collection[str]
    carrying: list[Request] = field(default_factory=list)
    others: list[Request] = field(default_factory=list)
    answered: dict[Request, int] = field(default_factory=dict)
    cut: list[Request] = field(default_factory=list)

    def __enter__(self) -> "NetworkWitness":
        context = self.page.context
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("requestfailed", self._failed)
        return self

    def __exit__(self, *_: object) -> None:
        context = self.page.context
        context.remove_listener("request", self._asked)
        context.remove_listener("response", self._answered)
        context.remove_listener("requestfailed", self._failed)

    @property
    def requests(self) -> list[Request]:
        """The requests that bore the objection."""
        return self.carrying or self.others

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
        if self.status is None:
            return "cut"
        return "ok" if self.status < 400 else "failed"  # noqa: PLR2004 - RFC 9110: 4xx and 5xx are failures

    @property
    def settled(self) -> bool:
        """Every request that bore the objection was answered or cut."""
        return bool(self.requests) and all(r in self.answered or r in self.cut for r in self.requests)

    def _asked(self, request: Request) -> None:
        if request.method not in {"POST", "PUT"}:
            return  # a redirect that turns the request into a reading bears nothing; one that keeps it is one more
        parts = urlsplit(request.url)
        if parts.path.startswith(TELEMETRY) or request.resource_type == "ping":
            return
        if carries(body_of(request), self.filled):
            self.carrying.append(request)
        elif is_below(parts.hostname or "", self.hosts):
            self.others.append(request)

    def _answered(self, response: Response) -> None:
        self.answered[response.request] = response.status

    def _failed(self, request: Request) -> None:
        if (request.failure or "").startswith(BLOCKED):  # it never left: what is counted is what was on the wire
            self.carrying = [one for one in self.carrying if one is not request]
            self.others = [one for one in self.others if one is not request]
        else:
            self.cut.append(request)


def body_of(request: Request) -> str:
    """The request's body as text, whatever its encoding; empty when there is none."""
    return (request.post_data_buffer or b"").decode("utf-8", "replace")


def carries(body: str, values: Collection[str]) -> bool:
    """Whether a body holds one of the values: plain, form-encoded or inside JSON."""
    forms = {form for v in values if v for form in (v, quote(v, safe=""), quote_plus(v), json.dumps(v)[1:-1])}
    return any(form in body for form in forms)
