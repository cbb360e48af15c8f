"""The link in the controller's own information mail: walked when it is proven, an exhibit when it is dead."""

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import Clock
from bot.household import load
from bot.journal import Journal
from bot.writing import gather
from fixtures.lookalike.roads import LOOKALIKE_HOST
from fixtures.town import Town
from flows import FLOWS
from tests.flows.world import Household, lines, residents

SCENARIOS = ("notice_link_works", "notice_link_dead", "notice_link_region_locked", "notice_forged", "works")
CASES = [(platform, scenario) for scenario in SCENARIOS for platform in ("facebook", "instagram")]
MAILED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
WALKED = MAILED + timedelta(days=2)
TOKEN = "AQhK7x2vPp0Lw9Zt4Rb81"
"""What a personal link bears."""
DEAD = "the link in the information mail (the link leads to nothing)"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """Mails on one day, walks two days later; one mail more whose link bears a personal token."""
    here = tmp_path_factory.mktemp("notice")
    with Town(here / "town", residents(CASES, languages=("fr", "de")), pace=0.0, now=MAILED) as town:
        _mail_with_token(town)
        town.set_clock(WALKED)
        household = Household(town, here / "data", {"OPTOUT_PATIENCE": "6", "OPTOUT_ANSWER_PATIENCE": "6"})
        household.be_logged_in()
        household.optout("probe", "--json")
        household.optout("run", "--at-once", "2", "--wait", "0")
        town.postman.wait_until_idle(30)
        household.optout("watch", "--for", "0")
        yield household


def _mail_with_token(town: Town) -> None:
    name = "notice-link-works-facebook/facebook"
    resident = town.registry.by_name[name]
    link = f"{town.form_address(name, 'fresh')}?mid={TOKEN}"
    town.set_clock(MAILED + timedelta(hours=1))
    town.office.deliver(
        "information", resident.email, platform="facebook", language="fr", name=resident.name, link=link
    )


def _events(home: Household, handle: str, kind: str) -> list[dict[str, Any]]:
    shown = json.loads(home.optout("show", handle, "--json"))
    return [event["facts"] for event in shown["events"] if event["kind"] == kind]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_a_dead_link_of_the_controllers_own_is_told_with_both_its_dates(home: Household, platform: str) -> None:
    """Received on one day, answered 404 two days later; the next ways are tried and one of them opens."""
    handle = f"notice-link-dead-{platform}/{platform}"
    told = home.optout("show", handle)

    assert "Meta’s own link, received on 20 November 2026, answered 404 on 22 November 2026" in told
    assert DEAD in told
    (dead,) = [facts for facts in _events(home, handle, "way_tried") if facts["way"] == "from_the_notice_mail"]
    assert ("dead_link", 404, True) == (dead["obstacle"], dead["status"], dead["proven"])
    assert dead["seen"].startswith("The controller’s own link, received on 2026-11-20, answered 404 on 2026-11-22")
    assert "confirmed" == home.status()[handle]["state"]


def test_the_mail_is_an_exhibit_of_the_dossier(home: Household, tmp_path: Path) -> None:
    """The raw mail is in the bag, the line of the journal names it by its hash, and the bag verifies."""
    handle, out = "notice-link-dead-facebook/facebook", tmp_path / "dossier.zip"
    home.optout("dossier", handle, "-o", str(out))
    home.optout("verify", str(out))
    with zipfile.ZipFile(out) as bag:
        names = bag.namelist()
        timeline = next(bag.read(name).decode() for name in names if name.endswith("timeline.csv"))
    (dead,) = [row for row in timeline.splitlines() if "from_the_notice_mail" in row and "dead_link" in row]

    assert "answered 404 on 2026-11-22" in dead
    exhibit = next(name for name in names if name.endswith(".eml") and name.rpartition("/")[2] in dead)
    assert exhibit.partition("/")[2].startswith("data/mail/")


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_a_locked_link_of_the_controllers_own_speaks_for_the_walk(home: Household, platform: str) -> None:
    """The road of the newspapers is tried after it; that the controller's own link is locked is what is told."""
    handle = f"notice-link-region-locked-{platform}/{platform}"
    row = home.status()[handle]
    tried = [facts["way"] for facts in _events(home, handle, "way_tried")]
    (stopped,) = _events(home, handle, "stopped")

    assert ("stopped", "region_lock", "from_the_notice_mail") == (row["state"], row["obstacle"], row["way"])
    assert tried.index("from_the_notice_mail") < tried.index("through_settings")
    assert stopped["seen"].startswith("The controller’s own link, received on 2026-11-20, was opened on 2026-11-22")
    assert "Meta’s own link, received on 20 November 2026, was opened on 22 November 2026" in home.optout(
        "show", handle
    )


def test_a_letter_by_post_names_the_mail_among_its_exhibits(home: Household) -> None:
    """What the controller's own link met is held against it with the picture and with its own mail."""
    handle = "notice-link-region-locked-facebook/facebook"
    account = load(home.town.household).find(handle)
    with Journal.open(home.data / "journal.sqlite", world="town", clock=Clock()) as journal:
        history = journal.history(account.id)
    happened = gather(history, home.data / "evidence" / account.id, home.data / "mail", "town")
    (own,) = [one for one in happened.obstructions if one.way == "from_the_notice_mail"]
    home.optout("letter", handle, "--kind", "objection")

    assert ["picture", "their_letter"] == sorted({exhibit.what for exhibit in own.exhibits})


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_a_forged_mail_is_passed_over_without_a_page(home: Household, platform: str) -> None:
    """No browser goes where a forger's link leads; that the way was passed over is written down, and is no obstacle."""
    handle = f"notice-forged-{platform}/{platform}"
    (passed,) = [f for f in _events(home, handle, "way_tried") if f["way"] == "from_the_notice_mail"]

    assert (True, None) == (passed["passed_over"], passed.get("obstacle"))
    assert "This way was passed over: the link in the information mail" in home.optout("show", handle)
    assert [] == [visit for visit in home.town.visits() if visit["host"] == LOOKALIKE_HOST]
    assert [] == [f for f in (home.data / "evidence").rglob("*from-the-notice-mail*") if _is_of(home, f, handle)]


def _is_of(home: Household, folder: Path, handle: str) -> bool:
    shown = json.loads(home.optout("show", handle, "--json"))
    return folder.name in {walk["folder"] for walk in shown["walks"]}


def test_the_newest_proven_mail_gives_the_link_and_its_token_is_nowhere(home: Household) -> None:
    """Two mails: the later one is walked. What makes its link personal is in the mail alone."""
    handle = "notice-link-works-facebook/facebook"
    spoken = [
        path
        for path in [*(home.data / "evidence").rglob("*"), *(home.data / "probe").rglob("*"), *home.data.glob("*")]
        if path.is_file() and TOKEN.encode() in path.read_bytes()
    ]
    kept = [path for path in (home.data / "mail").glob("*.eml") if TOKEN.encode() in _unfolded(path)]
    (way,) = [f for f in _events(home, handle, "way_tried") if f["way"] == "from_the_notice_mail"]

    assert [] == spoken
    assert 1 == len(kept)
    assert (True, kept[0].name) == (way["opened"], way["file"])
    assert TOKEN not in home.optout("show", handle) + home.optout("show", handle, "--json")


def _unfolded(path: Path) -> bytes:
    return path.read_bytes().replace(b"=\r\n", b"").replace(b"=3D", b"=")


def test_the_walk_counts_its_friction_and_names_its_letter(home: Household) -> None:
    """One screen, and the one click that sends; the log names the letter by its hash, the address without values."""
    shown = json.loads(home.optout("show", "notice-link-works-facebook/facebook", "--json"))
    figures = next(one for one in shown["friction"] if one["way"] == "from_the_notice_mail")
    (walk,) = [walk for walk in shown["walks"] if walk["way"] == "from_the_notice_mail"]
    folder = next((home.data / "evidence").rglob(walk["folder"]))
    first = next(line for line in lines(folder) if line.get("verb") == "open")

    assert (1, 1, 0) == (figures["clicks"], figures["screens"], figures["dead_ends"])
    assert first["address"].endswith("?mid=…")
    assert first["letter"] in [facts["sha256"] for facts in _events(home, shown["handle"], "notice")]


def test_a_probe_tells_what_the_mail_leads_to_and_what_was_passed_over(home: Household) -> None:
    """Each platform's first account stands for it; a passer-by has no mailbox."""
    told = [json.loads(line) for line in home.optout("probe", "--json").splitlines()]
    stranger = Household(home.town, home.data.with_name("stranger"), {"OPTOUT_HOUSEHOLD": "/nonexistent", **home.extra})
    passed = [line for line in stranger.optout("probe", "--platform", "facebook").splitlines() if "notice_mail" in line]

    assert [(flow.platform, way.key) for flow in FLOWS.values() for way in flow.ways] == [
        (line["platform"], line["way"]) for line in told
    ]
    assert {"form"} == {line["outcome"] for line in told if line["way"] == "from_the_notice_mail"}
    assert ["passed"] == [line.split()[0] for line in passed]
    assert "a passer-by has no mailbox" in passed[0]


def test_on_paper_the_mail_is_named_by_its_subject(home: Household) -> None:
    """Where the subject is known in the language, a person can look for it."""
    told = home.optout("explain", "facebook", "--lang", "fr", "--way", "from_the_notice_mail")

    assert "1. Ouvrez l’e-mail « Découvrez comment nous utiliserons vos informations" in told
    assert "2. " in told
