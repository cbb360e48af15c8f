"""A platform writes about many things, and so do those who pass for it: none of that is an answer to an objection."""

import tomllib
from pathlib import Path

import pytest

from bot.letters.classify import classify
from bot.letters.prove import Proof
from bot.letters.read import read
from bot.letters.telling import LetterKind, load
from tests.letters.conftest import Sealer, letter
from tests.letters.test_classify import PROVEN, UNPROVEN

PHRASES = load()
ANSWERS = {
    LetterKind.CONFIRMED, LetterKind.REFUSED, LetterKind.MORE_ASKED, LetterKind.VALIDATION_ASKED, LetterKind.EXTENDED,
}  # fmt: skip
TABLE: dict[str, dict[str, tuple[str, str]]] = tomllib.loads(
    Path(__file__).with_name("look_alikes.toml").read_text("utf-8")
)
MAILS = [(language, about) for language, mails in TABLE.items() for about in mails]
SENDERS = ("Facebook <notification@facebookmail.com>", "Meta <noreply@support.facebook.com>")


def test_there_are_many() -> None:
    """At least a hundred, in eight languages."""
    assert 8 == len(TABLE)
    assert 100 <= len(MAILS)


@pytest.mark.parametrize(("language", "about"), MAILS)
def test_another_matter_is_no_answer(language: str, about: str) -> None:
    """Not even in a letter that is proven, under either form, from whichever desk; and not in its forgery."""
    subject, text = TABLE[language][about]
    for sender in SENDERS:
        plain = read(letter(text + "\r\n\r\nMeta Platforms Ireland Ltd.\r\n", subject=subject, sender=sender))
        page = letter(f"<p>{text}</p>", subject=subject, sender=sender).replace(b"text/plain", b"text/html")
        for one in (plain, read(page)):
            kinds = [classify(one, proof, PHRASES).kind for proof in (PROVEN, UNPROVEN, None)]

            assert [] == [kind for kind in kinds if kind in ANSWERS], kinds


@pytest.mark.parametrize(
    "about",
    ["your report", "the post you reported", "our Community Standards", "your copyright claim", "your ad account"],
)
def test_a_refusal_about_something_else_is_shown_with_the_reason(about: str) -> None:
    """The words refuse, but not an objection: a person has to look."""
    found = classify(read(letter(f"This is about {about}. We cannot take further action.")), PROVEN, PHRASES)

    assert LetterKind.NEEDS_REVIEW is found.kind
    assert "another matter" in found.why


@pytest.mark.parametrize(
    "text",
    [
        "We cannot take further action on your request.",
        "About your objection: we cannot take further action. If you think this is wrong, see our Community Standards.",
        "We found no personal information of yours in an answer of our generative AI. We cannot take further action. "
        "Thanks for your report.",
    ],
)
def test_a_refusal_of_an_objection_is_one_whatever_its_footer_says(text: str) -> None:
    """The matter named beside another one is still the matter."""
    assert LetterKind.REFUSED is classify(read(letter(text)), PROVEN, PHRASES).kind


AUTOMATIC = {
    "out of office": ["Auto-Submitted: auto-replied"],
    "with a comment": ["Auto-Submitted: Auto-Replied (vacation); owner-email=a@b.example"],
    "vacation program": ["X-Autoreply: yes"],
    "an exchange server": ["X-Auto-Response-Suppress: All", "Precedence: auto_reply"],
    "an old one": ["Precedence: auto-reply"],
    "a bounce": ['Content-Type: multipart/report; report-type=delivery-status; boundary="b"'],
    "a receipt": ['Content-Type: multipart/report; report-type=disposition-notification; boundary="b"'],
}


@pytest.mark.parametrize("name", AUTOMATIC)
@pytest.mark.parametrize(
    "words", ["We’ve reviewed your request and will honor your objection.", "We cannot take further action."]
)
def test_a_machine_that_answers_a_letter_says_nothing(sealer: Sealer, name: str, words: str) -> None:
    """It may repeat what was written to it (RFC 3834 §3.1.8): sealed by the controller, it still decides nothing."""
    raw = letter(f"{words}\r\n", more=AUTOMATIC[name])
    if any(line.startswith("Content-Type") for line in AUTOMATIC[name]):
        raw = raw.replace(b"Content-Type: text/plain; charset=utf-8\r\n", b"").replace(
            f"\r\n\r\n{words}".encode(), f"\r\n\r\n--b\r\n\r\n{words}\r\n--b--".encode()
        )
    raw = sealer.seal(raw)
    found = classify(read(raw), sealer.prove(raw), PHRASES)

    assert LetterKind.NEEDS_REVIEW is found.kind
    assert "answers by itself" in found.why


def test_a_letter_that_a_system_generates_is_a_letter() -> None:
    """Whoever answers millions does so by machine: auto-generated is not auto-replied (RFC 3834 §5)."""
    raw = letter(more=["Auto-Submitted: auto-generated", "Precedence: bulk", "Return-Path: <bounce@facebook.com>"])

    assert LetterKind.CONFIRMED is classify(read(raw), PROVEN, PHRASES).kind


def part(kind: str, text: str, more: str = "") -> str:
    return f"--b\r\nContent-Type: {kind}\r\n{more}\r\n{text}\r\n"


HONORED = "We’ve reviewed your request and will honor your objection."
FORWARDS = {
    "Outlook": "fyi\r\n\r\n-----Original Message-----\r\nFrom: Privacy Operations\r\n\r\n" + HONORED,
    "Outlook, new": "fyi\r\n\r\n________________________________\r\nFrom: Privacy Operations\r\nSent: Sunday\r\n"
    "To: Anna\r\nSubject: Your request\r\n\r\n" + HONORED,
    "Outlook in French": "voici\r\n\r\n____________________\r\nDe : Privacy Operations\r\nEnvoyé : dimanche\r\n"
    "À : Anna\r\nObjet : Your request\r\n\r\n" + HONORED,
    "Outlook in German": "siehe unten\r\n\r\nVon: Privacy Operations\r\nGesendet: Sonntag\r\nAn: Anna\r\n"
    "Betreff: Your request\r\n\r\n" + HONORED,
    "Gmail": "look\r\n\r\n---------- Forwarded message ---------\r\nFrom: Privacy Operations\r\n\r\n" + HONORED,
    "GMX": "siehe\r\n\r\nGesendet: Sonntag, 22. November 2026 um 05:40 Uhr\r\nVon: Privacy Operations\r\n"
    "An: anna@example.org\r\nBetreff: Your request\r\n\r\n" + HONORED,
    "Apple": "look\r\n\r\nBegin forwarded message:\r\n\r\nFrom: Privacy Operations\r\n\r\n" + HONORED,
}


@pytest.mark.parametrize("name", FORWARDS)
@pytest.mark.parametrize("proof", [PROVEN, UNPROVEN])
def test_what_is_passed_on_is_not_the_senders_word(name: str, proof: Proof) -> None:
    """Even under a good signature: whoever passes a letter on says nothing of their own with it."""
    found = classify(read(letter(FORWARDS[name])), proof, PHRASES)

    assert found.kind in {LetterKind.NEEDS_REVIEW, LetterKind.UNRELATED}
    assert LetterKind.CONFIRMED is not found.says


SHAPES = {
    "calendar": part("text/plain", "Invitation") + part("text/calendar; method=REQUEST", f"DESCRIPTION:{HONORED}"),
    "vcard": part("text/plain", "My card") + part("text/x-vcard", f"NOTE:{HONORED}"),
    "TNEF": part("text/plain", "see attached") + part("application/ms-tnef; name=winmail.dat", f"x\x9f>{HONORED}"),
    "encrypted": part("application/pgp-encrypted", "Version: 1") + part("application/octet-stream", HONORED),
    "S/MIME": part("application/pkcs7-mime; smime-type=enveloped-data", HONORED),
    "signature file": part("text/plain", "hello") + part("application/pgp-signature", HONORED),
    "attached letter": part("text/plain", "fyi") + part("message/rfc822", f"Subject: x\r\n\r\n{HONORED}"),
    "attached text": part("text/plain", "fyi")
    + part("text/plain", HONORED, "Content-Disposition: attachment; filename*=utf-8''a%2Etxt\r\n"),
    "delivery status": part("message/delivery-status", f"Diagnostic-Code: smtp; {HONORED}"),
    "rich text": part("text/enriched", f"<bold>{HONORED}</bold>"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_a_person_would_not_be_shown_as_the_letter_is_not_read_as_it(name: str) -> None:
    """Invitations, cards, attachments, wrapped letters: whatever they hold decides nothing."""
    top = "From: privacy@facebook.com\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    raw = (top + SHAPES[name] + "--b--\r\n").encode("utf-8", "surrogateescape")

    assert LetterKind.CONFIRMED is not classify(read(raw), PROVEN, PHRASES).kind
    assert HONORED not in read(raw).text


@pytest.mark.parametrize("shape", ["mixed", "signed", "related", "alternative", "report-less"])
def test_a_letter_inside_the_usual_wrappings_is_read(shape: str) -> None:
    """A signed letter's text is its text."""
    kind = f"multipart/{shape}" if shape != "report-less" else "multipart/x-unknown"
    top = f"From: privacy@facebook.com\r\nSubject: x\r\nContent-Type: {kind}; boundary=b\r\n\r\n"
    raw = top + part("text/plain; charset=utf-8; format=flowed", HONORED.replace(" and", " \r\nand")) + "--b--\r\n"

    assert LetterKind.CONFIRMED is classify(read(raw.encode()), PROVEN, PHRASES).kind


CHARSETS = {
    "utf-8": "Widerspruch €", "utf-16": "Widerspruch €", "utf-16le": "Widerspruch €", "utf-32": "Widerspruch €",
    "us-ascii": "objection", "iso-8859-1": "opposé à", "iso-8859-2": "sprzeciw łódź", "iso-8859-3": "ħobża",
    "iso-8859-4": "vastuväide ģ", "iso-8859-5": "возражение", "iso-8859-7": "αντίρρηση", "iso-8859-9": "itiraz ş",
    "iso-8859-10": "mótmæli þ", "iso-8859-13": "iebildums ž", "iso-8859-15": "opposé € œ", "iso-8859-16": "opoziție ș",
    "windows-1250": "námitka ž", "windows-1251": "възражение", "windows-1252": "we’ve “honored”",
    "windows-1253": "αντίρρηση", "windows-1254": "itiraz ğ", "windows-1257": "prieštaravimas ų", "koi8-r": "возражение",
    "koi8-u": "заперечення є", "cp437": "Entrée é", "cp850": "opposé à", "mac-roman": "opposé à", "gb2312": "反对",
    "gbk": "反對", "gb18030": "反对 €", "big5": "反對", "shift_jis": "異議", "euc-jp": "異議", "iso-2022-jp": "異議",
    "euc-kr": "이의", "tis-620": "คัดค้าน",
}  # fmt: skip


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("quoting", ["", '"', "'"])
def test_every_charset_of_europe_and_more_is_read(charset: str, quoting: str) -> None:
    """By its name, however that is quoted and cased."""
    raw = f"Content-Type: text/plain; charset={quoting}{charset.upper()}{quoting}\n\n".encode()

    assert CHARSETS[charset] == read(raw + CHARSETS[charset].encode(charset)).text
