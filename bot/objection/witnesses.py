"""What the network and the page say of one submission, each heard on its own, and what the two prove together.

============  =================  =====================================================
network       page               proves
============  =================  =====================================================
ok            acknowledged       acknowledged
ok            already objected   already_objected
ok            nothing            sent
ok            failed             maybe_sent: one of them is wrong
failed, cut   anything           maybe_sent
no request    failed             nothing left; the form refused what was filled in
no request    anything else      maybe_sent: our eyes on the network may be at fault
not heard     anything           maybe_sent: the intent is on disk, and no more
============  =================  =====================================================
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.objection.events import Event, EventKind, State

_WORST_FIRST = ("failed", "cut", "ok", "none")
_MOST_TELLING_FIRST = ("failed", "unclear", "acknowledged", "already_objected", "code_asked", "nothing")
_UNSENT_OBSTACLE = "field_refused"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One press of the button: the intent, and what was heard of it."""

    n: int
    at: datetime
    way: str
    requests: int = 0
    outcomes: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    page_obstacle: str = ""
    was_sent: bool | None = None
    """The person's own word, once asked."""
    answer_due: datetime | None = None
    extended_due: datetime | None = None
    """When Art. 12(3)'s month, and its extension, are over on working days: written with the event, see
    :mod:`bot.deadline`. Without them the plain months count."""

    @property
    def network(self) -> str:
        """The worst that the network said; empty when it was not heard."""
        return next((word for word in _WORST_FIRST if word in self.outcomes), "")

    @property
    def page(self) -> str:
        """The most telling thing the page said: an error beside a success is an error. Empty when it was not heard."""
        return next((word for word in _MOST_TELLING_FIRST if word in self.answers), "")

    @property
    def left_nothing(self) -> bool:
        """The form refused before a request was made, or the person knows that nothing was sent."""
        refused = self.network in {"none", "cut"} and not self.requests and self.page == "failed"
        return refused or (self.was_sent is False and self._proven() is State.MAYBE_SENT)

    @property
    def refused_by_the_form(self) -> str:
        """The obstacle's code when it was the form that refused, else empty."""
        return (self.page_obstacle or _UNSENT_OBSTACLE) if self.left_nothing and self.was_sent is not False else ""

    @property
    def state(self) -> State:
        """What is proven of an attempt that may have left something."""
        proven = self._proven()
        return State.SENT if self.was_sent and proven is State.MAYBE_SENT else proven

    def _proven(self) -> State:
        if self.network != "ok" or not self.requests:
            return State.MAYBE_SENT
        by_page = {
            "acknowledged": State.ACKNOWLEDGED,
            "already_objected": State.ALREADY_OBJECTED,
            "nothing": State.SENT,
            "": State.SENT,
        }
        return by_page.get(self.page, State.MAYBE_SENT)


STRENGTH = (State.ACKNOWLEDGED, State.ALREADY_OBJECTED, State.SENT, State.MAYBE_SENT)
"""From the strongest proof to the weakest: what one attempt proved, a later one does not take back."""


def attempts_in(history: Iterable[Event]) -> tuple[Attempt, ...]:
    """Every attempt a history tells of. A witness of an attempt whose intent is missing counts as an attempt."""
    found: dict[int, Attempt] = {}
    for event in history:
        number = _number_of(event, found)
        if number is None:
            continue
        before = found.get(number) or Attempt(number, event.at, event.text("way"))
        found[number] = _heard(before, event)
    return tuple(found[number] for number in sorted(found))


def _number_of(event: Event, found: Mapping[int, Attempt]) -> int | None:
    """Which attempt an event speaks of; None when it speaks of none."""
    number = event.number("attempt")
    if event.kind in {EventKind.ABOUT_TO_SEND, EventKind.NETWORK}:
        return number
    if event.kind is EventKind.PAGE:
        return number or None
    if event.kind is EventKind.PERSON_SAID and event.text("by") == "letter":
        return number  # an objection by post is an attempt of its own, whatever became of the forms
    if event.kind is EventKind.PERSON_SAID and found:
        return number if number in found else max(found)
    # A person who filed it with their own hands says so: attempt 0, which no machine made.
    return 0 if event.kind is EventKind.PERSON_SAID and event.facts.get("was_sent") else None


def _heard(attempt: Attempt, event: Event) -> Attempt:
    if event.kind is EventKind.ABOUT_TO_SEND:
        # The intent is the moment of sending: the request follows at once, and a month is counted from it.
        return _clocked(replace(attempt, at=event.at, way=event.text("way") or attempt.way), event)
    if event.kind is EventKind.NETWORK:
        outcome = event.text("outcome")
        known = outcome if outcome in _WORST_FIRST else "cut"
        return replace(
            attempt, requests=attempt.requests + event.number("requests"), outcomes=attempt.outcomes | {known}
        )
    if event.kind is EventKind.PAGE:
        answer = event.text("answer")
        known = answer if answer in _MOST_TELLING_FIRST else "unclear"
        obstacle = event.text("obstacle") or attempt.page_obstacle
        return replace(attempt, answers=attempt.answers | {known}, page_obstacle=obstacle)
    said = _clocked(replace(attempt, was_sent=bool(event.facts.get("was_sent"))), event)
    return replace(said, at=day_told(event)) if event.text("by") == "letter" else said


def day_told(event: Event) -> datetime:
    """The day that the person names, where they tell later what they did: its noon; else when it was told."""
    for key in ("received", "on"):
        try:
            told = datetime.combine(date.fromisoformat(event.text(key)), time(12), tzinfo=UTC)
        except ValueError:
            continue
        return min(told, event.at)
    return event.at


def _clocked(attempt: Attempt, event: Event) -> Attempt:
    answer, extended = _moment(event, "answer_due"), _moment(event, "extended_due")
    return replace(attempt, answer_due=answer or attempt.answer_due, extended_due=extended or attempt.extended_due)


def _moment(event: Event, key: str) -> datetime | None:
    """A deadline that was written with an event; what is no moment is none."""
    try:
        moment = datetime.fromisoformat(event.text(key))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and moment > event.at - _LATE else None


_LATE = timedelta(days=400)
"""A deadline that was over so long before it was written is none."""
