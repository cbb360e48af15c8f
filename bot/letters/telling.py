"""What a letter can be, and the words that tell."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path


class LetterKind(StrEnum):
    """What a letter was taken for."""

    INFORMATION = "information"
    """Announces what will be done, and links to the form: never an answer."""
    CODE = "code"
    """Carries a code for a form that is waiting: proves nothing."""
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    MORE_ASKED = "more_asked"
    VALIDATION_ASKED = "validation_asked"
    EXTENDED = "extended"
    UNRELATED = "unrelated"
    """From somebody else, about something else."""
    NEEDS_REVIEW = "needs_review"
    """Kept and shown: a person has to say what it is."""


@dataclass(frozen=True, slots=True)
class TellingPhrase:
    """Words that tell what a letter is, as they were seen."""

    kind: LetterKind
    text: str
    language: str
    source: str
    """Where it was seen; empty only for a guess."""
    trust: str
    """primary, quoted, reported, machine, guess or taught."""
    proves: bool
    """Whether it may classify a letter; a guess never does."""


def load(path: Path | None = None) -> tuple[TellingPhrase, ...]:
    """The phrases of a file, or those shipped here (``facts/phrases.toml``, the mail labels)."""
    shipped = files("bot.letters").joinpath("phrases.toml")
    table = tomllib.loads((path or shipped).read_text(encoding="utf-8"))
    return tuple(
        TellingPhrase(
            kind=LetterKind(entry["kind"]),
            text=entry["text"],
            language=entry.get("language", ""),
            source=entry.get("source", ""),
            trust=entry["trust"],
            proves=entry["trust"] in {"primary", "quoted"} and bool(entry.get("source")),
        )
        for entry in table["phrase"]
    )
