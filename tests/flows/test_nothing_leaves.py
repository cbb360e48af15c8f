"""Rehearsing and probing reach every form and send nothing: the town counts."""

import json
from collections.abc import Iterator

import pytest

from fixtures.town import Town
from flows import FLOWS
from tests.flows.world import Household, residents

CASES = [
    ("facebook", "works"), ("instagram", "works_2024"), ("whatsapp", "works"), ("instagram", "policy_only"),
    ("facebook", "form_changed"),
]  # fmt: skip
WAYS = [(flow.platform, way.key) for flow in FLOWS.values() for way in flow.ways]
BEHIND_A_LOG_IN = {"straight_to_the_form", "straight_to_the_form_of_2024", "through_settings", "through_ai_at_meta",
                   "through_the_policy"}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """A household that is logged in."""
    here = tmp_path_factory.mktemp("rehearsal")
    with Town(here / "town", residents(CASES), imap="python", pace=0.0) as town:
        household = Household(town, here / "data", {"OPTOUT_PATIENCE": "6"})
        household.be_logged_in()
        yield household


def test_a_rehearsal_of_the_whole_household_sends_nothing(home: Household) -> None:
    """Every form is filled in, no request arrives, no objection is recorded."""
    printed = home.optout("run", "--rehearse", "--at-once", "3")

    assert {0} == set(home.town.sends().values())
    assert {("planned", 0)} == {(row["state"], row["sends"]) for row in home.status().values()}
    assert "nothing was sent. Forms filled in as meant: 4 of 5." in printed
    assert "form-changed-facebook/facebook: stopped: the form has changed" in printed


def test_a_rehearsal_compares_what_would_have_left(home: Household) -> None:
    """Each rehearsal that reached a form says which fields the stopped request bore; none was missing."""
    told = {
        row["handle"]: [event["facts"] for event in json.loads(home.optout("show", row["handle"], "--json"))["events"]]
        for row in home.status().values()
    }
    compared = {handle: [f for f in facts if "missing" in f] for handle, facts in told.items()}

    assert 4 == sum(bool(found) for found in compared.values())
    assert {(1, ())} == {(f["intercepted"], tuple(f["missing"])) for found in compared.values() for f in found}


def test_a_probe_walks_every_way_and_sends_nothing(home: Household) -> None:
    """One line per way; with a session the forms are reached."""
    lines = [json.loads(line) for line in home.optout("probe", "--json").splitlines()]

    assert WAYS == [(line["platform"], line["way"]) for line in lines]
    by_way = {line["way"]: line["outcome"] for line in lines if line["platform"] == "facebook"}
    assert "passed_over" == by_way.pop("from_the_notice_mail")  # this person got no such mail
    assert {"form", "discovery"} == set(by_way.values())
    assert {0} == set(home.town.sends().values())


def test_a_probe_of_nobody_in_particular_says_which_forms_ask_to_log_in(home: Household) -> None:
    """Without a session a wall is the normal state (facts/forms.md §0): it is said, and it is no dead link."""
    stranger = Household(home.town, home.data.with_name("stranger"), home.extra)
    lines = [json.loads(line) for line in stranger.optout("probe", "--json").splitlines()]
    walls = {line["way"] for line in lines if line["outcome"] == "login_wall"}

    assert WAYS == [(line["platform"], line["way"]) for line in lines]
    assert BEHIND_A_LOG_IN >= walls
    assert {"straight_to_the_form"} <= walls
    assert "dead_link" not in {line["outcome"] for line in lines if line["platform"] != "whatsapp"}
