"""Look for the controllers' own information mails, once per account, and remember what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.clock import Clock
from bot.household import Account
from bot.journal import Journal
from bot.letters.charset import header_text
from bot.letters.classify import classify
from bot.letters.controller import CONTROLLER_DOMAINS
from bot.letters.keys import KeyBook
from bot.letters.mime import head
from bot.letters.notice import is_for, may_be_one
from bot.letters.prove import Proof, prove
from bot.letters.read import Letter, read
from bot.letters.store import keep, keep_raw
from bot.letters.taught import phrases
from bot.letters.telling import LetterKind
from bot.mailbox import Mailbox
from bot.objection import Event, EventKind, may_send

MOST = 40
"""Letters that one look back opens, newest first. Such mails are few; what else speaks of AI may be many."""


@dataclass
class Notices:
    """Information mails, found and noted: `notice` in the journal, one line per account and letter."""

    journal: Journal
    folder: Path
    """Where letters are kept."""
    keys: KeyBook
    clock: Clock
    platforms: frozenset[str]
    """Those whose flows have a way that begins with such a mail."""

    def look_back(self, box: Mailbox, owners: Sequence[Account]) -> None:
        """Go through the mailbox for every account that may still be walked and was never looked for: newest first."""
        wanting = self.wanting(owners)
        doubts: dict[str, str] = {}
        unsettled = False
        letters = self._letters(box) if wanting else ()
        for letter, received in letters:
            proof = prove(letter, self.keys, now=received)
            unsettled = unsettled or proof.keys_unreachable
            for objection, account in list(wanting.items()):
                why = self._doubt(letter, proof, account, received)
                if not why:
                    self._note(objection, letter, proof, received)
                    del wanting[objection]
                elif why != NOT_THEIRS:
                    doubts.setdefault(objection, why)
            if not wanting:
                return
        if unsettled:
            return  # asked again at the next look, when the keys can be had
        for objection in wanting:
            why = doubts.get(objection, "no such mail is in the mailbox")
            self.journal.append(objection, Event(self.clock.now(), EventKind.NOTICE, {"found": False, "why": why}))

    def wanting(self, owners: Sequence[Account]) -> dict[str, Account]:
        """By objection, the accounts that may still be walked and whose mailbox nobody has gone through for them."""
        known = {self.journal.enrol(one): one for one in owners if one.platform in self.platforms}
        return {objection: one for objection, one in known.items() if self._never_looked(objection)}

    def took(self, letter: Letter, proof: Proof, owners: Sequence[Account], received: datetime) -> None:
        """A letter came in by itself: note it for those it was written to and who may still be walked."""
        for account in owners:
            if account.platform in self.platforms and not self._doubt(letter, proof, account, received):
                objection = self.journal.enrol(account)
                history = self.journal.history(objection)
                known = any(e.kind is EventKind.NOTICE and e.text("sha256") == letter.sha256 for e in history)
                if may_send(history) and not known:
                    self._note(objection, letter, proof, received)

    def _letters(self, box: Mailbox) -> Iterator[tuple[Letter, datetime]]:
        known = phrases(self.folder.parent)

        def worth_opening(headers: bytes) -> bool:
            return may_be_one(header_text(head(headers).first("subject")), known)

        for fetched in box.newest(senders=CONTROLLER_DOMAINS, wanted=worth_opening, most=MOST):
            yield read(fetched.raw), fetched.received or self.clock.now()

    def _never_looked(self, objection: str) -> bool:
        history = self.journal.history(objection)
        return may_send(history) and not any(event.kind is EventKind.NOTICE for event in history)

    def _doubt(self, letter: Letter, proof: Proof, account: Account, received: datetime) -> str:
        """Why this letter is not the controller's own information mail to this account; empty when it is."""
        if classify(letter, proof, phrases(self.folder.parent)).kind is not LetterKind.INFORMATION:
            return NOT_THEIRS
        if not proof.holds:
            return f"one is there, but it is not proven to be the controller's: {' '.join(proof.reasons[:1])}"
        return "" if is_for(letter, account, received) else NOT_THEIRS

    def _note(self, objection: str, letter: Letter, proof: Proof, received: datetime) -> None:
        keep_raw(self.folder, letter.raw)
        keep(self.folder, letter, proof, {"received": received.isoformat()})
        facts = {
            "found": True, "sha256": letter.sha256, "file": f"{letter.sha256[:16]}.eml", "domain": proof.domain,
            "received": received.isoformat(), "proven": True,
        }  # fmt: skip
        self.journal.append(objection, Event(self.clock.now(), EventKind.NOTICE, facts))


NOT_THEIRS = "it is another letter"
