"""How long something is waited for, when what keeps everybody waiting is not counted."""

import time
from dataclasses import dataclass, field

HICCUP = 1.0
"""Seconds for which a page, or this machine, may be late with an answer without being called busy."""


@dataclass
class Span:
    """So many seconds from now on; the time for which a page lets nobody look is added, up to as much again."""

    seconds: float
    end: float = field(init=False)
    """The monotonic moment at which it is over."""

    def __post_init__(self) -> None:
        self.end = time.monotonic() + self.seconds
        self._spare = self.seconds

    def held_up(self, since: float, expected: float = 0.0) -> None:
        """Something that began at ``since`` is over only now; ``expected`` seconds of it were meant."""
        late = min(self._spare, max(0.0, time.monotonic() - since - expected - HICCUP))
        self.end, self._spare = self.end + late, self._spare - late
