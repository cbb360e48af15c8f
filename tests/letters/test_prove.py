"""Only a signature of the controller's own domain proves a letter; every forgery is refused, and it is said why."""

import base64
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.letters.classify import classify
from bot.letters.keys import KeyRecord, KeysUnreachable, StoredKeys
from bot.letters.prove import prove
from bot.letters.read import read
from bot.letters.telling import LetterKind, load
from tests.letters.conftest import ACCEPTED, NOW, Sealer, letter

EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("Privacy Operations <privacy@support.facebook.com>", "support.facebook.com"),
        ("Privacy Operations <privacy@support.facebook.com>", "facebook.com"),
        ("Facebook <notification@facebookmail.com>", "facebookmail.com"),
        ("Instagram <no-reply@mail.instagram.com>", "mail.instagram.com"),
        ('"WhatsApp, Support" <support@support.whatsapp.com>', "whatsapp.com"),
        ("=?utf-8?Q?Facebook=2C_Inc?= <privacy@meta.com>", "meta.com"),
        ("(a comment, with a comma) privacy@SUPPORT.Facebook.com", "support.facebook.com"),
    ],
)
def test_the_controllers_own_signature_holds(sealer: Sealer, sender: str, domain: str) -> None:
    """Any of the controller's domains, or one below it, signs for a sender of the same house (relaxed alignment)."""
    proof = sealer.prove(sealer.seal(letter(sender=sender), domain))

    assert () == proof.reasons
    assert (True, domain, "s1", True) == (proof.holds, proof.domain, proof.selector, proof.aligned)
    assert [f"s1._domainkey.{domain}"] == [record.name for record in proof.records]


@pytest.mark.parametrize("canon", [(a, b) for a in (b"relaxed", b"simple") for b in (b"relaxed", b"simple")])
def test_every_canonicalization_holds(sealer: Sealer, canon: tuple[bytes, bytes]) -> None:
    """The sender chooses how white space is treated; all four ways are proven."""
    assert sealer.prove(sealer.seal(letter(), canon=canon)).holds


def test_signatures_of_both_kinds_hold_on_one_letter(sealer: Sealer) -> None:
    """One that sees every blank and one that does not; each is judged by the text as it came."""
    raw = sealer.seal(letter("many   blanks \t \r\n"), canon=(b"relaxed", b"simple"))
    proof = sealer.prove(sealer.seal(raw, "facebook.com", canon=(b"relaxed", b"relaxed")))
    relaxed = sealer.seal(letter("a  b \r\n"), canon=(b"simple", b"relaxed"))
    other = sealer.prove(sealer.seal(relaxed, canon=(b"simple", b"simple")))

    assert [True, True] == [verdict.holds for verdict in proof.signatures]
    assert [True, True] == [verdict.holds for verdict in other.signatures]


def test_a_copy_with_bare_line_feeds_still_holds(sealer: Sealer) -> None:
    """Some servers store letters with LF; that changes nothing that was signed."""
    assert sealer.prove(sealer.seal(letter()).replace(b"\r\n", b"\n")).holds


def test_headers_added_on_the_way_do_no_harm(sealer: Sealer) -> None:
    """Every server on the way adds headers on top."""
    raw = b"Delivered-To: anna@example.org\r\nReceived: from x by y; Sun, 22 Nov 2026 05:41:00 +0000\r\n"

    assert sealer.prove(raw + sealer.seal(letter())).holds


def test_a_broken_signature_beside_a_good_one_does_no_harm(sealer: Sealer) -> None:
    """A mailing system signs for itself too; one good signature of the controller is enough (RFC 6376 §6.1)."""
    raw = sealer.seal(sealer.seal(letter()), "mailer.example", key=sealer.foreign, record="v=DKIM1; p=")
    proof = sealer.prove(raw)

    assert proof.holds
    assert ("support.facebook.com", 2) == (proof.domain, len(proof.signatures))


Forge = Callable[[Sealer], bytes]
FORGERIES: dict[str, tuple[Forge, str]] = {
    "no signature": (lambda s: letter(), "no DKIM signature"),
    "text changed": (lambda s: s.seal(letter()).replace(b"going forward", b"going backward"), "text was changed"),
    "text added": (lambda s: s.seal(letter()) + b"and more\r\n", "text was changed"),
    "subject changed": (lambda s: s.seal(letter()).replace(b"Your request", b"Your objection"), "not belong"),
    "length tag": (lambda s: s.seal(letter(), length=True), "l="),
    "length tag and text added": (lambda s: s.seal(letter(), length=True) + b"more\r\n", "l="),
    "expired": (lambda s: s.seal(letter(), extra=f"x={EPOCH - 60}"), "expired"),
    "testing key": (lambda s: s.seal(letter(), record="v=DKIM1; t=y; p={}"), "test (t=y)"),
    "testing and strict key": (lambda s: s.seal(letter(), record="v=DKIM1; t=s:y; p={}"), "test (t=y)"),
    "withdrawn key": (lambda s: s.seal(letter(), record="v=DKIM1; p="), "withdrawn"),
    "key of somebody else": (
        lambda s: s.seal(letter(), key=s.foreign, record=f"v=DKIM1; p={s.own[1]}"),
        "does not belong",
    ),
    "key for something else": (lambda s: s.seal(letter(), record="v=DKIM1; s=tlsrpt; p={}"), "not for mail"),
    "no key": (lambda s: s.seal(letter()).replace(b"s=s1", b"s=s9"), "No key is published"),
    "subject not covered": (lambda s: s.seal(letter(), cover=("from", "to", "date")), "not cover Subject"),
    "second subject": (lambda s: b"Subject: We honor it\r\n" + s.seal(letter()), "more than one Subject"),
    "second subject below": (
        lambda s: s.seal(letter()).replace(b"MIME-Version", b"Subject: We honor it\r\nMIME-Version"),
        "Subject",
    ),
    "second sender header": (lambda s: b"From: x@facebook.com\r\n" + s.seal(letter()), "2 From headers"),
    "second sender below": (
        lambda s: s.seal(letter()).replace(b"MIME-Version", b"From: x@evil.example\r\nMIME-Version"),
        "2 From headers",
    ),
    "two senders in one header": (
        lambda s: s.seal(letter(sender="privacy@support.facebook.com, anna@example.net")),
        "exactly one sender",
    ),
    "second content type": (
        lambda s: b"Content-Type: text/html\r\n" + s.seal(letter()),
        "2 Content-Type headers",
    ),
    "lookalike domain": (
        lambda s: s.seal(letter(sender="privacy@facebook-mail.com"), "facebook-mail.com", key=s.foreign),
        "not the controller",
    ),
    "controller as a label": (
        lambda s: s.seal(letter(sender="a@facebook.com.evil.example"), "facebook.com.evil.example", key=s.foreign),
        "not the controller",
    ),
    "controller as an ending": (
        lambda s: s.seal(letter(sender="a@notfacebook.com"), "notfacebook.com", key=s.foreign),
        "not the controller",
    ),
    "Kelvin sign": (
        lambda s: s.seal(letter(sender="a@faceboo\u212a.com"), "evil.example", key=s.foreign),
        "not the controller",
    ),
    "signed by a stranger for the controller's name": (
        lambda s: s.seal(letter(), "evil.example", key=s.foreign),
        "not the controller",
    ),
    "a stranger's letter sealed by the controller": (
        lambda s: s.seal(letter(sender="privacy@example.net"), "facebook.com"),
        "not the domain of the visible sender",
    ),
    "one house for another": (
        lambda s: s.seal(letter(sender="no-reply@mail.instagram.com"), "facebook.com"),
        "not the domain of the visible sender",
    ),
    "controller only in the display name": (
        lambda s: s.seal(letter(sender='"privacy@facebook.com" <a@evil.example>'), "evil.example", key=s.foreign),
        "not the controller",
    ),
    "forwarded by a friend": (
        lambda s: s.seal(
            b"From: Friend <friend@example.net>\r\nSubject: Fwd: Your request\r\n\r\n" + s.seal(letter()),
            "example.net",
            key=s.foreign,
            cover=("from", "subject"),
        ),
        "not the controller",
    ),
    "headers behind a lone CR": (
        lambda s: b"X-Note: a\rSubject: We honor it\r\rWe honor it\r\n" + s.seal(letter()),
        "control characters",
    ),
    "a line that is no header": (lambda s: b"We honor it\r\n" + s.seal(letter()), "malformed"),
    "malformed signature": (
        lambda s: b"DKIM-Signature: v=1; a=rsa-sha256; d=facebook.com; s=s1; h=from:subject; bh=x; b=!\r\n" + letter(),
        "No key",
    ),
    "endless signature": (lambda s: b"DKIM-Signature: v=1; b=" + b"A" * 9000 + b"\r\n" + letter(), "longer"),
    "SHA-1": (lambda s: s.seal(letter()).replace(b"a=rsa-sha256", b"a=rsa-sha1"), "SHA-1"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_and_never_confirms(sealer: Sealer, name: str) -> None:
    """The right words under a signature that does not hold change nothing, and the reason is said."""
    forge, reason = FORGERIES[name]
    raw = forge(sealer)
    proof = sealer.prove(raw)
    reading = classify(read(raw), proof, load())

    assert not proof.holds
    assert reason in " ".join(proof.reasons)
    assert reading.kind in {LetterKind.NEEDS_REVIEW, LetterKind.UNRELATED}


def test_a_short_key_is_refused(sealer: Sealer) -> None:
    """1024 bits are the least (RFC 8301): a shorter key has been broken by machines of private people."""
    pem = subprocess.run(["openssl", "genrsa", "-traditional", "768"], capture_output=True, check=True).stdout
    public = subprocess.run(
        ["openssl", "rsa", "-pubout", "-outform", "DER"], input=pem, capture_output=True, check=True
    ).stdout
    weak = sealer.prove(sealer.seal(letter(), key=(pem, base64.b64encode(public).decode())))
    least = sealer.prove(sealer.seal(letter(), key=sealer.short))

    assert (False, 768) == (weak.holds, weak.signatures[0].bits)
    assert "768 bits" in " ".join(weak.reasons)
    assert (True, 1024) == (least.holds, least.signatures[0].bits)


def test_expiry_is_judged_at_receipt(sealer: Sealer) -> None:
    """A signature that was good when the letter came stays good, and one that had expired never was."""
    raw = sealer.seal(letter(), extra=f"x={EPOCH}")

    assert sealer.prove(raw, now=NOW - timedelta(minutes=1)).holds
    assert not sealer.prove(raw, now=NOW + timedelta(minutes=1)).holds


def test_the_clock_of_this_machine_decides_nothing(sealer: Sealer) -> None:
    """A letter of years ago, or of a world whose clock runs ahead, is judged by the moment of its receipt."""
    raw = sealer.seal(letter(), extra="x=1300000000")
    later = sealer.seal(letter(), extra="x=4000000000")

    assert sealer.prove(raw, now=datetime(2011, 1, 1, tzinfo=UTC)).holds is False  # x= lies before dkimpy's t=
    assert sealer.prove(later, now=datetime(2090, 1, 1, tzinfo=UTC)).holds


def test_a_moment_without_a_zone_is_refused(sealer: Sealer) -> None:
    """Nobody knows when "twelve o'clock" was."""
    with pytest.raises(ValueError, match="time zone"):
        sealer.prove(letter(), now=datetime(2026, 11, 22))  # noqa: DTZ001


def test_a_silent_dns_is_not_a_missing_key(sealer: Sealer) -> None:
    """A key that could not be asked for may yet come: the letter is looked at again, and not confirmed until then."""

    class Silent:
        def lookup(self, name: str) -> KeyRecord | None:
            raise KeysUnreachable(name)

    proof = prove(read(sealer.seal(letter())), Silent(), now=NOW)

    assert (False, True) == (proof.holds, proof.keys_unreachable)
    assert "asked again" in " ".join(proof.reasons)


def test_many_signatures_are_not_all_looked_at(sealer: Sealer) -> None:
    """A thousand signatures cost no more than eight."""
    raw = b"DKIM-Signature: v=1; d=facebook.com; s=a\r\n" * 1000 + letter()

    assert 8 == len(sealer.prove(raw).signatures)


def test_the_controllers_signature_is_found_behind_many_others(sealer: Sealer) -> None:
    """It is looked at first, wherever it stands."""
    raw = b"DKIM-Signature: v=1; d=mailer.example; s=a\r\n" * 30 + sealer.seal(letter())

    assert sealer.prove(raw).holds


@pytest.mark.timeout(60)
@pytest.mark.parametrize("line", [b"text of no interest\r\n", b"\r\n", b"a \r\n", b" \t" * 1000 + b"x\r\n"])
@pytest.mark.parametrize("megabytes", [2, 7, 49])
def test_a_large_letter_with_many_signatures_takes_no_long_time(sealer: Sealer, line: bytes, megabytes: int) -> None:
    """Signatures are free for whoever sends them; checking them must not be dear."""
    raw = letter("x")
    signature = sealer.seal(raw)[: -len(raw)]
    proof = sealer.prove(signature * 8 + raw + line * (megabytes * 1024 * 1024 // len(line)))

    assert proof.holds is (megabytes < 8 and line == b"\r\n")  # empty lines at the end are not signed


@pytest.mark.parametrize(
    "stored",
    [
        {"S1._DomainKey.support.facebook.com.": "{}"},
        {"s1._domainkey.support.facebook.com": {"TXT": [["{}"]]}},
        {"s1._domainkey.support.facebook.com": ["{}"]},
        {"s1._domainkey.support.facebook.com": {"TXT": [["v=spf1 -all"], ["{}"]]}},
    ],
)
def test_keys_are_found_in_every_shape_people_store(sealer: Sealer, stored: dict[str, object]) -> None:
    """With or without the final dot, in any case, whole or in pieces, as mailauth's cache."""
    raw = sealer.seal(letter())
    txt = sealer.dns["s1._domainkey.support.facebook.com"]
    (name, shape), *_ = stored.items()
    filled: object = txt
    if isinstance(shape, list):
        filled = [txt[:100], txt[100:]]
    elif isinstance(shape, dict):
        filled = {"TXT": [[piece.replace("{}", txt) for piece in record] for record in shape["TXT"]]}

    assert prove(read(raw), StoredKeys({name: filled}), now=NOW).holds


def test_quoted_pieces_of_a_zone_file_are_joined(sealer: Sealer) -> None:
    """A record copied out of a zone file comes in quoted pieces of at most 255 characters."""
    raw = sealer.seal(letter())
    txt = sealer.dns["s1._domainkey.support.facebook.com"]
    pieces = f'"{txt[:120]}" "{txt[120:]}"'

    assert prove(read(raw), StoredKeys({"s1._domainkey.support.facebook.com": pieces}), now=NOW).holds


def test_the_proof_names_no_text_of_the_letter(sealer: Sealer) -> None:
    """What is written down about a proof never repeats what the letter says."""
    proof = sealer.prove(sealer.seal(letter()) + b"x")

    assert ACCEPTED[10:40] not in repr(proof)
