"""How events and standings are written into columns."""

import json
from collections.abc import Mapping
from typing import Any

from bot.glance import written
from bot.objection import Event, Standing


def line(objection_id: str, seq: int, event: Event) -> dict[str, Any]:
    """An event as a row. ``seq`` is its place in the history."""
    # ASCII: what a page says may hold half a surrogate pair, which no database takes.
    facts = json.dumps(dict(event.facts), ensure_ascii=True, sort_keys=True, default=str)
    return {"objection_id": objection_id, "seq": seq, "at": written(event.at), "kind": event.kind.value, "facts": facts}


def columns(found: Standing) -> Mapping[str, Any]:
    """A standing, and what it will become at its next deadline."""
    later = found.later
    return {
        "state": found.state.value,
        "obstacle": found.obstacle,
        "sends": found.sends,
        "way": found.way,
        "whose_move": found.whose_move.value,
        "next": found.next,
        "due": found.due and written(found.due),
        "updated": found.updated and written(found.updated),
        "attempts": found.attempts,
        "unproven_letters": found.unproven_letters,
        "sent_at": found.sent_at and written(found.sent_at),
        "turns": found.turns and written(found.turns),
        "later_state": later and later.state.value,
        "later_mover": later and later.whose_move.value,
        "later_next": later and later.action.value,
        "later_due": later and later.at and written(later.at),
    }
