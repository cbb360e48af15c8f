"""Look into the mailboxes, keep every letter as it came, and tell the journal what it is."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Event

from bot.clock import Clock
from bot.household import Account, HouseholdError, MailboxAccess, secret_of
from bot.journal import Journal
from bot.journal import Mark as Noted
from bot.letters.classify import Reading, classify
from bot.letters.controller import CONTROLLER_DOMAINS
from bot.letters.keys import KeyBook
from bot.letters.match import MatchResult, OpenObjection, match
from bot.letters.prove import Proof, prove
from bot.letters.read import Letter, read
from bot.letters.store import keep, keep_raw
from bot.letters.taught import phrases
from bot.letters.telling import LetterKind
from bot.mailbox import Login, Look, Mailbox, MailboxTrouble, Mark
from bot.notices import Notices
from bot.objection import Event as Happening
from bot.objection import EventKind, State, standing

ANSWERS = {
    LetterKind.CONFIRMED, LetterKind.REFUSED, LetterKind.MORE_ASKED, LetterKind.VALIDATION_ASKED, LetterKind.EXTENDED,
    LetterKind.NEEDS_REVIEW,
}  # fmt: skip
"""What concerns an objection. An information mail, a code or somebody else's letter is kept and changes nothing."""
NOT_WAITING = {State.PLANNED, State.STOPPED, State.COVERED}
A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)


def open_box(access: MailboxAccess, ca: Path | None, secrets_dir: Path | None) -> Mailbox:
    """A mailbox, with its password, or a fresh token, from where the household file says."""
    secret = secret_of(access, os.environ, secrets_dir)
    login: Login = "xoauth2" if secret.is_token else "password"
    return Mailbox(
        access.host, access.port, access.user, secret.value, ca=ca, folders=access.folders or None, login=login
    )


@dataclass
class Post:
    """Everybody's mailboxes."""

    journal: Journal
    folder: Path
    keys: KeyBook
    clock: Clock
    ca: Path | None
    secrets_dir: Path | None
    notices: Notices | None = None
    """Looks for the controllers' information mails; None: nobody asks for them."""
    _looked: dict[str, datetime] = field(default_factory=dict)

    def look(self, accounts: Sequence[Account]) -> Iterator[str]:
        """Look once into each mailbox; yields one sentence for each that gave trouble."""
        for access, owners in _by_mailbox(accounts):
            try:
                with open_box(access, self.ca, self.secrets_dir) as box:
                    self._round(box, owners)
            except (MailboxTrouble, HouseholdError) as trouble:
                yield self._trouble(owners, trouble)

    def look_for_notices(self, accounts: Sequence[Account]) -> Iterator[str]:
        """Go through the mailboxes for information mails alone, where nobody has; a sentence for each trouble."""
        for access, owners in _by_mailbox(accounts):
            if self.notices is not None and self.notices.wanting(owners):
                try:
                    with open_box(access, self.ca, self.secrets_dir) as box:
                        self.notices.look_back(box, owners)
                except (MailboxTrouble, HouseholdError) as trouble:
                    yield self._trouble(owners, trouble)

    def watch(self, accounts: Sequence[Account], seconds: float, until: Callable[[], bool]) -> Iterator[str]:
        """Hold every mailbox open until ``until`` is true or the time is over; yields a sentence per trouble."""
        end = time.monotonic() + seconds
        boxes = _by_mailbox(accounts)
        enough = Event()
        with ThreadPoolExecutor(max_workers=max(1, min(len(boxes), MOST_BOXES))) as pool:
            held = [pool.submit(self._hold, box, owners, end, enough, until) for box, owners in boxes]
            try:
                yield from (trouble for one in as_completed(held) if (trouble := one.result()))
            finally:
                enough.set()  # Ctrl-C: every mailbox is let go at its next turn

    def _hold(
        self, access: MailboxAccess, owners: Sequence[Account], end: float, enough: Event, until: Callable[[], bool]
    ) -> str:
        """Hold a mailbox open, and open it again whenever its server lets go; the sentence of a trouble that stayed."""
        pause = FIRST_PAUSE
        while True:
            before = time.monotonic()
            try:
                with open_box(access, self.ca, self.secrets_dir) as box:
                    return self._listen(box, owners, end, enough, until)
            except HouseholdError as trouble:
                return self._trouble(owners, trouble)
            except MailboxTrouble as trouble:
                pause = FIRST_PAUSE if time.monotonic() - before > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
                left = end - time.monotonic()
                if trouble.code not in PASSES or left <= pause or until() or enough.wait(pause):
                    return self._trouble(owners, trouble)

    def _listen(
        self, box: Mailbox, owners: Sequence[Account], end: float, enough: Event, until: Callable[[], bool]
    ) -> str:
        """Look, wait for something new, look again; a last look at the end, and no trouble to tell."""
        self._round(box, owners)
        while not enough.is_set() and not until() and (left := end - time.monotonic()) > 0:
            if box.wait(max(0.05, min(TURN, left))):
                self._round(box, owners)
        self._round(box, owners)
        return ""

    def _trouble(self, owners: Sequence[Account], trouble: Exception) -> str:
        return f"the mailbox of {owners[0].person_name or owners[0].person_id} was not read: {trouble}"

    def take_in(
        self, raw: bytes, waiting: Sequence[OpenObjection], received: datetime, owners: Sequence[Account] = ()
    ) -> tuple[Letter, Proof, Reading, MatchResult]:
        """Keep one letter before it is understood, then prove it, say what it is, and whose it is."""
        keep_raw(self.folder, raw)
        letter = read(raw)
        proof = prove(letter, self.keys, now=received)
        keep(self.folder, letter, proof, {"received": received.isoformat()})
        reading = classify(letter, proof, phrases(self.folder.parent))
        found = match(letter, waiting, received=received)
        if self.notices is not None and reading.kind is LetterKind.INFORMATION:
            self.notices.took(letter, proof, owners, received)
        if not proof.keys_unreachable:
            if found.objection is not None and _concerns(reading):
                self._tell(found.objection, letter, proof, reading, received)
            # Only a proven letter may stand for its Message-ID: a forgery that came first must not hide the real one.
            self.journal.remember_letter(letter.sha256, letter.message_id if proof.holds else "")
        return letter, proof, reading, found

    def is_known(self, raw: bytes) -> bool:
        """Whether a letter was dealt with before, by its bytes or by the Message-ID of a proven one."""
        letter = read(raw)
        return self.journal.letter_seen(letter.sha256, letter.message_id)

    def _round(self, box: Mailbox, owners: Sequence[Account]) -> None:
        """One look: what is new above the marks, or, where there are none, what is younger than the first send."""
        waiting = self.waiting(owners)
        name = box_name(owners[0])
        known = known_marks(self.journal, name)
        if self.notices is not None:
            self.notices.look_back(box, owners)
        unsettled: set[str] = set()
        if known or waiting:
            first = min((w.sent_at for w in waiting if w.sent_at), default=self.clock.now())
            for fetched in box.letters(since=known or None, senders=CONTROLLER_DOMAINS, newer_than=first - A_DAY):
                if not self.is_known(fetched.raw):
                    received = fetched.received or self.clock.now()
                    _, proof, *_ = self.take_in(fetched.raw, waiting, received, owners)
                    self._looked.clear()
                    if proof.keys_unreachable:
                        unsettled.add(fetched.folder)  # looked at again when its key can be asked for
            marks = box.stood()  # as each folder was before it was searched
        else:
            marks = box.marks()
        for folder, mark in marks.items():
            if folder not in unsettled:
                self.journal.mark(name, Noted(folder, mark.uidvalidity, mark.uidnext))
        self._note_look(waiting, box.looks)

    def _note_look(self, waiting: Sequence[OpenObjection], looks: Sequence[Look]) -> None:
        """Silence is shown, not assumed: each look is an event, but one that holds a mailbox open is one an hour."""
        now = self.clock.now()
        counted = ("letters", "found", "uidvalidity", "uidnext")
        facts = {"folders": {look.folder: {name: getattr(look, name) for name in counted} for look in looks}}
        for one in waiting:
            last = self._looked.get(one.id)
            if last is None or now - last >= AN_HOUR:
                self._append(one.id, EventKind.LOOKED, facts)
                self._looked[one.id] = now

    def _tell(self, objection: str, letter: Letter, proof: Proof, reading: Reading, received: datetime) -> None:
        facts = {
            "answer": (reading.kind if proof.holds else LetterKind.NEEDS_REVIEW).value,
            "proven": proof.holds,
            "domain": proof.domain,
            "received": received.isoformat(),
            "sha256": letter.sha256,
            "file": f"{letter.sha256[:16]}.eml",
            "phrase": reading.phrase,
            "why": reading.why,
        }
        self._append(objection, EventKind.LETTER, facts)

    def _append(self, objection: str, kind: EventKind, facts: Mapping[str, object]) -> None:
        self.journal.append(objection, Happening(self.clock.now(), kind, dict(facts)))

    def waiting(self, owners: Iterable[Account]) -> tuple[OpenObjection, ...]:
        """The objections of these accounts that an answer may come for."""
        now = self.clock.now()
        found = []
        for account in owners:
            objection = self.journal.enrol(account)
            stands = standing(self.journal.history(objection), now)
            if stands.state not in NOT_WAITING:
                found.append(OpenObjection(objection, account.platform, addresses_of(account), stands.sent_at))
        return tuple(found)


FIRST_PAUSE, LONGEST_PAUSE = 0.25, 60.0
"""Seconds before a mailbox is opened again whose server closed it: doubled each time, as long as it does not hold."""
PASSES = frozenset({"gone", "unreachable"})
"""Troubles that pass by themselves. A refused password does not, and a server locks out who repeats it."""
TURN = 5.0
"""Seconds after which it is asked whether anything is still waited for."""
MOST_BOXES = 16
"""Mailboxes that are held open at once; further ones have their turn when one is done."""


def known_marks(journal: Journal, box: str) -> dict[str, Mark]:
    """How far each folder of a mailbox was read."""
    return {folder: Mark(mark.uidvalidity, mark.uidnext) for folder, mark in journal.marks(box).items()}


def _concerns(reading: Reading) -> bool:
    return reading.kind in ANSWERS and (reading.kind is not LetterKind.NEEDS_REVIEW or reading.touches)


def _by_mailbox(accounts: Iterable[Account]) -> list[tuple[MailboxAccess, list[Account]]]:
    found: dict[MailboxAccess, list[Account]] = {}
    for account in accounts:
        if account.mailbox is not None:
            found.setdefault(account.mailbox, []).append(account)
    return list(found.items())


def addresses_of(account: Account) -> frozenset[str]:
    """Where the controller may answer to: the account's e-mail, and the mailbox itself."""
    user = account.mailbox.user if account.mailbox else ""
    return frozenset(address.casefold() for address in (account.email, user) if "@" in address)


def box_name(account: Account) -> str:
    """The mailbox in the journal: no address can be read from it."""
    access = account.mailbox
    assert access is not None  # noqa: S101 - only asked for accounts with a mailbox
    return sha256(f"{access.host}\0{access.port}\0{access.user}".encode()).hexdigest()[:16]
