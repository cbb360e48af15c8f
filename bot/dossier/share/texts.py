"""The text of a copy for others: who is spoken of has a stand-in, always the same for the same value."""

import json
from collections.abc import Sequence
from email import message_from_bytes, policy
from pathlib import PurePosixPath
from typing import Any

from bot.household import Private
from bot.letters.read import read
from bot.redaction import Redactor

LARGEST = 16 << 20
_PLAIN = frozenset({".txt", ".csv", ".yml", ".yaml", ".sha256"})
_OWN_PAGES = frozenset({"README.html", "data/timeline.html"})
"""Pages that this program wrote. One that somebody else wrote may hold a face in its source."""
_HEADERS = ("From", "To", "Subject", "Date")


class Pseudonyms:
    """Replaces what tells who somebody is by ``[person 1]``, ``[e-mail 2]``…, in the order of the household file."""

    def __init__(self, household: Sequence[Private]) -> None:
        self._redactor = Redactor()
        kinds: dict[str, list[str]] = {"e-mail": [], "phone": [], "account": []}
        for n, one in enumerate(household, start=1):
            kinds["e-mail"] += one.emails
            kinds["phone"] += [*one.phones, *one.digits]
            kinds["account"] += one.ids
            # Wholes before their parts: the first stand-in of a value stays.
            self._redactor.add(*one.names, stand_in=f"[person {n}]")
        for kind, values in kinds.items():
            for n, value in enumerate(dict.fromkeys(values), start=1):
                self._redactor.add(value, stand_in=f"[{kind} {n}]")
        for n, one in enumerate(household, start=1):
            self._redactor.add(*one.words, stand_in=f"[person {n}]")

    def text(self, text: str) -> str:
        """A text with stand-ins; every other e-mail address and telephone number goes too."""
        return self._redactor.text(text)

    def value(self, value: object) -> Any:  # noqa: ANN401 - any JSON value
        """A JSON value with stand-ins, keys included."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(key): self.value(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner) for inner in value]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value if self.text(str(value)) == str(value) else "[number]"
        return value


def readable(name: str, data: bytes, names: Pseudonyms) -> bytes | None:
    """The file with stand-ins; None when it is none of the kinds that can be told again without telling who."""
    suffix = PurePosixPath(name).suffix.lower()
    if len(data) > LARGEST:
        return None
    try:
        if suffix == ".eml":
            return _letter(data, names)
        if suffix == ".json":
            return _json(names.value(json.loads(data)), indent=1)
        if suffix == ".jsonl":
            return b"".join(_json(names.value(json.loads(line)), indent=None) for line in data.splitlines())
        if suffix in _PLAIN or name in _OWN_PAGES:
            return names.text(data.decode("utf-8")).encode()
    except (ValueError, RecursionError):
        return None
    return None


def _json(value: object, *, indent: int | None) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=True) + "\n"
    return text.encode("utf-8", "backslashreplace")


def _letter(raw: bytes, names: Pseudonyms) -> bytes:
    """What a letter says, without attachments. It is no letter any more: its signature is over the original."""
    letter = read(raw)
    parsed = message_from_bytes(raw, policy=policy.compat32)
    head = [f"{header}: {parsed.get(header, '')}" for header in _HEADERS if header != "Subject"]
    said = "\n".join([*head, f"Subject: {letter.subject}", "", letter.text, ""])
    return names.text(said).encode("utf-8", "replace")
