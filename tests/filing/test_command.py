"""`optout dossier`, as a person types it: the sealed bag, and beside it what an authority's form takes."""

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.journal import Journal
from bot.objection import EventKind
from tests.filing.test_set import picture
from tests.writing import pdf as reader
from tests.writing.test_command import SENT, Home, home
from tests.writing.test_gather import walked

__all__ = ["home"]

DEAD = (
    (EventKind.WAY_TRIED, {"way": "straight_to_the_form", "obstacle": "dead_link", "seen": "HTTP 404"}),
    (EventKind.STOPPED, {"way": "straight_to_the_form", "obstacle": "dead_link", "seen": "HTTP 404"}),
)


def test_a_silent_controller_gets_a_complaint(home: Home) -> None:
    """Bag, folder, hashes; the complaint bears the hash of the bag, and says that it is a rehearsal."""
    home.write("anna/facebook", *SENT)
    home.at("2026-04-20T08:00:00Z")
    said = json.loads(home.optout("dossier", "anna/facebook", "-o", "anna.zip", "--json"))
    bag, folder = home.folder / "anna.zip", home.folder / "anna-filing"
    filing = said["filing"]
    text = reader.squeezed(reader.text((folder / "complaint.pdf").read_bytes()))

    assert sha256(bag.read_bytes()).hexdigest() == said["sha256"]
    assert said["sha256"] in text
    assert ("fr-cnil", "fr", ["objection", "silence"]) == (
        filing["authority"],
        filing["language"],
        filing["infringements"],
    )
    for one in filing["files"]:
        data = (folder / one["name"]).read_bytes()
        assert (one["size"], one["sha256"]) == (len(data), sha256(data).hexdigest())
    assert "complaint.pdf" in [one["name"] for one in filing["files"] if one["upload"]]
    assert "RÉPÉTITION" in text
    with zipfile.ZipFile(bag) as archive:
        assert [name for name in archive.namelist() if name.endswith("/manifest-sha256.txt")]


def test_a_walks_picture_is_an_exhibit(home: Home) -> None:
    """From the evidence folder to the sheet: cited in the complaint, shown, with the hash that the walk's log bears."""
    clock = Clock(home.folder / "now.txt")
    with Journal.open(home.folder / "data" / "journal.sqlite", world="nowhere", clock=clock) as journal:
        objection = journal.enrol(home.household.find("anna/facebook"))
    shown = picture(640, 400)
    walked(
        home.folder / "data" / "evidence" / objection,
        "straight_to_the_form",
        "dead_link",
        at=clock.now(),
        world="nowhere",
        png=shown,
    )
    home.write("anna/facebook", *DEAD)
    home.optout("dossier", "anna/facebook", "-o", "anna.zip", "--authority", "ie-dpc")
    folder = home.folder / "anna-filing"
    complaint, exhibits = (
        reader.squeezed(reader.text((folder / name).read_bytes())) for name in ("complaint.pdf", "exhibits.pdf")
    )

    assert "(Exhibit1)" in complaint
    assert sha256(shown).hexdigest() in complaint and sha256(shown).hexdigest() in exhibits
    assert b"/Subtype/Image" in (folder / "exhibits.pdf").read_bytes().replace(b"/Subtype /Image", b"/Subtype/Image")


def test_the_screen_says_what_the_folder_says(home: Home) -> None:
    """A warning is seen without opening anything; nothing was sent."""
    home.write("anna/facebook", *DEAD)
    said = home.optout(
        "dossier", "anna/facebook", "-o", "anna.zip", "--address", "1 rue Inconnue", "--address", "Paris"
    )
    readme = (home.folder / "anna-filing" / "README.txt").read_text()

    assert readme in said
    assert "https://www.cnil.fr/fr/adresser-une-plainte" in said
    assert "ATTENTION : l’adresse et la page de l’autorité ont été vérifiées" in " ".join(said.split())
    assert "1rueInconnue" in reader.squeezed(reader.text((home.folder / "anna-filing" / "complaint.pdf").read_bytes()))


def test_without_a_wrong_there_is_a_bag_and_no_complaint(home: Home) -> None:
    """And the reason, in a sentence."""
    home.write("anna/facebook", *SENT)
    said = json.loads(home.optout("dossier", "anna/facebook", "-o", "anna.zip", "--json"))

    assert {"made": False, "reason": said["filing"]["reason"]} == said["filing"]
    assert "no infringement yet" in said["filing"]["reason"]
    assert (home.folder / "anna.zip").is_file()
    assert not (home.folder / "anna-filing").exists()


@pytest.mark.parametrize("there", ["anna.zip", "anna-filing"])
def test_nothing_is_written_over(there: str, home: Home) -> None:
    """Neither a bag nor what a person may have filled in; --force says that it is meant."""
    home.write("anna/facebook", *DEAD)
    path = home.folder / there
    if path.suffix:
        path.write_text("mine")
    else:
        path.mkdir()

    assert "is there already" in home.optout("dossier", "anna/facebook", "-o", "anna.zip", code=2)
    home.optout("dossier", "anna/facebook", "-o", "anna.zip", "--force")


def test_another_authority_can_be_named(home: Home) -> None:
    """By its id; one that does not exist is told before anything is sealed."""
    home.write("anna/facebook", *DEAD)
    wrong = home.optout("dossier", "anna/facebook", "-o", "a.zip", "--authority", "nobody", code=2)
    right = json.loads(home.optout("dossier", "anna/facebook", "-o", "a.zip", "--authority", "de-by-lda", "--json"))

    assert "no authority is called" in wrong and "de-by-lda" in wrong
    assert ("de-by-lda", "de") == (right["filing"]["authority"], right["filing"]["language"])


def test_a_rehearsal_opens_no_page(home: Home) -> None:
    """An authority is nothing to practise on."""
    home.write("anna/facebook", *DEAD)

    assert "is not opened" in home.optout("dossier", "anna/facebook", "-o", "a.zip", "--open")


def test_nobody_complains_for_an_adult_without_a_mandate(home: Home) -> None:
    """The bag is sealed; the complaint needs the person's word."""
    home.write("emma/whatsapp", *DEAD)
    said = home.optout("dossier", "emma/whatsapp", "-o", "e.zip")

    assert "No filing set:" in said and "mandate" in said
    assert not Path(home.folder / "e-filing").exists()
