"""The complaint: only what the facts support, each fact with its date and exhibit, in eight languages, as a PDF that
archives and screen readers take."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dossier.filing.authorities import every
from bot.dossier.filing.complaint import compose
from bot.dossier.filing.facts import facts, minute
from bot.dossier.filing.grievance import Grievance
from bot.dossier.filing.infringed import infringements
from bot.dossier.filing.make import nothing_to_file
from bot.dossier.filing.printing import complaint_pdf
from bot.dossier.filing.wording import words
from bot.writing import Happened, languages
from bot.writing.matter import Obstruction
from tests.filing.cases import DEAD_END, LOCKED_OUT, RECORD, REFUSAL, SILENCE, grievance
from tests.writing import pdf as reader
from tests.writing.matters import AGENT, DEAD, FILED, LOCKED, REFUSED

EN = words("en")
MANDATORY = ("who", "facts", "contacts", "infringed", "figures", "requests", "settle", "other", "list")


def _claimed(about: Grievance) -> dict[str, tuple[int, ...]]:
    return {one.key: one.facts for one in infringements(facts(about, EN))}


def _printed(about: Grievance, language: str) -> bytes:
    composed = compose(about, words(language, about.country))
    return complaint_pdf(composed.paper, about.record.manifest, about.last_event)


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        (REFUSAL, {"objection", "obstructed", "refusal"}),
        (SILENCE, {"objection", "silence"}),
        (LOCKED_OUT, {"obstructed"}),
        (DEAD_END, {"obstructed"}),
        (Happened(filing=FILED), {"objection", "silence"}),
        (Happened(filing=FILED, replies=(replace(REFUSED, quote=""),)), {"objection"}),
        (Happened(filing=FILED, replies=(replace(REFUSED, answer="confirmed"),)), set()),
        (Happened(replies=(REFUSED,)), {"refusal"}),
        (Happened(filing=FILED, replies=(replace(REFUSED, answer="more_asked"),)), set()),
        (
            Happened(filing=FILED, replies=(replace(REFUSED, answer="more_asked"),), reasons_given=date(2026, 3, 21)),
            {"objection", "silence"},
        ),
        (Happened(), set()),
    ],
)
def test_an_infringement_needs_its_facts(happened: Happened, expected: set[str]) -> None:
    """A dead form gives Art. 12(2), silence 12(3), a refusal without reasons 12(4); nothing gives what is not there."""
    assert expected == set(_claimed(grievance(happened=happened)))


@given(
    obstructions=st.lists(st.sampled_from([LOCKED, DEAD, replace(DEAD, obstacle="server_error")]), max_size=2),
    filed=st.booleans(),
    replies=st.lists(st.sampled_from(["refused", "confirmed", "extended", "more_asked", "acknowledged"]), max_size=3),
    quoted=st.booleans(),
    today=st.dates(date(2026, 3, 1), date(2026, 6, 30)),
)
def test_no_journal_makes_a_claim_of_what_it_does_not_hold(
    obstructions: list[Obstruction], filed: bool, replies: list[str], quoted: bool, today: date
) -> None:
    """Whatever happened: silence only after the day without a decision, refusal only with its words, and every number
    names a fact."""
    happened = Happened(
        obstructions=tuple(obstructions),
        filing=FILED if filed else None,
        replies=tuple(replace(REFUSED, answer=one, quote="no" if quoted else "") for one in replies),
    )
    about = grievance(happened=happened, today=today)
    told, claimed = facts(about, EN), _claimed(about)

    assert not (
        "silence" in claimed and (not filed or today <= date(2026, 4, 10) or {"refused", "confirmed"} & {*replies})
    )
    assert not ("refusal" in claimed and not (quoted and "refused" in replies))
    assert not ("obstructed" in claimed and not any(one.obstacle != "server_error" for one in obstructions))
    assert not ("objection" in claimed and not filed)
    assert all(1 <= n <= len(told) for numbers in claimed.values() for n in numbers)
    assert list(told) == sorted(told, key=lambda one: minute(one.at))


def test_what_passes_by_itself_counts_from_its_second_day() -> None:
    """One bad fetch is not a dead form."""
    once = replace(DEAD, obstacle="server_error")
    same_day = replace(once, times=2, last=datetime(2026, 3, 9, 20, tzinfo=UTC))
    next_day = replace(once, times=2, last=datetime(2026, 3, 10, 8, tzinfo=UTC))

    assert {} == _claimed(grievance(happened=Happened((once,))))
    assert {} == _claimed(grievance(happened=Happened((same_day,))))
    assert {"obstructed": (1, 2)} == _claimed(grievance(happened=Happened((next_day,))))


def test_a_dead_link_in_their_own_mail_is_more_than_a_dead_link() -> None:
    """Art. 21(4): the right was to be brought to the person's attention."""
    mailed = replace(DEAD, way="from_the_notice_mail")

    assert {"obstructed", "attention"} == set(_claimed(grievance(happened=Happened((mailed,)))))


def test_a_fact_has_one_day_and_its_own_picture() -> None:
    """What failed again later is a fact of its own."""
    late = replace(LOCKED.exhibits[0], name="x/09.png", at=datetime(2026, 3, 20, 8, tzinfo=UTC))
    early = replace(LOCKED.exhibits[0], at=LOCKED.first)
    again = replace(LOCKED, times=4, last=datetime(2026, 3, 20, 8, tzinfo=UTC), exhibits=(early, late))
    first, second = facts(grievance(happened=Happened((again,))), EN)

    assert ((early,), (late,)) == (first.exhibits, second.exhibits)
    assert "9 March 2026" in first.text and "20 March" not in first.text
    assert "20 March 2026" in second.text and "4 times" in second.text and "9 March" not in second.text


def test_an_answer_of_the_same_minute_comes_after_its_question() -> None:
    """Another clock dated the letter, and it knows no seconds."""
    sent = replace(FILED, at=datetime(2026, 3, 10, 9, 30, 40, tzinfo=UTC))
    at_once = replace(REFUSED, at=datetime(2026, 3, 10, 9, 30, tzinfo=UTC))
    told = facts(grievance(happened=Happened(filing=sent, replies=(at_once,))), EN)

    assert ["filed", "refused"] == [one.what for one in told]


def test_letters_that_nobody_can_vouch_for_are_told_beside_silence() -> None:
    """“No letter came” would be too much."""
    told = facts(grievance(happened=replace(SILENCE, unproven=2)), EN)
    silence = next(one for one in told if one.what == "silent")

    assert "could not be proven: 2" in silence.text
    assert "last looked through on 2 May 2026" in silence.text


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        (REFUSAL, ""),
        (LOCKED_OUT, ""),
        (Happened(filing=FILED, replies=(replace(REFUSED, answer="confirmed"),)), "has confirmed"),
        (Happened(), "no infringement yet"),
    ],
)
def test_there_is_no_complaint_without_a_wrong(happened: Happened, why: str) -> None:
    """Nobody is complained about because a program was run."""
    said = nothing_to_file(grievance(happened=happened))

    assert why in said and bool(why) == bool(said)


@pytest.mark.parametrize("language", languages())
def test_a_complaint_follows_both_standards_and_has_every_part(language: str) -> None:
    """PDF/A-3 and PDF/UA-1; language and title; every mandatory part on the pages; the manifest inside."""
    about = grievance(agent=AGENT)
    said = words(language, about.country)
    composed = compose(about, said)
    printed = _printed(about, language)
    text = _without_footers(printed, composed.paper.reference)

    assert {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"} == reader.claims(printed)
    assert f"/Lang({language})".encode() in printed.replace(b"/Lang (", b"/Lang(")
    assert MANDATORY == tuple(section.id for section in composed.paper.sections)
    for section in composed.paper.sections:
        for piece in (section.title, *(word for block in section.blocks for word in block.words())):
            assert reader.squeezed(piece) in text, piece
    for piece in (*composed.paper.short, *(value for _, value, _ in composed.paper.box), composed.paper.title):
        assert reader.squeezed(piece) in text, piece
    assert RECORD.sha256 in text and RECORD.seal in text
    assert RECORD.sha256 in reader.text(printed)  # as it is copied out: nothing hides between its digits
    assert "manifest-sha256.txt" in printed.decode("latin-1")


def _without_footers(printed: bytes, reference: str) -> str:
    """The pages in one piece: a paragraph may go on after the page's number."""
    pages = [reader.squeezed(page) for page in reader.pages(printed)]
    return "".join(page[: page.rfind(reader.squeezed(reference))] for page in pages)


@pytest.mark.parametrize("language", languages())
def test_the_page_of_a_complaint_has_no_english_left(language: str) -> None:
    """Every infringement, request and heading is in the language of the authority."""
    english = {part.title for part in compose(grievance(), EN).paper.sections}
    other = {part.title for part in compose(grievance(), words(language)).paper.sections}

    assert language == "en" or not english & other


def test_the_same_grievance_is_the_same_bytes() -> None:
    """The date of the file is that of the journal, not of the clock."""
    assert _printed(grievance(), "fr") == _printed(grievance(), "fr")


def test_the_first_page_tells_what_happened_when_and_how_to_check_it() -> None:
    """For somebody who reads no further."""
    first = reader.squeezed(reader.pages(_printed(grievance(), "en"))[0])

    for piece in (
        "On 10 March 2026 I objected to the use of my personal data",
        "Ways to its form that did not work: 2",
        "cannot take further action",
        "How to check this: section 9",
        RECORD.sha256,
        "Commission nationale de l'informatique et des libertés",
        "Data Protection Commission",
    ):
        assert reader.squeezed(piece) in first, piece


def test_a_rehearsal_is_marked_on_every_page() -> None:
    """A complaint out of a stand-in world can never pass for a real one."""
    rehearsal, real = (reader.pages(_printed(grievance(world=world), "en")) for world in ("town", None))

    assert all("REHEARSAL" in page and "not a real complaint" in page for page in rehearsal)
    assert not any("REHEARSAL" in page for page in real)


def test_outside_the_union_nobody_leads() -> None:
    """The ICO takes no part in the one-stop-shop, and the law is the United Kingdom's."""
    paper = compose(grievance("gb-ico", country="GB"), words("en", "GB")).paper
    said = " ".join(word for section in paper.sections for block in section.blocks for word in block.words())

    assert "Presumed lead" not in "".join(label for label, _, _ in paper.box)
    assert "does not take part in the cooperation" in said
    assert "UK GDPR" in said and "UK GDPR" in paper.title


def test_the_lead_may_be_the_one_addressed() -> None:
    """A person in Ireland writes to the lead itself."""
    said = compose(grievance("ie-dpc", country="IE"), EN).paper.section("who")

    assert said is not None
    assert any("is the one addressed" in block.text for block in said.blocks)


def test_nobody_is_said_to_live_where_they_complain() -> None:
    """A person in France who names an authority in Germany does not live there."""
    said = compose(grievance("de-by-lda", chosen="asked"), EN).paper.section("who")

    assert said is not None
    assert not any("in which I live" in block.text for block in said.blocks)


def test_without_an_address_there_is_a_line_to_write_it_on() -> None:
    """Many authorities leave a complaint without one unexamined; none is invented."""
    open_line = EN("filing.who.address_missing")
    blocks = {given: compose(grievance(has_address=given), EN).paper.sections[0].blocks for given in (True, False)}

    assert {True: False, False: True} == {
        given: any(one.text == open_line for one in found) for given, found in blocks.items()
    }


@given(said=st.text(min_size=1, max_size=80))
@settings(max_examples=15, deadline=None)
def test_what_a_page_said_is_text_and_never_a_command(said: str) -> None:
    """Whatever a page, a mail or a person wrote: the complaint is still one."""
    hostile = Happened((replace(LOCKED, quote=said),), FILED, (replace(REFUSED, quote=said),))

    assert "3" == reader.claims(_printed(grievance(happened=hostile, person=said), "en"))["pdfaid:part"]


def test_the_last_event_of_a_real_clock_is_a_date_of_the_paper() -> None:
    """A machine's clock tells microseconds, of which a PDF's date knows nothing: the same paper, to the byte."""
    whole, split = (grievance(last_event=datetime(2026, 5, 1, 8, 0, 7, micro, tzinfo=UTC)) for micro in (0, 250_001))

    assert _printed(whole, "en") == _printed(split, "en")


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("about", [grievance(), grievance(happened=SILENCE, world="town", contacts=(), counted=())])
def test_qpdf_finds_nothing(about: Grievance, tmp_path: Path) -> None:
    """An independent judge of the file's structure."""
    path = tmp_path / "complaint.pdf"
    path.write_bytes(_printed(about, "de"))
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("pdfdetach") is None, reason="pdfdetach is not installed")
def test_the_manifest_can_be_taken_out(tmp_path: Path) -> None:
    """The list of every file and its hash: byte for byte that of the bag."""
    path = tmp_path / "complaint.pdf"
    path.write_bytes(_printed(grievance(), "en"))
    subprocess.run(["pdfdetach", "-save", "1", "-o", tmp_path / "out.txt", path], check=True, capture_output=True)

    assert RECORD.manifest == (tmp_path / "out.txt").read_bytes()


@pytest.mark.parametrize("name", ["at-dsb", "es-aepd", "pl-uodo", "be-apd-gba"])
def test_a_complaint_is_addressed_to_its_authority(name: str) -> None:
    """Name and postal address as the record has them."""
    found: Any = every()[name]
    paper = compose(grievance(name), EN).paper

    assert (found.name, *found.address) == paper.addressee
