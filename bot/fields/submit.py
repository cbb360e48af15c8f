"""Find the button that sends a form."""

from collections.abc import Iterable
from functools import lru_cache

from bot.fields.forms import FormSeen
from bot.fields.kinds import Field, FieldKind
from bot.fields.words import Lexicon, load, plain
from bot.survey import Box, Element, Survey

_ENOUGH = 2.0
_NEAR = 500
"""Pixels below the last field within which a loose button may still belong to it."""
_REACH = 60
"""Pixels between a search box and its button."""
_MIDDLE = frozenset({"", "main"})
"""A form and its button may stand on either side of the main part's edge."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words on buttons."""
    return Lexicon(load("buttons.toml"))


def submit_of(seen: FormSeen, survey: Survey, languages: frozenset[str]) -> Field | None:
    """The button that sends this form, if one can be told."""
    ranked = sorted(((_score(p, seen, languages), -i, p) for i, p in enumerate(seen.pressables)), key=lambda r: r[:2])
    best = ranked[-1] if ranked else None
    if best is None or best[0][0] < _ENOUGH:
        near = _after(seen, survey)
        loose = [(_score(p, seen, languages, loose=True), -i, p) for i, p in enumerate(near)]
        ranked = sorted(loose, key=lambda r: r[:2])
        best = ranked[-1] if ranked else None
        if best is None or best[0][0] < _ENOUGH + 1:
            return _alone(seen.pressables, seen, languages) or _alone(near, seen, languages)
    (score, why), _, element = best
    second = ranked[-2][0][0] if len(ranked) > 1 else 0.0
    confidence = min(0.99, 0.6 + 0.06 * score - (0.15 if score - second < 1 else 0.0))
    return Field(FieldKind.SUBMIT, element, round(max(confidence, 0.3), 3), why)


def _alone(buttons: Iterable[Element], seen: FormSeen, languages: frozenset[str]) -> Field | None:
    """The only button after the fields sends them, whatever it says; one that says nothing must be so by its type."""
    after = [p for p in buttons if p.role == "button" and p.type != "reset" and _place(p, seen) > 0]
    sends = [p for p in after if p.type == "submit" and seen.form.tag == "form"]
    likely = [p for p in after if p.words and _words(p.words, languages)[1] >= 0] or (after if after == sends else [])
    if len(likely) != 1:
        return None
    return Field(FieldKind.SUBMIT, likely[0], 0.6 if likely[0] in sends else 0.45, "the only button after the fields")


def _after(seen: FormSeen, survey: Survey) -> list[Element]:
    """Buttons outside any form that stand right below (or beside) the last field."""
    boxes = [f.element.box for f in seen.fields]
    bottom = max(b.y + b.height for b in boxes)
    top = min(b.y for b in boxes)
    return [
        p
        for p in survey.pressables
        if p.visible
        and p.frame == seen.key[0]
        and p.form is None
        and (p.landmark == seen.form.landmark or {p.landmark, seen.form.landmark} <= _MIDDLE)
        and top <= p.box.y <= bottom + _NEAR
    ]


def _score(p: Element, seen: FormSeen, languages: frozenset[str], *, loose: bool = False) -> tuple[float, str]:
    score, why = 0.0, []
    text = p.words or p.value
    if (p.type == "submit" or (p.type == "image" and p.tag == "input")) and seen.form.tag == "form":
        score += 3
        why.append(f"type={p.type}")
    elif p.type == "reset":
        return -9.0, "resets"
    elif p.role != "button" and not loose:
        score -= 0.5
    said, points = _words(text, languages)
    score += points
    if said:
        why.append(f"“{text[:30]}”")
    place = _place(p, seen)
    score += place
    if place > 0:
        why.append("after the last field")
    if p.role in {"tab", "menuitem", "option"} or _leads_away(p):
        score -= 3
    if any(_beside(f.element.box, p.box) for f in seen.fields if f.kind is FieldKind.SEARCH):
        score -= 4  # it starts the search that stands in the same form
    if not text and p.type != "image":
        score -= 1.5
    return score, ", ".join(why) or "the only button"


def _leads_away(p: Element) -> bool:
    """A link to another page: not "#", not a mark that a script listens to."""
    if p.tag != "a" or p.role != "link" or not p.href or p.href.startswith("javascript"):
        return False
    return not p.to_itself


def _beside(field: Box, button: Box) -> bool:
    level = abs(field.y + field.height / 2 - button.y - button.height / 2) < max(field.height, button.height) / 2
    return level and abs(button.x - field.x - field.width) < _REACH


def _words(text: str, languages: frozenset[str]) -> tuple[bool, float]:
    hits = lexicon().read(text, languages)
    kinds = {h.kind for h in hits}
    length = len(plain(text).split())
    alone = any(h.kind == "never_alone" and h.whole for h in hits)
    refuses = any(h.kind == "never" and (h.whole or h.start == 0 or h.size != 1) for h in hits)
    if alone or (refuses and hits[0].kind != "send"):
        return False, -5.0
    if "send" in kinds:
        return True, 3.0 if length <= 6 else 1.0  # noqa: PLR2004 - a button is not a sentence
    if "onward" in kinds:
        return True, 2.0 if length <= 6 else 0.0  # noqa: PLR2004
    return False, 0.0


def _place(p: Element, seen: FormSeen) -> float:
    typed = [f.element.box for f in seen.fields if f.kind is not FieldKind.HONEYPOT]
    if not typed:
        return 0.0
    last = max(b.y for b in typed)
    if p.box.y + p.box.height / 2 >= last - 5:
        return 1.0
    return -2.0 if p.box.y + p.box.height <= min(b.y for b in typed) else -0.5
