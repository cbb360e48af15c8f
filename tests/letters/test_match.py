"""A letter is matched by recipient, platform and time; two candidates mean ask."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.letters.match import OpenObjection, match
from bot.letters.read import read
from tests.letters.conftest import ACCEPTED, letter

SENT = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def waits(name: str, platform: str, address: str = "anna@example.org", sent: datetime | None = SENT) -> OpenObjection:
    return OpenObjection(name, platform, frozenset({address}), sent)


FACEBOOK, INSTAGRAM, WHATSAPP = waits("f", "facebook"), waits("i", "instagram"), waits("w", "whatsapp")
PRIVACY = "Privacy Operations <privacy@support.facebook.com>"


@pytest.mark.parametrize(
    ("sender", "subject", "body", "found"),
    [
        (PRIVACY, "Your request", ACCEPTED, "f"),
        (PRIVACY, "Your Instagram request", ACCEPTED, "i"),
        (PRIVACY, "Your request", "About your Instagram account: done.", "i"),
        (PRIVACY, "Your request", "About Facebook and Instagram: done.", "f"),
        ("Instagram <a@facebookmail.com>", "Your request", ACCEPTED, "i"),
        ("Facebook <a@facebookmail.com>", "Your request", ACCEPTED, "f"),
        ("Privacy Operations <a@mail.instagram.com>", "About Facebook", ACCEPTED, "i"),
        ("Support <a@support.whatsapp.com>", "Your request", ACCEPTED, "w"),
        ("Meta <a@meta.com>", "WhatsApp: your request", ACCEPTED, "w"),
    ],
)
def test_accounts_that_share_an_address_are_told_apart(sender: str, subject: str, body: str, found: str) -> None:
    """By the sender's domain, then its name and subject, then the platform the text names."""
    raw = letter(body, sender=sender, subject=subject)

    assert found == match(read(raw), [FACEBOOK, INSTAGRAM, WHATSAPP]).objection


def test_two_candidates_mean_ask() -> None:
    """Nothing is guessed: both are named."""
    result = match(read(letter(sender="Meta <a@meta.com>")), [FACEBOOK, INSTAGRAM])

    assert (None, ("f", "i"), True) == (result.objection, result.candidates, result.ask)


def test_two_accounts_of_one_platform_under_one_address_mean_ask() -> None:
    """Nothing in the letter could tell them apart."""
    assert ("f", "g") == match(read(letter()), [FACEBOOK, waits("g", "facebook")]).candidates


@pytest.mark.parametrize(
    ("objection", "found"),
    [
        (waits("f", "facebook", "ANNA@example.org"), "f"),
        (waits("f", "facebook", "bob@example.org"), None),
        (waits("f", "facebook", sent=SENT + timedelta(days=1)), None),
        (waits("f", "facebook", sent=SENT + timedelta(minutes=45)), "f"),
        (waits("f", "facebook", sent=None), "f"),
        (waits("w", "whatsapp"), None),
    ],
)
def test_recipient_time_and_platform_must_fit(objection: OpenObjection, found: str | None) -> None:
    """A letter to somebody else, of before the send, or from another platform answers nothing."""
    assert found == match(read(letter()), [objection]).objection


def test_a_letter_to_somebody_else_is_not_made_ours_by_a_servers_note() -> None:
    """A replayed letter keeps its To; what servers noted counts only where the sender wrote nobody."""
    replayed = b"Delivered-To: anna@example.org\r\n" + letter().replace(b"To: anna", b"To: bob")
    undisclosed = b"Delivered-To: anna@example.org\r\n" + letter().replace(b"To: anna@example.org\r\n", b"")

    assert match(read(replayed), [FACEBOOK]).objection is None
    assert "f" == match(read(undisclosed), [FACEBOOK]).objection


def test_a_letter_without_a_date_is_dated_by_its_receipt() -> None:
    """Else it could answer an objection of after it came."""
    raw = read(letter(date="whenever"))

    assert match(raw, [FACEBOOK], received=SENT - timedelta(days=1)).objection is None
    assert "f" == match(raw, [FACEBOOK], received=SENT + timedelta(days=1)).objection
