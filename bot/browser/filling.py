"""What a field takes and keeps: pure questions about what stands in it and what its lists offer."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.phrasebook import normal
from bot.survey import Element, Survey

HIDING = "*•·…●∙×"
"""Signs behind which a page hides part of an address."""
MOST_HIDDEN, LEAST_SHOWN, LONGEST = 6, 3, 254
"""Runs of hidden letters, letters in sight, and letters of an address (RFC 5321, 4.5.3.1.3, less its brackets)."""
FEWEST_CODES = 2
_CODE = re.compile(r"\+\s?(\d{1,4})(?!\d)")
"""A calling code as lists show it: "+353", "Ireland (+353)"."""
FEWEST_DIGITS = 6


def keeps(written: str, shown: str, *, phone: bool = False, exact: bool = False) -> bool:
    """Whether a field still says what was written into it.

    Spaces and signs a page may set anew, a number may lose the code of its country; letters may not be lost. ``exact``
    for what means something else when a sign is lost, as an address does.
    """
    if phone:
        kept, given = _digits(shown), _digits(written)
        return kept == given or (len(kept.lstrip("0")) >= FEWEST_DIGITS and given.endswith(kept.lstrip("0")))
    if exact:
        return normal(shown) == normal(written)
    return _letters(shown) == _letters(written)


def how_it_is_kept(written: str, shown: str) -> str:
    """What became of it, in words that tell nothing of it."""
    if shown and normal(written).startswith(normal(shown)):
        return f"The field keeps {len(shown)} of {len(written)} characters"
    return "What stands in the field afterwards is not what was written"


def is_masked(shown: str, address: str) -> bool:
    """Whether a page shows the address with some of its letters hidden: ``a***r@example.org``."""
    if len(shown) > LONGEST or not any(sign in HIDING for sign in shown):
        return False
    parts = [normal(part) for part in re.split(f"[{re.escape(HIDING)}]+", shown)]
    in_sight = sum(sign.isalnum() for part in parts for sign in part)
    if len(parts) > MOST_HIDDEN + 1 or in_sight < LEAST_SHOWN:
        return False
    return re.fullmatch(".*".join(re.escape(part) for part in parts), normal(address)) is not None


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number as a form with a list of calling codes takes it."""

    code: str
    """The calling code (ITU-T E.164), without its plus."""
    national: str
    """The number without it, and without a leading zero that only its own country dials."""
    region: str
    """ISO 3166 code of the country, empty where nobody knows."""


def parts_of(number: str) -> Number:
    """The parts of a number in international format. Raises ValueError for any other."""
    import phonenumbers  # noqa: PLC0415 - 60 ms that a form without a list of calling codes does not pay

    try:
        read = phonenumbers.parse(number)
    except phonenumbers.NumberParseException as why:
        raise ValueError("no number in international format") from why
    national = phonenumbers.national_significant_number(read)
    return Number(str(read.country_code), national, phonenumbers.region_code_for_number(read) or "")


def list_of_codes(seen: Survey, number: Element) -> Element | None:
    """The list of calling codes that belongs to a field for a telephone number; the one that stands closest."""
    lists = [
        c
        for c in seen.controls
        if c.options and c.visible and not c.disabled and (c.frame, c.form) == (number.frame, number.form)
    ]
    codes = [c for c in lists if _offers_codes(c)]
    return min(codes, key=lambda c: abs(c.box.y - number.box.y) + abs(c.box.x - number.box.x), default=None)


def entry_for(number: Number, names: Iterable[str], options: tuple[tuple[str, str], ...]) -> str | None:
    """The value of the entry with the number's calling code; of several, its own country's; None where none has it."""
    fit = [(value, label) for value, label in options if number.code in _codes(value, label)]
    own = [v for v, label in fit if v.upper() == number.region or any(name in normal(label) for name in names)]
    return next(iter((*own, *(value for value, _ in fit))), None)


def _offers_codes(element: Element) -> bool:
    telling = [option for option in element.options if _codes(*option)]
    return len(telling) >= FEWEST_CODES and len(telling) * 2 >= len(element.options)


def _codes(value: str, label: str) -> set[str]:
    return {hit[1] for text in (value, label) for hit in _CODE.finditer(text)}


def _digits(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdecimal())


def _letters(text: str) -> str:
    return "".join(sign for sign in normal(text) if sign.isalnum())
