"""Where an objection stands for now, and what its next deadline makes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.objection.deadlines import months_after, not_today, pause
from bot.objection.events import Event, EventKind, State
from bot.objection.story import DECISIVE, Story, stop_time, stopped_by
from bot.objection.witnesses import Attempt, day_told
from bot.obstacles import BY_CODE, Again, Exit, Mover


class Action(StrEnum):
    """What is due next."""

    WALK = "walk"
    WATCH_MAIL = "watch_mail"
    ASK_PERSON = "ask_person"
    REMIND = "remind"
    LETTER = "letter"
    COMPLAINT = "complaint"
    RECHECK = "recheck"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Phase:
    """Where an objection stands for a while, if nothing new happens."""

    state: State
    whose_move: Mover
    action: Action
    at: datetime | None
    """When the action is due; for `watch_mail` the day by which the controller must have answered."""


_ANSWER_MONTHS = 1
_EXTENDED_MONTHS = 3
"""Art. 12(3): one month, extended by two further months at most."""
_A_YEAR = 12
_REMINDER = timedelta(days=14)
_MAYBE_SENT_WATCH = timedelta(days=1)
"""So long the mailbox alone is asked about an objection that may have been sent; then the person too."""
_OBSTRUCTED_DAYS = 3
"""A form that is not there on so many days is not a bad moment any more: a letter needs no form (Art. 21, 12(2))."""


def outlook(story: Story) -> tuple[Phase, Phase | None]:
    """Where it stands before the next deadline, and after it. From the strongest fact to the weakest."""
    decided = DECISIVE.get(story.letter.text("answer")) if story.letter else None
    if story.letter is not None and decided is not None:
        return _answered(story, story.letter, decided)
    if story.letter is not None and story.live is not None:
        return Phase(State.NEEDS_REVIEW, Mover.PERSON, Action.ASK_PERSON, story.letter.at), None
    if story.live is not None:
        return _sent(story, story.live)
    if story.already is not None:
        at = months_after(story.already.at, _A_YEAR)
        return Phase(State.ALREADY_OBJECTED, Mover.NOBODY, Action.RECHECK, at), None
    if story.covered is not None:
        return Phase(State.COVERED, Mover.NOBODY, Action.NOTHING, None), None
    return _not_sent(story), None


def _answered(story: Story, letter: Event, state: State) -> tuple[Phase, Phase | None]:
    if state is State.CONFIRMED:
        return Phase(state, Mover.NOBODY, Action.RECHECK, months_after(letter.at, _A_YEAR)), None
    if state is State.REFUSED:
        return _complained(story) or Phase(state, Mover.PERSON, Action.COMPLAINT, letter.at), None
    if state is State.EXTENDED:
        return _until(story, state, _extended_due(story.live, letter))
    if story.live is not None and _answered_their_questions(story, letter):
        return _until(story, state, _answer_due(story.live))
    return Phase(state, Mover.PERSON, Action.ASK_PERSON, letter.at), None


def _sent(story: Story, attempt: Attempt) -> tuple[Phase, Phase | None]:
    if attempt.state is State.MAYBE_SENT:
        ask = attempt.at + _MAYBE_SENT_WATCH
        return (
            Phase(State.MAYBE_SENT, Mover.CONTROLLER, Action.WATCH_MAIL, ask),
            Phase(State.MAYBE_SENT, Mover.PERSON, Action.ASK_PERSON, ask),
        )
    if attempt.state is State.ALREADY_OBJECTED:
        return Phase(attempt.state, Mover.NOBODY, Action.RECHECK, months_after(attempt.at, _A_YEAR)), None
    return _until(story, attempt.state, _answer_due(attempt))


def _answer_due(attempt: Attempt) -> datetime:
    return attempt.answer_due or months_after(attempt.at, _ANSWER_MONTHS)


def _extended_due(attempt: Attempt | None, letter: Event) -> datetime:
    if attempt is None:
        return months_after(letter.at, _EXTENDED_MONTHS)
    return attempt.extended_due or months_after(attempt.at, _EXTENDED_MONTHS)


def _answered_their_questions(story: Story, letter: Event) -> bool:
    """Whether reasons went out after the letter that asked for them: then the controller owes the answer again."""
    later = story.history[story.history.index(letter) :]
    return any(event.kind is EventKind.REMINDED and event.text("kind") == "reasons" for event in later)


def _until(story: Story, state: State, deadline: datetime) -> tuple[Phase, Phase | None]:
    """An answer is owed until the deadline; then it is silence: a reminder, fourteen days, a complaint."""
    if complained := _complained(story):
        return complained, None
    reminders = [event for event in story.reminders if event.text("kind") in {"", "reminder"}]
    if reminders:
        end = max(day_told(event) for event in reminders) + _REMINDER
        return (
            Phase(State.SILENT, Mover.CONTROLLER, Action.WATCH_MAIL, end),
            Phase(State.SILENT, Mover.PERSON, Action.COMPLAINT, end),
        )
    return (
        Phase(state, Mover.CONTROLLER, Action.WATCH_MAIL, deadline),
        Phase(State.SILENT, Mover.PERSON, Action.REMIND, deadline),
    )


def _complained(story: Story) -> Phase | None:
    complaints = [event for event in story.reminders if event.text("kind") == "complaint"]
    if not complaints:
        return None
    refused = story.letter is not None and story.letter.text("answer") == State.REFUSED.value
    return Phase(State.REFUSED if refused else State.SILENT, Mover.CONTROLLER, Action.NOTHING, None)


def _not_sent(story: Story) -> Phase:
    code = stopped_by(story)
    if not code:
        planned = [event.at for event in story.history if event.kind in {EventKind.PLANNED, EventKind.PERSON_SAID}]
        return Phase(State.PLANNED, Mover.US, Action.WALK, planned[-1] if planned else None)
    kind = BY_CODE.get(code)
    stopped = stop_time(story)
    if kind is None or kind.again in {Again.AFTER_THE_PERSON_ACTS, Again.AFTER_AN_UPDATE}:
        mover = kind.whose_move if kind else Mover.PERSON
        return Phase(State.STOPPED, mover, Action.ASK_PERSON, stopped)
    if kind.again is Again.NOT_TODAY:
        obstructed = {stop.at.date() for stop in story.stops if _exit_of(stop) is Exit.FORM_NOT_AVAILABLE}
        if len(obstructed) >= _OBSTRUCTED_DAYS and kind.exit is Exit.FORM_NOT_AVAILABLE:
            return Phase(State.STOPPED, Mover.PERSON, Action.LETTER, stopped)
        return Phase(State.STOPPED, kind.whose_move, Action.WALK, not_today(stopped))
    times = 0
    for stop in reversed(story.stops):
        if _again_of(stop) not in {Again.LATER, Again.SOON_THEN_LATER}:
            break
        times += 1
    wish = story.stops[-1].number("retry_after_s") if story.stops else 0
    return Phase(State.STOPPED, kind.whose_move, Action.WALK, pause(stopped, times, wish))


def _exit_of(stop: Event) -> Exit | None:
    kind = BY_CODE.get(stop.text("obstacle"))
    return kind.exit if kind else None


def _again_of(stop: Event) -> Again | None:
    kind = BY_CODE.get(stop.text("obstacle"))
    return kind.again if kind else None
