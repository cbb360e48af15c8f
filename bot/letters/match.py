"""Which objection a letter answers: by recipient, platform and time; two candidates mean ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.letters.controller import SPEAKS_FOR, controller_domain, domain_of
from bot.letters.quoted import own_words
from bot.letters.read import Letter
from bot.letters.said import fold
from bot.phrasebook import holds

SKEW = timedelta(minutes=10)
"""By how much the clocks of a sender and of this machine may differ."""


@dataclass(frozen=True, slots=True)
class OpenObjection:
    """An objection that waits for an answer."""

    id: str
    platform: str
    addresses: frozenset[str]
    """The e-mail addresses the controller may answer to."""
    sent_at: datetime | None
    """When it was sent; None when that is not known, and then time tells nothing."""


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The one objection a letter answers, or all it might answer."""

    objection: str | None
    candidates: tuple[str, ...]
    why: str

    @property
    def ask(self) -> bool:
        """Whether a person has to choose."""
        return self.objection is None and len(self.candidates) > 1


def match(letter: Letter, open_objections: Sequence[OpenObjection], *, received: datetime | None = None) -> MatchResult:
    """Find the objection. ``received`` stands in where the letter bears no date."""
    here = _addressed(letter, open_objections)
    if not here:
        return MatchResult(None, (), "No open objection was made under an address this letter was sent to.")
    when = letter.date or received
    after = [one for one in here if one.sent_at is None or when is None or when >= one.sent_at - SKEW]
    if not after:
        return MatchResult(None, (), "The letter is older than every objection it could answer.")
    left = _by_platform(letter, after)
    if not left:
        return MatchResult(None, (), "The letter comes from a platform where no objection waits under this address.")
    if len(left) == 1:
        return MatchResult(left[0].id, (left[0].id,), "The address, the platform and the time fit one objection.")
    ids = tuple(sorted(one.id for one in left))
    return MatchResult(None, ids, f"The letter could answer {len(ids)} objections: {', '.join(ids)}.")


def _addressed(letter: Letter, open_objections: Sequence[OpenObjection]) -> list[OpenObjection]:
    """By what the sender wrote (To, Cc); what servers noted counts only where the sender wrote nobody."""
    to = set(letter.addressed or letter.to)
    return [one for one in open_objections if to & {address.lower() for address in one.addresses}]


def _by_platform(letter: Letter, candidates: Sequence[OpenObjection]) -> list[OpenObjection]:
    """Narrow by the sender's domain, then by its name and subject, then by the platforms the text names."""
    own = controller_domain(domain_of(letter.sender))
    may = SPEAKS_FOR.get(own)
    left = [one for one in candidates if may is None or one.platform in may]
    platforms = {one.platform for one in left}
    for words in (f"{letter.sender_name} {letter.subject}", own_words(f"{letter.text}\n{letter.other_text}")):
        if len(platforms) > 1:
            folded = fold(words[:100_000])
            named = {platform for platform in platforms if holds(platform, folded)}
            platforms = named if len(named) == 1 else platforms
    if len(platforms) > 1 and own in {"facebook.com", "facebookmail.com"} and "facebook" in platforms:
        platforms = {"facebook"}
    return [one for one in left if one.platform in platforms]
