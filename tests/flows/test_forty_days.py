"""Forty days of a household: a run every morning, the letters that fall due, and what is told at the end."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fixtures.residents import Resident
from fixtures.town import Town
from tests.flows.world import Household, resident

START = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
DAYS = 40
ASKED = {
    "remind": "reminder", "letter": "objection", "complaint": "complaint-notice", "ask_person": "reasons",
}  # fmt: skip
"""Which letter a person writes when the table says whose move it is, and what for."""
LIVES = [
    # platform, scenario, language, state, whose move, next, letters written by then
    ("facebook", "confirmed_tomorrow", "fr", "confirmed", "nobody", "recheck", ()),
    ("instagram", "confirmed_in_spam", "en", "confirmed", "nobody", "recheck", ()),
    ("facebook", "silent", "de", "silent", "controller", "watch_mail", ("reminder",)),
    ("instagram", "silent", "it", "silent", "controller", "watch_mail", ("reminder",)),
    ("facebook", "refused", "en", "refused", "person", "complaint", ("complaint-notice",)),
    ("instagram", "refused_after_confirmation", "es", "refused", "person", "complaint", ("complaint-notice",)),
    ("facebook", "notice_link_dead", "fr", "confirmed", "nobody", "recheck", ()),
    ("instagram", "everything_dead", "de", "silent", "controller", "watch_mail", ("objection", "reminder")),
    ("whatsapp", "works", "en", "silent", "controller", "watch_mail", ("reasons", "reminder")),
    ("whatsapp", "whatsapp_dialogue", "en", "confirmed", "nobody", "recheck", ("reasons",)),
    ("facebook", "unclear_letter", "en", "silent", "controller", "watch_mail", ("reminder",)),
]  # fmt: skip

DIALOGUE, DESK = "whatsapp-dialogue-whatsapp/whatsapp", "support@support.whatsapp.com"
"""Who answers by mail, over the person's own server, and whom; the town's desk then decides."""


@dataclass
class Forty:
    """A household, its person, and everything that was noted on the way."""

    home: Household
    states: dict[str, list[str]] = field(default_factory=dict)
    """By account, the state of each morning."""
    written: dict[str, dict[str, str]] = field(default_factory=dict)
    """By account, which letter was written on which day."""

    def live(self, days: int) -> None:
        """Every morning a run; what it asks of the person is done the same day."""
        for _ in range(days):
            self.home.town.postman.wait_until_idle(30)
            for row in json.loads(self.home.optout("run", "--wait", "0", "--json")):
                self.states.setdefault(row["handle"], []).append(row["state"])
                if row["whose_move"] == "person":
                    self._write(row["handle"], ASKED[row["next"]])
            self.home.town.postman.wait_until_idle(30)
            self.home.town.set_clock(self.home.town.now() + timedelta(days=1))

    def _write(self, handle: str, kind: str) -> None:
        letters, today = self.written.setdefault(handle, {}), self.home.town.now().date().isoformat()
        if kind in letters:
            return
        letters[kind] = today
        if handle == DIALOGUE:
            self.home.optout("letter", handle, "--kind", kind, "--send", "--to", DESK, "--yes")
            return
        self.home.optout("letter", handle, "--kind", kind)
        if kind != "complaint-notice":  # a notice is followed by a complaint, and that is the person's to lodge
            self.home.optout("letter", handle, "--kind", kind, "--went-out", today)


def _people() -> list[Resident]:
    return [
        resident(platform, scenario, n=n, language=language)
        for n, (platform, scenario, language, *_) in enumerate(LIVES)
    ]


def _handle(platform: str, scenario: str) -> str:
    return f"{scenario.replace('_', '-')}-{platform}/{platform}"


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forty]:
    """Forty days, lived once. Dovecot where it is installed."""
    here = tmp_path_factory.mktemp("forty")
    with Town(here / "town", _people(), imap="auto", pace=0.0, now=START) as town:
        settings = {"OPTOUT_PATIENCE": "5", "OPTOUT_ANSWER_PATIENCE": "5"}
        lived = Forty(Household(town, here / "data", settings))
        lived.home.be_logged_in()
        lived.live(DAYS)
        yield lived


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("platform", "scenario", "language", "state", "mover", "following", "letters"),
    LIVES,
    ids=[f"{platform}-{scenario}" for platform, scenario, *_ in LIVES],
)
def test_after_forty_days_each_account_stands_where_its_scenario_says(
    forty: Forty, platform: str, scenario: str, language: str, state: str, mover: str,
    following: str, letters: tuple[str, ...],
) -> None:  # fmt: skip
    """State, whose move, what is next, and which letters were written on the way."""
    handle = _handle(platform, scenario)
    row = forty.home.status()[handle]

    assert (state, mover, following) == (row["state"], row["whose_move"], row["next"]), language
    assert letters == tuple(forty.written.get(handle, {}))


def test_nothing_was_sent_twice_in_forty_runs(forty: Forty) -> None:
    """One request per account over a form, none where every form was dead."""
    sent = {person: count for (person, *_), count in forty.home.town.sends().items()}

    assert {person: 0 if "everything-dead" in person else 1 for person in sent} == sent


def test_a_month_of_silence_is_shown_day_by_day(forty: Forty) -> None:
    """Every morning's look is an event with folders, counts and numbers; the reminder comes when the month is over."""
    handle = _handle("facebook", "silent")
    shown = json.loads(forty.home.optout("show", handle, "--json"))
    looks = [event for event in shown["events"] if event["kind"] == "looked"]
    days = {event["at"][:10] for event in looks}
    one = looks[-1]["facts"]["folders"]["INBOX"]

    assert DAYS - 1 <= len(days)
    assert {"letters", "found", "uidvalidity", "uidnext"} == set(one)
    assert {"reminder": "2026-04-03"} == forty.written[handle]  # the month ended with the last hour of 2 April
    assert ["acknowledged"] * 32 == forty.states[handle][:32]
    assert {"silent"} == set(forty.states[handle][32:])


def test_a_confirmation_of_the_next_day_is_read_the_next_day(forty: Forty) -> None:
    """By the world's clock: received on the first morning, confirmed on the second."""
    assert ["acknowledged", "confirmed"] == forty.states[_handle("facebook", "confirmed_tomorrow")][:2]


def test_a_form_that_is_dead_on_three_days_becomes_a_letter_by_post(forty: Forty) -> None:
    """Stopped, tried again on the next days, then posted: its month begins with that day.

    It ends on a Saturday before Easter Monday, so with the Tuesday (Regulation 1182/71 Art. 3(4)).
    """
    handle = _handle("instagram", "everything_dead")

    assert {"objection": "2026-03-04", "reminder": "2026-04-08"} == forty.written[handle]
    assert ["stopped"] * 3 + ["sent"] * 34 == forty.states[handle][:37]
    assert 0 == forty.home.status()[handle]["sends"]


def test_questions_answered_by_mail_are_decided(forty: Forty) -> None:
    """Asked on the first day, answered on the second, decided on the third: three letters in the story."""
    told = forty.home.optout("show", DIALOGUE)

    assert ["acknowledged", "more_asked", "confirmed"] == forty.states[DIALOGUE][:3]
    assert 1 == len(forty.home.town.office.outgoing())
    assert told.index("questions about the objection") < told.index("the objection is honoured")


def test_the_story_tells_it_all(forty: Forty) -> None:
    """`optout show`: the walk, the letters, the looks in one line, the reminder."""
    silent = forty.home.optout("show", _handle("facebook", "silent"))
    refused = forty.home.optout("show", _handle("facebook", "refused"))
    asked = forty.home.optout("show", _handle("whatsapp", "works"))
    dead = forty.home.optout("show", _handle("facebook", "notice_link_dead"))

    assert "Looked into the mailbox" in silent and "times, the last time on" in silent
    assert "Reminder" in silent
    assert "no further action will be taken" in refused
    assert "questions about the objection" in asked
    assert "Meta’s own link, received on 2 March 2026, answered 404 on 2 March 2026" in dead


def test_fourteen_days_after_the_reminder_the_complaint_falls_due(forty: Forty, tmp_path: Path) -> None:
    """A week later the person is told so, writes the notice, and the dossier of it all verifies."""
    handle = _handle("facebook", "silent")
    forty.home.town.set_clock(datetime(2026, 4, 18, 7, 0, tzinfo=UTC))
    before = _row(forty, handle)
    forty.live(1)
    out = tmp_path / "dossier.zip"
    forty.home.optout("dossier", handle, "-o", str(out))
    forty.home.optout("verify", str(out))

    assert ("silent", "person", "complaint") == (before["state"], before["whose_move"], before["next"])
    assert {"reminder": "2026-04-03", "complaint-notice": "2026-04-18"} == forty.written[handle]


def _row(forty: Forty, handle: str) -> dict[str, Any]:
    return forty.home.status()[handle]
