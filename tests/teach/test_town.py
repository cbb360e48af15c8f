"""In the town: run, teach, run."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.browser import Chromium
from bot.commands.ground import Ground
from bot.commands.teaching import session_of
from bot.sessions import VaultSessions
from bot.teach.session import Taught
from fixtures.lookalike.words import Words
from fixtures.switches import Drift
from fixtures.town import Town
from tests.flows.world import Household, residents
from tests.teach.hand import Hand, command

ROAD = {
    "facebook": {"menu": "menu", "settings and privacy": "settings_and_privacy", "privacy center": "privacy_center"},
    "instagram": {
        "three dots": "more_dots",
        "settings": "settings_and_activity",
        "more info and support": "more_info_and_support",
        "privacy center": "privacy_center",
    },
}
"""The unknown phrases of the long way, and the town's names for what bears them."""


def words_of(platform: str) -> dict[str, str]:
    """What a person who looks at the drifted town presses for each phrase."""
    drifted = Words("en", Drift.HARD)
    return {phrase: drifted.say(key) for phrase, key in (*ROAD[platform].items(), ("object", "object"))}


@pytest.fixture(scope="module")
def drifted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """Two people in a town whose words and addresses have moved, run once: both stopped at a label."""
    here = tmp_path_factory.mktemp("teach")
    people = residents([("facebook", "label_drift_hard"), ("instagram", "label_drift_hard")])
    with Town(here / "town", people, imap="python", late=0.0) as town:
        household = Household(town, here / "data", {"OPTOUT_PATIENCE": "3"})
        household.log_in()
        household.optout("run", "--wait", "0", "--at-once", "2")
        yield household


def ground_of(household: Household) -> Ground:
    """The same places as the commands of the household."""
    where = {"household": household.town.household, "data": household.data, "world": household.town.world}
    return Ground.of({name: str(path) for name, path in where.items()})


def teach(household: Household, platform: str, hand: Hand) -> Taught:
    """What `optout teach` does on the long way, with a browser without a window and a hand of the test's."""
    ground = ground_of(household)
    account = ground.chosen(None, platform)[0]
    flow = ground.flows[platform]
    kept = VaultSessions.open(ground.data).load(account)
    way = next(w for w in flow.ways if w.key == "through_settings")

    def work() -> Taught:
        with Chromium(ground.browser.path, ground.browser_arguments) as chromium:
            return session_of(ground, chromium, hand, account, kept).teach(flow, way, account)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def test_what_was_pointed_at_is_used_by_the_next_run(drifted: Household) -> None:
    """label_drift; a person shows each unknown link of the long way; the next run sends, and it is confirmed."""
    who = "label-drift-hard-facebook"
    before = drifted.status()[f"{who}/facebook"]
    taught = teach(drifted, "facebook", Hand(words_of("facebook")))
    sent_by_teaching = sum(count for key, count in drifted.town.sends().items() if key[0] == who)

    drifted.optout("run", "--platform", "facebook", "--wait", "20")
    after = drifted.status()[f"{who}/facebook"]

    assert ("stopped", "label_drift") == (before["state"], before["obstacle"])
    assert taught.obstacle is None
    assert ["menu", "settings and privacy", "privacy center", "object"] == [one.phrase for one in taught.lessons]
    assert 0 == sent_by_teaching
    assert ("confirmed", 1) == (after["state"], after["sends"])


def test_without_a_window_the_words_are_named(drifted: Household) -> None:
    """`--link` names what to press by its own words; the next run sends, and it is confirmed."""
    who = "label-drift-hard-instagram/instagram"
    named = words_of("instagram")
    links = [word for phrase, words in named.items() for word in ("--link", f"{phrase}={words}")]

    drifted.optout("teach", "instagram", "--way", "through_settings", "--yes", *links, ends=frozenset({0}))
    drifted.optout("run", "--platform", "instagram", "--wait", "20")
    after = drifted.status()[who]

    assert ("confirmed", 1) == (after["state"], after["sends"])


def test_words_that_no_link_bears_are_answered_with_those_there_are(drifted: Household) -> None:
    """A wrong word stops the lesson, says what the page shows, and remembers nothing."""
    before = drifted.optout("teach", "--list")
    ended = command(
        drifted.environment, "teach", "instagram", "--phrase", "object", "--link", "Nobody says this", "--yes"
    )

    assert 10 == ended.returncode
    assert "Nothing on the page bears “Nobody says this”. It shows: “" in ended.stderr
    assert before == drifted.optout("teach", "--list")
