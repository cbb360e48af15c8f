"""What a walk adds to a look: how long before a sight is believed, and when it is not."""

import re
from dataclasses import replace

from bot.lookout import OBSTACLE, Sight, SightKind
from bot.phrasebook import Phrasebook, normal
from bot.survey import Survey

GRACE = 0.7
"""Seconds without another sight after which an obstacle is believed: pages come in pieces."""
BAR_GRACE = 4.0
"""Seconds for a page that so far shows a log-in bar and nothing else: some pages draw their middle seconds later."""
SURE_AT_ONCE = {SightKind.NOT_FOUND, SightKind.RATE_LIMIT}
MISSING, SERVER_FAULT = 400, 500
SHORT = 1_500


def stops(sight: Sight) -> bool:
    """Whether a walk cannot go on here. A page that nothing describes is where most roads lead through."""
    return sight.kind in OBSTACLE and sight.kind not in {SightKind.UNKNOWN, SightKind.CODE}


def grace(sight: Sight) -> float:
    """How long a sight must stay before it is believed. An empty page may still be being drawn: to the end."""
    if sight.kind is SightKind.BLANK:
        return float("inf")
    if sight.kind is SightKind.LOGIN and not sight.detail and "a form asks" not in sight.why:
        return BAR_GRACE
    return 0.0 if sight.kind in SURE_AT_ONCE else GRACE


def look_again(seen: Survey, sight: Sight, book: Phrasebook, status: int | None) -> Sight:
    """The sight, or what it must be instead.

    A form without a password, on a page whose address and words do not speak of logging in, may ask for a name because
    an objection does. "You are doing this too often. Please try again later" is a limit, not a technical error. And the
    page that is "not available right now" because of a technical error is no dead link (facts/forms.md F8).
    """
    short = len(seen.text) < SHORT
    if sight.kind is SightKind.UNKNOWN and short and (locked := _locked_out(seen, book)):
        return replace(sight, kind=SightKind.REGION_LOCK, why=f"it says “{locked}”")
    if sight.kind is SightKind.LOGIN and not sight.detail and not _asks_a_password(seen) and "a form asks" in sight.why:
        return replace(sight, kind=SightKind.UNKNOWN, why="a form that may or may not be a log-in")
    if sight.kind is SightKind.NOT_FOUND and (status or 0) < MISSING and short:
        fault = book.match("technical error", normal(seen.text), proof=True)
        return replace(sight, kind=SightKind.TECHNICAL, why=f"it says “{fault.wording.text}”") if fault else sight
    if sight.kind is SightKind.TECHNICAL and (status or 0) < SERVER_FAULT and short:
        found = book.match("too many requests", normal(seen.text))
        if found is not None:
            return replace(sight, kind=SightKind.RATE_LIMIT, why=f"it says “{found.wording.text}”")
    return sight


def _locked_out(seen: Survey, book: Phrasebook) -> str:
    """A sentence that says, in whatever order, that something is not available where the person is."""
    if any(control.visible and control.type not in {"search", "hidden"} for control in seen.controls):
        return ""
    for sentence in re.split(r"(?<=[.!?…])\s+|\n", seen.text):
        if book.match("your country", sentence) and book.match("not available", sentence):
            return sentence.strip()[:120]
    return ""


def _asks_a_password(seen: Survey) -> bool:
    return any(control.type == "password" and control.visible for control in seen.controls)
