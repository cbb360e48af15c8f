"""How a rehearsal ended, in one word."""

from collections.abc import Sequence
from typing import Literal

from bot.objection import Event, EventKind

Word = Literal["filled_in", "unlike", "no_request", "unfinished"]


def rehearsed(history: Sequence[Event]) -> Word:
    """From the last line of the journal, where the request that was stopped is compared with what was meant.

    Only *filled_in* says that all went as it should; an obstacle has its own code, and is not asked about here.
    """
    last = history[-1] if history else None
    if last is None or last.kind is not EventKind.REHEARSED or "intercepted" not in last.facts:
        return "unfinished"
    if not last.facts["intercepted"]:
        return "no_request"
    return "unlike" if last.facts["missing"] else "filled_in"
