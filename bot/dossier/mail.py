"""Prove a letter from what lies beside it: its raw bytes and the DKIM key saved when it came (RFC 6376), offline."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.letters.controller import CONTROLLER_DOMAINS
from bot.letters.keys import KeyRecord
from bot.letters.prove import Proof, prove
from bot.letters.read import read

LARGEST = 32 << 20
LARGEST_HEADERS = 512 << 10
LONGEST_KEY = 4 << 10
SAVED_WITHIN = timedelta(hours=24)
_SLACK = timedelta(hours=10)  # mailers' clocks are wrong by hours; dkimpy allows as much
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class LetterVerdict:
    """What can be shown of one letter."""

    name: str
    holds: bool
    domain: str = ""
    """The domain whose signature holds."""
    of_controller: bool = False
    key_saved_at: datetime | None = None
    """By the bag's own record, or by a time stamp over the bag when that is all there is."""
    in_time: bool = False
    """The key was there within 24 hours: nobody can say that it was published later."""
    why: str = ""

    @property
    def counts(self) -> bool:
        """Whether it earns the M of the level."""
        return self.holds and self.of_controller and self.in_time


@dataclass(frozen=True, slots=True)
class _Beside:
    """The keys saved with a letter: name to TXT. The empty name stands for a lone ``key.txt``."""

    keys: Mapping[str, str]
    at: datetime

    def lookup(self, name: str) -> KeyRecord | None:
        """The key that was saved; nothing is ever asked of the network."""
        text = self.keys.get(name.rstrip(".").lower(), self.keys.get(""))
        return KeyRecord(name, text, "the dossier", None, None, self.at) if text else None


def judge(name: str, raw: bytes, beside: Mapping[str, bytes], *, stamped_at: datetime | None = None) -> LetterVerdict:
    """Judge one letter. ``beside``: the files of its ``.dkim`` folder; ``stamped_at``: a proven time of the bag.

    The rules are those by which the letter was judged when it came (:func:`bot.letters.prove.prove`), as of that day.
    """
    if len(raw) > LARGEST or len(_head(raw)) > LARGEST_HEADERS:
        return LetterVerdict(name, holds=False, why="too large to be judged")
    keys = _keys(beside)
    if not keys:
        return LetterVerdict(name, holds=False, why="no key was saved with it")
    came = _dates(raw)
    received = _saved_at(beside) or stamped_at or max(came, default=_EPOCH)
    proof, own = _proof(raw, _Beside(keys, received), received)
    if not proof.holds:
        why = " ".join(proof.reasons) or "Its signature does not hold."
        return LetterVerdict(name, holds=False, domain=proof.domain or "", why=why[0].lower() + why[1:].rstrip("."))
    verdict = LetterVerdict(name, holds=True, domain=proof.domain or "", of_controller=own)
    return _timed(verdict, came, beside, stamped_at)


def _proof(raw: bytes, keys: _Beside, received: datetime) -> tuple[Proof, bool]:
    """As a letter of the controller; else as a letter of whoever signed it, which proves less."""
    letter = read(raw)
    proof = prove(letter, keys, now=received)
    others = sorted({signature.domain for signature in proof.signatures if signature.domain and signature.verified})
    if proof.holds or not others:
        return proof, proof.holds
    return prove(letter, keys, now=received, controller_domains=[*CONTROLLER_DOMAINS, *others]), False


def _timed(
    verdict: LetterVerdict, came: list[datetime], beside: Mapping[str, bytes], stamped_at: datetime | None
) -> LetterVerdict:
    saved = _saved_at(beside)
    for at in (saved, stamped_at):
        if at is not None and any(-_SLACK <= at - day <= SAVED_WITHIN for day in came):
            return replace(verdict, key_saved_at=at, in_time=True)
    why = "its key was saved later than 24 hours after it came" if saved else "when its key was saved is not shown"
    return replace(verdict, key_saved_at=saved or stamped_at, why=why)


def _head(raw: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", raw[: LARGEST_HEADERS + 4], maxsplit=1)[0]


def _dates(raw: bytes) -> list[datetime]:
    """When it came: its signature's ``t=``, its ``Date``, its newest ``Received``."""
    head = re.sub(rb"\r?\n[ \t]+", b" ", _head(raw)).decode("utf-8", "replace")
    found: list[datetime] = []
    for t in re.findall(r"^dkim-signature:.*?;\s*t\s*=\s*(\d{9,11})\b", head, re.IGNORECASE | re.MULTILINE)[:8]:
        found.append(datetime.fromtimestamp(int(t), UTC))
    texts = re.findall(r"^date:(.{6,100})$", head, re.IGNORECASE | re.MULTILINE)[:1]
    texts += re.findall(r"^received:.*;([^;\n]{6,100})$", head, re.IGNORECASE | re.MULTILINE)[:1]
    for text in texts:
        try:
            at = parsedate_to_datetime(text.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        found.append(at if at.tzinfo else at.replace(tzinfo=UTC))
    return found


def _keys(beside: Mapping[str, bytes]) -> dict[str, str]:
    """Every key record found beside the letter: name to TXT; the empty name stands for a lone ``key.txt``."""
    keys: dict[str, str] = {}
    for name in ("dns.json", "dns-cache.json"):
        for record, text in _records(_json(beside.get(name, b""))):
            keys.setdefault(record.rstrip(".").lower(), text)
    lone = beside.get("key.txt", b"").decode("utf-8", "replace").strip()
    if not keys and lone:
        keys[""] = lone
    return {name: text for name, text in keys.items() if len(text) <= LONGEST_KEY}


def _records(value: object) -> list[tuple[str, str]]:
    """mailauth's ``{name: {"TXT": [[…]]}}``, our ``{"name": …, "txt": …}``, or a plain ``{name: text}``."""
    if isinstance(value, list):
        return [record for inner in value[:64] for record in _records(inner)]
    if not isinstance(value, dict):
        return []
    if isinstance(value.get("name"), str) and isinstance(value.get("txt"), str):
        return [(value["name"], value["txt"])]
    found = []
    for name, inner in list(value.items())[:64]:
        if isinstance(inner, dict) and isinstance(inner.get("TXT"), list):
            found += [(name, "".join(map(str, row))) for row in inner["TXT"][:4] if isinstance(row, list)]
        elif isinstance(inner, str) and "._domainkey." in name:
            found.append((name, inner))
        else:
            found += _records(inner)
    return found


def _json(data: bytes) -> object:
    if len(data) > LARGEST_HEADERS:
        return None
    try:
        return json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def _saved_at(beside: Mapping[str, bytes]) -> datetime | None:
    """When the key was asked for, by the record's own word: the earliest ``at``."""
    text = beside.get("dns.json", b"")[:LARGEST_HEADERS].decode("utf-8", "replace")
    found = []
    for at in re.findall(r'"(?:at|time)"\s*:\s*"([0-9T:.+Z-]{19,35})"', text):
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            continue
        found.append(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return min(found, default=None)
