"""A letter as plain data, for a person's eyes and for scripts: what it says, and whether it is proven."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.letters.classify import classify
from bot.letters.keys import KeyBook
from bot.letters.prove import prove
from bot.letters.read import read
from bot.letters.store import result
from bot.letters.telling import TellingPhrase, load


def read_json(
    raw: bytes,
    *,
    keys: KeyBook | None = None,
    now: datetime | None = None,
    phrases: Sequence[TellingPhrase] | None = None,
) -> dict[str, Any]:
    """What ``optout mail read`` prints. Without keys nothing is proven: ``words_say`` is what the words alone say."""
    letter = read(raw)
    proof = prove(letter, keys, now=now) if keys is not None and now is not None else None
    reading = classify(letter, proof, load() if phrases is None else phrases)
    return {
        "subject": letter.subject,
        "from": letter.sender or ", ".join(letter.senders),
        "from_name": letter.sender_name,
        "to": list(letter.to),
        "date": letter.date.isoformat() if letter.date else None,
        "message_id": letter.message_id,
        "sha256": letter.sha256,
        "text": letter.text,
        "taken_for": reading.kind.value,
        "phrase": reading.phrase,
        "why": reading.why,
        "code": reading.code,
        "words_say": (reading.says or reading.kind).value,
        "proven": proof.holds if proof is not None else None,
        "auto_forwarded": letter.auto_forwarded,
        "defects": list(letter.defects),
    }


def check_json(raw: bytes, keys: KeyBook, now: datetime) -> dict[str, Any]:
    """What ``optout mail check`` prints."""
    letter = read(raw)
    proof = prove(letter, keys, now=now)
    shown = result(letter, proof)
    del shown["fetched"]
    return {"subject": letter.subject, "from": letter.sender or ", ".join(letter.senders), **shown}
