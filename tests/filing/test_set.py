"""The set: its files, their sizes, the pictures that were made smaller, and the page that says what to do."""

import io
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.dossier import LeakFound
from bot.dossier.filing import make
from bot.dossier.filing.authorities import every
from bot.dossier.filing.grievance import Contact, Grievance
from bot.dossier.filing.pictures import LADDER, MOST_PARTS, Unshowable, shown
from bot.writing import Exhibit, Happened
from bot.writing.matter import Reply
from tests.filing.cases import DEAD_END, SILENCE, grievance
from tests.writing import pdf as reader
from tests.writing.matters import FILED, LOCKED, REFUSED

AT = datetime(2026, 3, 9, 8, tzinfo=UTC)
LETTER = (
    b"From: Privacy Operations <case@support.facebook.com>\r\nTo: anna@example.org\r\nSubject: Your objection\r\n"
    b"Date: Fri, 20 Mar 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"We cannot take further action on your request.\r\n"
)


def picture(width: int, height: int, *, noisy: bool = False, kind: str = "PNG") -> bytes:
    """A picture; a noisy one hardly shrinks."""
    made = Image.new("RGB", (width, height), "#f4f4f4")
    if noisy:
        made = Image.frombytes("RGB", (width, height), _noise(width * height * 3))
    stream = io.BytesIO()
    made.save(stream, kind)
    return stream.getvalue()


def _noise(count: int) -> bytes:
    """Bytes without a pattern, always the same."""
    return b"".join(sha256(n.to_bytes(4)).digest() for n in range(count // 32 + 1))[:count]


def with_files(folder: Path, *pictures: bytes, letter: bytes = b"", **other: Any) -> Grievance:
    """A grievance whose exhibits lie on the disk."""
    obstructions, files = [], {}
    for n, data in enumerate(pictures):
        path = folder / f"{n:02d}-open.png"
        path.write_bytes(data)
        exhibit = Exhibit(f"walk/{path.name}", sha256(data).hexdigest(), "picture", AT)
        obstructions.append(replace(LOCKED, way=f"way_{n}", exhibits=(exhibit,)))
        files[exhibit.name] = path
    replies: tuple[Reply, ...] = ()
    if letter:
        path = folder / "letter.eml"
        path.write_bytes(letter)
        exhibit = Exhibit(path.name, sha256(letter).hexdigest(), "their_letter", AT)
        replies = (replace(REFUSED, exhibits=(exhibit,)),)
        files[exhibit.name] = path
    happened = Happened(tuple(obstructions), replace(FILED, exhibits=()), replies)
    return grievance(**{"happened": happened, "contacts": (), "files": files, **other})


def _text(folder: Path, name: str) -> str:
    return reader.squeezed(reader.text((folder / name).read_bytes()))


def test_a_set_is_two_papers_and_a_page(tmp_path: Path) -> None:
    """For their owner alone; sizes and hashes as told."""
    made = make(with_files(tmp_path, picture(800, 600), letter=LETTER), tmp_path / "set")

    assert ["complaint.pdf", "exhibits.pdf", "README.txt"] == [one.name for one in made.files]
    assert [True, True, False] == [one.upload for one in made.files]
    assert made.fits and not made.reduced
    for one in made.files:
        path = made.folder / one.name
        assert (one.size, one.sha256) == (path.stat().st_size, sha256(path.read_bytes()).hexdigest())
        assert 0o600 == path.stat().st_mode & 0o777


def test_an_exhibit_has_its_caption_its_time_and_the_hash_of_its_original(tmp_path: Path) -> None:
    """Under each picture; a letter as text, with what its signature proves."""
    (tmp_path / "letter.dkim").mkdir()
    (tmp_path / "letter.dkim" / "result.json").write_text(json.dumps({"holds": True, "domain": "support.facebook.com"}))
    about = with_files(tmp_path, picture(800, 600), letter=LETTER, language="en", authority=every()["ie-dpc"])
    text = _text(make(about, tmp_path / "set").folder, "exhibits.pdf")

    for piece in (
        "Exhibit 1: picture of the page, 9 March 2026, 08:00 UTC",
        sha256(picture(800, 600)).hexdigest(),
        "We cannot take further action on your request.",
        sha256(LETTER).hexdigest(),
        "Signature: valid, of support.facebook.com (DKIM)",
    ):
        assert reader.squeezed(piece) in text, piece


def test_a_letter_without_a_proof_is_not_called_proven(tmp_path: Path) -> None:
    """No record beside it, or one that cannot be read."""
    about = with_files(tmp_path, letter=LETTER, authority=every()["ie-dpc"])
    (tmp_path / "letter.dkim").mkdir()
    (tmp_path / "letter.dkim" / "result.json").write_text("[" * 5000)
    text = _text(make(about, tmp_path / "set").folder, "exhibits.pdf")

    assert reader.squeezed("none that proves the sender") in text


@pytest.mark.parametrize("authority", ["de-by-lda", "fr-cnil", "gb-ico"])
def test_pictures_are_made_smaller_until_they_fit(authority: str, tmp_path: Path) -> None:
    """As marked copies, whose caption still bears the hash of the original."""
    photos = [picture(1280, 900, noisy=True) for _ in range(2)]
    made = make(with_files(tmp_path, *photos, authority=every()[authority]), tmp_path / "set")
    sizes = [one.size for one in made.files if one.upload]

    assert sum(map(len, photos)) > 5_000_000
    assert made.fits and made.reduced
    assert "" == every()[authority].limits.fault(sizes)
    assert sha256(photos[0]).hexdigest() in _text(made.folder, "exhibits.pdf")


def test_a_reduced_copy_says_so(tmp_path: Path) -> None:
    """Nobody takes a copy for the original."""
    about = with_files(tmp_path, picture(1280, 900, noisy=True), authority=every()["ie-dpc"])
    text = _text(make(about, tmp_path / "set").folder, "exhibits.pdf")

    assert reader.squeezed("Reduced copy of 00-open.png; the SHA-256 is that of the original") in text


def test_what_cannot_fit_is_said(tmp_path: Path) -> None:
    """Not left out, not called fitting."""
    tight = every()["de-by-lda"]
    tight = replace(tight, limits=replace(tight.limits, total=60_000))
    made = make(with_files(tmp_path, picture(1280, 900, noisy=True), authority=tight, language="en"), tmp_path / "set")

    assert not made.fits
    assert "WARNING: the files do not fit" in made.readme


def test_a_long_page_is_cut_into_parts_that_can_be_read() -> None:
    """And what is more than a few sheets stays in the original, which is told."""
    parts, cut = shown(picture(400, 1500), None)
    _, too_long = shown(picture(100, 100 * 2 * MOST_PARTS), None)

    assert 3 == len(parts) and not cut and too_long
    assert all(Image.open(io.BytesIO(part.data)).size[1] <= 600 for part in parts)
    assert all(part.reduced for part in parts)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n\x1a\n" + b"x" * 90, b"<svg/>", picture(9000, 9000)[:900], b"GIF89a" + b"\0" * 50],
)
def test_what_is_no_picture_is_not_shown(data: bytes) -> None:
    """Broken, of another kind, or larger than anything of ours."""
    with pytest.raises(Unshowable):
        shown(data, LADDER[1])


def test_a_bomb_is_not_opened() -> None:
    """A small file with more pixels than any page has."""
    with pytest.raises(Unshowable):
        shown(picture(12_000, 12_000), None)


def test_a_file_that_was_changed_is_not_shown(tmp_path: Path) -> None:
    """Its hash is printed beside it: it must be the hash of what one sees."""
    about = with_files(tmp_path, picture(800, 600), authority=every()["ie-dpc"])
    (tmp_path / "00-open.png").write_bytes(picture(800, 601))
    text = _text(make(about, tmp_path / "set").folder, "exhibits.pdf")

    assert reader.squeezed("This file cannot be shown here") in text


def test_a_letter_with_a_secret_is_not_shown(tmp_path: Path) -> None:
    """Its hash stays; its words do not leave the house."""
    about = with_files(tmp_path, letter=LETTER.replace(b"request", b"code 739214"), secrets=("739214",),
                       authority=every()["ie-dpc"])  # fmt: skip
    text = _text(make(about, tmp_path / "set").folder, "exhibits.pdf")

    assert "739214" not in text
    assert reader.squeezed("it holds a code or a secret") in text


def test_a_secret_in_the_papers_stops_the_set(tmp_path: Path) -> None:
    """Redaction fails closed: nothing is written."""
    about = with_files(tmp_path, picture(80, 60), person="Anna hunter2-hunter2", secrets=("hunter2-hunter2",))

    with pytest.raises(LeakFound):
        make(about, tmp_path / "set")
    assert not (tmp_path / "set").exists()


def test_a_letter_of_our_own_is_enclosed_as_it_is(tmp_path: Path) -> None:
    """What went out by post is the proof of the objection; its bytes are not touched. An older one does not stay."""
    letter = tmp_path / "20260310-objection.pdf"
    letter.write_bytes(b"%PDF-1.7 as it was posted")
    exhibit = Exhibit(letter.name, sha256(letter.read_bytes()).hexdigest(), "our_letter", AT)
    sent = Contact(AT, mine=True, channel="letter", what="objection", exhibits=(exhibit,))
    about = grievance(happened=replace(SILENCE, filing=replace(FILED, exhibits=())), contacts=(sent,),
                      files={letter.name: letter})  # fmt: skip
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "exhibit-7.pdf").write_bytes(b"old")
    made = make(about, tmp_path / "set")

    assert ["complaint.pdf", "exhibits.pdf", "exhibit-1.pdf", "README.txt"] == [one.name for one in made.files]
    assert letter.read_bytes() == (made.folder / "exhibit-1.pdf").read_bytes()
    assert not (made.folder / "exhibit-7.pdf").exists()
    assert "exhibit-1.pdf" in made.readme


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_nothing_in_the_exhibits(tmp_path: Path) -> None:
    """With a picture, a long one, and a letter; PDF/A-3 and PDF/UA-1."""
    about = with_files(tmp_path, picture(800, 600), picture(300, 2000), picture(640, 480, kind="WEBP"), letter=LETTER)
    made = make(about, tmp_path / "set")
    path = made.folder / "exhibits.pdf"
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"} == reader.claims(path.read_bytes())


def test_the_same_grievance_is_the_same_set(tmp_path: Path) -> None:
    """Reduced pictures too."""
    about = with_files(tmp_path, picture(1280, 900, noisy=True), picture(300, 2000), letter=LETTER)
    first, again = make(about, tmp_path / "one"), make(about, tmp_path / "two")

    assert first.files == again.files


@pytest.mark.parametrize(
    ("authority", "other", "expected"),
    [
        ("fr-cnil", {}, "last checked on 10 February 2023"),
        ("ie-dpc", {"chosen": "lead"}, "No authority of your country"),
        ("de-hh", {"chosen": "usual"}, "--authority names another"),
        ("se-imy", {}, "takes sv; this complaint is in English"),
        ("at-dsb", {}, "Lodge it by 9 March 2027: the period that begins when you knew"),
        ("at-dsb", {"today": date(2030, 1, 1)}, "the period that ended on 9 March 2027 is over"),
        ("gb-ico", {"country": "GB"}, "4 files, 3.0 MB each"),
        ("de-by-lda", {}, "1.5 MB in total"),
        ("de-by-lda", {}, "Or by post: Postfach 1349, 91504 Ansbach"),
        ("fr-cnil", {"happened": DEAD_END}, "nothing shows that your objection has reached the controller"),
        ("fr-cnil", {"happened": replace(SILENCE, unproven=1)}, "letters whose sender could not be proven"),
        ("fr-cnil", {"has_address": False}, "--address adds it"),
        ("it-garante", {}, "digital signature, authenticated signature, or handwritten"),
        ("fr-cnil", {"world": "town"}, "do not lodge it"),
        ("fr-cnil", {}, "https://www.cnil.fr/fr/adresser-une-plainte"),
        ("fr-cnil", {}, "I objected to the use of my personal data"),
    ],
)
def test_the_page_says_what_to_upload_where_until_when(
    authority: str, other: dict[str, Any], expected: str, tmp_path: Path
) -> None:
    """In the person's language; warnings where somebody should look first."""
    usual = {"language": "en", "authority": every()[authority], "contacts": (), **other}
    made = make(grievance(**usual), tmp_path / "set")

    assert expected in " ".join(made.readme.split())


def test_the_page_is_in_the_persons_language_and_the_complaint_in_the_authoritys(tmp_path: Path) -> None:
    """A Pole in France reads Polish and complains in French."""
    made = make(grievance(language="pl", contacts=()), tmp_path / "set")

    assert "Jak wnieść tę skargę" in made.readme
    assert "fr" == made.language
    assert reader.squeezed("Réclamation au titre de l’article 77 du RGPD") in _text(made.folder, "complaint.pdf")
