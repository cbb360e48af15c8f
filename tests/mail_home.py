"""One person, one mailbox on a real IMAP server, one journal; the world's clock is moved by hand."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from bot.clock import Clock
from bot.collect import Post
from bot.household import Account, MailboxAccess
from bot.journal import Journal
from bot.letters.keys import StoredKeys
from bot.letters.notice import Notice, notice_of
from bot.notices import Notices
from bot.objection import Event, EventKind, State
from bot.phrasebook import Phrasebook
from fixtures.post_office import PostOffice
from flows import PHRASES

ANNA, PASSWORD, VARIABLE = "anna@example.org", "pass word", "OPTOUT_ANNA_MAIL"
BOOK = Phrasebook.load(PHRASES)
Imap = Literal["dovecot", "python"]


class Relay:
    """A port that stays while the server behind it goes and comes: bytes pass unread, and are cut at will."""

    def __init__(self) -> None:
        self.target = 0
        self.refuses = 0
        """So many connections are closed as soon as they come."""
        self.accepted = 0
        self._ends: list[socket.socket] = []
        self._news = threading.Condition()

    def __enter__(self) -> Self:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self.cut()

    def cut(self) -> None:
        """Close every connection, as a server or a network does."""
        with self._news:
            ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def wait_for_connections(self, count: int, seconds: float = 60) -> bool:
        """Until so many have come since the start."""
        with self._news:
            return self._news.wait_for(lambda: self.accepted >= count, timeout=seconds)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                inner, _ = self._door.accept()
                self._take(inner)

    def _take(self, inner: socket.socket) -> None:
        try:
            if self.refuses > 0:
                self.refuses -= 1
                inner.close()
                return
            outer = socket.create_connection(("127.0.0.1", self.target), timeout=10)
        except OSError:
            inner.close()
            return
        outer.settimeout(None)
        with self._news:
            self._ends += [inner, outer]
            self.accepted += 1
            self._news.notify_all()
        for one, other in ((inner, outer), (outer, inner)):
            threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class Home:
    """What a household has of its mail: a server, a journal, and the post that is looked through."""

    def __init__(self, here: Path, imap: Imap, port: int = 0) -> None:
        self.here = here
        self.time = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
        self.port = port
        """The port of the mailbox in the household file; 0: the server's own."""
        self._imap = imap
        self.office = self.new_office()

    def new_office(self, name: str = "post") -> PostOffice:
        """A post office of its own directory: its folders are numbered by itself."""
        return PostOffice(self.here / name, {ANNA: PASSWORD}, imap=self._imap, now=lambda: self.time)

    def __enter__(self) -> Self:
        self.office.__enter__()
        self.clock = Clock(self.here / "now.txt")
        self.tick(timedelta())
        self.journal = Journal.open(self.here / "journal.db", world="town", clock=self.clock)
        self.post = self.new_post()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.journal.close()
        self.office.__exit__(None, None, None)

    def new_post(self) -> Post:
        """Whoever looks through the mailbox, with the keys and the authority of the office that is open."""
        keys = StoredKeys(self.office.dns)
        notices = Notices(self.journal, self.here / "mail", keys, self.clock, frozenset({"facebook", "instagram"}))
        return Post(self.journal, self.here / "mail", keys, self.clock, self.office.ca_pem, None, notices)

    def tick(self, by: timedelta) -> None:
        """Time goes on."""
        self.time += by
        (self.here / "now.txt").write_text(self.time.isoformat())

    def account(self, platform: str = "facebook", email: str = ANNA, name: str = "") -> Account:
        """An account whose letters come to the one mailbox."""
        port = self.port or self.office.imap_port
        access = MailboxAccess(self.office.imap_host, port, ANNA, password_env=VARIABLE)
        return Account(
            person_id="anna", person_name="Anna", platform=platform, email=email, phone="", language="fr",
            country="FR", reason="", accounts_center="", mailbox=access, name=name or f"anna/{platform}",
        )  # fmt: skip

    def mailed(
        self, kind: str = "information", *, platform: str = "facebook", language: str = "fr",
        link: str | None = None, folder: str | None = None, broken: str | None = None,
    ) -> None:  # fmt: skip
        """A letter arrives, a minute later."""
        self.tick(timedelta(minutes=1))
        self.office.deliver(
            kind, ANNA, platform=platform, language=language, name="Anna", link=link, folder=folder, broken=broken
        )

    def look(self, *accounts: Account) -> None:
        """One look into the mailbox, without trouble."""
        assert [] == list(self.post.look(accounts or (self.account(),)))

    def sent(self) -> str:
        """The account's objection has left and was received."""
        objection = self.journal.enrol(self.account())
        n = self.journal.intend(objection, "straight_to_the_form")
        told = {"attempt": n, "requests": 1, "status": 200, "outcome": "ok"}
        self.journal.append(objection, Event(self.clock.now(), EventKind.NETWORK, told))
        self.journal.append(
            objection, Event(self.clock.now(), EventKind.PAGE, {"attempt": n, "answer": "acknowledged"})
        )
        return objection

    def state(self) -> State:
        """Where the account's objection stands."""
        return self.journal.standing(self.journal.enrol(self.account())).state

    def facts(self, kind: EventKind, account: Account | None = None) -> list[dict[str, object]]:
        """What the journal holds of one kind."""
        history = self.journal.history(self.journal.enrol(account or self.account()))
        return [dict(event.facts) for event in history if event.kind is kind]

    def notice(self, account: Account | None = None) -> Notice | str:
        """The information mail that a walk would begin with."""
        mine = account or self.account()
        return notice_of(self.journal.history(self.journal.enrol(mine)), self.here / "mail", mine.platform, BOOK)


@contextmanager
def relayed(here: Path, imap: Imap) -> Iterator[tuple[Home, Relay]]:
    """A home whose mail server is reached over a port that outlives it."""
    with Relay() as relay, Home(here, imap, relay.port) as home:
        relay.target = home.office.imap_port
        yield home, relay
