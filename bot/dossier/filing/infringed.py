"""Which infringements the facts support, and by which facts: no fact, no infringement.

=========== =============================================================================================
Art. 21(1)  the objection went out, and was refused or left without a decision
Art. 12(2)  a way to the form was dead, locked, wrong or looping; a passing fault counts from the second day
Art. 21(4)  the link in the controller's own information mail was one of them
Art. 12(3)  the month, or its extension, is over without a decision
Art. 12(4)  a refusal whose words are on record, and they are no reasons
=========== =============================================================================================

Source: facts/evidence.md §1.1, §6.3, §6.4. One bad fetch is not a dead form (facts/README.md): that is why what passes
by itself has to be met on two days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.dossier.filing.facts import Fact

PASSING = {"blank_page", "server_error"}
NOTICE = "from_the_notice_mail"
"""The way over the link in Meta's own information mail."""


@dataclass(frozen=True, slots=True)
class Infringement:
    """One article, and the numbers of the facts it rests on."""

    key: str
    """objection, obstructed, attention, silence or refusal."""
    facts: tuple[int, ...]


def infringements(facts: Sequence[Fact]) -> tuple[Infringement, ...]:
    """What the facts support, in the order in which a complaint names it. Facts are counted from 1."""
    return tuple(_found(facts))


def _found(facts: Sequence[Fact]) -> Iterator[Infringement]:
    numbered = list(enumerate(facts, 1))

    def of(*kinds: str) -> tuple[int, ...]:
        return tuple(n for n, fact in numbered if fact.what in kinds)

    answered = of("refused", "silent")
    if of("filed") and answered:
        yield Infringement("objection", (*of("filed"), *answered))
    if blocked := tuple(n for n, fact in numbered if fact.what == "obstructed" and _lasting(fact, facts)):
        yield Infringement("obstructed", blocked)
        if notice := tuple(n for n in blocked if facts[n - 1].way == NOTICE):
            yield Infringement("attention", notice)
    if of("filed") and of("silent"):
        yield Infringement("silence", (*of("filed"), *of("silent")))
    if unreasoned := of("refused"):
        quoted = tuple(n for n in unreasoned if facts[n - 1].code != "unquoted")
        if quoted:
            yield Infringement("refusal", quoted)


def _lasting(fact: Fact, facts: Sequence[Fact]) -> bool:
    if fact.code not in PASSING:
        return True
    days = {one.at.date() for one in facts if one.what == "obstructed" and (one.code, one.way) == (fact.code, fact.way)}
    return len(days) > 1
