"""A letter as a file: PDF/A and PDF/UA, the same bytes each time, and nothing in it that is not text."""

import shutil
import subprocess
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.writing import Kind, compose, draft, languages, pdf, words
from bot.writing.matter import Happened
from tests.writing import pdf as reader
from tests.writing.matters import LOCKED, matter

EVERY = [(kind, language) for kind in Kind for language in languages()]
HOSTILE = '#panic() $x$ [*b*] @label <tag> \\u{41} `raw` _e_ ~ // /* "quoted" #import "x.typ" = head + list {law} %s'


def needs(program: str) -> pytest.MarkDecorator:
    """Independent judges that not every machine has."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_letter_follows_both_standards_and_holds_its_text(kind: Kind, language: str) -> None:
    """PDF/A-2b and PDF/UA-1 in the metadata; language and title for screen readers; every paragraph on the pages."""
    letter = compose(matter(kind), words(language))
    printed = pdf(letter)
    text = reader.squeezed(reader.text(printed))

    assert {"pdfaid:part": "2", "pdfaid:conformance": "B", "pdfuaid:part": "1"} == reader.claims(printed)
    assert f"/Lang({language})".encode() in printed.replace(b"/Lang (", b"/Lang(")
    assert reader.squeezed(letter.subject) in text
    for part in letter.parts:
        for piece in (part.title, *part.points, *part.after):
            assert reader.squeezed(piece) in _without_footers(text, letter.reference, printed), piece


def _without_footers(text: str, reference: str, printed: bytes) -> str:
    """The pages in one piece: a paragraph may go on after the page's number."""
    found = ""
    for page in reader.pages(printed):
        squeezed = reader.squeezed(page)
        found += squeezed[: squeezed.rfind(reader.squeezed(reference))]
    assert found and len(found) <= len(text)
    return found


@pytest.mark.parametrize("kind", list(Kind))
def test_the_same_letter_is_the_same_bytes(kind: Kind) -> None:
    """Its hash goes into the journal: it must not depend on the hour, the machine or the run."""
    letter = compose(matter(kind), words("fr"))

    assert pdf(letter) == pdf(letter)


def test_a_rehearsal_is_marked_on_every_page() -> None:
    """A letter out of a stand-in world can never pass for a real one."""
    grounds = (("own", "\n".join(f"Line {n} of a long story." for n in range(120))),)
    rehearsal = pdf(compose(matter(Kind.OBJECTION, world="town", grounds=grounds), words("en")))
    real = pdf(compose(matter(Kind.OBJECTION, grounds=grounds), words("en")))

    assert 3 < len(reader.pages(rehearsal))
    assert all("REHEARSAL" in page and "not a real letter" in page for page in reader.pages(rehearsal))
    assert not any("REHEARSAL" in page for page in reader.pages(real))


@given(said=st.text(min_size=1, max_size=80))
@example(said=HOSTILE)
@example(said='")#eval("1+1")')
@example(said="\\")
@example(said="#" * 80)
@example(said="x" * 80)
@settings(max_examples=40, deadline=None)
def test_what_a_page_said_is_text_and_never_a_command(said: str) -> None:
    """Whatever a page, a mail or a person wrote stands in the letter as written, and the letter is still a letter."""
    obstruction = replace(LOCKED, quote=said)
    letter = compose(matter(Kind.OBJECTION, happened=Happened((obstruction,)), sender=said), words("en"))
    printed = pdf(letter)
    tried = letter.part("tried")

    assert tried is not None
    assert "2" == reader.claims(printed)["pdfaid:part"]
    if said.isascii():
        assert reader.squeezed(tried.points[0]) in reader.squeezed(reader.text(printed))


@pytest.mark.parametrize("name", ["Ελένη Παράδειγμα", "Петър Примеров", "Łucja Żółć", "Željko Őry", "Þóra Ðæmi"])
def test_names_of_every_union_alphabet_are_printed(name: str) -> None:
    """Latin with all its accents, Greek, Cyrillic: with the fonts that come with the printer."""
    assert reader.squeezed(name) in reader.squeezed(
        reader.text(pdf(compose(matter(Kind.OBJECTION, sender=name), words("en"))))
    )


def test_a_character_without_a_glyph_is_printed_as_its_number() -> None:
    """Both standards forbid an empty box; nothing is dropped in silence."""
    quote = "\U0001fae0\U0001f9ec ok"
    letter = compose(matter(Kind.OBJECTION, happened=Happened((replace(LOCKED, quote=quote),))), words("en"))
    text = reader.text(pdf(letter))

    assert "ok" in text
    assert "[U+1FAE0]" in text or "\U0001fae0" in text


def test_a_letter_as_a_draft() -> None:
    """Unsent, to nobody while no address is verified, with the PDF, in plain text a person can read."""
    letter = compose(matter(Kind.OBJECTION), words("de"))
    printed = pdf(letter)
    raw = draft(letter, printed, "brief.pdf", sender="Anna Example", email="anna@example.org", to="")
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    body, attached = mail.get_body(("plain",)), list(mail.iter_attachments())

    assert ("1", "", letter.subject) == (mail["X-Unsent"], mail["To"], mail["Subject"])
    assert "Anna Example <anna@example.org>" == mail["From"]
    assert body is not None and letter.text == body.get_content().replace("\r\n", "\n")
    assert printed == attached[0].get_payload(decode=True)
    assert mail["Message-ID"] is None
    assert raw == draft(letter, printed, "brief.pdf", sender="Anna Example", email="anna@example.org", to="")


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Anna\r\nBcc: all@example.org", "anna@example.org"),
        ("Anna", "anna@example.org\r\nBcc: x@example.org"),
        ("A", "@@"),
    ],
)
def test_no_name_or_address_becomes_a_header(name: str, email: str) -> None:
    """A household file may hold a line break; a mail header may not."""
    letter = compose(matter(Kind.OBJECTION, sender=name), words("en"))
    mail = message_from_bytes(draft(letter, b"%PDF", "l.pdf", sender=name, email=email, to=""), policy=policy.default)

    assert mail["Bcc"] is None
    assert not [key for key in mail if key.casefold() == "bcc"]


def test_a_rehearsals_draft_says_so_in_its_subject() -> None:
    """The subject is all that a list of drafts shows."""
    letter = compose(matter(Kind.OBJECTION, world="town"), words("en"))
    mail = message_from_bytes(
        draft(letter, b"", "l.pdf", sender="A", email="a@example.org", to=""), policy=policy.default
    )

    assert mail["Subject"].startswith("[REHEARSAL] ")


@needs("pdftotext")
@pytest.mark.parametrize("kind", list(Kind))
def test_another_program_reads_the_same_text(kind: Kind, tmp_path: Path) -> None:
    """poppler, as an independent reader."""
    letter = compose(matter(kind), words("en"))
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf(letter))
    said = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()

    assert reader.squeezed(letter.subject) in reader.squeezed(said)
    assert reader.squeezed(letter.parts[0].paragraphs[0]) in reader.squeezed(said)


@needs("qpdf")
def test_another_program_finds_the_file_sound(tmp_path: Path) -> None:
    """qpdf --check, as an independent judge of the structure."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf(compose(matter(Kind.OBJECTION), words("pl"))))

    assert 0 == subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False).returncode
