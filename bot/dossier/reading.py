"""What the reading of a bag has found so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.chain import ChainVerdict, Facts
from bot.dossier.hostile import Opened
from bot.dossier.levels import Level
from bot.dossier.mail import LetterVerdict
from bot.dossier.renewals import RenewalList
from bot.dossier.share.checking import CopyFound
from bot.dossier.verdict import StampVerdict
from bot.dossier.waczcheck import Checked

MARK = 'class="rehearsal-mark"'
"""What stands on every page of a rehearsal's dossier."""


@dataclass
class Reading:
    """What has been found so far."""

    bag: Opened
    hashes: Mapping[str, str]
    info: Mapping[str, str]
    case: Mapping[str, Any]
    chains: dict[str, ChainVerdict] = field(default_factory=dict)
    lines: dict[str, list[Facts]] = field(default_factory=dict)
    stamps: list[StampVerdict] = field(default_factory=list)
    renewals: dict[int, RenewalList] = field(default_factory=dict)
    letters: list[LetterVerdict] = field(default_factory=list)
    archives: dict[str, Checked] = field(default_factory=dict)
    """Web archives of ours, read to their end."""
    strong: bool = True
    copy: CopyFound | None = None
    """What its links show, if it is a redacted copy."""

    @property
    def ours(self) -> bool:
        """Made by this software, or saying so: held to its own rules."""
        return "schema" in self.case

    @property
    def world(self) -> str | None:
        """The stand-in world it was made in."""
        told = self.case.get("rehearsal", self.info.get("Rehearsal"))
        return str(told) if told is not None else None

    @property
    def said_level(self) -> str:
        """The level it claims, as written."""
        return str(self.case.get("level", self.info.get("Evidence-Level", "")))

    @property
    def claimed(self) -> Level | None:
        """The level it claims, if there is such a level."""
        return Level.read(self.said_level)
