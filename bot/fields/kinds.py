"""The kinds of fields, and what is known of one."""

from dataclasses import dataclass
from enum import StrEnum

from bot.survey import Element


class FieldKind(StrEnum):
    """What a field asks for."""

    EMAIL = "email"
    PHONE = "phone"
    COUNTRY = "country"
    REASON = "reason"
    CODE = "code"
    NAME = "name"
    SUBMIT = "submit"
    # The rest is told apart so that it is never filled; it is not reported.
    SEARCH = "search"
    PASSWORD = "password"  # noqa: S105 - a kind of field
    USERNAME = "username"
    CAPTCHA = "captcha"
    HONEYPOT = "honeypot"
    OTHER = "other"


NEVER_FILLED = frozenset({FieldKind.PASSWORD, FieldKind.HONEYPOT, FieldKind.CAPTCHA, FieldKind.SEARCH})
"""Not by a guess, not by a phrase, and not when a person points at it."""
NOTHING_SAYS = "nothing says what it asks for"
DIALLING_CODES = "a list of dialling codes"
"""Why a field was taken for what it is, where its neighbours go on from it."""

REPORTED = frozenset(
    {
        FieldKind.EMAIL,
        FieldKind.PHONE,
        FieldKind.COUNTRY,
        FieldKind.REASON,
        FieldKind.CODE,
        FieldKind.NAME,
        FieldKind.SUBMIT,
    }
)


@dataclass(frozen=True)
class Field:
    """A field that was found, how sure we are, and why."""

    kind: FieldKind
    element: Element
    confidence: float
    why: str
    login: bool = False
    """It belongs to a log-in or sign-up: named for what it is, never to be filled by a walk."""
    repeat: bool = False
    """It asks for the same thing a second time."""
