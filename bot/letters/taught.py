"""Words that a person has taught: they tell what a later letter is, where that letter is proven.

They lie in one file of the data directory, beside nothing that is shipped. A taught phrase has a source like any other:
a letter of the controller whose signature holds, read by the person on a day. It classifies, it never proves: a letter
without a signature stays `needs_review` whatever words it holds (``classify``).
"""

import json
import os
import re
import secrets
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.letters.quoted import own_words
from bot.letters.read import Letter
from bot.letters.said import Place, Said, doubt, fold
from bot.letters.telling import LetterKind, TellingPhrase, load
from bot.phrasebook import holds

FILE = "letter-phrases.toml"
TEACHES = frozenset(
    {
        LetterKind.INFORMATION, LetterKind.CONFIRMED, LetterKind.REFUSED, LetterKind.MORE_ASKED,
        LetterKind.VALIDATION_ASKED, LetterKind.EXTENDED,
    }
)  # fmt: skip
"""What words can be taught for. "Unrelated" is said of one letter only: such words could hide an answer."""
FEWEST_WORDS = 3
FEWEST_CHARACTERS = 12
MOST_CHARACTERS = 300
_HEADER = "# Taught by you with `optout letter classify`; `--taught` shows it, `--undo` takes it back.\nschema = 1\n"
_NUMBER = re.compile(r"\d{3,}")


@dataclass(frozen=True, slots=True)
class Taught:
    """One phrase, by whom it was seen and where."""

    kind: LetterKind
    text: str
    language: str
    """Empty: any. Then the words of doubt of every language count."""
    domain: str
    """Whose signature held for the letter that it was learnt from."""
    seen: str
    """The day, ISO 8601."""
    letter: str
    """SHA-256 of that letter."""

    @property
    def phrase(self) -> TellingPhrase:
        """As the classifier reads it."""
        source = f"your letter {self.letter[:16]}, signed by {self.domain}, read by you on {self.seen}"
        return TellingPhrase(self.kind, self.text, self.language, source, "taught", proves=True)


class TaughtError(Exception):
    """One sentence: why these words cannot be taught, or why the file cannot be read."""


def phrases(data: Path) -> tuple[TellingPhrase, ...]:
    """The shipped phrases, then the taught ones."""
    return (*load(), *(one.phrase for one in taught(data)))


def taught(data: Path) -> tuple[Taught, ...]:
    """Everything that was taught, oldest first."""
    path = data / FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(_of(entry) for entry in table.get("phrase", []))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise TaughtError(f"{path}: the taught words cannot be read; mend the file, or move it away.") from None


def _of(entry: dict[str, object]) -> Taught:
    text = {key: str(entry[key]) for key in ("text", "language", "domain", "seen", "letter")}
    kind = LetterKind(str(entry["kind"]))
    if kind not in TEACHES:
        raise ValueError(kind)
    return Taught(kind, **text)


def keep(data: Path, one: Taught) -> None:
    """Add a phrase; the same words for the same kind are kept once."""
    known = [old for old in taught(data) if (old.kind, fold(old.text)) != (one.kind, fold(one.text))]
    _write(data / FILE, [*known, one])


def forget(data: Path, letter: str) -> tuple[Taught, ...]:
    """Take back what was learnt from a letter; gives what that was."""
    known = taught(data)
    gone = tuple(one for one in known if one.letter == letter)
    if gone:
        _write(data / FILE, [one for one in known if one.letter != letter])
    return gone


def unfit(words: str, kind: LetterKind, letter: Letter, private: Iterable[str], language: str) -> str:
    """Why these words of this letter cannot be taught for a kind; empty when they can."""
    folded = fold(words).rstrip(" .")
    if kind not in TEACHES:
        return f"a letter that is {kind} teaches no words: they could hide an answer."
    if len(folded) > MOST_CHARACTERS:
        return f"the words are longer than {MOST_CHARACTERS} characters; one telling sentence is enough."
    if len(folded.split()) < FEWEST_WORDS or len(folded) < FEWEST_CHARACTERS:
        return f"fewer than {FEWEST_WORDS} words tell too little: other letters would hold them too."
    named = any(len(fold(one)) > 2 and holds(fold(one), folded) for one in private)  # noqa: PLR2004 - "de" is no name
    if named or "@" in folded or _NUMBER.search(folded):
        return (
            "the words hold a name, an address or a number of yours: leave it out, the next letter will have another."
        )
    places = places_of(letter, folded)
    if not places:
        return "these words do not stand in what the sender of the letter wrote."
    shaken = next((why for place in places if (why := doubt(place, folded, kind, language))), "")
    return f"the letter does not say these words outright: {shaken}." if shaken else _known_otherwise(folded, kind)


def places_of(letter: Letter, folded: str) -> list[Place]:
    """Where the folded words stand in the sender's own text, or in the HTML beside it."""
    texts = [Said(text) for text in (letter.text, letter.other_text) if text]
    return [place for said in texts for place in said.places(folded)]


def _known_otherwise(folded: str, kind: LetterKind) -> str:
    """A source's words win: what is known to tell one thing is not taught to tell another."""
    for phrase in load():
        known = fold(phrase.text).rstrip(" .")
        if phrase.proves and phrase.kind is not kind and (holds(known, folded) or holds(folded, known)):
            return f"«{phrase.text}» is known from a source to tell {phrase.kind}."
    return ""


def sentences(letter: Letter) -> tuple[str, ...]:
    """The sender's own sentences, to choose from: as they stand, none twice."""
    own = " ".join(own_words(letter.text).split())
    found = re.split(r"(?<=[.!?…])\s+", own[:20_000])
    return tuple(dict.fromkeys(one for one in found if len(one) >= FEWEST_CHARACTERS))


def _write(path: Path, entries: Sequence[Taught]) -> None:
    """As a whole or not at all, for nobody else to read."""
    lines = [_HEADER]
    for one in entries:
        facts = {
            "kind": one.kind.value, "text": one.text, "language": one.language, "domain": one.domain,
            "seen": one.seen, "letter": one.letter,
        }  # fmt: skip
        lines.append("\n[[phrase]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in facts.items()))
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write("".join(lines))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _value(text: str) -> str:
    """A TOML basic string is a JSON string, but for DEL and for halves of characters."""
    return json.dumps(text.encode("utf-8", "ignore").decode().replace("\x7f", ""), ensure_ascii=False)
