"""Any bytes are read: nothing crashes or hangs, and what a person would read is found."""

import base64
import quopri
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.letters.addresses import Mailer, mailers
from bot.letters.charset import header_text
from bot.letters.classify import classify
from bot.letters.keys import StoredKeys
from bot.letters.prove import prove
from bot.letters.read import MAX_TEXT, read
from bot.letters.telling import load
from tests.letters.conftest import NOW, letter

MEGABYTE = 1024 * 1024
PHRASES = load()


def everything(raw: bytes) -> None:
    """Read, prove and classify: none of it may raise."""
    found = read(raw)
    proof = prove(found, StoredKeys({"s._domainkey.facebook.com": "v=DKIM1; p=AA"}), now=NOW)
    classify(found, proof, PHRASES)
    classify(found, None, PHRASES)

    assert not proof.holds
    assert len(found.text) <= MAX_TEXT
    assert found.raw is raw


@given(st.binary(max_size=2000))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_letter(raw: bytes) -> None:
    """Noise is read without an accident."""
    everything(raw)


_LINES = st.sampled_from(
    [
        b"From: Facebook <a@facebook.com>", b"From: =?utf-8?b?/w==?= <a@b", b"To: (((",
        b"Subject: =?x?q?=ZZ?= =?utf-8?b?4oC?=", b"Content-Type: multipart/mixed; boundary=b",
        b'Content-Type: text/html; charset="punycode"', b" folded", b"Content-Type: text/plain; charset=utf-7",
        b"Content-Transfer-Encoding: base64", b"--b", b"--b--", b"", b"Content-Transfer-Encoding: quoted-printable",
        b"Date: 99 Foo 99999 99:99:99 +99999", b"Date: Mon, 1 Jan 0001 00:00 +2359",
        b"DKIM-Signature: v=1; a=rsa-sha256; d=facebook.com; s=s; h=from:subject; bh=AAAA; b=AAAA",
        b"DKIM-Signature: v=1; a=ed25519-sha256; d=facebook.com; s=s; i=; h=:; bh=AAAA; b=AAAA; x=99999999999999; t=5",
        b"<p hidden>x</p><p", b"Content-Disposition: attachment", b"\x00\xff\xfe", b"\rFrom: x@y", b"> quoted",
        b"We=E2=80=99ve reviewed your request and will honor your objection.", b"On Monday a wrote:",
        b"Your code is 123456", b"&#99999999999999; &#x110000; &bogus",
    ]
)  # fmt: skip


@given(st.lists(_LINES, max_size=40), st.sampled_from([b"\n", b"\r\n"]))
@settings(max_examples=300, deadline=None)
def test_any_mixture_of_mail_is_a_letter(lines: list[bytes], ending: bytes) -> None:
    """Pieces of letters in any order, where a plain random string would never be one."""
    everything(ending.join(lines))


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_mutated_letter_is_read(data: st.DataObject) -> None:
    """A good letter with a few bytes changed, doubled or cut."""
    raw = bytearray(letter(more=["DKIM-Signature: v=1; a=rsa-sha256; d=facebook.com; s=s; h=from; bh=AA==; b=AA=="]))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=5))
    everything(bytes(raw))


def test_the_interpreters_own_test_letters_are_read() -> None:
    """CPython keeps its own collection of difficult letters; each is read."""
    try:
        package = import_module("test.test_email")
    except ImportError:
        pytest.skip("this Python was built without its test letters")
    letters = sorted((Path(str(package.__file__)).parent / "data").glob("*.txt"))
    if not letters:
        pytest.skip("this Python's test letters were left out")
    for path in letters:
        everything(path.read_bytes())


def nested(depth: int, inside: bytes = b"") -> bytes:
    """Parts in parts in parts."""
    lines = [b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)]
    return b"From: a@facebook.com\n" + b"".join(lines) + b"Content-Type: text/plain\n\ndeep down\n" + inside


BOMBS = {
    "50 MB of nothing": b"\0" * (50 * MEGABYTE),
    "50 MB of text": letter("honor " * (8 * MEGABYTE)),
    "nested 100 deep": nested(100),
    "nested 1000 deep": nested(1000),
    "nested 100 deep in 20 MB": nested(100, b"--b\n" * (5 * MEGABYTE)),
    "a million headers": b"X: y\n" * 1_000_000,
    "a header of 10 MB": b"Subject: " + b"=?utf-8?q?a?= " * 800_000,
    "a header folded a million times": b"Subject: a\n" + b" \n" * 1_000_000 + b"\n",
    "comments in comments": b"From: " + b"(" * 500_000 + b"\n\n",
    "a million senders": b"From: " + b"a@b.example," * 100_000 + b"\n\n",
    "unclosed tags": b"Content-Type: text/html\n\n" + b"<a " * 3_000_000,
    "unclosed quotes": b"Content-Type: text/html\n\n" + b'<a b="' * 1_000_000,
    "unclosed comments": b"Content-Type: text/html\n\n" + b"<!-- " * 1_000_000,
    "unclosed declarations": b"Content-Type: text/html\n\n" + b"<![" * 1_000_000,
    "deep elements": b"Content-Type: text/html\n\n" + b"<div>" * 400_000 + b"</b>" * 400_000,
    "character references": b"Content-Type: text/html\n\n&#" + b"9" * MEGABYTE,
    "boundaries that begin alike": b"Content-Type: multipart/mixed; boundary=-\n\n" + b"---\n" * MEGABYTE,
    "blank lines": b"\n" + b"\n" * (10 * MEGABYTE),
    "blanks before nothing": letter(" " * (2 * MEGABYTE) + "x"),
    "signatures": b"DKIM-Signature: v=1; a=rsa-sha256; d=facebook.com; s=s; h=from:subject; bh=AA==; b="
    + b"\r\n  " * 2000,
    "quotes of quotes": letter("> > > > On x wrote:\n" * 100_000),
    "attributions": letter(("On " + "a" * 190 + "\n") * 20_000),
    "a heap of marks": letter("e" + "\u0301\u0316" * 200_000),
    "a heap of halfwidth marks": letter("e" + "\uff9e\u0301" * 150_000),
    "marks in the subject": letter(subject="e" + "\u0301\u0316" * 20_000),
    "code words": letter("code " * 200_000),
    "numbers": letter("Your code: " + "123456 " * 200_000),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_does_not_go_off(name: str) -> None:
    """Nothing a letter can hold makes reading, proving and classifying it hang; the limit is far above the need."""
    everything(BOMBS[name])


def test_text_100_parts_deep_is_found() -> None:
    """Nesting alone hides nothing."""
    assert "deep down" == read(nested(100)).text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?Q?We=E2=80=99ll_honor?=", "We’ll honor"),
        ("=?utf-8?B?RMOpY291dnJleiBjb21tZW50?= nous", "Découvrez comment nous"),
        ("=?utf-8?B?RA==?= =?utf-8?Q?=C3=A9couvrez?=", "Découvrez"),
        ("=?utf-8?Q?D=C3?=\r\n =?utf-8?Q?=A9couvrez?=".replace("\r\n", ""), "Découvrez"),
        ("=?iso-8859-1?Q?D=E9couvrez?= =?utf-8?Q?_=C3=A9?=", "Découvrez é"),
        ("=?nobody-knows?Q?D=C3=A9couvrez?=", "Découvrez"),
        ("=?utf-8?X?broken?=", "=?utf-8?X?broken?="),
        ("=?koi8-r?B?8NLJ18XU?=", "Привет"),
        ("=?utf-8*fr?Q?=C3=A9t=C3=A9?=", "été"),
        ("été en clair", "été en clair"),
    ],
)
def test_encoded_words_are_decoded(value: str, text: str) -> None:
    """Subjects and names come in encoded words, sometimes cut in the middle of a character."""
    assert text == header_text(value)


@pytest.mark.parametrize(
    ("value", "entries"),
    [
        ("a@example.org", [Mailer("", "a@example.org")]),
        ('"Doe, Jane" <Jane@Example.org>', [Mailer("Doe, Jane", "jane@example.org")]),
        ("a@b.example, c@d.example", [Mailer("", "a@b.example"), Mailer("", "c@d.example")]),
        ("=?utf-8?Q?a=40facebook=2Ecom=2C?= <x@evil.example>", [Mailer("a@facebook.com,", "x@evil.example")]),
        ("Group: a@b.example, c@d.example;", [Mailer("", "a@b.example"), Mailer("", "c@d.example")]),
        ("<a@facebook.com> <x@evil.example>", [Mailer("<a@facebook.com>", "x@evil.example")]),
        ("<@relay.example:a@b.example>", [Mailer("", "a@b.example")]),
        ("(comment (nested), still) a@b.example", [Mailer("", "a@b.example")]),
        ("nobody", [Mailer("", "")]),
        ("", []),
    ],
)
def test_senders_are_told_apart(value: str, entries: list[Mailer]) -> None:
    """What is a name and what an address is decided before anything is decoded."""
    assert tuple(entries) == mailers(value)


def test_a_letter_says_who_when_and_what() -> None:
    """The facts of an ordinary letter."""
    raw = b"Delivered-To: ANNA+fb@example.org\r\nX-Forwarded-To: other@example.org\r\n" + letter(
        subject="=?utf-8?Q?=C3=A9?="
    )
    found = read(raw)

    assert "é" == found.subject
    assert ("privacy@support.facebook.com", "Privacy Operations") == (found.sender, found.sender_name)
    assert ("anna@example.org", "anna+fb@example.org") == found.to
    assert ("anna@example.org",) == found.addressed
    assert datetime(2026, 11, 22, 5, 40, tzinfo=UTC) == found.date
    assert "<1@support.facebook.com>" == found.message_id
    assert found.auto_forwarded
    assert () == found.defects


def parts(plain: str | None, html: str | None, encoding: str = "quoted-printable", charset: str = "utf-8") -> bytes:
    """A letter in two forms, encoded as mailing systems do."""
    pieces = []
    for kind, text in (("plain", plain), ("html", html)):
        if text is not None:
            raw = text.encode(charset)
            coded = base64.encodebytes(raw) if encoding == "base64" else quopri.encodestring(raw)
            head = (
                f"--b\r\nContent-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
            )
            pieces.append(head.encode() + coded)
    top = b'From: a@facebook.com\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\nThis is MIME.\r\n'
    return top + b"\r\n".join(pieces) + b"\r\n--b--\r\n"


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "windows-1252"])
def test_the_plain_form_is_read_first(encoding: str, charset: str) -> None:
    """Plain text is what is read; the HTML beside it is kept, since it must not say something else."""
    found = read(parts("Réf. 12 – honoré", "<p>Réf. <b>13</b></p>", encoding, charset))

    assert ("Réf. 12 – honoré", "Réf. 13") == (found.text, found.other_text)


def test_an_attachment_is_not_the_senders_word() -> None:
    """What is attached, a letter inside the letter included, is not read as the letter."""
    raw = (
        b"From: a@facebook.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nsee attached\n--b\n"
        b"Content-Type: message/rfc822\n\nSubject: x\n\nWe will honor\n--b\nContent-Type: text/plain\n"
        b"Content-Disposition: attachment; filename=a.txt\n\nWe will honor\n--b--\n"
    )

    assert "see attached" == read(raw).text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\ninside\n", "inside"),
        (
            b'Content-Type: multipart/mixed; boundary*0=a; boundary*1="b c"\n\n--ab c\n\nin pieces\n--ab c--\n',
            "in pieces",
        ),
        (b"Content-Type: text/plain; charset*=us-ascii''iso-8859-2\n\n\xb3\xf3d\xbc\n", "łódź"),
        (b"Content-Type: text/plain; charset*1*=-15; charset*0*=%69so-8859\n\n\xa4\n", "€"),
        (b"Content-Type: multipart/mixed; boundary=b\n\nno boundary comes\n", "no boundary comes"),
        (b"Content-Type: multipart/mixed\n\nno boundary is named\n", "no boundary is named"),
        (b"Content-Type: text/plain; charset=nobody-knows\n\n\xc3\xa9t\xc3\xa9\n", "été"),
        (b"Content-Type: text/plain; charset=us-ascii\n\n\xe9t\xe9\n", "été"),
        (b"Content-Type: text/plain; charset=utf-8\n\n\xe9t\xe9\n", "été"),
        (b"Content-Type: ;;;\n\nplain\n", "plain"),
        (b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\naGVsbG8", "hello"),
        (b"no header at all", "no header at all"),
        (b"\nonly a body\n", "only a body"),
        (b"From nobody Mon Sep 17 00:00:00 2001\nSubject: x\n\nbody\n", "body"),
        (b"Content-Type: text/plain\n\na\x00b\n", "ab"),
    ],
)
def test_a_broken_letter_still_says_something(raw: bytes, text: str) -> None:
    """What a person could still make out is made out."""
    assert text == read(raw).text
