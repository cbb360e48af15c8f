"""Read the words on a page by tables of words, in many languages at once.

The page's declared language is often wrong (a template's default), so the language is guessed from its text as well.
Short words count only in their own language: "by" is a town in Danish and nothing in English.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ħ": "h",
        "ə": "e",
        "’": "'",
        "ʼ": "'",
        "ى": "ي",
        '"': "",
        "״": "",
    }
)
_DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–−", "-") | dict.fromkeys("☎📞📱✆☏📲", " phone ") | dict.fromkeys("✉📧📩", " email ")
)
"""One kind of dash; and the little pictures that stand for a word."""
_EMAIL = re.compile(
    r"\be(?:[-.\s]|\s-\s)?(?=mail)|\be-(?=post|past|naslov|novice|kirj?[ai]|mel\b|bulten|bost|poct|level)"
)
_SCRIPTS = "\u0590-\u06ff\u0900-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Scripts that part no words, or glue small ones to them; "使用cookie来" holds the word cookie."""
UNSPACED = re.compile(f"[{_SCRIPTS}]")
TOKEN = re.compile(rf"[^\W_{_SCRIPTS}]+")
_SCRAMBLED = re.compile(r"[a-z]\d+[a-z]+\d", re.IGNORECASE)
"""Letters and digits mixed: made by a machine, and whatever word seems to be in it is chance."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z]+")
_ENOUGH = 3
"""One or two common words may be chance."""
_NEIGHBOUR = 0.8
_TINY = 2
"""Words of two letters count only where their language is known: "il" is a province in Turkish."""
_COMMON = 5
"""A Latin, Greek or Cyrillic word of so many letters is taken in any language."""


@lru_cache(maxsize=32_768)
def plain(text: str) -> str:
    """Lower case without accents, one kind of dash, "e-mail" as one word."""
    if text.isascii():  # nothing below concerns it but the quotation mark
        return _EMAIL.sub("e", text.lower().replace('"', ""))
    folded = unicodedata.normalize("NFKD", text.translate(_DASHES).casefold())
    bare = "".join(c for c in folded if unicodedata.category(c) not in {"Mn", "Cf"}).translate(_LETTERS)
    return _EMAIL.sub("e", unicodedata.normalize("NFC", bare))


@lru_cache(maxsize=8_192)
def parts(identifier: str) -> str:
    """The parts of a developer's name, each between two bars: ``txtEmail1`` gives ``|txt|email|``."""
    return "|" + "|".join(p.lower() for p in _CAMEL.split(identifier) if p) + "|"


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of a table found in a text."""

    kind: str
    start: int
    """Which word of the text it begins with."""
    size: int
    """How many words it takes; 0 in a script that does not part words."""
    whole: bool
    """It is all there is."""


@dataclass(frozen=True, slots=True)
class _Entry:
    tokens: tuple[str, ...]
    stem: bool
    kind: str
    language: str
    common: bool
    """Long enough to mean the same in any language."""

    @property
    def plain_enough(self) -> bool:
        return len("".join(self.tokens)) > _TINY


class Lexicon:
    """Tables of words by kind and language, ready to be looked up."""

    def __init__(self, tables: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
        self._first: dict[str, list[_Entry]] = {}
        self._stems: dict[str, list[_Entry]] = {}
        self._anywhere: dict[str, list[str]] = {}
        for kind, languages in tables.items():
            for language, words in languages.items():
                for word in words:
                    self._add(kind, language, word)
        for entries in (*self._first.values(), *self._stems.values()):
            entries.sort(key=lambda e: -len(e.tokens))

    def _add(self, kind: str, language: str, word: str) -> None:
        stem = word.endswith("*")
        text = plain(word.removesuffix("*"))
        if UNSPACED.search(text):
            self._anywhere.setdefault(kind, []).append(text)
            return
        tokens = tuple(TOKEN.findall(text))
        entry = _Entry(tokens, stem, kind, language, language == "en" or len("".join(tokens)) >= _COMMON)
        index = self._stems if stem and len(tokens) == 1 else self._first
        index.setdefault(tokens[0], []).append(entry)

    def read(self, text: str, languages: frozenset[str]) -> tuple[Hit, ...]:
        """Every word of the tables in the text, in order, the longest at each place. No language known: all of them."""
        return _read(self, text, languages)

    def kinds(self, text: str, languages: frozenset[str]) -> frozenset[str]:
        """Which kinds the text speaks of."""
        return frozenset(h.kind for h in self.read(text, languages))

    def languages(self, texts: Iterable[str]) -> Counter[str]:
        """How many words of each language's tables the texts hold."""
        counts: Counter[str] = Counter()
        for text in texts:
            tokens = TOKEN.findall(plain(text))
            for place in range(len(tokens)):
                counts.update({entry.language for entry in self._at(tokens, place)})
        return counts

    def search(self, text: str, languages: frozenset[str]) -> tuple[Hit, ...]:
        """What ``read`` gives, computed."""
        clean = plain(text)
        tokens = TOKEN.findall(clean)
        hits = list(self._spaced(tokens, languages))
        if UNSPACED.search(clean):
            hits += self._unspaced(clean)
        return tuple(hits)

    def _spaced(self, tokens: list[str], languages: frozenset[str]) -> Iterator[Hit]:
        place = 0
        while place < len(tokens):
            found = [
                e
                for e in self._at(tokens, place)
                if e.common or e.language in languages or (not languages and e.plain_enough)
            ]
            longest = max((len(e.tokens) for e in found), default=1)
            for kind in dict.fromkeys(e.kind for e in found if len(e.tokens) == longest):
                yield Hit(kind, place, longest, longest == len(tokens))
            place += longest

    def _at(self, tokens: list[str], place: int) -> Iterator[_Entry]:
        word = tokens[place]
        for entry in self._first.get(word, ()):
            size = len(entry.tokens)
            here = tuple(tokens[place : place + size])
            if here == entry.tokens or (
                entry.stem and here[:-1] == entry.tokens[:-1] and here[-1:] and here[-1].startswith(entry.tokens[-1])
            ):
                yield entry
        for end in range(2, len(word) + 1):
            yield from self._stems.get(word[:end], ())

    def _unspaced(self, text: str) -> Iterator[Hit]:
        covered: list[tuple[int, int]] = []
        found = sorted(
            ((text.find(w), -len(w), kind) for kind, words in self._anywhere.items() for w in words if w in text)
        )
        for start, minus, kind in sorted(found, key=lambda f: (f[1], f[0])):
            span = (start, start - minus)
            if any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in covered):
                continue
            covered.append(span)
            yield Hit(kind, start, 0, -minus == len(text))


@lru_cache(maxsize=32_768)
def _read(lexicon: Lexicon, text: str, languages: frozenset[str]) -> tuple[Hit, ...]:
    return lexicon.search(text, languages)


class Idents:
    """Parts of developers' names by kind."""

    def __init__(self, tables: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
        self._parts = [(kind, part) for kind, table in tables.items() for part in table["parts"]]

    def kinds(self, identifier: str) -> frozenset[str]:
        """Which kinds a name or id speaks of."""
        return _named(self, identifier)

    def search(self, identifier: str) -> frozenset[str]:
        """What ``kinds`` gives, computed."""
        if _SCRAMBLED.search(identifier):
            return frozenset()
        split = parts(identifier)
        digits = any(c.isdigit() for c in identifier)
        joined = split.replace("|", "")
        underscored = split.replace("|", "_")
        found = set()
        for kind, part in self._parts:
            whole = part.startswith("=")
            if whole and digits and len(part) <= _COMMON - 1:
                continue  # "x3hp" is chance, not a name
            if (whole and f"|{part[1:]}|" in split) or (not whole and (part in joined or part in underscored)):
                found.add(kind)
        return frozenset(found)


@lru_cache(maxsize=8_192)
def _named(idents: Idents, identifier: str) -> frozenset[str]:
    return idents.search(identifier)


@lru_cache(maxsize=16)
def load(name: str, package: str = "bot.fields") -> dict[str, dict[str, list[str]]]:
    """A table of words shipped beside the code, read once for all who ask; nobody changes it."""
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
    return tables


@lru_cache(maxsize=1)
def _stopwords() -> dict[str, frozenset[str]]:
    return {language: frozenset(map(plain, words)) for language, words in load("languages.toml")["stopwords"].items()}


def languages_of(declared: str, text: str) -> frozenset[str]:
    """The declared language and the one its commonest words speak; empty when neither is known."""
    found = {declared.replace("_", "-").split("-")[0].strip().lower()} - {""}
    guessed = guess_languages(text)
    if not guessed and found <= {"en"}:
        return frozenset()  # "en" is what templates declare; without a text that speaks, anything is possible
    found |= guessed
    if found & {"no", "nn"}:
        found.add("nb")
    if found & {"bs", "sr", "hr", "sh", "me"}:
        found |= {"hr", "sr"}
    return frozenset(found)


@lru_cache(maxsize=256)
def guess_languages(text: str) -> frozenset[str]:
    """The languages whose commonest words occur most often; neighbours that cannot be told apart come together."""
    tokens = TOKEN.findall(plain(text[:4000]))
    counts = {language: sum(t in words for t in tokens) for language, words in _stopwords().items()}
    return foremost(counts)


def foremost(counts: Mapping[str, int]) -> frozenset[str]:
    """The languages of the highest counts; none where they may be chance."""
    most = max(counts.values(), default=0)
    if most < _ENOUGH:
        return frozenset()
    return frozenset(language for language, count in counts.items() if count >= most * _NEIGHBOUR)
