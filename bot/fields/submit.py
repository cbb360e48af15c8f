"""Find the button that sends a form."""

from functools import lru_cache

from bot.fields.forms import FormSeen
from bot.fields.kinds import Field, FieldKind
from bot.fields.words import Lexicon, load, plain
from bot.survey import Element, Survey

_ENOUGH = 2.0
_NEAR = 500
"""Pixels below the last field within which a loose button may still belong to it."""


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
        loose = [(_score(p, seen, languages, loose=True), -i, p) for i, p in enumerate(_after(seen, survey))]
        ranked = sorted(loose, key=lambda r: r[:2])
        best = ranked[-1] if ranked else None
        if best is None or best[0][0] < _ENOUGH + 1:
            return None
    (score, why), _, element = best
    second = ranked[-2][0][0] if len(ranked) > 1 else 0.0
    confidence = min(0.99, 0.6 + 0.06 * score - (0.15 if score - second < 1 else 0.0))
    return Field(FieldKind.SUBMIT, element, round(max(confidence, 0.3), 3), why)


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
    if p.role in {"tab", "menuitem", "option"} or (
        p.tag == "a"
        and p.href
        and not p.href.endswith("#")
        and not p.href.startswith("javascript")
        and p.role == "link"
    ):
        score -= 3
    if not text and p.type != "image":
        score -= 1.5
    return score, ", ".join(why) or "the only button"


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
