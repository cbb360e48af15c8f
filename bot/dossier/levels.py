"""How much a dossier proves: E0 to E3, and M for a letter whose signature holds.

E0 files and their hashes · E1 and a chained log · E2 and one time stamp that verifies · E3 and two of different
operators. M: at least one letter signed by the controller's domain, its key saved within 24 hours. Never pretended:
what cannot be shown lowers the level.
"""

import re
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Level:
    """An evidence level."""

    rank: int
    mail: bool = False

    @classmethod
    def of(cls, *, chained: bool, operators: int, mail: bool) -> Self:
        """What the parts add up to. A stamp over a log that does not hold is a stamp over nothing."""
        rank = 0 if not chained else 1 + min(operators, 2)
        return cls(rank, mail)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The level a bag claims, or None when it claims none that we know."""
        found = re.fullmatch(r"E([0-3])(M?)", text)
        return cls(int(found[1]), found[2] == "M") if found else None

    def __str__(self) -> str:
        return f"E{self.rank}{'M' if self.mail else ''}"

    def reaches(self, claimed: Self) -> bool:
        """Whether this, proven, is at least that, claimed."""
        return self.rank >= claimed.rank and (self.mail or not claimed.mail)
