"""What the words around a control speak of."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.fields.words import Idents, Lexicon, load, plain
from bot.survey import Element

CHOICES = frozenset({"checkbox", "radio", "range", "color", "file", "switch", "slider"})
_ASIDE = re.compile(r"[(（\[【].*?[)）\]】]")
_TAIL = re.compile(r"\s(?:[-–—|])\s|[:.?!;。：？]\s*")
_PEOPLE = frozenset({"name", "email", "phone"})
_ROW = 4
_CONTEXT = frozenset({"newsletter", "login", "signup", "honeypot", "repeat", "address"})
"""Tables that name no field: what a form is for, and warnings."""
LONG = 12
"""A text of more words than this is a sentence about something, not a name of a field."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words by which fields are named."""
    tables = load("words.toml")
    return Lexicon({k: v for k, v in tables.items() if k not in _CONTEXT})


@lru_cache(maxsize=1)
def context() -> Lexicon:
    """The words that say what a form is for, or warn of a field."""
    tables = load("words.toml")
    return Lexicon({k: v for k, v in tables.items() if k in _CONTEXT})


@lru_cache(maxsize=1)
def idents() -> Idents:
    """What developers call their fields."""
    return Idents(load("idents.toml"))


def names_of(e: Element) -> frozenset[str]:
    """Which kinds the name and the id of a control speak of."""
    return idents().kinds(e.name) | idents().kinds(e.id)


@dataclass(frozen=True)
class Said:
    """What the words of one source speak of: the kind that names the field, and everything else in it."""

    source: str
    text: str
    lead: str
    kinds: frozenset[str]


def spoken(e: Element, languages: frozenset[str]) -> tuple[Said, ...]:
    """What a person reads on and around it, the most telling first; a source that says nothing known is left out."""
    sources = (
        ("label", e.label),
        ("label", e.aria_label),
        ("placeholder", e.placeholder),
        ("title", e.title),
        ("nearby", e.nearby),
        ("group", e.group),
    )
    found = []
    for source, text in sources:
        if text:
            lead, kinds = lead_of(text, languages)
            if source == "nearby" and len(kinds & _PEOPLE) > 1 and len(text.split()) <= _ROW:
                continue  # the labels of a whole row
            if kinds:
                found.append(Said(source, text, lead, kinds))
    return tuple(found)


@lru_cache(maxsize=8_192)
def lead_of(text: str, languages: frozenset[str]) -> tuple[str, frozenset[str]]:
    """The kind that a label is about: that of its head, before any aside, example or explanation."""
    kinds = lexicon().kinds(text, languages)
    if not kinds:
        return "", kinds
    head = next((p for p in _TAIL.split(_ASIDE.sub(" ", text)) if p and p.strip(" *")), text)
    lead = _first(head, languages) or _first(text, languages)
    return lead, kinds


def _first(text: str, languages: frozenset[str]) -> str:
    hits = lexicon().read(text, languages)
    if not hits:
        return ""
    found = [h.kind for h in hits]
    if "captcha" in found:
        return "captcha"
    if found[0] == "email" and len(found) > 1 and _compound(hits[0].start + hits[0].size, hits[1].start, found[1]):
        return found[1]  # "e-mail subject" is a subject; "e-mail address" or "e-mail or phone" is not
    if len(plain(text).split()) > LONG and found[0] not in {"country"} and "reason" in found:
        return "reason"
    if "code" in found and found[0] in {"email", "phone"}:
        return "code"
    if found[0] == "reason" and "email" in found and len(found) <= 3:  # noqa: PLR2004 - "your request: e-mail"
        return "email" if found[-1] == "email" else "reason"
    return found[0] if found[0] != "name" else next((k for k in found if k not in {"name", "reason"}), "name")


def _compound(end: int, start: int, kind: str) -> bool:
    return end == start and kind in {"other", "code", "reason"}
