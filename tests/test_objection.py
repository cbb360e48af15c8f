"""The life of an objection: what each witness proves, what is due, and that nothing impossible can happen."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.objection import Event, EventKind, State, due, may_send, months_after, standing, walkable
from bot.obstacles import ALL, Mover

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
K = EventKind


def event(what: EventKind, days: float = 0, **facts: object) -> Event:
    """An event so many days after noon."""
    return Event(NOON + timedelta(days=days), what, facts)


PLANNED = event(K.PLANNED)
INTENT = event(K.ABOUT_TO_SEND, attempt=1, way="direct")


def network(outcome: str, requests: int = 1, attempt: int = 1) -> Event:
    """The network as a witness."""
    return event(K.NETWORK, attempt=attempt, requests=requests, status=200, outcome=outcome)


def page(answer: str, attempt: int = 1, obstacle: str = "") -> Event:
    """The page as a witness."""
    return event(K.PAGE, attempt=attempt, answer=answer, obstacle=obstacle)


def letter(answer: str, days: float = 2, proven: bool = True, sha256: str = "") -> Event:
    """A letter as a witness."""
    return event(K.LETTER, days, answer=answer, proven=proven, sha256=sha256)


def said(was_sent: bool) -> Event:
    """The person's word."""
    return event(K.PERSON_SAID, 3, was_sent=was_sent, attempt=1)


def stopped(obstacle: str, days: float = 0, retry_after_s: int = 0) -> Event:
    """A walk that was stopped."""
    return event(K.STOPPED, days, obstacle=obstacle, way="direct", retry_after_s=retry_after_s)


SENT = (PLANNED, INTENT, network("ok"), page("nothing"))
REMINDED = event(K.REMINDED, 33)
COMPLAINED = event(K.REMINDED, 60, kind="complaint")
DONE = (PLANNED, INTENT, network("ok"), page("acknowledged"))


@pytest.mark.parametrize(
    ("state", "history"),
    [
        ("planned", ()),
        ("planned", (PLANNED,)),
        ("maybe_sent", (PLANNED, INTENT)),
        ("maybe_sent", (PLANNED, INTENT, network("cut"))),
        ("maybe_sent", (PLANNED, INTENT, network("failed"), page("acknowledged"))),
        ("maybe_sent", (PLANNED, INTENT, network("failed"), page("failed"))),
        ("maybe_sent", (PLANNED, INTENT, network("ok"), page("failed"))),
        ("maybe_sent", (PLANNED, INTENT, network("ok"), page("acknowledged"), page("failed"))),
        ("maybe_sent", (PLANNED, INTENT, network("ok"), page("a word of tomorrow"))),
        ("maybe_sent", (PLANNED, INTENT, network("ok"), network("cut"), page("acknowledged"))),
        ("maybe_sent", (PLANNED, INTENT, network("ok"), page("code_asked"))),
        ("maybe_sent", (PLANNED, INTENT, network("none", 0), page("acknowledged"))),
        ("maybe_sent", (PLANNED, INTENT, network("ok", 0), page("acknowledged"))),
        ("maybe_sent", (PLANNED, INTENT, network("none", 0), page("nothing"))),
        ("maybe_sent", (PLANNED, INTENT, page("acknowledged"))),
        ("maybe_sent", (PLANNED, INTENT, page("failed"))),
        ("maybe_sent", (PLANNED, INTENT, stopped("browser_crash"))),
        ("maybe_sent", (PLANNED, INTENT, PLANNED)),
        ("maybe_sent", (PLANNED, network("cut"))),
        ("stopped", (PLANNED, INTENT, network("none", 0), page("failed"))),
        ("planned", (PLANNED, INTENT, network("none", 0), page("failed"), PLANNED)),
        ("sent", SENT),
        ("sent", (PLANNED, INTENT, network("ok"))),
        ("sent", (PLANNED, INTENT, said(True))),
        ("sent", (PLANNED, event(K.PERSON_SAID, was_sent=True))),
        ("planned", (PLANNED, INTENT, said(False))),
        ("acknowledged", (*DONE, said(False))),
        ("sent", (PLANNED, INTENT, said(False), network("ok"))),
        ("acknowledged", DONE),
        ("acknowledged", (PLANNED, INTENT, page("acknowledged"), network("ok"))),
        ("already_objected", (PLANNED, page("already_objected", 0))),
        ("already_objected", (PLANNED, INTENT, network("ok"), page("already_objected"))),
        ("confirmed", (*DONE, letter("confirmed"))),
        ("confirmed", (PLANNED, INTENT, letter("confirmed"))),
        ("refused", (*DONE, letter("confirmed"), letter("refused"))),
        ("confirmed", (*DONE, letter("confirmed"), letter("needs_review"))),
        ("confirmed", (*DONE, letter("confirmed"), letter("information"))),
        ("acknowledged", (*DONE, letter("confirmed", proven=False))),
        ("needs_review", (*DONE, letter("needs_review"))),
        ("acknowledged", (*DONE, letter("needs_review", sha256="a"), letter("unrelated", sha256="a"))),
        ("acknowledged", (*DONE, letter("needs_review", proven=False))),
        ("planned", (PLANNED, letter("needs_review"))),
        ("more_asked", (*DONE, letter("more_asked"))),
        ("validation_asked", (*DONE, letter("validation_asked"))),
        ("extended", (*DONE, letter("extended"))),
        ("covered", (PLANNED, event(K.COVERED, by="x", because="one Accounts Center"))),
        ("planned", (PLANNED, event(K.COVERED, by="x"), PLANNED)),
        ("sent", (*SENT, event(K.COVERED, by="x"))),
        ("stopped", (PLANNED, stopped("region_lock"))),
        ("planned", (PLANNED, stopped("login_wall"), PLANNED)),
        ("planned", (PLANNED, event(K.WAY_TRIED, way="direct", obstacle="dead_link"), event(K.REHEARSED))),
    ],
)
def test_the_state_is_what_the_witnesses_prove(state: str, history: tuple[Event, ...]) -> None:
    """Each row is one combination of intent, network, page, letter and person."""
    found = standing(history, NOON + timedelta(days=5))

    assert state == found.state
    assert (state in {"planned", "stopped"}) == may_send(history)


@pytest.mark.parametrize(
    ("days", "history", "state", "mover", "action"),
    [
        (0, (PLANNED,), "planned", "us", "walk"),
        (0.1, (PLANNED, INTENT), "maybe_sent", "controller", "watch_mail"),
        (1.1, (PLANNED, INTENT), "maybe_sent", "person", "ask_person"),
        (60, (PLANNED, INTENT), "maybe_sent", "person", "ask_person"),
        (30, DONE, "acknowledged", "controller", "watch_mail"),
        (32, DONE, "silent", "person", "remind"),
        (32, SENT, "silent", "person", "remind"),
        (40, (*DONE, REMINDED), "silent", "controller", "watch_mail"),
        (48, (*DONE, REMINDED), "silent", "person", "complaint"),
        (
            70,
            (*DONE, REMINDED, COMPLAINED),
            "silent",
            "controller",
            "nothing",
        ),
        (70, (*DONE, letter("extended")), "extended", "controller", "watch_mail"),
        (93, (*DONE, letter("extended")), "silent", "person", "remind"),
        (50, (*DONE, letter("confirmed")), "confirmed", "nobody", "recheck"),
        (50, (*DONE, letter("refused")), "refused", "person", "complaint"),
        (50, (*DONE, letter("needs_review")), "needs_review", "person", "ask_person"),
        (50, (PLANNED, page("already_objected", 0)), "already_objected", "nobody", "recheck"),
        (50, (PLANNED, event(K.COVERED, by="x")), "covered", "nobody", "nothing"),
        (0, (PLANNED, stopped("login_wall")), "stopped", "person", "ask_person"),
        (0, (PLANNED, stopped("label_drift")), "stopped", "us", "ask_person"),
        (0, (PLANNED, stopped("dead_link")), "stopped", "controller", "walk"),
        (2, (PLANNED, *(stopped("dead_link", day) for day in (0, 1, 2))), "stopped", "person", "letter"),
        (0, (PLANNED, stopped("an obstacle of tomorrow")), "stopped", "person", "ask_person"),
    ],
)
def test_whose_move_and_what_is_due(
    days: float, history: tuple[Event, ...], state: str, mover: str, action: str
) -> None:
    """The next action follows from the history and the clock alone."""
    now = NOON + timedelta(days=days)
    found = standing(history, now)

    assert (state, mover, action) == (found.state, found.whose_move, found.next)
    assert action == due(history, now).action


@pytest.mark.parametrize(
    ("obstacle", "hours", "machine", "by_hand"),
    [
        ("login_wall", 0.1, False, True),
        ("label_drift", 0.1, False, True),
        ("no_network", 0.1, False, True),
        ("no_network", 2, True, True),
        ("server_error", 1.9, False, False),
        ("server_error", 2, True, True),
        ("region_lock", 1, False, False),
        ("region_lock", 20, True, True),
        ("captcha", 1, False, False),
        ("captcha", 20, False, True),
        ("checkpoint", 1, False, False),
    ],
)
def test_when_a_stopped_walk_may_start_again(obstacle: str, hours: float, machine: bool, by_hand: bool) -> None:
    """A person need not wait for what was theirs or ours to mend; nobody hurries a server or a captcha."""
    history = (PLANNED, stopped(obstacle))
    now = NOON + timedelta(hours=hours)

    assert machine == walkable(history, now)
    assert by_hand == walkable(history, now, by_hand=True)


def test_pauses_double_up_to_two_days_and_a_server_is_heard() -> None:
    """2, 4, 8 … 48 hours; Retry-After is honoured, but not an absurd one."""
    stops: list[Event] = []
    hours = []
    for _ in range(7):
        stops.append(stopped("rate_limited"))
        hours.append((due((PLANNED, *stops), NOON).at - NOON) / timedelta(hours=1))

    assert [2, 4, 8, 16, 32, 48, 48] == hours
    assert NOON + timedelta(hours=5) == due((stopped("rate_limited", retry_after_s=18_000),), NOON).at
    assert NOON + timedelta(days=30) == due((stopped("rate_limited", retry_after_s=10**11),), NOON).at


@pytest.mark.parametrize(
    ("sent", "over"),
    [
        ("2026-03-10T12:00:00Z", "2026-04-11T00:00:00Z"),
        ("2026-01-31T23:59:59Z", "2026-03-01T00:00:00Z"),
        ("2028-01-31T00:00:00Z", "2028-03-01T00:00:00Z"),
        ("2026-12-31T10:00:00Z", "2027-02-01T00:00:00Z"),
    ],
)
def test_a_month_ends_with_the_last_hour_of_the_same_date(sent: str, over: str) -> None:
    """Regulation 1182/71 Art. 3(2)(c): and with the last day of the month where that date does not exist."""
    assert datetime.fromisoformat(over) == months_after(datetime.fromisoformat(sent), 1)


POSTED = event(K.PERSON_SAID, 5, was_sent=True, by="letter", attempt=2, on="2026-03-11", received="2026-03-13")
CLOCKED = event(
    K.ABOUT_TO_SEND, attempt=1, way="direct", answer_due="2026-04-14T00:00:00Z", extended_due="2026-06-12T00:00:00Z"
)


@pytest.mark.parametrize(
    ("due_on", "history"),
    [
        ("2026-04-11", (PLANNED, INTENT, network("ok"))),
        ("2026-04-14", (PLANNED, CLOCKED, network("ok"))),
        ("2026-06-12", (PLANNED, CLOCKED, network("ok"), letter("extended"))),
        ("2026-04-14", (PLANNED, stopped("region_lock"), POSTED)),
        ("2026-04-14", (PLANNED, INTENT, network("none", 0), page("failed"), POSTED)),
        ("2026-04-27", (*DONE, event(K.REMINDED, 40, kind="reminder", on="2026-04-13"))),
        ("2026-04-11", (*DONE, letter("more_asked"), event(K.REMINDED, 4, kind="reasons"))),
    ],
)
def test_the_deadline_is_the_one_that_was_written_with_the_event(due_on: str, history: tuple[Event, ...]) -> None:
    """Working days are counted when the clock starts; by post it starts at the receipt, a reminder on its day."""
    found = standing(history, NOON + timedelta(days=6))

    assert Mover.CONTROLLER == found.whose_move
    assert found.due is not None and due_on == found.due.date().isoformat()


@pytest.mark.parametrize("nonsense", ["", "soon", "2026-04-14", "2026-04-14T00:00:00", "0001-01-01T00:00:00Z"])
def test_a_deadline_that_is_no_moment_is_none(nonsense: str) -> None:
    """Then the plain month counts."""
    intent = event(K.ABOUT_TO_SEND, attempt=1, way="direct", answer_due=nonsense)

    assert datetime(2026, 4, 11, tzinfo=UTC) == standing((PLANNED, intent, network("ok")), NOON).due


def test_what_is_counted() -> None:
    """Sends are requests on the wire, not presses; unproven letters are only counted; a look is no news."""
    history = (*DONE, network("cut"), letter("confirmed", proven=False), event(K.LOOKED, 9))
    found = standing(history, NOON)

    assert (2, 1, 1) == (found.sends, found.attempts, found.unproven_letters)
    assert ("direct", NOON + timedelta(days=2), NOON) == (found.way, found.updated, found.sent_at)


def test_the_obstacle_is_shown_where_it_explains() -> None:
    """A stopped walk shows what stopped it, a maybe-sent one what the page showed; others show none."""
    assert "region_lock" == standing((stopped("region_lock"),), NOON).obstacle
    assert "field_refused" == standing((INTENT, network("none", 0), page("failed")), NOON).obstacle
    assert "server_error" == standing((INTENT, network("ok"), page("failed", obstacle="server_error")), NOON).obstacle
    assert "browser_crash" == standing((INTENT, stopped("browser_crash")), NOON).obstacle
    assert standing((stopped("region_lock"), *DONE), NOON).obstacle is None


def test_an_event_without_a_time_zone_is_refused() -> None:
    """A naive time would be read as another moment elsewhere."""
    with pytest.raises(ValueError, match="zone"):
        Event(datetime(2026, 3, 10), K.PLANNED)  # noqa: DTZ001 - the very thing that is refused


times = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone added
attempts = st.integers(0, 3)
FACTS: Mapping[EventKind, st.SearchStrategy[dict[str, Any]]] = {
    K.STOPPED: st.fixed_dictionaries(
        {"obstacle": st.sampled_from([kind.code for kind in ALL] + ["odd"])}, optional={"retry_after_s": st.floats()}
    ),
    K.ABOUT_TO_SEND: st.fixed_dictionaries({"attempt": attempts, "way": st.sampled_from(["a", "b"])}),
    K.NETWORK: st.fixed_dictionaries(
        {
            "attempt": attempts,
            "requests": st.integers(-1, 2),
            "outcome": st.sampled_from(["ok", "failed", "cut", "none", "odd"]),
        }
    ),
    K.PAGE: st.fixed_dictionaries(
        {
            "attempt": attempts,
            "answer": st.sampled_from(["acknowledged", "already_objected", "failed", "nothing", "code_asked", "odd"]),
        }
    ),
    K.LETTER: st.fixed_dictionaries(
        {
            "answer": st.sampled_from(["confirmed", "refused", "extended", "more_asked", "needs_review", "odd"]),
            "proven": st.booleans(),
            "sha256": st.sampled_from(["", "x", "y"]),
        }
    ),
    K.PERSON_SAID: st.fixed_dictionaries({"was_sent": st.booleans()}, optional={"attempt": attempts}),
    K.REMINDED: st.fixed_dictionaries({}, optional={"kind": st.sampled_from(["reminder", "complaint"])}),
}
events = st.one_of([st.builds(Event, times, st.just(kind), FACTS.get(kind, st.just({}))) for kind in EventKind])
histories = st.lists(events, max_size=12)


@settings(deadline=None)
@given(histories, times, st.booleans())
def test_no_order_of_events_makes_an_impossible_state(history: list[Event], now: datetime, by_hand: bool) -> None:
    """Any events in any order under any clock: a state that fits its move, its date and its numbers."""
    found = standing(history, now)

    assert found.state in State
    assert found.sends >= 0
    assert (found.obstacle is not None) or found.state is not State.STOPPED
    assert walkable(history, now, by_hand) <= may_send(history)
    assert (found.state in {State.PLANNED, State.STOPPED}) == may_send(history)
    assert found.state is not State.SILENT or found.attempts or any(e.kind is K.LETTER for e in history)
    assert found.whose_move is not Mover.NOBODY or found.next in {"recheck", "nothing"}
    assert due(history, now).at.tzinfo is not None


@settings(deadline=None)
@given(histories, times)
def test_an_unresolved_intent_is_never_walked_again(history: list[Event], now: datetime) -> None:
    """After an intent only the person's own "no", or a form that refused before any request, opens the way again."""
    intents = {e.number("attempt") for e in history if e.kind is K.ABOUT_TO_SEND}
    refused = {e.number("attempt") for e in history if e.kind is K.PAGE and e.text("answer") == "failed"}
    no = any(e.kind is K.PERSON_SAID and not e.facts["was_sent"] for e in history)
    if intents - refused and not no:
        assert not walkable(history, now)
        assert not walkable(history, now, by_hand=True)


@settings(deadline=None)
@given(histories, st.sampled_from(["confirmed", "refused", "acknowledged"]), times)
def test_success_needs_its_witness(history: list[Event], state: str, now: datetime) -> None:
    """Confirmed and refused need a proven letter that says so; acknowledged needs network and page."""
    if standing(history, now).state != state:
        return
    if state == "acknowledged":
        assert any(e.text("outcome") == "ok" for e in history)
        assert any(e.text("answer") == "acknowledged" for e in history)
    else:
        assert any(e.text("answer") == state and e.facts["proven"] is True for e in history if e.kind is K.LETTER)


@settings(deadline=None)
@given(histories, times, times)
def test_time_alone_never_proves_anything(history: list[Event], one: datetime, other: datetime) -> None:
    """The passing of time may turn waiting into silence, and nothing else."""
    states = {standing(history, one).state, standing(history, other).state}

    assert 1 == len(states) or State.SILENT in states
