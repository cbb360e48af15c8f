"""Where an account stands, for machines and for readers."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.report.status import show_json, show_text, status_json
from bot.report.story import Story, WalkTrace
from tests.report.people import NOW, event, letter, line, lines, story

KEYS = {
    "person", "platform", "account", "state", "obstacle", "sends", "way", "whose_move", "next", "due",
    "updated", "world",
}  # fmt: skip


def test_other_peoples_scripts_find_the_agreed_keys() -> None:
    """`optout status --json` has at least these, in every object."""
    told = status_json(lines(), reveal=False)

    assert 11 == len(told)
    assert all(set(one) >= KEYS for one in told)
    assert ["2026-12-22T09:30:00Z", None] == [told[3]["due"], told[1]["due"]]
    json.dumps(told)


def test_addresses_are_masked_unless_revealed() -> None:
    """Also when whoever made the line did not."""
    bare = [line(account="anna@example.org")]

    assert "a***@e***.org" == status_json(bare, reveal=False)[0]["account"]
    assert "anna@example.org" == status_json(bare, reveal=True)[0]["account"]


def test_the_timeline_names_the_pictures(tmp_path: Path) -> None:
    """`optout show` tells the story in order, with the files to open."""
    told = show_text(story(lines()[3], tmp_path))
    order = [
        "Put on the list",
        "Walk: the long way",
        "05-send-submit.png",
        "About to press",
        "the server took",
        "12 times",
    ]

    assert sorted(order, key=told.index) == order
    assert "HTTP 200" in told
    assert "clicks 6" in told


def test_a_stopped_walk_says_what_was_tried_seen_and_what_to_do(tmp_path: Path) -> None:
    """The three sentences of the hint, from the line or from the journal."""
    one = lines()[9]
    from_journal = Story(line(state="stopped", obstacle="dead_link"), story(one, tmp_path).events)

    for told in (show_text(story(one, tmp_path)), show_text(from_journal)):
        assert "“object” was looked for." in told
        assert "HTTP 404 at www.facebook.com." in told
        assert "The other ways are tried." in told


def test_the_story_as_json_is_plain_data(tmp_path: Path) -> None:
    """Times are RFC 3339, pictures are names, and no path of this machine is told."""
    told = json.dumps(show_json(story(lines()[0], tmp_path)))

    assert str(tmp_path) not in told
    assert "05-send-submit.png" in told
    assert {"clicks": 6} == {k: v for k, v in json.loads(told)["friction"][0].items() if k == "clicks"}


def test_an_unproven_letter_is_said_to_prove_nothing() -> None:
    """The words of a forged confirmation appear beside the fact that nobody signed them."""
    told = show_text(Story(line(), [event(1, "letter", answer="confirmed", proven=False)], letters=[]))

    assert "Letter: the objection is honoured (no valid signature: it proves nothing)" in told


def test_a_letter_no_event_speaks_of_is_told_all_the_same() -> None:
    """Kept letters and the journal are merged; the same letter is told once."""
    events = [event(1, "planned"), event(60, "letter", answer="refused", proven=True)]
    told = show_text(Story(line(), events, letters=[letter("information", 5), letter("refused", 60)]))

    assert 1 == told.count("no further action will be taken")
    assert 1 == told.count("information only, not an answer")


def test_the_journals_own_order_stands_when_the_clock_was_set_back() -> None:
    """Entries are not sorted by time: the journal knows better."""
    told = show_text(Story(line(), [event(5, "planned"), event(1, "stopped", obstacle="captcha")]))

    assert told.index("Put on the list") < told.index("Stopped")


def test_a_walk_stands_before_what_came_of_it_even_when_the_clock_stands_still() -> None:
    """In a world all times may be the same; the folder or the way tells where a walk belongs."""
    facts = [("planned", {}), ("way_tried", {"way": "a", "obstacle": "dead_link"}), ("network", {"folder": "two"})]
    events = [{"at": NOW, "kind": kind, "facts": told} for kind, told in facts]
    told = show_text(Story(line(), events, [WalkTrace("two", "b", NOW), WalkTrace("one", "a", NOW)]))
    order = ["Put on the list", "Walk: a", "does not lead to the form", "Walk: b"]

    assert sorted(order, key=told.index) == order


def test_anything_in_an_event_is_survived() -> None:
    """A kind, a fact or a time that nobody expected is named or left out."""
    odd: list[Mapping[str, Any]] = [
        {"at": "not a time", "kind": "invented_kind", "facts": {"x": object()}},
        {"at": NOW, "kind": "network", "facts": {"outcome": "weird"}},
        {"kind": "page"},
        {"at": NOW, "kind": "letter", "facts": None},
        {"at": NOW, "kind": "rehearsed", "facts": {"what": "stopped", "obstacle": "captcha"}},
    ]
    told = show_text(Story(line(), odd))

    assert "Noted: invented kind" in told
    assert "Rehearsal · Stopped: a puzzle only a person may solve" in told
    json.dumps(show_json(Story(line(), odd)))
