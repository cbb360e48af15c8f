"""What stands beside a field may change what it is taken for."""

from collections.abc import Iterable
from dataclasses import replace

from bot.fields.kinds import DIALLING_CODES, NOTHING_SAYS, Field, FieldKind
from bot.fields.spoken import names_of, spoken
from bot.survey import Box, Element, Picture

_FLAG, _GAP = 160, 30
"""Pixels: how wide a list of prefixes is at most, and how close it stands to its number."""
_BOXES = 4
"""A code typed into boxes of one digit each has no fewer."""
_LETTERS = ((50, 400), (18, 160))
"""Pixels: how wide and how high a picture of letters is."""
_REACH = 60
"""Pixels between such a picture and its field; a logo above a heading is farther away."""


def corrected(
    judged: tuple[Field, ...], pictures: Iterable[Picture], languages: frozenset[str] = frozenset()
) -> tuple[Field, ...]:
    """The fields, each seen beside its neighbours."""
    prefixes = [f.element for f in judged if _prefix(f, languages)]
    if prefixes:
        judged = tuple(_numbered(f, prefixes) for f in judged)
    phones = [f.element.box for f in judged if f.kind is FieldKind.PHONE]
    letters = [p.box for p in pictures if _like_letters(p.box)]
    digits = [f.element for f in judged if _one_digit(f.element)]
    return tuple(_corrected(f, phones, letters, digits) for f in judged)


def _prefix(f: Field, languages: frozenset[str]) -> bool:
    """A list of dialling codes or of the first digits of a number."""
    if f.kind is not FieldKind.OTHER or f.element.tag != "select":
        return False
    return f.why == DIALLING_CODES or any(s.lead == "phone" for s in spoken(f.element, languages)[:1])


def _numbered(f: Field, prefixes: list[Element]) -> Field:
    """What nothing else is said of, right beside a prefix, is the rest of the number."""
    e = f.element
    if f.kind is FieldKind.OTHER and f.why == NOTHING_SAYS and any(_beside(p, e) for p in prefixes):
        return replace(f, kind=FieldKind.PHONE, confidence=0.75, why="beside the prefix of a number")
    return f


def _beside(prefix: Element, e: Element) -> bool:
    a, b = prefix.box, e.box
    level = abs(a.y + a.height / 2 - b.y - b.height / 2) < max(a.height, b.height)
    gap = max(b.x - a.x - a.width, a.x - b.x - b.width)
    return prefix.frame == e.frame and prefix.form == e.form and level and gap < _GAP


def _corrected(f: Field, phones: list[Box], letters: list[Box], digits: list[Element]) -> Field:
    box = f.element.box
    if f.kind is FieldKind.COUNTRY and _flag(box, phones):
        return replace(f, kind=FieldKind.OTHER, why="a phone number's prefix")
    if f.kind is FieldKind.CODE and "one-time-code" not in f.why and any(_near(box, picture) for picture in letters):
        return replace(f, kind=FieldKind.CAPTCHA, why="a code beside a picture")
    if f.kind is FieldKind.CODE and "captcha" in names_of(f.element):
        return replace(f, kind=FieldKind.CAPTCHA, why="a code, and its name is a puzzle's")
    if len(digits) >= _BOXES and f.element in digits:
        first = f.element is digits[0]
        return replace(
            f, kind=FieldKind.CODE if first else FieldKind.OTHER, confidence=0.75, why="one box for each digit"
        )
    return f


def _flag(box: Box, phones: list[Box]) -> bool:
    """The little list of flags to the left of a phone number chooses its prefix, not the country of a person."""
    return box.width <= _FLAG and any(
        abs(box.y + box.height / 2 - p.y - p.height / 2) < p.height and -p.width < p.x - box.x - box.width < _GAP
        for p in phones
    )


def _like_letters(box: Box) -> bool:
    (narrow, wide), (low, high) = _LETTERS
    return narrow <= box.width <= wide and low <= box.height <= high and box.width > box.height


def _near(box: Box, picture: Box) -> bool:
    apart = max(picture.y - box.y - box.height, box.y - picture.y - picture.height)
    return apart < _REACH and picture.x < box.x + box.width + _REACH and box.x < picture.x + picture.width + _REACH


def _one_digit(e: Element) -> bool:
    return e.tag == "input" and e.maxlength == 1 and e.type in {"text", "tel", "number", ""}
