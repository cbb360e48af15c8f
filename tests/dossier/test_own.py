"""What the person's own side adds: letters that went out, the mandate of whoever acts, codes that came by mail."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bot.clock import Clock
from bot.dossier import CannotSeal, LeakFound, seal, verify
from bot.dossier.pdftext import words_of
from bot.journal import Journal
from bot.writing import Kind, compose, pdf, words
from tests.dossier import makings
from tests.dossier.conftest import Sealer
from tests.writing.matters import matter
from tests.writing.test_command import SENT, Home, home

__all__ = ["home"]

NAME = "20261201-reminder-fr-case-0001"


def _letter(folder: Path, name: str = NAME, **other: Any) -> list[Path]:
    """A reminder as it is written: the real PDF, and a draft beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    printed = pdf(compose(matter(Kind.REMINDER, **other), words("fr", "FR")))
    (folder / f"{name}.pdf").write_bytes(printed)
    (folder / f"{name}.eml").write_bytes(b"Subject: Rappel\r\n\r\nMadame, Monsieur,\r\n")
    return [folder / f"{name}.pdf", folder / f"{name}.eml"]


def _names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as bag:
        return [name.removeprefix("case-0001/") for name in bag.namelist()]


def _read(archive: Path, name: str) -> str:
    with zipfile.ZipFile(archive) as bag:
        return bag.read(f"case-0001/{name}").decode()


def test_letters_that_went_out_are_exhibits(sealer: Sealer, tmp_path: Path) -> None:
    """Both shapes, in the custody log, and the timeline's row leads to the letter."""
    letters = _letter(tmp_path / "own")
    digest = hashlib.sha256(letters[0].read_bytes()).hexdigest()
    told = {
        "at": makings.START,
        "kind": "reminded",
        "facts": {"kind": "reminder", "file": f"{NAME}.pdf", "sha256": digest},
    }

    sealed = sealer(stamps=[], sent=letters, events=[*makings.EVENTS, told])

    assert {f"data/letters/{NAME}.pdf", f"data/letters/{NAME}.eml"} <= set(_names(sealed.path))
    assert f"data/letters/{NAME}.pdf" in _read(sealed.path, "data/timeline.csv").splitlines()[-1]
    assert "own letter taken in" in _read(sealed.path, "data/log/custody.jsonl")
    assert verify(sealed.path).ok


def test_a_letter_that_names_somebody_else_stays_with_the_person(sealer: Sealer, tmp_path: Path) -> None:
    """One shape tells: both are withheld by their hashes, and the rest is sealed."""
    letters = _letter(tmp_path / "own")
    letters[1].write_bytes(b"Subject: Rappel\r\n\r\nmy sister Berta Beispiel too\r\n")

    sealed = sealer(stamps=[], sent=letters, secrets=["Berta Beispiel"])

    assert not [name for name in _names(sealed.path) if name.startswith("data/letters/")]
    held = _read(sealed.path, "data/facts/withheld.sha256")
    assert f"letters/{NAME}.pdf" in held
    assert f"letters/{NAME}.eml" in held
    assert "Berta" not in held


def test_a_name_in_the_glyphs_of_a_pdf_is_found(sealer: Sealer, tmp_path: Path) -> None:
    """A page's text is numbers of glyphs; the sweep reads it by the tables that screen readers use."""
    name = "c/o Berta Beispiel"
    letters = _letter(tmp_path / "own", contact=(name, "12 rue Inconnue"))[:1]
    assert name.encode() not in letters[0].read_bytes()

    sealed = sealer(stamps=[], sent=letters, secrets=[name])

    assert f"data/letters/{NAME}.pdf" not in _names(sealed.path)


def test_a_pdf_that_would_take_too_long_is_not_read() -> None:
    """Tables times pages are bounded: the sweep then fails closed."""
    table = b"begincmap beginbfchar <0001> <0041> endbfchar"

    assert words_of([*[table] * 600, b"BT (\\000\\001) Tj" + b" " * (1 << 20)]) is None
    assert ["A"] == list(words_of([table, b"BT (\\000\\001) Tj ET"]) or ())


@pytest.mark.parametrize("harm", ["link", "another kind"])
def test_what_is_no_letter_is_not_taken_for_one(sealer: Sealer, tmp_path: Path, harm: str) -> None:
    """A link could lead to anything of the household's."""
    path = tmp_path / ("x.pdf" if harm == "link" else "x.docx")
    if harm == "link":
        path.symlink_to("/etc/passwd")
    else:
        path.write_bytes(b"1")

    with pytest.raises(CannotSeal):
        sealer(stamps=[], sent=[path])


def test_the_mandate_is_in_the_bag(sealer: Sealer) -> None:
    """Record and text; without one, the bag says that the person acts."""
    record = {"id": "m-1", "agent": "Anna Example", "rights": ["21(1)"]}

    acting = sealer(stamps=[], mandate=record, mandate_text="I authorise Anna.")

    assert record == json.loads(_read(acting.path, "data/mandate/mandate.json"))
    assert "I authorise Anna.\n" == _read(acting.path, "data/mandate/mandate.txt")
    assert "m-1" == json.loads(_read(acting.path, "data/case.json"))["mandate"]
    assert verify(acting.path).ok


def test_without_a_mandate_the_person_acts(sealer: Sealer) -> None:
    """Said in the bag, so that nothing seems to be missing."""
    sealed = sealer(stamps=[])

    assert "self" == json.loads(_read(sealed.path, "data/case.json"))["mandate"]
    assert not [name for name in _names(sealed.path) if "mandate" in name]


def test_somebody_elses_secret_in_the_mandate_is_no_dossier(tmp_path: Path) -> None:
    """What cannot be withheld stops the seal."""
    case = makings.case(tmp_path, mandate={"id": "m-1", "note": "call Berta Beispiel"}, secrets=["Berta Beispiel"])

    with pytest.raises(LeakFound):
        seal(case, tmp_path / "case.zip", stamps=[], now=makings.NOW)


def _bag(home: Home, account: str) -> tuple[list[str], dict[str, Any], zipfile.ZipFile]:
    told = json.loads(home.optout("dossier", account, "-o", "x.zip", "--force", "--json").splitlines()[-1])
    bag = zipfile.ZipFile(home.folder / told["path"])
    return [name.split("/", 1)[1] for name in bag.namelist()], told, bag


def test_from_letter_to_bag_by_commands(home: Home) -> None:
    """Written, sent, told: the letter and its hour on the person's clock are in the bag; a mere draft is not."""
    home.write("anna/facebook", *SENT)
    home.at("2026-06-30T08:00:00Z")
    home.optout("letter", "anna/facebook", "--kind", "reminder")
    drafted, _, _ = _bag(home, "anna/facebook")
    home.optout("letter", "anna/facebook", "--kind", "reminder", "--went-out", "2026-06-30")

    names, told, bag = _bag(home, "anna/facebook")

    root = bag.namelist()[0].split("/")[0]
    assert not [name for name in drafted if name.startswith("data/letters/")]
    assert {".pdf", ".eml"} == {Path(name).suffix for name in names if name.startswith("data/letters/")}
    assert "2026-06-30 10:00:00 +0200" in bag.read(f"{root}/data/timeline.csv").decode()
    home.optout("verify", told["path"])


def test_a_code_that_came_by_mail_is_looked_for(home: Home) -> None:
    """A proven letter brought it, whoever has the picture of the form: it is a secret of the case."""
    code = "482913"
    letter = makings.keep_letter(
        home.folder / "data" / "mail", makings.letter_bytes(f"Your confirmation code is {code}.\r\n")
    )
    (letter.with_suffix(".dkim") / "result.json").write_text('{"holds": true}')
    home.write("anna/facebook", *SENT)
    with Journal.open(
        home.folder / "data" / "journal.sqlite", world="nowhere", clock=Clock(home.folder / "now.txt")
    ) as journal:
        objection = journal.enrol(home.household.find("anna/facebook"))
    folder = makings.walk(home.folder / "data" / "evidence" / objection, world="nowhere")
    (folder / "note.txt").write_text(f"typed {code}")

    said = home.optout("dossier", "anna/facebook", "-o", "x.zip", code=2)

    assert "note.txt" in said
    assert code not in said
