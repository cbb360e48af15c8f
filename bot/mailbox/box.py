"""A person's mailbox, read and never changed."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from imapclient import IMAPClient

from bot.mailbox.connection import Login, MailboxTrouble, Server, hang_up, talking
from bot.mailbox.folders import Look, Mark, NoSuchFolder, dated, examine, listed, search, standing
from bot.mailbox.lookback import Place, places

LARGEST = 50 * 1024 * 1024
"""Bytes of a letter that is fetched; a larger one is left where it is, and that is noted."""
BATCH_LETTERS = 50
BATCH_BYTES = 8 * 1024 * 1024
FEW = 4
"""So many letters are fetched without asking for their sizes first: the one wanted letter costs one question less."""
LONGEST_IDLE = 25 * 60.0
"""RFC 2177: IDLE is issued again at least every 29 minutes."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of one letter, and where they lay."""

    folder: str
    uid: int
    uidvalidity: int
    raw: bytes = field(repr=False)
    received: datetime | None = None
    """When the server says it received the letter (INTERNALDATE)."""


class Mailbox:
    """Folders are opened read-only and letters fetched with PEEK: nothing is marked, moved or deleted."""

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        password: str,
        *,
        ca: Path | None = None,
        folders: Sequence[str] | None = None,
        timeout: float = 20,
        poll: float = 10,
        login: Login = "password",
    ) -> None:
        self._server = Server(host, port, ca, timeout)
        self._user = user
        self._secret = password
        self._given = tuple(folders) if folders else ()
        self._poll = poll
        self._login = login
        self._client: IMAPClient | None = None
        self._known: tuple[str, ...] = ()
        self._open = ""
        self._seen: dict[str, Mark] = {}
        self.looks: list[Look] = []
        """The looks of the last call of :meth:`letters`, one per folder."""
        self.notes: list[str] = []
        """What was left aside in that call, in sentences that say nothing of a letter's content."""

    def __repr__(self) -> str:
        return f"Mailbox({self._server.host}:{self._server.port})"

    def __enter__(self) -> Self:
        client = self._server.connect()
        self._server.let_in(client, self._user, self._secret, self._login)
        self._client, self._open = client, ""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            hang_up(self._client)
        self._client = None

    def folders(self) -> list[str]:
        """The folders given, or every one that can hold a letter, spam included."""
        if not self._given and not self._known:
            with talking(self._client) as client:
                self._known = listed(client)
        return list(self._given or self._known)

    def marks(self) -> dict[str, Mark]:
        """Where each folder stands now: noted before a send, so that only newer letters are searched."""
        found = {}
        for folder in self.folders():
            with suppress(NoSuchFolder), talking(self._client) as client:
                found[folder] = standing(client, folder)
        self._seen = dict(found)
        return found

    def letters(
        self,
        since: Mapping[str, Mark] | None,
        *,
        senders: Sequence[str],
        newer_than: datetime | None,
    ) -> Iterator[Fetched]:
        """Letters whose From contains one of ``senders``: above the marks where there are any, else by ``newer_than``.

        A folder other than the first is asked where it stands, and not opened if it has not moved. The inbox is opened
        at once: with many letters either is the longest work, and it is the one that moves.

        The server searches. A forgery with quite another From is not fetched; one that contains such a domain is.
        """
        self.looks, self.notes = [], []
        for folder in self.folders():
            mark = (since or {}).get(folder)
            if mark is not None and folder != self.folders()[0] and self._rests(folder, mark):
                continue
            try:
                found, wanted = self._search(folder, mark, senders, newer_than)
            except NoSuchFolder:
                self.notes.append(f"The folder {folder} cannot be opened.")
                continue
            yield from self._bodies(folder, found.uidvalidity, wanted)

    def newest(self, *, senders: Sequence[str], wanted: Callable[[bytes], bool], most: int) -> Iterator[Fetched]:
        """The newest letters of these senders over all folders, newest first, whose Subject header is ``wanted``."""
        found: list[Place] = []
        numbered: dict[str, int] = {}
        for folder in self.folders():
            with suppress(NoSuchFolder), talking(self._client) as client:
                here = examine(client, folder)
                self._open, numbered[folder] = folder, here.uidvalidity
                found += places(client, folder, search(client, ["ALL"], senders), wanted)
        for place in sorted(found, key=lambda one: one.received, reverse=True)[:most]:
            yield from self._bodies(place.folder, numbered[place.folder], [place.uid])

    def stood(self) -> dict[str, Mark]:
        """Where each folder stood when :meth:`letters` or :meth:`marks` looked last."""
        return dict(self._seen)

    def _rests(self, folder: str, mark: Mark) -> bool:
        """Whether a folder stands where it stood."""
        try:
            with talking(self._client) as client:
                here = standing(client, folder)
        except NoSuchFolder:
            here = Mark(0, 0)  # opening it fails too, and says so
        if here != mark or not here.uidnext:
            return False
        self._seen[folder] = here
        self.looks.append(Look(folder, here.letters, here.uidvalidity, here.uidnext, 0))
        return True

    def _search(
        self, folder: str, mark: Mark | None, senders: Sequence[str], newer_than: datetime | None
    ) -> tuple[Mark, list[int]]:
        with talking(self._client) as client:
            here = examine(client, folder)
            self._open = folder
            if mark is None:
                wanted = search(client, dated(newer_than), senders)
            elif mark.uidvalidity != here.uidvalidity:
                self.notes.append(f"The folder {folder} was numbered anew by the server: all of it was searched again.")
                wanted = search(client, ["ALL"], senders)
            elif here.uidnext and here.uidnext <= mark.uidnext:
                wanted = []
            else:  # n:* always names the last letter too
                wanted = [uid for uid in search(client, ["UID", f"{mark.uidnext}:*"], senders) if uid >= mark.uidnext]
        self._seen[folder] = here
        self.looks.append(Look(folder, here.letters, here.uidvalidity, here.uidnext, len(wanted)))
        return here, wanted

    def _bodies(self, folder: str, uidvalidity: int, wanted: Sequence[int]) -> Iterator[Fetched]:
        """The letters in batches, so that memory does not grow with their number."""
        for batch in [list(wanted)] if 0 < len(wanted) <= FEW else self._batches(folder, wanted):
            with talking(self._client) as client:
                self._reopen(client, folder)
                answers = client.fetch(batch, [f"BODY.PEEK[]<0.{LARGEST + 1}>", "INTERNALDATE"])
            for uid in batch:
                answer = answers.pop(uid, {})
                raw, received = answer.get(b"BODY[]<0>"), answer.get(b"INTERNALDATE")
                if isinstance(raw, bytes) and len(raw) > LARGEST:
                    self._leave(folder, len(raw))
                elif isinstance(raw, bytes):
                    yield Fetched(folder, uid, uidvalidity, raw, received if isinstance(received, datetime) else None)

    def _leave(self, folder: str, size: int) -> None:
        self.notes.append(f"A letter of {size >> 20} MB or more in the folder {folder} was left where it is.")

    def _batches(self, folder: str, wanted: Sequence[int]) -> Iterator[list[int]]:
        batch: list[int] = []
        weight = 0
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            with talking(self._client) as client:
                self._reopen(client, folder)
                sizes = client.fetch(some, ["RFC822.SIZE"])
            for uid in some:
                size = int(sizes.get(uid, {}).get(b"RFC822.SIZE", 0))
                if size > LARGEST:
                    self._leave(folder, size)
                    continue
                if batch and (len(batch) >= BATCH_LETTERS or weight + size > BATCH_BYTES):
                    yield batch
                    batch, weight = [], 0
                batch.append(uid)
                weight += size
        if batch:
            yield batch

    def _reopen(self, client: IMAPClient, folder: str) -> None:
        """Come back to a folder, where somebody looked elsewhere between two letters."""
        if self._open != folder:
            examine(client, folder)
            self._open = folder

    def wait(self, seconds: float) -> bool:
        """Wait until something new may have come: IDLE on the inbox where offered, a polite poll of every folder.

        What came since the last :meth:`marks` or :meth:`letters` counts, so that nothing is missed between two calls.
        """
        if self._changed():
            return True
        ends = time.monotonic() + seconds
        first = next(iter(self.folders()), "INBOX")
        while (left := ends - time.monotonic()) > 0:
            pause = min(left, self._poll, LONGEST_IDLE)
            with talking(self._client) as client:
                idles = client.has_capability("IDLE")
                if idles:
                    self._reopen(client, first)
                    _idle(client, pause)
            if not idles:
                threading.Event().wait(pause)
            if self._changed():
                return True
        return False

    def _changed(self) -> bool:
        """Whether a folder stands elsewhere than when it was last looked at."""
        before = dict(self._seen)
        now = self.marks()
        return any(folder in before and before[folder] != mark for folder, mark in now.items())


def _idle(client: IMAPClient, seconds: float) -> None:
    """Listen until the server says anything, or time is up. A server that hung up is found out by the next word."""
    client.idle()
    heard = client.idle_check(timeout=seconds)
    if any(b"BYE" in answer for answer in heard):
        raise MailboxTrouble("gone", "The mail server said good-bye.")
    client.idle_done()
