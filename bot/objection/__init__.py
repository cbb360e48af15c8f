"""The life of one objection: events, state, what is due next (pure, no I/O)."""

from bot.objection.deadlines import months_after, not_today, pause
from bot.objection.events import Event, EventKind, State
from bot.objection.outlook import Action, Phase
from bot.objection.standing import Due, Standing, due, may_send, standing, unturned, walkable

__all__ = [
    "Action",
    "Due",
    "Event",
    "EventKind",
    "Phase",
    "Standing",
    "State",
    "due",
    "may_send",
    "months_after",
    "not_today",
    "pause",
    "standing",
    "unturned",
    "walkable",
]
