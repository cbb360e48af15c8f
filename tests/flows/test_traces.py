"""What every verb leaves behind, and what must be in none of it."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from bot.chain import verify_chain
from bot.letters.code import find_code
from bot.letters.read import read
from bot.recordings import Recordings
from fixtures.town import Town
from tests.flows.world import Household, lines, residents

CASES = [
    ("facebook", "dead_link"),
    ("instagram", "dead_link"),
    ("instagram", "works_2024"),
    ("facebook", "label_drift_hard"),
]
OTHER_PEOPLE = ("Uma Neighbour", "Otto Friend", "Town Choir", "blue bicycle", "bakery", "Rehearsal on Thursday")
"""What stands on the town's home pages."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """Households whose walks lead over the home pages, and one that gets a code."""
    here = tmp_path_factory.mktemp("traces")
    with Town(here / "town", residents(CASES), imap="python", pace=0.0) as town:
        household = Household(town, here / "data", {"OPTOUT_PATIENCE": "6", "OPTOUT_ANSWER_PATIENCE": "6"})
        household.be_logged_in()
        household.optout("run", "--at-once", "2", "--wait", "0")
        yield household


def _kept(home: Household) -> list[Path]:
    return [path for path in (home.data / "evidence").rglob("*") if path.is_file()]


def test_each_verb_leaves_a_picture_a_snapshot_and_a_chained_line(home: Household) -> None:
    """Every step of every walk, obstacles too."""
    for folder in home.folders():
        steps = [line for line in lines(folder) if line.get("verb")]
        endings = [{name.partition(".")[2] for name in step["files"]} for step in steps]

        assert steps
        assert [] == [found for found in endings if not ("aria.yml" in found and found & {"jpg", "png"})]
        assert verify_chain(folder / "log.jsonl").holds


def test_an_exhibit_is_kept_as_a_page_too(home: Household) -> None:
    """The form before it was sent, what came after, an obstacle: as DOM and MHTML, scrubbed; other steps are not."""
    steps = [line for folder in home.folders() for line in lines(folder) if line.get("verb")]
    pages = [line for line in steps if any(name.endswith(".dom.html") for name in line["files"])]
    kept = [path.read_text("utf-8") for path in _kept(home) if path.name.endswith((".dom.html", ".mhtml"))]

    assert pages
    assert [] == [line["step"] for line in pages if not any(name.endswith(".png") for name in line["files"])]
    assert [] == [line["step"] for line in pages if not any(name.endswith(".mhtml") for name in line["files"])]
    assert [] == [page for page in kept if "<script" in page.lower()]


def test_the_certificates_of_the_walks_own_connection_are_kept(home: Household) -> None:
    """As openssl reads them; in a world they say so."""
    chains = [path.read_bytes() for path in _kept(home) if path.name.endswith(".tls.pem")]
    certificate = x509.load_pem_x509_certificate(chains[0])

    assert "CN=Town (rehearsal)" == certificate.subject.rfc4514_string()
    assert all(b"REHEARSAL" in chain for chain in chains)


def test_the_network_record_lies_in_the_vault_alone(home: Household) -> None:
    """Encrypted, one per walk; the log has its hash and says who answered. Other people's words are not even there."""
    for folder in home.folders():
        line = next(line for line in lines(folder) if line["step"] == "record")
        account = folder.parent.name  # an objection bears the id of its account
        content = Recordings.open(home.data).of(account, folder.name)

        assert content is not None
        assert line["sha256"] == hashlib.sha256(content).hexdigest()
        assert all(facts["tls"] == "TLS 1.3" for facts in line["hosts"].values())
        assert [] == [words for words in OTHER_PEOPLE if words.encode() in content]
        assert {"GET"} <= {entry["request"]["method"] for entry in json.loads(content)["log"]["entries"]}
    packed = [path.read_bytes() for path in (home.data / "vault").iterdir() if ".har-" in path.name]
    assert len(packed) == len(home.folders())
    assert [] == [data for data in packed if b"facebook" in data or b"entries" in data]


def test_other_peoples_words_are_nowhere(home: Household) -> None:
    """The home page is walked over; of what stands on it nothing is kept, not even in a hint or the journal."""
    walked = [
        line
        for folder in home.folders()
        for line in lines(folder)
        if line["step"] in ("open-facebook", "open-instagram")
    ]
    kept = {path.name: path.read_bytes() for path in [*_kept(home), *home.data.glob("journal*")]}

    assert len(walked) >= 2
    assert [] == [
        (name, words) for name, data in kept.items() for words in OTHER_PEOPLE if words.lower().encode() in data.lower()
    ]


def test_no_secret_is_in_any_file(home: Household) -> None:
    """Neither the session nor the code that came by mail; the letter itself is kept, and nothing else repeats it."""
    sessions = [str(cookie["value"]) for name in home.town.registry.by_name for cookie in home.town.session(name)]
    secrets = [value for value in sessions if len(value) > 8]
    digits = _mailed_codes(home)
    others = [path for path in home.data.rglob("*") if path.is_file() and path.parts[-2] not in {"mail", "vault"}]
    kept = {str(path.relative_to(home.data)): path.read_bytes() for path in others if ".dkim" not in str(path)}

    assert secrets
    assert len(home.town.codes()) == len(digits) == 1
    assert any(name.startswith("evidence") for name in kept) and any("journal" in name for name in kept)
    assert [] == [name for name, data in kept.items() for value in [*secrets, *digits] if value.encode() in data]


def _mailed_codes(home: Household) -> set[str]:
    """Every code that the town has mailed, as its post office keeps the letters."""
    found: set[str] = set()
    for path in home.town.household.parent.rglob("*.eml"):
        letter = read(path.read_bytes())
        found |= set(find_code(letter.subject, letter.text))
    return found


def test_a_hint_on_a_page_with_other_peoples_words_names_only_the_sites_own_links(home: Household) -> None:
    """The nearest links that it did see come from the bars of the site, not from the middle of the page."""
    shown = json.loads(home.optout("show", "label-drift-hard-facebook/facebook", "--json"))
    seen = [event["facts"]["seen"] for event in shown["events"] if event["facts"].get("way") == "through_settings"]

    assert [text for text in seen if "nearest" in text]


def test_the_friction_of_each_way_is_counted(home: Household) -> None:
    """Clicks, screens, fields, mandatory fields, log-ins, dead ends and seconds, per way."""
    shown = json.loads(home.optout("show", "dead-link-facebook/facebook", "--json"))
    by_way = {figures["way"]: figures for figures in shown["friction"]}

    assert (0, 1, 1) == tuple(by_way["straight_to_the_form"][name] for name in ("clicks", "screens", "dead_ends"))
    walked = by_way["through_settings"]
    assert (5, 5, 2, 1, 0, 0) == tuple(
        walked[name] for name in ("clicks", "screens", "fields", "mandatory", "logins", "dead_ends")
    )
    assert walked["seconds"] > 0
