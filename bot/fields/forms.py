"""What each form on a page is for, so that the right one is filled and the others are left alone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.fields.kinds import Field, FieldKind
from bot.fields.spoken import CHOICES, context, idents
from bot.survey import Element, Form, Survey

K = FieldKind
_ASKS = frozenset({K.EMAIL, K.PHONE, K.NAME, K.REASON, K.CODE, K.COUNTRY})
_BRIEF = 250
"""A box of loose controls with more text than this may hold half the page."""
_BAR_HEIGHT = 150
"""Pixels from the top within which a lone log-in is a bar of the site, not the page's business."""


Key = tuple[int, int | None, str]
EDGES = frozenset({"header", "footer", "nav", "aside", "search"})


class Purpose(StrEnum):
    """What a form wants of a person."""

    MAIN = "main"
    SIGNUP = "signup"
    LOGIN = "login"
    NEWSLETTER = "newsletter"
    MINOR = "minor"
    """A chooser of language or country, a filter, a single box of another kind."""
    SEARCH = "search"


ELSEWHERE = frozenset({Purpose.LOGIN, Purpose.SIGNUP, Purpose.SEARCH})
"""Nobody objects in these."""
RANKS = (
    frozenset({Purpose.MAIN}),
    frozenset({Purpose.SIGNUP, Purpose.LOGIN}),
    frozenset({Purpose.NEWSLETTER}),
    frozenset({Purpose.MINOR}),
)
"""What a page is about: the first of these that it has."""


@dataclass(frozen=True)
class FormSeen:
    """One form with what its controls ask for."""

    key: Key
    """Frame, index (None for loose controls), and the part of the page where one form spans it all."""
    form: Form
    purpose: Purpose
    fields: tuple[Field, ...]
    pressables: tuple[Element, ...] = field(default=(), repr=False)

    @property
    def in_bar(self) -> bool:
        """It is the site's log-in bar: at the top, outside the page's own business."""
        if self.form.landmark in {"header", "nav"}:
            return True
        box = self.form.box
        return (
            self.form.landmark != "main"
            and not self.form.dialog
            and box.y + box.height <= _BAR_HEIGHT
            and box.height <= _BAR_HEIGHT * 0.8
        )


def forms_of(survey: Survey, judged: tuple[Field, ...], languages: frozenset[str]) -> tuple[FormSeen, ...]:
    """Every form with a visible control, in the page's order."""
    groups: dict[Key, list[Field]] = defaultdict(list)
    for found in judged:
        groups[_key(found.element)].append(found)
    buttons: dict[Key, list[Element]] = defaultdict(list)
    for pressable in survey.pressables:
        if pressable.visible:
            buttons[_key(pressable)].append(pressable)
    for key in [k for k in buttons if k[2] and k not in groups]:
        buttons[(key[0], key[1], "")] += buttons.pop(key)  # the foot of a form is part of it
    heading = context().kinds(" . ".join(survey.headings[:2]), languages)
    seen = []
    for key, fields in groups.items():
        form = survey.forms[key[1]] if key[1] is not None else Form(tag="", frame=key[0])
        if key[2]:
            form = replace(form, landmark=key[2], text="" if form.landmark != key[2] else form.text)
        pressables = tuple(buttons[key])
        purpose = _purpose(_read(form, tuple(fields), pressables, languages))
        if purpose is Purpose.MAIN and _asks_only_email(fields) and "login" in heading:
            purpose = Purpose.LOGIN
        seen.append(FormSeen(key, form, purpose, tuple(fields), pressables))
    return _beside_the_main_one(seen)


def _asks_only_email(fields: Iterable[Field]) -> bool:
    return [f.kind for f in fields if f.element.type not in CHOICES] == [K.EMAIL]


def _beside_the_main_one(seen: list[FormSeen]) -> tuple[FormSeen, ...]:
    """A lone e-mail box beside a form that asks for more is a newsletter's, whatever it calls itself."""
    if not any(s.purpose is Purpose.MAIN and len(_ASKS & {f.kind for f in s.fields}) > 1 for s in seen):
        return tuple(seen)
    return tuple(
        replace(s, purpose=Purpose.NEWSLETTER) if s.purpose is Purpose.MAIN and _asks_only_email(s.fields) else s
        for s in seen
    )


def _key(e: Element) -> Key:
    """Some sites put a whole page into one form: what stands at its edges is another matter than its middle."""
    return (e.frame, e.form, e.landmark if e.landmark in EDGES else "")


@dataclass(frozen=True)
class _Read:
    """What is read of one form before it is judged."""

    form: Form
    kinds: frozenset[FieldKind]
    passwords: int
    typed: tuple[Field, ...]
    """The fields that are typed into or chosen from a list; boxes to tick are not among them."""
    said: frozenset[str]
    on_buttons: frozenset[str]
    named: frozenset[str]


def _read(form: Form, fields: tuple[Field, ...], pressables: tuple[Element, ...], languages: frozenset[str]) -> _Read:
    pressed = [p.words for p in pressables if p.role == "button" or p.tag in {"button", "input"}]
    text = form.text[:300] if form.tag == "form" or len(form.text) < _BRIEF else ""
    return _Read(
        form=form,
        kinds=frozenset(f.kind for f in fields),
        passwords=sum(f.kind is K.PASSWORD for f in fields),
        typed=tuple(f for f in fields if f.element.type not in CHOICES and f.element.role not in CHOICES),
        said=context().kinds(" . ".join((form.label, form.heading, text, *pressed)), languages),
        on_buttons=frozenset(kind for words in pressed for kind in context().kinds(words, languages)),
        named=idents().kinds(form.name) | idents().kinds(form.action.rsplit("?", 1)[0].rsplit("/", 1)[-1]),
    )


def _purpose(read: _Read) -> Purpose:
    form, kinds = read.form, read.kinds
    if "search" in {form.role, form.landmark} or (K.SEARCH in kinds and not _ASKS & kinds - {K.COUNTRY}):
        return Purpose.SEARCH
    if read.passwords:
        return Purpose.SIGNUP if _registers(read) else Purpose.LOGIN
    if _is_login(read):
        return Purpose.LOGIN
    if _is_newsletter(read):
        return Purpose.NEWSLETTER
    if all(f.element.tag not in {"input", "textarea", "select"} for f in read.typed) and kinds <= {K.REASON, K.OTHER}:
        return Purpose.MINOR  # a box to chat in
    if not kinds & (_ASKS - {K.COUNTRY}):
        chooser = K.COUNTRY in kinds and form.landmark not in EDGES
        return Purpose.MAIN if chooser else Purpose.MINOR
    return Purpose.MAIN


def _registers(read: _Read) -> bool:
    many = read.passwords > 1 or len(read.typed) > 3 or K.NAME in read.kinds  # noqa: PLR2004 - a log-in asks for two things
    return many or ("signup" in read.said and "login" not in read.said | read.named)


def _is_login(read: _Read) -> bool:
    asks = read.kinds & {K.EMAIL, K.USERNAME, K.PHONE} and not read.kinds & {K.REASON, K.COUNTRY, K.NAME}
    if len(read.typed) > 2 or not asks or "newsletter" in read.said | read.named:  # noqa: PLR2004 - who, and at most a word
        return False
    if K.USERNAME in read.kinds or "login" in read.named | read.on_buttons:
        return True
    return "login" in read.said and "signup" not in read.said


def _is_newsletter(read: _Read) -> bool:
    if K.EMAIL not in read.kinds or len(read.typed) > 3 or read.kinds & {K.REASON, K.PHONE, K.CODE}:  # noqa: PLR2004
        return False
    if "newsletter" in read.said | read.named:
        return True
    return read.form.landmark in {"footer", "aside"} and len(read.typed) == 1
