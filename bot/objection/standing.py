"""Where an objection stands, whose move is next, and when: folded from its history, and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.objection.deadlines import not_today
from bot.objection.events import Event, EventKind, State
from bot.objection.outlook import Action, Phase, outlook
from bot.objection.story import Story, read, stopped_by
from bot.obstacles import BY_CODE, Again, Mover

_REST_OF_THE_DAY = {"checkpoint", "captcha"}


@dataclass(frozen=True, slots=True)
class Due:
    """The next action and its date."""

    action: Action
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """All that a table of objections shows of one."""

    state: State
    obstacle: str | None
    sends: int
    """Requests on the wire: not presses of a button."""
    way: str | None
    whose_move: Mover
    next: str
    """The code of an :class:`Action`."""
    due: datetime | None
    updated: datetime | None
    attempts: int
    unproven_letters: int
    sent_at: datetime | None = None
    """When the request left, as far as anything proves or suggests that one did."""
    later: Phase | None = None
    """What this becomes at `turns` if nothing new happens: so a stored standing grows silent by itself."""
    turns: datetime | None = None

    def as_of(self, now: datetime) -> "Standing":
        """The same standing, looked at later."""
        if self.later is None or self.turns is None or now < self.turns:
            return self
        turned = self.later
        return replace(
            self,
            state=turned.state,
            whose_move=turned.whose_move,
            next=turned.action.value,
            due=turned.at,
            later=None,
            turns=None,
        )


def standing(history: Sequence[Event], now: datetime) -> Standing:
    """Where the objection stands now. Only proven letters, and witnesses that agree, move it."""
    return unturned(history).as_of(now)


def unturned(history: Sequence[Event]) -> Standing:
    """The standing before any deadline has passed, with what it will become: what a journal stores."""
    story = read(history)
    phase, later = outlook(story)
    return Standing(
        state=phase.state,
        obstacle=_obstacle(story, phase.state),
        sends=sum(attempt.requests for attempt in story.attempts),
        way=_way(story),
        whose_move=phase.whose_move,
        next=phase.action.value,
        due=phase.at,
        updated=_updated(history),
        attempts=len(story.attempts),
        unproven_letters=story.unproven_letters,
        sent_at=story.live.at if story.live else None,
        later=later,
        turns=phase.at if later else None,
    )


def due(history: Sequence[Event], now: datetime) -> Due:
    """The next action and its date; a date in the past means now."""
    found = standing(history, now)
    return Due(Action(found.next), found.due or now)


def may_send(history: Sequence[Event]) -> bool:
    """Whether a machine may ever press the button: nothing may have left, nothing was answered, nothing covers it."""
    return outlook(read(history))[0].state in {State.PLANNED, State.STOPPED}


def walkable(history: Sequence[Event], now: datetime, by_hand: bool = False) -> bool:
    """Whether a walk may start now. A person who runs by hand need not wait for what was theirs or ours to mend."""
    story = read(history)
    phase = outlook(story)[0]
    if phase.state is State.PLANNED:
        return True
    if phase.state is not State.STOPPED:
        return False
    if phase.action is Action.WALK and phase.at is not None and phase.at <= now:
        return True
    return by_hand and _by_hand(stopped_by(story), story.stops[-1].at if story.stops else now, now)


def _by_hand(code: str, stopped: datetime, now: datetime) -> bool:
    kind = BY_CODE.get(code)
    if kind is None or now < stopped:
        # A stop that lies in the future was written by a clock that has been set back: its dates mean nothing.
        return True
    if code in _REST_OF_THE_DAY or kind.again is Again.NOT_TODAY:
        return now >= not_today(stopped)
    return kind.again in {Again.AFTER_THE_PERSON_ACTS, Again.AFTER_AN_UPDATE} or kind.whose_move is Mover.US


def _obstacle(story: Story, state: State) -> str | None:
    """The code to show: what stopped it, or what the page showed when an objection may have been sent."""
    if state is State.STOPPED:
        return stopped_by(story)
    if state is State.MAYBE_SENT and story.live is not None:
        return story.live.page_obstacle or (story.stops[-1].text("obstacle") if story.stops else "") or None
    return None


def _way(story: Story) -> str | None:
    """The way of the attempt that counts, else the last way that was walked."""
    if story.live is not None and story.live.way:
        return story.live.way
    for event in reversed(story.history):
        if event.text("way"):
            return event.text("way")
    return None


def _updated(history: Sequence[Event]) -> datetime | None:
    """When something last happened; a look into the mailbox, an information mail and a rehearsal are no news."""
    quiet = {EventKind.LOOKED, EventKind.NOTICE, EventKind.REHEARSED}
    return next((event.at for event in reversed(history) if event.kind not in quiet), None)
