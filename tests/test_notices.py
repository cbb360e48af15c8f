"""The controllers' information mails are found over real IMAP servers, and no forgery passes for one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.letters.keys import KeysUnreachable
from bot.letters.notice import Notice, notice_of
from bot.objection import Event, EventKind, State
from fixtures import dovecot
from tests.mail_home import ANNA, BOOK, PASSWORD, VARIABLE, Home

OTHER = "anna.second@example.org"
DAY = timedelta(days=1)
FRESH = "https://www.facebook.com/help/contact/99900011122233"
SEVEN_FORGERIES = ("signature", "lookalike", "no_signature", "forwarded", "second_from", "length", "wrong_key")


@pytest.fixture(params=["dovecot", "python"])
def home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    if request.param == "dovecot" and dovecot.installed() is None:
        pytest.skip("no Dovecot 2.3 is installed on this machine")
    monkeypatch.setenv(VARIABLE, PASSWORD)
    with Home(tmp_path, request.param) as opened:
        yield opened


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Where the server does not matter."""
    monkeypatch.setenv(VARIABLE, PASSWORD)
    with Home(tmp_path, "python") as opened:
        yield opened


def link(found: Notice | str) -> str:
    return found.url if isinstance(found, Notice) else found


def test_the_newest_proven_mail_of_any_folder_gives_the_link(home: Home) -> None:
    """Among other letters, spam included, months before anything was sent; looked for once."""
    home.mailed()
    home.tick(90 * DAY)
    home.mailed(link=FRESH, folder="Junk")
    for kind in ("unrelated", "code", "confirmed"):
        home.office.deliver(kind, ANNA, platform="facebook", language="fr", name="Anna")
    home.look()
    home.look()

    assert FRESH == link(home.notice())
    assert [True] == [facts["found"] for facts in home.facts(EventKind.NOTICE)]
    assert State.PLANNED is home.journal.standing(home.journal.enrol(home.account())).state


@pytest.mark.parametrize("broken", SEVEN_FORGERIES)
def test_a_forged_mail_gives_no_link(small: Home, broken: str) -> None:
    """Right words under a wrong signature, none, another's, or one that does not cover all: passed over, and said."""
    small.mailed(broken=broken, link=FRESH)
    small.look()
    (facts,) = small.facts(EventKind.NOTICE)

    assert isinstance(small.notice(), str)
    assert facts["found"] is False
    assert facts["why"]


def test_a_newer_forgery_does_not_hide_the_real_one(home: Home) -> None:
    """The newest *proven* mail counts."""
    home.mailed(link=FRESH)
    home.tick(DAY)
    home.mailed(broken="signature", link="https://www.facebook.com/help/contact/666")
    home.look()

    assert FRESH == link(home.notice())


@pytest.mark.parametrize("how", [{"broken": "html_only"}, {"broken": "twice"}, {"language": "de"}])
def test_a_mail_of_any_make_is_read(small: Home, how: dict[str, str]) -> None:
    """HTML only (base64 or quoted-printable by platform, a counting pixel in each), delivered twice, in German."""
    small.mailed(link=FRESH, **how)
    small.mailed(platform="instagram", link="https://help.instagram.com/contact/99900011122233", **how)
    both = (small.account(), small.account("instagram"))
    small.look(*both)

    assert [FRESH, "https://help.instagram.com/contact/99900011122233"] == [link(small.notice(one)) for one in both]


def test_a_mail_that_comes_later_is_noted_too(home: Home) -> None:
    """The first look found none; the mail came between two looks, and the newer one counts."""
    home.look()
    first = home.notice()
    home.mailed(link=FRESH)
    home.look()
    home.mailed(link=f"{FRESH}4")
    home.look()

    assert "no such mail is in the mailbox" == first
    assert f"{FRESH}4" == link(home.notice())


def test_a_personal_link_is_opened_for_nobody_else(small: Home) -> None:
    """Not for the second account that reads the same mailbox, nor for the other platform."""
    second, other = small.account(email=OTHER, name="anna/facebook-2"), small.account("instagram")
    small.mailed(link=FRESH)
    small.look(small.account(), second, other)

    assert FRESH == link(small.notice())
    assert isinstance(small.notice(second), str)
    assert isinstance(small.notice(other), str)


def test_nobody_is_looked_for_whose_objection_has_left(small: Home) -> None:
    """Only accounts that may still be walked have a use for it."""
    objection = small.journal.enrol(small.account())
    small.journal.intend(objection, "straight_to_the_form")
    small.mailed()
    small.look()

    assert [] == small.facts(EventKind.NOTICE)


def test_keys_that_cannot_be_asked_for_are_asked_again(small: Home) -> None:
    """A DNS that does not answer proves nothing, neither way: the next look decides."""
    small.mailed(link=FRESH)
    assert small.post.notices is not None
    keys, small.post.notices.keys = small.post.notices.keys, Unreachable()
    small.look()
    before = small.facts(EventKind.NOTICE)
    small.post.notices.keys = keys
    small.look()

    assert [] == before
    assert FRESH == link(small.notice())


class Unreachable:
    """A DNS that is down."""

    def lookup(self, name: str) -> None:
        raise KeysUnreachable(name)


def test_a_kept_mail_that_was_changed_or_lost_gives_no_link(small: Home) -> None:
    """The file must be the bytes that were proven."""
    small.mailed(link=FRESH)
    small.look()
    (kept,) = (small.here / "mail").glob("*.eml")
    kept.write_bytes(kept.read_bytes().replace(b"999000", b"999001"))
    changed = small.notice()
    kept.unlink()

    assert "the kept letter is not the one that was proven" == changed
    assert "the letter is not where it was kept" == small.notice()


def test_one_mail_among_thousands_of_notifications_is_found(home: Home) -> None:
    """By the headers alone; letters of the same sender about something else are not fetched."""
    home.mailed(link=FRESH)
    raw = b"From: Facebook <notification@facebookmail.com>\r\nTo: anna@example.org\r\nSubject: Otto wrote\r\n\r\nx\r\n"
    for _ in range(1_200):
        home.office.deliver_raw(raw, ANNA, folder="INBOX")
    home.look()

    assert FRESH == link(home.notice())
    assert 1 == len(list((home.here / "mail").glob("*.eml")))


def test_what_a_journal_holds_of_a_mail_is_never_believed_further_than_its_file() -> None:
    """A line without a date, a name that leaves the folder: no notice."""
    at = datetime(2026, 11, 20, tzinfo=UTC)
    odd = Event(at, EventKind.NOTICE, {"found": True, "file": "../../etc/passwd", "sha256": "0", "received": "x"})
    away = Event(at, EventKind.NOTICE, {**odd.facts, "received": at.isoformat()})

    assert isinstance(notice_of([odd], Path("/nonexistent"), "facebook", BOOK), str)
    assert "the letter is not where it was kept" == notice_of([away], Path("/nonexistent"), "facebook", BOOK)
