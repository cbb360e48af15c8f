"""What a page can be, and what each sight means for a walk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from bot.fields import Field
from bot.survey import Element


class SightKind(StrEnum):
    """What the page in front of us is, in the order in which it is asked."""

    NO_NETWORK = "no_network"
    LEFT = "left_the_platform"
    BLANK = "blank"
    TECHNICAL = "technical_error"
    NOT_FOUND = "not_found"
    RATE_LIMIT = "rate_limit"
    CHECKPOINT = "checkpoint"
    CODE = "code"
    CAPTCHA = "captcha"
    LOGIN = "login"
    CONSENT = "consent"
    REGION_LOCK = "region_lock"
    WRONG_FORM = "wrong_form"
    FORM = "form"
    CONFIRMATION = "confirmation"
    ALREADY = "already_objected"
    LANDMARK = "landmark"
    UNKNOWN = "unknown"


OBSTACLE: Mapping[SightKind, str] = MappingProxyType(
    {
        SightKind.NO_NETWORK: "no_network",
        SightKind.LEFT: "left_the_platform",
        SightKind.BLANK: "blank_page",
        SightKind.TECHNICAL: "server_error",
        SightKind.NOT_FOUND: "dead_link",
        SightKind.RATE_LIMIT: "rate_limited",
        SightKind.CHECKPOINT: "checkpoint",
        SightKind.CODE: "checkpoint",
        SightKind.CAPTCHA: "captcha",
        SightKind.LOGIN: "login_wall",
        SightKind.REGION_LOCK: "region_lock",
        SightKind.WRONG_FORM: "wrong_form",
        SightKind.UNKNOWN: "unknown_page",
    }
)
"""The obstacle a sight becomes where a walk did not expect it. A code that the flow waits for is no obstacle."""


@dataclass(frozen=True)
class Sight:
    """What was recognised, why, and what goes with it."""

    kind: SightKind
    why: str
    detail: str = ""
    """The words or the address that decided it."""
    decline: Element | None = None
    """The button that declines optional cookies, wherever a consent dialog is shown, whatever the page is."""
    consent: bool = False
    """A consent dialog is shown, even one that cannot be declined."""
    proof: str = ""
    """A wording that proves receipt, if the page shows one, whatever the page is."""
    captcha: str = ""
    """What puzzle the page shows, whatever the page is."""
    fields: tuple[Field, ...] = field(default=(), repr=False)

    @property
    def obstacle(self) -> str:
        """The code of the obstacle this is for a walk that did not expect it; empty when it is none."""
        return OBSTACLE.get(self.kind, "")


@dataclass(frozen=True)
class Known:
    """What the phrasebook tells the lookout. All wordings are normalised by ``bot.phrasebook.normal``."""

    proofs: Sequence[str] = ()
    """Wordings seen on the page after a request was received; nothing else proves a success."""
    already: Sequence[str] = ()
    """Wordings that say this account has objected before."""
    wrong_forms: Sequence[str] = ()
    """Wordings, or parts of addresses (they hold a "/"), of look-alike forms that must never be sent."""
    landmarks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Name of a place on the road, and the wordings or parts of addresses by which it is known."""


NOTHING_KNOWN = Known()
