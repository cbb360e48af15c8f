"""Whose turn it is: which objections are ours to walk, and when a platform may be bothered again."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Self

from bot.clock import Clock
from bot.journal import Journal, JournalError

LEASE = timedelta(seconds=15)
"""So long an objection is ours to walk without a word from us."""
RENEW = 5.0
"""Seconds after which we say again that we are at it."""


@dataclass
class Turns:
    """By the machine's own clock: neither a lease nor politeness is moved by a world's."""

    journal: Journal
    holder: str
    seconds_between: float
    _free: dict[str, float] = field(default_factory=dict)
    """Per platform, the monotonic moment from which a walk may start."""
    _reserved: set[str] = field(default_factory=set)
    _ours: dict[str, float] = field(default_factory=dict)
    """By objection, when its lease was last written."""

    @classmethod
    def of(cls, journal: Journal, holder: str, seconds_between: float) -> Self:
        """On the run's own database connection, by the machine's own clock."""
        return cls(journal.by(Clock()), holder, seconds_between)

    def take(self, objection: str) -> bool:
        """Whether the objection is ours now; not when another program is walking it."""
        if not self.journal.claim(objection, self.holder, Clock().now() + LEASE):
            return False
        self._ours[objection] = monotonic()
        return True

    def renew(self, objections: Iterable[str]) -> None:
        """Say that we are still at it."""
        for objection in objections:
            if objection in self._ours and monotonic() - self._ours[objection] > RENEW:
                self.take(objection)

    def give(self, objection: str) -> None:
        """Let others have it."""
        if self._ours.pop(objection, None) is not None:
            self.journal.release(objection, self.holder)

    def give_back(self) -> None:
        """Let others have what is still ours; where that cannot be written it runs out by itself."""
        with suppress(JournalError):
            for objection in list(self._ours):
                self.give(objection)

    def seconds_until_polite(self, platform: str) -> float:
        """How long the platform is still to be left alone, by our own walks and by those of other programs."""
        if self.seconds_between <= 0:
            return 0.0
        if platform not in self._reserved and monotonic() >= self._free.get(platform, 0.0):
            now = Clock().now()
            slot = self.journal.reserve(platform, self.seconds_between, now)
            self._reserved.add(platform)
            self._free[platform] = monotonic() + (slot - now).total_seconds()
        return max(0.0, self._free.get(platform, 0.0) - monotonic())

    def used(self, platform: str) -> None:
        """The reserved moment is being used."""
        self._reserved.discard(platform)

    def pause(self, platform: str) -> None:
        """A walk has ended: the platform is left alone from now on."""
        self._free[platform] = monotonic() + self.seconds_between
