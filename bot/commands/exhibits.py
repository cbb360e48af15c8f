"""What the person's own side adds to a case: letters that went out, mandate, mailed codes, local time."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from bot.commands.ground import Ground
from bot.household import Account
from bot.letters.code import find_code
from bot.letters.quoted import own_words
from bot.letters.read import read
from bot.mandate import SELF, Mandate, load, text_of

_LONGEST_LETTER = 1 << 20
"""A letter that brings a code is some kilobytes; a larger one is not read for it."""


def letters_sent(data: Path, account: Account, events: Iterable[Mapping[str, Any]]) -> list[Path]:
    """The letters that the journal says went out, each in its shapes (PDF, draft), as far as they are still the same.

    A letter that was only written is no exhibit: nobody received it.
    """
    folder = data / "letters" / account.id
    found: list[Path] = []
    for event in events:
        facts = event["facts"]
        name, digest = str(facts.get("file") or ""), facts.get("sha256")
        path = folder / name
        if event["kind"] == "letter" or not name or Path(name).name != name or not path.is_file() or path.is_symlink():
            continue
        if sha256(path.read_bytes()).hexdigest() == digest:
            shapes = (path.with_suffix(".pdf"), path.with_suffix(".eml"))
            found += [shape for shape in shapes if shape.is_file() and not shape.is_symlink()]
    return list(dict.fromkeys(found))


def mandate_of(ground: Ground, account: Account) -> Mandate | None:
    """The record under which somebody acts for the person; None where they act themselves."""
    return None if account.mandate == SELF else load(ground.data, account.mandate)


def mandate_facts(mandate: Mandate | None) -> dict[str, Any] | None:
    """The record as it goes into a dossier."""
    return None if mandate is None else asdict(mandate)


def agreed_text(mandate: Mandate | None) -> str:
    """What the person agreed to, if it is still the text whose hash the record holds."""
    text = text_of(mandate) if mandate else ""
    same = mandate is not None and sha256(text.encode()).hexdigest() == mandate.text_sha256
    return text if same else ""


def not_secret(mandate: Mandate | None) -> set[str]:
    """Whoever acts is part of the case, even if they belong to the household."""
    return {mandate.agent, mandate.agent_contact, mandate.replies_to} - {""} if mandate else set()


def mailed_codes(mail: Path, exhibits: Sequence[Path]) -> set[str]:
    """The codes in the letters that are no exhibits: a code that was typed into a form must not be read off a picture.

    Letters that answer an objection are not searched: their case number is not a code.
    """
    known = {path.name for path in exhibits}
    codes: set[str] = set()
    for path in sorted(mail.glob("*.eml")):
        if path.name in known or path.stat().st_size > _LONGEST_LETTER or not _is_proven(path):
            continue
        letter = read(path.read_bytes())
        found = find_code(letter.subject, own_words(letter.text)) or find_code(
            letter.subject, own_words(letter.other_text)
        )
        codes |= set(found)
    return codes


def _is_proven(letter: Path) -> bool:
    """Only a letter of the controller's brings a code that was used."""
    try:
        return json.loads((letter.with_suffix(".dkim") / "result.json").read_bytes()).get("holds") is True
    except (OSError, ValueError, AttributeError):
        return False


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    import tomllib  # noqa: PLC0415

    table = tomllib.loads(resources.files("bot.commands").joinpath("zones.toml").read_text("utf-8"))
    return {country: str(zone) for country, zone in table["zone"].items()}


def zone_of(country: str) -> str:
    """The time zone of a country's capital; UTC where it is not known."""
    return _zones().get(country.upper(), "UTC")
