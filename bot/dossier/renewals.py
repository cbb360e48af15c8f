"""The renewals of a bag: later stamps over the earlier ones, so that a proof outlives the certificates it began with.

The idea is that of RFC 4998 §5.2: a new stamp, taken while the old ones still hold, shows that they existed then. Each
renewal adds to ``timestamps/``: ``renewal-N.jsonl`` (one line of custody, chained to the former), ``renewal-N.txt``
(the hashes of the tag manifest and of everything in ``timestamps/`` by then, as sha256sum reads them), and stamps
over that list. Nothing that was there before is touched. Not covered: a hash that has become weak (RFC 4998 §5.3).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chain import line_hash
from bot.dossier.bag import STAMP_SUMS, TAG_MANIFEST
from bot.dossier.hostile import Hostile, Opened
from bot.dossier.manifests import Listed, check_canonical, read_manifest
from bot.dossier.verdict import StampVerdict

MOST_RENEWALS = 30
_NAME = re.compile(r"timestamps/renewal-([1-9]\d?)\.(?:txt|jsonl|[a-z0-9-]+\.(?:tsr|chain\.pem))")


@dataclass(frozen=True, slots=True)
class RenewalList:
    """What one renewal was taken over."""

    raw: bytes
    listed: Listed


def round_of(name: str) -> int:
    """Which renewal a file of ``timestamps/`` belongs to; 0 for the sealing itself."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else 0


def list_name(number: int) -> str:
    """Where the list of a renewal lies."""
    return f"timestamps/renewal-{number}.txt"


def log_name(number: int) -> str:
    """Where its line of custody lies."""
    return f"timestamps/renewal-{number}.jsonl"


def read_renewals(bag: Opened, hashes: Mapping[str, str], head: str) -> tuple[dict[int, RenewalList], str]:
    """Every renewal's list, each held against the files it names, and the head of the custody log behind them."""
    rounds = sorted({round_of(name) for name in bag.below("timestamps/")} - {0})
    if rounds != list(range(1, len(rounds) + 1)) or len(rounds) > MOST_RENEWALS:
        raise Hostile("missing_file", "timestamps/", "a renewal between two others is missing, or there are too many")
    found: dict[int, RenewalList] = {}
    for number in rounds:
        name = list_name(number)
        for needed in (name, log_name(number)):
            if needed not in bag.files:
                raise Hostile("missing_file", needed, "a renewal has it")
        listed = read_manifest(bag, name, "sha256")
        check_canonical(bag, name, listed)
        _check_list(bag, name, listed, hashes, number)
        head = _follow(bag.small(log_name(number), 1 << 16), head, log_name(number))
        found[number] = RenewalList(bag.small(name), listed)
    return found, head


def _check_list(bag: Opened, name: str, listed: Listed, hashes: Mapping[str, str], number: int) -> None:
    before = [file for file in bag.below("timestamps/") if round_of(file) < number and file != STAMP_SUMS]
    for file in (TAG_MANIFEST, log_name(number), *before):
        if file not in listed:
            raise Hostile("more_than_listed", file, f"is not in {name}")
    for file, expected in listed.items():
        if file not in hashes:
            raise Hostile("missing_file", file, f"is in {name}, but not in the bag")
        if hashes[file] != expected:
            raise Hostile("wrong_hash", file, "is not the file that was renewed")


def _follow(line: bytes, head: str, name: str) -> str:
    """The head behind this line, which must be one and follow the one before."""
    try:
        facts = json.loads(line)
    except (ValueError, RecursionError) as trouble:
        raise Hostile("edited_log", name, "is not one line of a log") from trouble
    one_line = line.endswith(b"\n") and line.count(b"\n") == 1
    if not one_line or not isinstance(facts, dict) or facts.get("prev") != head:
        raise Hostile("edited_log", name, "does not follow the line before it")
    return line_hash(line)


def prolonged(
    stamps: Sequence[StampVerdict], lists: Mapping[int, RenewalList], *, trusted_only: bool
) -> list[StampVerdict]:
    """Until when each stamp is good: as its certificates, or as the stamps that renewed it before they ended."""
    done: dict[str, StampVerdict] = {}
    for one in sorted(stamps, key=lambda stamp: -stamp.round):
        later = [
            done[other.name].good_until
            for other in stamps
            if other.holds
            and other.round > one.round
            and _in_time(one, other)
            and one.name in lists[other.round].listed
        ]
        ends = [end for end in (one.until, *later) if end is not None]
        done[one.name] = replace(one, good_until=max(ends, default=None) if one.holds else None)
    return [done[one.name] for one in stamps]


def _in_time(old: StampVerdict, new: StampVerdict) -> bool:
    return old.at is not None and new.at is not None and old.until is not None and old.at <= new.at <= old.until


def renewed_at(stamp: StampVerdict, stamps: Sequence[StampVerdict]) -> datetime | None:
    """When a stamp was first renewed in time; None when it never was."""
    times = [other.at for other in stamps if other.holds and other.round > stamp.round and _in_time(stamp, other)]
    return min((at for at in times if at), default=None)
