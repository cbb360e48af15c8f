"""A history read once: the attempts, the letters and the stops that count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.objection.events import Event, EventKind, State
from bot.objection.witnesses import STRENGTH, Attempt, attempts_in

DECISIVE = {
    "confirmed": State.CONFIRMED,
    "refused": State.REFUSED,
    "extended": State.EXTENDED,
    "more_asked": State.MORE_ASKED,
    "validation_asked": State.VALIDATION_ASKED,
}


@dataclass(frozen=True, slots=True)
class Story:
    """The history, read once."""

    history: Sequence[Event]
    attempts: tuple[Attempt, ...]
    live: Attempt | None
    """The attempt with the strongest proof among those that may have left something."""
    letter: Event | None
    """The latest proven letter that decides; else the latest proven one that nobody could classify."""
    unproven_letters: int
    stops: tuple[Event, ...]
    """The stops since the objection was last planned, most recent last."""
    covered: Event | None
    already: Event | None
    """A page said, before anything was sent, that this account has objected before."""
    reminders: tuple[Event, ...]


def read(history: Sequence[Event]) -> Story:
    attempts = attempts_in(history)
    live = [attempt for attempt in attempts if not attempt.left_nothing]
    covered: Event | None = None
    already: Event | None = None
    stops: list[Event] = []
    for event in history:
        if event.kind is EventKind.STOPPED:
            stops.append(event)
        elif event.kind is EventKind.ABOUT_TO_SEND:
            stops = []
        elif event.kind in {EventKind.PLANNED, EventKind.PERSON_SAID}:
            stops, covered = [], None
        elif event.kind is EventKind.COVERED:
            covered = event
        elif event.kind is EventKind.PAGE and not event.number("attempt"):
            already = event if event.text("answer") == "already_objected" else already
    letters = _letters(history)
    return Story(
        history=history,
        attempts=attempts,
        live=min(live, key=lambda attempt: (STRENGTH.index(attempt.state), attempt.n), default=None),
        letter=_telling([event for event in letters if event.facts.get("proven") is True]),
        unproven_letters=sum(event.facts.get("proven") is not True and not _set_aside(event) for event in letters),
        stops=tuple(stops),
        covered=covered,
        already=already,
        reminders=tuple(event for event in history if event.kind is EventKind.REMINDED),
    )


def _letters(history: Sequence[Event]) -> list[Event]:
    """Each letter as it was last classified, in the order they came: what is said later of an old one makes it no newer
    than the answer that followed it.
    """
    found: dict[str, Event] = {}
    for number, event in enumerate(history):
        if event.kind is EventKind.LETTER:
            found[event.text("sha256") or str(number)] = event
    return list(found.values())


def _set_aside(event: Event) -> bool:
    """The person has read it, and it is no answer."""
    return event.text("by") == "person" and event.text("answer") in {"unrelated", "information"}


def _telling(proven: Sequence[Event]) -> Event | None:
    decisive = [event for event in proven if event.text("answer") in DECISIVE]
    unread = [event for event in proven if event.text("answer") == State.NEEDS_REVIEW.value]
    return decisive[-1] if decisive else unread[-1] if unread else None


def stopped_by(story: Story) -> str:
    """What stopped it last: an obstacle, or the form that refused what was filled in. Empty: nothing did."""
    last = story.attempts[-1] if story.attempts else None
    if story.stops:
        return story.stops[-1].text("obstacle") or "unknown_page"
    reopened = any(event.kind in {EventKind.PLANNED, EventKind.PERSON_SAID} for event in _since(story, last))
    return last.refused_by_the_form if last is not None and not reopened else ""


def _since(story: Story, attempt: Attempt | None) -> Sequence[Event]:
    """What was written after the last witness of an attempt."""
    for index in range(len(story.history) - 1, -1, -1):
        event = story.history[index]
        kinds = {EventKind.ABOUT_TO_SEND, EventKind.NETWORK, EventKind.PAGE}
        if attempt is not None and event.kind in kinds and event.number("attempt") == attempt.n:
            return story.history[index + 1 :]
    return ()


def stop_time(story: Story) -> datetime:
    """When it was stopped last."""
    return story.stops[-1].at if story.stops else story.attempts[-1].at
