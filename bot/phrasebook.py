"""What the pages say, and where they live, in every language we know."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´′＇"), "'")
_QUOTES = dict.fromkeys(map(ord, "“”„«»‟"), '"')
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"))
_FOLD = {**_APOSTROPHES, **_QUOTES, **_INVISIBLE}


_HEAP = re.compile(r"(?:[^\w\s]|[\uff9e\uff9f]){31,}")
"""Marks are neither letters nor blanks; the two halfwidth ones become marks."""
_MOST_MARKS = 30
"""On one letter: the limit of Unicode's stream-safe text (UAX #15 §13)."""


@lru_cache(maxsize=65_536)
def normal(text: str) -> str:
    """NFKC, casefold, one apostrophe, one kind of quote, one space, nothing invisible."""
    plain = stream_safe(text.translate(_FOLD))
    return " ".join(unicodedata.normalize("NFKC", plain).casefold().translate(_FOLD).split())


def stream_safe(text: str) -> str:
    """No letter with more than thirty marks: ``unicodedata`` sorts them in quadratic time (400,000 took minutes)."""
    return text if text.isascii() else _HEAP.sub(_thinned, text)


def _thinned(heap: re.Match[str]) -> str:
    kept, marks = [], 0
    for character in heap[0]:
        marks = marks + 1 if unicodedata.category(character)[0] == "M" or character in "\uff9e\uff9f" else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def holds(words: str, text: str) -> bool:
    """Whether the normalised ``text`` holds the normalised ``words`` as whole words."""
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        before = start == 0 or not (words[0].isalnum() and text[start - 1].isalnum())
        after = end == len(text) or not (words[-1].isalnum() and text[end].isalnum())
        if before and after:
            return True
        start = text.find(words, start + 1)
    return False


@dataclass(frozen=True, slots=True)
class Wording:
    """One label as it was seen in one language."""

    text: str
    language: str
    source: str
    """Where it was seen; empty only for a guess."""
    seen: str
    """ISO date, as exact as known."""
    trust: str
    """primary, quoted, reported, machine, guess or taught."""

    @property
    def proves(self) -> bool:
        """Only what was read on the page, or quoted from it, may prove a success or classify an answer."""
        return self.trust in {"primary", "quoted"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where something lives. ``url`` may be opened; ``pattern`` recognises a link that leads there."""

    name: str
    url: str
    pattern: str
    """A regular expression matched against the whole URL from its host on; empty when only ``url`` is known."""
    status: str
    first: str
    last: str
    source: str


@dataclass(frozen=True, slots=True)
class Match:
    """A wording found in a text."""

    key: str
    wording: Wording
    exact: bool
    """The whole text is the wording, not only a part of it."""


PROVING = frozenset({
    "request received", "already objected", "already objected, printed for everyone", "page unavailable",
    "technical error", "too many requests", "third-party form", "third-party form disclaimer", "third-party form title",
    "third-party form option", "hub",
})  # fmt: skip
"""Phrases by which a success, a failure or a look-alike is known: only what was read at a source may word them."""


class PhrasebookError(Exception):
    """A file of wordings that cannot be used; names the file and the key."""


class Phrasebook:
    """Wordings by key and language, and named addresses. Taught ones stand beside the shipped ones."""

    def __init__(
        self,
        wordings: Mapping[str, Mapping[str, tuple[Wording, ...]]],
        addresses: Mapping[str, tuple[Address, ...]],
        hosts: Mapping[str, tuple[str, ...]],
        pictures: tuple[str, ...] = (),
    ) -> None:
        self._wordings = wordings
        self._addresses = addresses
        self._hosts = hosts
        self._pictures = pictures

    @classmethod
    def load(cls, shipped: Path, *taught: Path) -> "Phrasebook":
        """Read every ``*.toml`` of the directories; the later ones hold what people taught, and add to the first.

        Whatever a taught file says of itself, its wordings are ``taught``: they find, they never prove.
        """
        wordings: dict[str, dict[str, tuple[Wording, ...]]] = {}
        addresses: dict[str, tuple[Address, ...]] = {}
        hosts: dict[str, tuple[str, ...]] = {}
        pictures: tuple[str, ...] = ()
        for path in (file for directory in (shipped, *taught) for file in sorted(directory.glob("*.toml"))):
            data = _read(path)
            if path.stem == "sources":
                continue
            if path.parent in taught:
                _as_taught(data, path)
            if "language" in data:
                _add_wordings(wordings, data, path)
                continue
            hosts |= {name: tuple(below) for name, below in data.pop("hosts", {}).items()}
            pictures += tuple(data.pop("pictures", {}).get("pages", ()))
            for name, table in data.items():
                addresses[name] = addresses.get(name, ()) + tuple(_address(name, a, path) for a in table["addresses"])
        return cls(wordings, addresses, hosts, pictures)

    def with_taught(self, wording: Wording | None, key: str, address: Address | None) -> "Phrasebook":
        """The same book with one more taught wording or address, as the next one to be loaded will hold it."""
        if key in PROVING:
            raise PhrasebookError(f"“{key}” is not taught: it decides what a page has answered.")
        words, addresses = dict(self._wordings), dict(self._addresses)
        if wording is not None:
            known = words.get(key, {})
            added = replace(wording, trust="taught")
            words[key] = {**known, added.language: (*known.get(added.language, ()), added)}
        if address is not None:
            addresses[key] = (*addresses.get(key, ()), address)
        return Phrasebook(words, addresses, self._hosts, self._pictures)

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language with at least one wording."""
        return tuple(sorted({language for table in self._wordings.values() for language in table}))

    @property
    def keys(self) -> tuple[str, ...]:
        """Every phrase key, sorted."""
        return tuple(sorted(self._wordings))

    def wordings(self, key: str, language: str | None = None) -> tuple[Wording, ...]:
        """The wordings of a phrase, those of ``language`` first, then English, then all others.

        Within a language what a person pointed at comes first: they saw the page later than anybody else.
        """
        table = self._wordings.get(key, {})
        first = [code for code in dict.fromkeys((language, "en")) if code is not None and code in table]
        rest = [code for code in table if code not in first]
        return tuple(wording for code in (*first, *rest) for wording in sorted(table[code], key=_taught_first))

    def label(self, key: str, language: str) -> str:
        """How to print the phrase for a person who reads ``language``: a seen wording, else English, else the key."""
        known = self._wordings.get(key, {})
        for code in (language, "en"):
            best = sorted(known.get(code, ()), key=lambda wording: wording.trust in {"guess", "machine"})
            if best:
                return best[0].text
        return key

    def match(self, key: str, text: str, language: str | None = None, *, proof: bool = False) -> Match | None:
        """The first wording of ``key`` that the text holds as whole words. With ``proof``, only one that was seen."""
        seen = normal(text)
        for exact in (True, False):
            for wording in self.wordings(key, language):
                if proof and not wording.proves:
                    continue
                words = normal(wording.text)
                if (exact and words == seen) or (not exact and holds(words, seen)):
                    return Match(key, wording, exact)
        return None

    def addresses(self, name: str) -> tuple[Address, ...]:
        """The known addresses of a name; empty when it has none."""
        return self._addresses.get(name, ())

    def leads_to(self, name: str, url: str) -> bool:
        """Whether a link's absolute URL is one of the name's known targets."""
        return any(_pattern(a.pattern).search(url) for a in self.addresses(name) if a.pattern)

    def rank(self, name: str, url: str) -> int | None:
        """The place of a link's absolute URL among the name's known targets, which are listed best first."""
        places = (n for n, a in enumerate(self.addresses(name)) if a.pattern and _pattern(a.pattern).search(url))
        return next(places, None)

    def hosts(self, platform: str) -> tuple[str, ...]:
        """The platform's own domains: nothing is typed anywhere else."""
        return self._hosts.get(platform, ())

    def may_be_pictured(self, url: str) -> bool:
        """Whether the page at this address holds nobody's content but the platform's own."""
        return any(_pattern(page).search(url) for page in self._pictures)

    def proofs(self, key: str) -> tuple[str, ...]:
        """The normalised wordings that may prove ``key``, in every language."""
        return tuple(normal(wording.text) for wording in self.wordings(key) if wording.proves)


def is_below(host: str, domains: Iterable[str]) -> bool:
    """Whether a host name is one of the domains or below one; never by looking alike."""
    host = host.rstrip(".").casefold()
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _taught_first(wording: Wording) -> bool:
    return wording.trust != "taught"


def _as_taught(data: dict[str, Any], path: Path) -> None:
    """What a person taught may find. It decides nothing, and widens neither the platform's hosts nor the pictures."""
    for key, table in data.items():
        if key in PROVING or key in {"hosts", "pictures"}:
            raise PhrasebookError(f"{path}: [{key!r}]: this cannot be taught; take it out of the file.")
        if key == "language":
            continue
        try:
            for entry in table["wordings" if "language" in data else "addresses"]:
                entry |= {"trust": "taught", "guess": False, "source": "taught", "seen": str(entry.get("seen", ""))}
                re.compile(str(entry.get("pattern", "")))
        except (KeyError, TypeError, AttributeError) as why:
            raise PhrasebookError(f"{path}: [{key!r}]: a list of taught wordings or addresses is expected") from why
        except re.error as why:
            raise PhrasebookError(f"{path}: [{key!r}]: this pattern cannot be read: {why}") from why


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
        raise PhrasebookError(f"{path}: {why}") from why


def _add_wordings(into: dict[str, dict[str, tuple[Wording, ...]]], data: dict[str, Any], path: Path) -> None:
    language = data.pop("language")
    for key, table in data.items():
        known = into.setdefault(key, {})
        try:
            added = tuple(_wording(entry, language) for entry in table["wordings"])
        except (KeyError, TypeError) as why:
            raise PhrasebookError(f"{path}: [{key!r}]: each wording needs text, and source or guess = true") from why
        known[language] = known.get(language, ()) + added


def _wording(entry: Mapping[str, Any], language: str) -> Wording:
    if entry.get("guess", False):
        return Wording(entry["text"], language, source="", seen="", trust="guess")
    return Wording(entry["text"], language, entry["source"], entry["seen"], entry["trust"])


def _address(name: str, entry: Mapping[str, Any], path: Path) -> Address:
    if "url" not in entry and "pattern" not in entry:
        raise PhrasebookError(f"{path}: [{name!r}]: an address needs a url or a pattern")
    facts = {key: str(entry.get(key, "")) for key in ("url", "pattern", "status", "first", "last", "source")}
    return Address(name, **facts)
