"""The mailbox is read over real IMAP servers, changed by nothing, and its troubles have names."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from imapclient import IMAPClient

from bot.letters.controller import CONTROLLER_DOMAINS
from bot.letters.keys import StoredKeys
from bot.letters.prove import prove
from bot.letters.read import read
from bot.mailbox import Fetched, Mailbox, MailboxTrouble, Mark
from bot.mailbox.folders import can_hold, examine
from fixtures import dovecot
from fixtures.post_office import PostOffice

ANNA = "anna@example.org"
PASSWORD = 'a "quoted" pass\\word'
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(params=["dovecot", "python"])
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PostOffice]:
    kind: Literal["dovecot", "python"] = request.param
    if kind == "dovecot" and dovecot.installed() is None:
        pytest.skip("no Dovecot 2.3 is installed on this machine")
    with PostOffice(tmp_path / "post", {ANNA: PASSWORD}, imap=kind, now=lambda: NOW) as office:
        yield office


@pytest.fixture
def box(post: PostOffice) -> Iterator[Mailbox]:
    with opened(post) as mailbox:
        yield mailbox


def opened(post: PostOffice, password: str = PASSWORD, *, timeout: float = 20, poll: float = 10) -> Mailbox:
    return Mailbox(post.imap_host, post.imap_port, ANNA, password, ca=post.ca_pem, timeout=timeout, poll=poll)


def arrives(post: PostOffice, kind: str = "confirmed", folder: str | None = "INBOX") -> None:
    post.deliver(kind, ANNA, platform="facebook", language="fr", name="Anna Exemple", folder=folder)


def letters(box: Mailbox, since: dict[str, Mark] | None = None, newer_than: datetime | None = None) -> list[Fetched]:
    return list(box.letters(since, senders=CONTROLLER_DOMAINS, newer_than=newer_than))


def stranger(subject: str = "hello") -> bytes:
    return f"From: news@example.net\r\nTo: {ANNA}\r\nSubject: {subject}\r\n\r\nhello\r\n".encode()


def flags(post: PostOffice) -> list[object]:
    """What another mail program sees of the inbox."""
    trust = ssl.create_default_context(cafile=str(post.ca_pem))
    with IMAPClient(post.imap_host, post.imap_port, ssl=True, ssl_context=trust, timeout=20) as client:
        client.login(ANNA, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        return [fact[b"FLAGS"] for fact in client.fetch(client.search(["ALL"]), ["FLAGS"]).values()]


def test_every_folder_that_can_hold_a_letter_is_read(box: Mailbox) -> None:
    """The inbox first, spam included."""
    assert ["INBOX", "Junk"] == box.folders()


@pytest.mark.parametrize(
    ("flag", "name", "expected"),
    [
        (b"\\HasNoChildren", "INBOX", True),
        (b"\\Junk", "Spam", True),
        (b"\\Archive", "Archive", True),
        (b"\\All", "[Gmail]/All Mail", True),
        (b"\\HasNoChildren", "INBOX.Rechnungen", True),
        (b"\\Noselect", "[Gmail]", False),
        (b"\\Sent", "Whatever", False),
        (b"\\Drafts", "Whatever", False),
        (b"\\TRASH", "Whatever", False),
        (b"\\HasNoChildren", "INBOX.Sent", False),
        (b"\\HasNoChildren", "Gesendete Elemente", False),
        (b"\\HasNoChildren", "INBOX.Éléments envoyés", False),
        (b"\\HasNoChildren", "Cestino", False),
    ],
)
def test_what_one_wrote_or_threw_away_is_no_letter(flag: bytes, name: str, expected: bool) -> None:
    """By the folder's flag (RFC 6154), else by the names servers give it."""
    assert expected is can_hold([flag], b"." if name.startswith("INBOX.") else b"/", name)


def test_only_letters_above_the_marks_are_fetched(post: PostOffice, box: Mailbox) -> None:
    """Where each folder stood is noted before a send; n:* would name the last letter too."""
    arrives(post)
    marks = box.marks()
    assert [] == letters(box, marks)
    arrives(post, folder="Junk")
    post.deliver_raw(stranger(), ANNA, folder="INBOX")
    found = letters(box, marks)

    assert ["Junk"] == [one.folder for one in found]
    assert [("INBOX", 2, 0), ("Junk", 1, 1)] == [(look.folder, look.letters, look.found) for look in box.looks]


def test_a_folder_that_has_not_moved_is_not_opened(
    post: PostOffice, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening is what a server with many letters needs its time for; the look is noted all the same."""
    opens: list[str] = []

    def noted(client: IMAPClient, folder: str) -> Mark:
        opens.append(folder)
        return examine(client, folder)

    monkeypatch.setattr("bot.mailbox.box.examine", noted)
    arrives(post, folder="Junk")
    marks = box.marks()
    arrives(post)
    first = letters(box, marks)
    looks = [(look.folder, look.letters, look.found) for look in box.looks]
    arrives(post, folder="Junk")
    second = letters(box, box.stood())

    assert (["INBOX"], ["Junk"]) == ([one.folder for one in first], [one.folder for one in second])
    assert ["INBOX", "INBOX", "Junk"] == opens
    assert [("INBOX", 1, 1), ("Junk", 1, 0)] == looks


def test_without_marks_the_last_days_are_searched(post: PostOffice, box: Mailbox) -> None:
    """By the day of receipt or of the Date header, so that a server whose clock differs is no obstacle."""
    arrives(post)
    post.deliver_raw(stranger(), ANNA, folder="INBOX")

    assert 1 == len(letters(box, newer_than=NOW))
    assert 1 == len(letters(box))
    assert 0 == len(letters(box, newer_than=datetime.now(UTC) + timedelta(days=9000)))


def test_the_bytes_are_the_letters_own_and_nothing_is_marked(post: PostOffice, box: Mailbox) -> None:
    """What is fetched still proves itself, and the person's mail program still shows it as unread."""
    arrives(post)
    (found,) = letters(box)

    assert prove(read(found.raw), StoredKeys(post.dns), now=datetime.now(UTC)).holds
    assert found.received is not None
    assert found.received.tzinfo is not None
    assert all(b"\\Seen" not in seen for seen in flags(post))  # type: ignore[operator]


def test_a_lookalike_that_contains_the_domain_is_fetched(post: PostOffice, box: Mailbox) -> None:
    """A forgery is shown to the person, so it must be found."""
    post.deliver_raw(stranger().replace(b"example.net", b"facebook.com.evil.example"), ANNA, folder="INBOX")

    assert 1 == len(letters(box))


def test_a_folder_numbered_anew_is_searched_whole(post: PostOffice, box: Mailbox) -> None:
    """When UIDVALIDITY changes the old marks mean nothing."""
    arrives(post)
    here = box.marks()["INBOX"]
    found = letters(box, {"INBOX": Mark(here.uidvalidity + 1, here.uidnext + 100)})

    assert 1 == len(found)
    assert "numbered anew" in " ".join(box.notes)


def test_given_folders_alone_are_read_and_a_missing_one_is_noted(post: PostOffice) -> None:
    """The person's own list wins; a folder that is not there stops nothing."""
    arrives(post, folder="Junk")
    with Mailbox(
        post.imap_host, post.imap_port, ANNA, PASSWORD, ca=post.ca_pem, folders=["Nowhere", "Junk"]
    ) as mailbox:
        assert ["Junk"] == [one.folder for one in letters(mailbox)]
        assert ["Junk"] == list(mailbox.marks())
        assert ["The folder Nowhere cannot be opened."] == mailbox.notes


def test_many_letters_come_in_batches(post: PostOffice, box: Mailbox) -> None:
    """More than one batch, each letter once, in order."""
    for n in range(120):
        raw = stranger(str(n)).replace(b"example.net", b"facebook.com")
        post.deliver_raw(raw, ANNA, folder="INBOX")
    found = letters(box)

    assert [str(n) for n in range(120)] == [read(one.raw).subject for one in found]


@pytest.mark.parametrize("others", [0, 6])
def test_a_letter_too_large_to_be_one_is_left_and_noted(
    post: PostOffice, box: Mailbox, monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    """Memory has a bound, and what was left aside is said; few letters and many go two ways."""
    monkeypatch.setattr("bot.mailbox.box.LARGEST", 2_000_000)
    own = stranger().replace(b"example.net", b"facebook.com")
    post.deliver_raw(own + b"x" * 76 * 30_000, ANNA, folder="INBOX")
    for _ in range(others):
        post.deliver_raw(own, ANNA, folder="INBOX")

    assert others == len(letters(box))
    assert ["A letter of 2 MB or more in the folder INBOX was left where it is."] == [
        note.replace(" 1 MB", " 2 MB") for note in box.notes
    ]


def test_the_mailbox_may_be_asked_between_two_letters(post: PostOffice, box: Mailbox) -> None:
    """Whoever reads letter by letter may look elsewhere meanwhile."""
    for _ in range(60):
        post.deliver_raw(stranger().replace(b"example.net", b"facebook.com"), ANNA, folder="INBOX")
    seen = 0
    for _ in box.letters(None, senders=CONTROLLER_DOMAINS, newer_than=None):
        seen += 1
        if seen == 40:
            list(box.letters({"Junk": Mark(1, 1)}, senders=["nobody.example"], newer_than=None))

    assert 60 == seen


@pytest.mark.parametrize("folder", ["INBOX", "Junk"])
def test_waiting_ends_when_a_letter_comes(post: PostOffice, folder: str) -> None:
    """IDLE hears the inbox, the poll hears spam."""
    with opened(post, poll=0.5) as box:
        box.marks()
        later = threading.Timer(0.3, arrives, (post, "confirmed", folder))
        later.start()
        came = box.wait(30)
        later.join()

        assert came
        assert 1 == len(letters(box))


def test_waiting_in_vain_ends_on_time(box: Mailbox) -> None:
    """Nothing came, and that is said."""
    assert not box.wait(0.3)


def test_what_came_between_two_calls_is_not_waited_for(post: PostOffice, box: Mailbox) -> None:
    """A letter that came after the marks and before the wait ends it at once."""
    box.marks()
    arrives(post)
    before = time.monotonic()

    assert box.wait(60)
    assert time.monotonic() - before < 30


def test_a_wrong_password_is_refused_and_repeated_nowhere(post: PostOffice) -> None:
    """The trouble has a code, and shows neither the password nor what the server said."""
    wrong = "Secret-Passphrase-1"
    with pytest.raises(MailboxTrouble) as trouble, opened(post, wrong):
        pass

    assert "login_refused" == trouble.value.code
    assert wrong not in f"{trouble.value!r} {trouble.value} {trouble.value.__context__!r} {opened(post, wrong)!r}"
    assert trouble.value.__cause__ is None


def test_a_password_beyond_ascii_is_tried_and_refused_cleanly(post: PostOffice) -> None:
    """SASL PLAIN carries it; LOGIN could not."""
    with pytest.raises(MailboxTrouble) as trouble, opened(post, "pässwörd€"):
        pass

    assert "login_refused" == trouble.value.code


def test_a_certificate_nobody_vouches_for_is_not_accepted(post: PostOffice) -> None:
    """Without the world's own authority the town's server is a stranger."""
    with pytest.raises(MailboxTrouble) as trouble, Mailbox(post.imap_host, post.imap_port, ANNA, PASSWORD):
        pass

    assert "tls" == trouble.value.code


def test_a_server_that_is_not_there_is_unreachable() -> None:
    """After three tries."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    with pytest.raises(MailboxTrouble) as trouble, Mailbox("127.0.0.1", port, ANNA, PASSWORD, timeout=2):
        pass

    assert "unreachable" == trouble.value.code


def _ask(box: Mailbox) -> object:
    return letters(box)


def _mark(box: Mailbox) -> object:
    return box.marks()


def _wait(box: Mailbox) -> object:
    return box.wait(20)


@pytest.mark.parametrize("act", [_ask, _mark, _wait])
def test_a_server_that_goes_away_is_gone(tmp_path: Path, act: Callable[[Mailbox], object]) -> None:
    """Whatever is being asked when it closes; a new mailbox is opened then."""
    with PostOffice(tmp_path / "post", {ANNA: PASSWORD}, imap="auto", now=lambda: NOW) as office:
        box = opened(office, timeout=5)
        box.__enter__()
        box.marks()
        office.__exit__(None, None, None)
        with pytest.raises(MailboxTrouble) as trouble:
            act(box)
        box.__exit__(None, None, None)

    assert "gone" == trouble.value.code


def test_a_server_that_closes_while_one_waits_is_gone(tmp_path: Path) -> None:
    """A cut in the middle of IDLE ends the wait long before its time."""
    with PostOffice(tmp_path / "post", {ANNA: PASSWORD}, imap="auto", now=lambda: NOW) as office:
        box = opened(office, timeout=5)
        box.__enter__()
        threading.Timer(0.5, office.__exit__, (None, None, None)).start()
        with pytest.raises(MailboxTrouble) as trouble:
            box.wait(120)
        box.__exit__(None, None, None)

    assert "gone" == trouble.value.code


def test_a_closed_mailbox_is_gone(post: PostOffice) -> None:
    """Asking a mailbox that is not open is the same trouble."""
    with pytest.raises(MailboxTrouble):
        opened(post).marks()
