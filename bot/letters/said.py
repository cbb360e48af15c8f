"""Find words in a letter, and whether the letter says them outright.

"We've reviewed your request and will honor your objection" confirms; the same words after "if", inside quotation marks,
in a question or under a "not" do not. What a letter quotes from another letter is not looked at (``plain.own_words``).
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from bot.letters.quoted import own_words
from bot.letters.telling import LetterKind
from bot.phrasebook import holds, normal

fold = normal.__wrapped__
"""The phrasebook's folding without its cache: letters are long, private and read once."""

_END = re.compile(r"[.!?…。！？][\"')\]]*\s")

_CONDITION: dict[str, tuple[str, ...]] = {
    "en": ("if", "once", "when", "whenever", "whether", "unless", "until", "provided that", "in case", "as soon as",
           "assuming", "suppose", "should we", "were we", "for example"),
    "fr": ("si", "s'il", "s'ils", "une fois", "lorsque", "lorsqu'", "quand", "dès que", "à moins",
           "à condition", "au cas"),
    "de": ("wenn", "falls", "sobald", "sofern", "ob", "soweit", "bis", "vorausgesetzt"),
    "it": ("se", "qualora", "una volta", "quando", "nel caso", "a condizione", "finché"),
    "es": ("si", "cuando", "una vez", "en caso", "siempre que", "hasta que"),
    "pt": ("se", "quando", "uma vez", "caso", "desde que", "até que"),
    "nl": ("als", "indien", "zodra", "wanneer", "mits", "tenzij", "totdat"),
    "pl": ("jeśli", "jeżeli", "gdy", "kiedy", "o ile", "czy", "dopóki"),
}  # fmt: skip
"""Words that turn the rest of a sentence into a possibility."""

_CONDITION_AFTER: dict[str, tuple[str, ...]] = {
    **_CONDITION,
    "en": ("if", "once", "unless", "until", "provided that", "in case", "as soon as", "subject to", "except"),
}
"""The same behind the words: "when" there may only say in what."""

_NEGATION: dict[str, tuple[str, ...]] = {
    "en": ("not", "never", "cannot", "unable", "no longer", "nor", "neither", "without", "failed to", "yet to",
           "we'll send", "we will send", "you'll receive", "you will receive", "you'll get", "you will get",
           "would have"),
    "fr": ("ne", "pas", "jamais", "aucun", "aucune", "sans", "vous recevrez", "nous enverrons"),
    "de": ("nicht", "nie", "kein", "keine", "keinen", "ohne", "wirst du", "werden sie eine", "erhältst du",
           "erhalten sie"),
    "it": ("non", "mai", "senza", "riceverai", "invieremo"),
    "es": ("no", "nunca", "sin", "recibirás", "enviaremos"),
    "pt": ("não", "nunca", "sem", "receberá", "enviaremos"),
    "nl": ("niet", "nooit", "geen", "zonder", "ontvang je", "ontvangt u"),
    "pl": ("nie", "nigdy", "bez", "otrzymasz"),
}  # fmt: skip
"""Words before the telling ones that deny them, or promise them for another letter."""

_NOT_SO = ("does not mean", "doesn't mean", "do not mean", "don't mean", "not true that", "not the case that")
_CONTRACTED = re.compile(r"\w{2,8}n't\b")


_LONGEST = 1_000_000
"""Folded characters: one sign may become eighteen (NFKC of U+FDFA)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words stand: the rest of their sentence, and the sentence before."""

    before: str
    after: str
    ends_in: str
    previous: str


class Said:
    """The sender's own words of a text, folded, with the ends of its paragraphs."""

    def __init__(self, text: str) -> None:
        self._ends: list[int] = []
        self.text = ""
        pieces: list[str] = []
        length = 0
        for paragraph in _paragraphs(own_words(text)):
            if length > _LONGEST:
                break
            folded = fold(paragraph)
            if folded:
                pieces.append(folded)
                length += len(folded) + 1
                self._ends.append(length)
        self.text = " ".join(pieces)
        self._stops = sorted({0, *self._ends, *(match.end() for match in _END.finditer(self.text))})

    def places(self, words: str) -> list[Place]:
        """Every place where the folded words stand as whole words; at most twenty."""
        found: list[Place] = []
        start = self.text.find(words) if words else -1
        while start >= 0 and len(found) < 20:  # noqa: PLR2004  # a letter that says it oftener says it no better
            end = start + len(words)
            around = self.text[max(0, start - 1) : end + 1]
            if holds(words, around):
                found.append(self._place(start, end))
            start = self.text.find(words, start + 1)
        return found

    def _place(self, start: int, end: int) -> Place:
        n = bisect_right(self._stops, start) - 1
        begins = self._stops[n]
        m = bisect_right(self._stops, end)
        ends = self._stops[m] if m < len(self._stops) else len(self.text)
        after = self.text[end:ends].rstrip()
        previous = self.text[self._stops[n - 1] : begins] if n else ""
        return Place(self.text[begins:start], after, after[-1:], previous)


def _paragraphs(text: str) -> list[str]:
    paragraphs: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [" ".join(lines) for lines in paragraphs]


def doubt(place: Place, words: str, kind: LetterKind, language: str) -> str:
    """Why the words at this place are not said outright; empty when they are. A question for more is never in doubt."""
    if kind not in {LetterKind.CONFIRMED, LetterKind.REFUSED, LetterKind.EXTENDED}:
        return ""
    tongue = language.partition("-")[0].lower()
    before, after = place.before, place.after
    if words.startswith("this means"):
        before = f"{place.previous} {before}"
    if place.before.count('"') % 2:
        return "they stand in quotation marks"
    if place.ends_in == "?":
        return "they stand in a question"
    if _any(_CONDITION, tongue, before) or _any(_CONDITION_AFTER, tongue, after):
        return "they stand under a condition"
    if any(holds(no, before) for no in _NOT_SO):
        return "they are denied"
    if kind is LetterKind.CONFIRMED and (_any(_NEGATION, tongue, before) or _CONTRACTED.search(before)):
        return "they are denied or only promised"
    return ""


def _any(table: dict[str, tuple[str, ...]], tongue: str, text: str) -> bool:
    words = table.get(tongue) or [word for all_words in table.values() for word in all_words]
    return any(holds(word, text) for word in words)
