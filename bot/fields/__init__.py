"""Find the fields of a form nobody has described.

``find`` is pure: it reads a survey and says, for each field that matters, what it is, how sure that is, and why.
A log-in bar, a search box, a newsletter in the footer and a trap for machines are told apart and left alone.
"""

from collections import Counter
from dataclasses import replace
from functools import lru_cache

from bot.fields.control import TEXTUAL, judge
from bot.fields.forms import EDGES, ELSEWHERE, RANKS, FormSeen, Purpose, forms_of
from bot.fields.kinds import NEVER_FILLED, REPORTED, Field, FieldKind
from bot.fields.neighbours import corrected
from bot.fields.spoken import CHOICES, lexicon
from bot.fields.submit import lexicon as buttons
from bot.fields.submit import submit_of
from bot.fields.traps import trap
from bot.fields.words import foremost, languages_of
from bot.survey import Element, Survey

__all__ = [
    "ELSEWHERE",
    "NEVER_FILLED",
    "TEXTUAL",
    "Field",
    "FieldKind",
    "FormSeen",
    "Purpose",
    "find",
    "forms",
    "nameable",
    "unknown_required",
    "warm",
]

_SAMPLE = Element("input", tag="input", visible=True, label="warm", options=(("x", "x"),))
_ENTRANCES = frozenset({Purpose.LOGIN, Purpose.SIGNUP})
_NEEDS = frozenset(
    {FieldKind.EMAIL, FieldKind.PHONE, FieldKind.COUNTRY, FieldKind.REASON, FieldKind.CODE, FieldKind.NAME}
)


def warm() -> None:
    """Read the tables of words now, so that the first page does not pay for it."""
    find(
        Survey(
            text="warm", controls=(_SAMPLE,), pressables=(replace(_SAMPLE, tag="button", role="button", text="send"),)
        )
    )


def find(survey: Survey) -> tuple[Field, ...]:
    """The fields of the page's main form (else of what it has), each followed by the button that sends them."""
    languages = _languages(survey)
    told = [form for form in forms(survey) if _reports(form)]
    best: frozenset[Purpose] = next((rank for rank in RANKS if any(f.purpose in rank for f in told)), frozenset())
    told = [form for form in told if form.purpose in best]
    inner = [form for form in told if form.purpose not in _ENTRANCES or not form.in_bar]
    found: list[Field] = []
    for form in inner or told:
        login = form.purpose in _ENTRANCES
        found += [_marked(f, login) for f in form.fields if f.kind in REPORTED]
        button = submit_of(form, survey, languages) if _has_its_button(form) else None
        if button is not None:
            found.append(_marked(button, login))
    return tuple(found)


def forms(survey: Survey) -> tuple[FormSeen, ...]:
    """Every form of the page, what it is for, and what its visible controls ask for."""
    languages = _languages(survey)
    shown = [c for c in survey.visible_controls() if not _is_chrome(c)]
    by_key = {(c.frame, c.form) for c in shown if _typed(c) and (c.tabindex is None or c.tabindex >= 0)}
    modal = any(d.modal for d in survey.dialogs)
    judged = []
    for control, apart in zip(shown, _named_apart(shown), strict=True):
        why = trap(control, languages, by_key=(control.frame, control.form) in by_key, dialog_open=modal)
        found = Field(FieldKind.HONEYPOT, control, 0.9, why) if why else judge(apart, languages)
        judged.append(found if apart is control else replace(found, element=control))
    return forms_of(survey, corrected(tuple(judged), survey.pictures, languages), languages)


def nameable(survey: Survey) -> tuple[Field, ...]:
    """The visible controls a person may teach a name for: of no log-in or search, and none that is never filled."""
    return tuple(
        f for form in forms(survey) if form.purpose not in ELSEWHERE for f in form.fields if f.kind not in NEVER_FILLED
    )


def unknown_required(survey: Survey, fields: tuple[Field, ...], form: int | None) -> tuple[Element, ...]:
    """Required, visible, empty controls of one form that no kind we know covers: what the walk cannot answer."""
    known = {(f.element.frame, f.element.selector) for f in fields if f.kind in _NEEDS}
    groups_done = {(c.frame, c.name) for c in survey.controls if c.type == "radio" and c.checked}
    unknown: list[Element] = []
    for c in survey.visible_controls():
        if c.form != form or (c.frame, c.selector) in known or not _insists(c) or c.disabled or c.readonly:
            continue
        if c.type in {"checkbox", "radio"} or c.role in {"checkbox", "radio"}:
            if c.checked or (c.frame, c.name) in groups_done:
                continue
            if c.type == "radio":
                groups_done.add((c.frame, c.name))
        elif c.value.strip():
            continue
        unknown.append(c)
    return tuple(unknown)


@lru_cache(maxsize=4)
def _languages(survey: Survey) -> frozenset[str]:
    """What the page speaks: as declared and as its text says; where neither tells, as its fields and buttons say."""
    found = languages_of(survey.lang, f"{survey.title} {survey.text}")
    if found:
        return found
    said = {s for c in survey.visible_controls() for s in (c.label, c.aria_label, c.placeholder, c.nearby) if s}
    pressed = {p.words for p in survey.pressables if p.visible}
    return foremost(lexicon().languages(said) + buttons().languages(pressed))


def _insists(c: Element) -> bool:
    if c.required:
        return True
    label = (c.label or c.aria_label).strip()
    return c.type not in CHOICES and (label.endswith("*") or label.startswith("*"))


def _named_apart(controls: list[Element]) -> list[Element]:
    """A name or id that several fields of one form bear was copied from the first and says nothing of the others."""
    borne = Counter((c.frame, c.form, what, n) for c in controls if _typed(c) for what, n in _own_names(c))
    apart = []
    for c in controls:
        copied = {what for what, n in _own_names(c) if _typed(c) and borne[c.frame, c.form, what, n] > 1}
        name, ident = "" if "name" in copied else c.name, "" if "id" in copied else c.id
        apart.append(replace(c, name=name, id=ident) if copied else c)
    return apart


def _own_names(c: Element) -> list[tuple[str, str]]:
    return [(what, n) for what, n in (("name", c.name), ("id", c.id)) if n]


def _typed(c: Element) -> bool:
    return c.type in TEXTUAL and c.tag != "select"


def _is_chrome(c: Element) -> bool:
    """A control without a face of its own: the hidden half of a widget, a toggle of the page's menu."""
    return c.type in {"checkbox", "radio"} and not (c.label or c.aria_label or c.nearby or c.name)


def _reports(form: FormSeen) -> bool:
    if form.purpose is Purpose.SEARCH:
        return False
    if form.purpose is Purpose.MINOR:
        chooser = any(f.kind is FieldKind.COUNTRY for f in form.fields)
        return form.form.landmark not in EDGES and (chooser or _puzzles(form))
    if form.purpose in _ENTRANCES and not form.in_bar:
        return any(f.kind in REPORTED | {FieldKind.PASSWORD, FieldKind.USERNAME} for f in form.fields)
    return any(f.kind in REPORTED for f in form.fields)


def _puzzles(form: FormSeen) -> bool:
    """A form that asks for none of what we know, but for a puzzle to be solved: it is sent all the same."""
    return form.form.tag == "form" and any(f.kind is FieldKind.CAPTCHA for f in form.fields)


def _has_its_button(form: FormSeen) -> bool:
    """Not a chooser; nor a newsletter's box at the edge of a page about something else."""
    if form.purpose is Purpose.MINOR:
        return _puzzles(form)
    return form.purpose is not Purpose.NEWSLETTER or form.form.landmark not in {"footer", "aside"}


def _marked(found: Field, login: bool) -> Field:
    return replace(found, login=True) if login else found
