"""Whose letter it is: only a signature that holds for the controller's own domain can confirm or refuse anything.

``facts/evidence.md`` §4.5: the key of every signature is fetched and kept at receipt, and the letter verified from what
was kept.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.letters.controller import CONTROLLER_DOMAINS, controller_domain, domain_of
from bot.letters.keys import KeyBook, KeyRecord, KeysUnreachable
from bot.letters.mime import Head, head
from bot.letters.read import Letter

if TYPE_CHECKING:
    from bot.letters.signature import Claim, SignatureVerdict

MAX_SIGNATURES = 8
_CONTROL = re.compile(rb"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""A lone CR ends a line for many mail programs and for no DKIM verifier: text that nobody signed can hide behind it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the signatures of a letter prove."""

    holds: bool
    domain: str | None
    selector: str | None
    aligned: bool
    signatures: "tuple[SignatureVerdict, ...]"
    reasons: tuple[str, ...]
    """Why it does not hold, each in a short sentence; empty when it does."""
    records: tuple[KeyRecord, ...]
    keys_unreachable: bool = False
    """A key could not be asked for: the letter may yet be proven, and has to be looked at again."""


def prove(
    letter: Letter, keys: KeyBook, *, now: datetime, controller_domains: Sequence[str] = CONTROLLER_DOMAINS
) -> Proof:
    """Check every signature of a letter. ``now`` is the moment of receipt: an ``x=`` that was good then stays good."""
    from bot.letters.signature import check, claim, opened  # noqa: PLC0415 - 50 ms where no letter has come

    if now.tzinfo is None:
        raise ValueError("the moment of receipt needs a time zone")
    top = head(letter.raw)
    at_fault = _letter_wrong(letter, top)
    claims = _worth_checking(letter, [claim(n, value) for n, value in enumerate(_signed(top))], controller_domains)
    records, unreachable = _ask(claims, keys)
    signed, trouble = opened(letter.raw) if claims else (None, "")
    occurrences = Counter(name for name, _ in top.fields)
    verdicts: list[SignatureVerdict] = []
    for said in claims if signed is not None else ():
        aligned, controller = _alignment(domain_of(letter.sender), said.tag("d").lower(), controller_domains)
        key = records.get(said.key_name)
        verdict = check(signed, said, key, now=now, aligned=aligned, controller=controller, occurrences=occurrences)
        verdicts.append(_unasked(verdict, unreachable))
    if trouble:
        at_fault.append(trouble)
    if not claims:
        at_fault.append("The letter bears no DKIM signature.")
    best = _best(verdicts)
    holds = best is not None and best.holds and not at_fault
    return Proof(
        holds=holds,
        domain=(best.domain or None) if best else None,
        selector=(best.selector or None) if best else None,
        aligned=bool(best and best.aligned),
        signatures=tuple(verdicts),
        reasons=() if holds else tuple(dict.fromkeys([*at_fault, *(best.reasons if best else ())])),
        records=tuple(record for record in records.values() if record is not None),
        keys_unreachable=bool(unreachable) and not holds,
    )


def _signed(top: Head) -> list[bytes]:
    return [value for name, value in top.fields if name == "dkim-signature"][:50]


def _worth_checking(letter: Letter, claims: "Sequence[Claim]", domains: Sequence[str]) -> "list[Claim]":
    """As many signatures as a bounded time allows, the controller's first."""
    from bot.letters.signature import MAX_WORK  # noqa: PLC0415 - as above

    few = min(MAX_SIGNATURES, max(1, MAX_WORK // max(1, len(letter.raw))))
    return sorted(claims, key=lambda said: not controller_domain(said.tag("d"), domains))[:few]


def _letter_wrong(letter: Letter, top: Head) -> list[str]:
    """What makes a letter unprovable whatever its signatures say."""
    wrong = []
    senders = sum(name == "from" for name, _ in top.fields)
    if senders != 1:
        wrong.append(f"The letter has {senders or 'no'} From header{'s' if senders > 1 else ''}.")
    elif len(letter.senders) != 1 or not letter.sender:
        wrong.append("The letter does not name exactly one sender.")
    if sum(name == "subject" for name, _ in top.fields) > 1:
        wrong.append("The letter has more than one Subject header.")
    if _CONTROL.search(letter.raw, 0, top.body):
        wrong.append("The headers hold control characters that mail programs read differently.")
    if top.defects:
        wrong.append("The headers are malformed.")
    return wrong


def _ask(claims: "Sequence[Claim]", keys: KeyBook) -> tuple[dict[str, KeyRecord | None], frozenset[str]]:
    """The key of every signature, each asked for once."""
    records: dict[str, KeyRecord | None] = {}
    unreachable = set()
    for name in dict.fromkeys(said.key_name for said in claims if said.key_name):
        try:
            records[name] = keys.lookup(name)
        except KeysUnreachable:
            records[name] = None
            unreachable.add(name)
    return records, frozenset(unreachable)


def _alignment(sender: str, signer: str, domains: Sequence[str]) -> tuple[bool, bool]:
    """Whether the signer speaks for the visible sender (relaxed, RFC 7489 §3.1.1), and whether it is the controller."""
    own = controller_domain(signer, domains)
    if own:
        return controller_domain(sender, domains) == own, True
    same = sender == signer or sender.endswith("." + signer) or signer.endswith("." + sender)
    return bool(sender and signer and same), False


def _unasked(verdict: "SignatureVerdict", unreachable: frozenset[str]) -> "SignatureVerdict":
    if f"{verdict.selector}._domainkey.{verdict.domain}".lower() not in unreachable:
        return verdict
    asked = ["The DNS did not answer when it was asked for the key; it will be asked again."]
    asked += [reason for reason in verdict.reasons if not reason.startswith("No key is published")]
    return replace(verdict, reasons=tuple(asked))


def _best(verdicts: "Sequence[SignatureVerdict]") -> "SignatureVerdict | None":
    """The signature that says most: one that holds, else one of the controller's that verifies, else the first."""
    order = sorted(verdicts, key=lambda one: (one.holds, one.controller, one.aligned, one.verified), reverse=True)
    return order[0] if order else None
