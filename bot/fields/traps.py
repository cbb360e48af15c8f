"""Tell a field that is there for machines from one that is there for people."""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.fields.spoken import CHOICES, context, idents
from bot.fields.words import load, plain
from bot.survey import Element

_CONDITION = re.compile(
    r"\b(?:blank|empty)\b[^.]{0,20}\b(?:if|to|when|for)\b(?!.{0,30}(?:human|person|robot|bot))", re.IGNORECASE
)
"""“Leave blank if you have none” is advice for people."""


@lru_cache(maxsize=1)
def _stay_away() -> re.Pattern[str]:
    sayings = [s for table in load("traps.toml")["sayings"].values() for s in table]
    words = (r"[\w']*(?:\W+[\w']+){0,4}?\W+".join(re.escape(plain(w)) for w in s.split(" … ")) for s in sayings)
    return re.compile(r"(?<!\w)(?:" + "|".join(words) + ")")


def trap(e: Element, others: Iterable[Element], languages: frozenset[str], *, dialog_open: bool) -> str:
    """Why this control is a trap for machines, or nothing. What nobody can see never comes this far."""
    said = " ".join((e.label, e.aria_label, e.placeholder, e.title, e.described, e.nearby))
    if "honeypot" in context().kinds(said, languages) or _stay_away().search(plain(said)):
        return "" if _CONDITION.search(said) else "it says to leave it empty"
    if e.trap or "honeypot" in idents().kinds(e.name) | idents().kinds(e.id):
        return "named as a trap"
    if e.type in CHOICES or e.tag == "select" or e.readonly or e.role in {"combobox", "listbox"}:
        return ""
    if e.tabindex is not None and e.tabindex < 0:
        if e.aria_hidden or e.autocomplete.lower() in {"off", "nope", "new-password", "false", "no"}:
            return "out of the way of the keyboard, and not to be completed"
        if any(o.tabindex is None or o.tabindex >= 0 for o in others):
            return "out of the way of the keyboard"
    return "hidden from screen readers" if e.aria_hidden and not dialog_open else ""
