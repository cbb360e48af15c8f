"""What the page says after the button was pressed."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from playwright.sync_api import Page, Request

from bot import fields as finding
from bot.browser.witness import SHORTEST, NetworkWitness
from bot.fields import Field, FieldKind
from bot.lookout import Sight, SightKind
from bot.phrasebook import Phrasebook, Wording, holds, normal
from bot.survey import Element, Survey


class Said(StrEnum):
    """The page's own word, one witness of three."""

    ACKNOWLEDGED = "acknowledged"
    ALREADY_OBJECTED = "already_objected"
    CODE_ASKED = "code_asked"
    FAILED = "failed"
    UNCLEAR = "unclear"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class PageWord:
    """What was read, by which words, and which obstacle it is when it is one."""

    said: Said
    words: str = ""
    obstacle: str | None = None


SHORT = 1_500
"""A longer page may be an article that speaks of objections; only what it announces counts."""


def says_already(survey: Survey, book: Phrasebook) -> Wording | None:
    """The wording by which a page says that this account has objected before; one that is a guess proves nothing.

    Only a sentence that begins with the words: "If you've already objected, you don't need to submit another" is
    printed for everyone (facts/forms.md §3) and says nothing of this account.
    """
    said = [*survey.alerts, *(dialog.text for dialog in survey.dialogs)]
    if len(survey.text) < SHORT and not _form_is_there(survey):
        said += [*survey.headings, survey.text]
    sentences = [normal(part) for text in said for part in re.split(r"(?<=[.!?…])\s+|\n", text)]
    for wording in sorted(book.wordings("already objected"), key=lambda wording: not wording.proves):
        words = normal(wording.text)
        if any(sentence.startswith(words) and holds(words, sentence) for sentence in sentences):
            return wording
    return None


FAILURES = {
    SightKind.TECHNICAL: "server_error",
    SightKind.NO_NETWORK: "no_network",
    SightKind.LEFT: "left_the_platform",
    SightKind.RATE_LIMIT: "rate_limited",
    SightKind.CAPTCHA: "captcha",
    SightKind.CHECKPOINT: "checkpoint",
    SightKind.REGION_LOCK: "region_lock",
    SightKind.LOGIN: "login_loop",
    SightKind.NOT_FOUND: "dead_link",
}


def read(survey: Survey, sight: Sight, before: Survey | None) -> PageWord | None:
    """The page's word, or None while it has said nothing yet.

    An error beside a success is a failure: a page that contradicts itself proves nothing. Words that stood there before
    the press prove nothing either.
    """
    failed = failure(survey, sight, before)
    if failed:
        return failed
    if sight.proof and not (before and holds(sight.proof, normal(before.text))):
        return PageWord(Said.ACKNOWLEDGED, sight.proof)
    if sight.kind is SightKind.ALREADY:
        return PageWord(Said.ALREADY_OBJECTED, sight.detail or sight.why)
    if _asks_a_code(sight.fields) and not (before and _asks_a_code(finding.find(before))):
        return PageWord(Said.CODE_ASKED, sight.why)
    return None


def failure(survey: Survey, sight: Sight, before: Survey | None) -> PageWord | None:
    """A failure that was not there before the press."""
    refused = new_errors(survey, before)
    if refused:
        return PageWord(Said.FAILED, refused[0][:160], "field_refused" if _form_is_there(survey) else "server_error")
    if sight.kind in FAILURES:
        return PageWord(Said.FAILED, sight.why, FAILURES[sight.kind])
    return None


def new_errors(survey: Survey, before: Survey | None) -> tuple[str, ...]:
    """Field errors that the page shows now and did not show before."""
    known = {normal(text) for text in before.errors} if before else set()
    marked = any(e.invalid and e.visible for e in survey.controls)
    fresh = tuple(text for text in survey.errors if normal(text) not in known and text.strip())
    return fresh if fresh and (marked or _form_is_there(survey)) else ()


def _asks_a_code(fields: Sequence[Field]) -> bool:
    return any(f.kind is FieldKind.CODE and not f.login for f in fields)


def _form_is_there(survey: Survey) -> bool:
    return any(e.visible and not e.disabled and e.type not in {"hidden", "search"} for e in survey.controls)


def asks_more(survey: Survey, before: Survey | None) -> bool:
    """Whether the page now asks something that it did not ask before the press: another step, not an end."""
    if before is None or not any(f.kind is FieldKind.SUBMIT and not f.login for f in finding.find(survey)):
        return False
    known = {_question(e) for e in before.controls if e.visible}
    shown = (e for e in survey.controls if e.visible and not e.disabled and e.type not in _NO_QUESTION)
    return any(_question(e) not in known for e in shown)


def comes_back(survey: Survey, page: Page, network: NetworkWitness | None, filled: Collection[str]) -> bool:
    """Whether the page that answered the form is the form once more, with what was filled in: so a server refuses."""
    asked = network.requests if network is not None else []
    if network is None or not any(_replaced(page, request, network.answered.get(request)) for request in asked):
        return False
    shown = [e for e in survey.controls if e.visible and not e.disabled and e.type not in _NO_QUESTION]
    return any(e.value in filled for e in shown if len(e.value or "") >= SHORTEST)


def _replaced(page: Page, request: Request, status: int | None) -> bool:
    """Whether the answer took the page's place: not one in another window or a frame, nor one without content."""
    return request.is_navigation_request() and status not in {None, 204, 205} and request.frame == page.main_frame


_NO_QUESTION = {"hidden", "search", "password", "submit", "button", "image", "reset"}


def _question(element: Element) -> tuple[str, str, str]:
    return element.tag, element.type, normal(element.label or element.aria_label or element.placeholder or element.name)


def surely_the_forms(network: NetworkWitness) -> bool:
    """Whether a request bore what was filled in, or was the page's own way of sending a form."""
    return bool(network.carrying) or any(request.is_navigation_request() for request in network.requests)


def outcome_of(network: NetworkWitness | None) -> dict[str, object]:
    """The network's word as facts for the journal. An answer that broke off in the middle is none."""
    if network is None:
        return {"requests": 0, "status": None, "outcome": "none"}
    torn = any(request in network.cut and not _was_left(request) for request in network.requests)
    outcome = "cut" if torn and network.outcome == "ok" else network.outcome
    return {"requests": len(network.requests), "status": network.status, "outcome": outcome}


def _was_left(request: Request) -> bool:
    """The page itself went away before it had read the whole answer: that is not a connection that was cut."""
    return "ERR_ABORTED" in (request.failure or "")
