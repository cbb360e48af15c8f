"""Tell a field that is there for machines from one that is there for people."""

import re
from functools import lru_cache

from bot.fields.spoken import CHOICES, context, names_of
from bot.fields.words import UNSPACED, load, plain
from bot.survey import Element

_CONDITION = re.compile(
    r"\b(?:blank|empty)\b[^.]{0,20}\b(?:if|to|when|for)\b(?!.{0,30}(?:human|person|robot|bot))", re.IGNORECASE
)
"""“Leave blank if you have none” is advice for people."""


@lru_cache(maxsize=1)
def _stay_away() -> re.Pattern[str]:
    sayings = {s for table in load("traps.toml")["sayings"].values() for s in table}
    words = [r"[\w']*(?:\W+[\w']+){0,4}?\W+".join(re.escape(plain(w)) for w in s.split(" … ")) for s in sorted(sayings)]
    glued = [w for w in words if UNSPACED.search(w)]  # in a script that does not part words they may follow any letter
    parted = [w for w in words if w not in glued]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parted)})|{'|'.join(glued)}")


@lru_cache(maxsize=8_192)
def _says_stay_away(said: str) -> bool:
    return bool(_stay_away().search(plain(said)))


def trap(e: Element, languages: frozenset[str], *, by_key: bool, dialog_open: bool) -> str:
    """Why this control is a trap for machines, or nothing. What nobody can see never comes this far.

    ``by_key``: the keyboard reaches a field of the same form.
    """
    said = " ".join((e.label, e.aria_label, e.placeholder, e.title, e.described, e.nearby))
    if "honeypot" in context().kinds(said, languages) or _says_stay_away(said):
        return "" if _CONDITION.search(said) else "it says to leave it empty"
    if e.trap or "honeypot" in names_of(e):
        return "named as a trap"
    if e.type in CHOICES or e.tag == "select" or e.readonly or e.role in {"combobox", "listbox"}:
        return ""
    if e.tabindex is not None and e.tabindex < 0:
        if e.aria_hidden or e.autocomplete.lower() in {"off", "nope", "new-password", "false", "no"}:
            return "out of the way of the keyboard, and not to be completed"
        if by_key:
            return "out of the way of the keyboard"
    return "hidden from screen readers" if e.aria_hidden and not dialog_open else ""
