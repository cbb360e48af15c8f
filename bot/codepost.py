"""Wait for the code that a form has asked for: it comes by mail."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.clock import Clock
from bot.collect import A_DAY, TURN, addresses_of, box_name, known_marks, open_box
from bot.household import Account, HouseholdError
from bot.journal import Journal
from bot.letters.classify import classify
from bot.letters.controller import CONTROLLER_DOMAINS
from bot.letters.keys import KeyBook
from bot.letters.match import SKEW, OpenObjection, match
from bot.letters.prove import prove
from bot.letters.read import Letter, read
from bot.letters.telling import load
from bot.mailbox import MailboxTrouble


@dataclass
class CodePost:
    """Waits for the code that a form has asked for."""

    journal: Journal
    keys: KeyBook
    clock: Clock
    ca: Path | None
    secrets_dir: Path | None
    patience: float

    def code(self, account: Account, since: datetime) -> str | None:
        """The code out of a proven letter to this account that came after ``since``; None when none comes in time."""
        if account.mailbox is None:
            return None
        end = time.monotonic() + self.patience
        phrases = load()
        known = known_marks(self.journal, box_name(account))
        try:
            with open_box(account.mailbox, self.ca, self.secrets_dir) as box:
                while True:
                    for fetched in box.letters(
                        since=known or None, senders=CONTROLLER_DOMAINS, newer_than=since - A_DAY
                    ):
                        letter = read(fetched.raw)
                        reading = classify(letter, prove(letter, self.keys, now=self.clock.now()), phrases)
                        if reading.code and self._is_ours(letter, account, since):
                            return reading.code
                    left = end - time.monotonic()
                    if left <= 0:
                        return None
                    box.wait(min(left, TURN))
        except (MailboxTrouble, HouseholdError):
            return None  # the person is asked: the page waits for a code that this program cannot fetch

    def _is_ours(self, letter: Letter, account: Account, since: datetime) -> bool:
        """To this account, from its platform, and not an older one: a code counts for one form only."""
        one = OpenObjection(account.id, account.platform, addresses_of(account), since - SKEW)
        return match(letter, (one,), received=self.clock.now()).objection is not None
