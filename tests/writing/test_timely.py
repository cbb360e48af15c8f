"""A letter that claims something is only written when it is so."""

from dataclasses import replace
from datetime import date

import pytest

from bot.writing import Happened, Kind, not_yet
from tests.writing.matters import ASKED, DUE, FILED, REFUSED

CONFIRMED = replace(REFUSED, answer="confirmed", quote="will honor your objection")
ANSWERED = Happened(filing=FILED, replies=(ASKED,), reasons_given=date(2026, 3, 14))
SILENT = Happened(filing=FILED)
REMINDED = Happened(filing=FILED, reminded=(date(2026, 4, 11),))


@pytest.mark.parametrize(
    ("kind", "happened", "today", "expected"),
    [
        (Kind.OBJECTION, Happened(), date(2026, 4, 14), ""),
        (Kind.REMINDER, SILENT, date(2026, 4, 11), ""),
        (Kind.REMINDER, SILENT, DUE, "may answer until 2026-04-10"),
        (Kind.REMINDER, Happened(), date(2026, 4, 14), "nothing proves that the objection was sent"),
        (Kind.REMINDER, Happened(filing=FILED, replies=(REFUSED,)), date(2026, 4, 14), "has refused"),
        (Kind.REMINDER, Happened(filing=FILED, replies=(CONFIRMED,)), date(2026, 4, 14), "has confirmed"),
        (Kind.REMINDER, Happened(filing=FILED, replies=(ASKED,)), date(2026, 4, 14), "has asked something"),
        (Kind.REMINDER, ANSWERED, date(2026, 4, 14), ""),
        (Kind.REASONS, Happened(filing=FILED, replies=(ASKED,)), date(2026, 3, 14), ""),
        (Kind.REASONS, SILENT, date(2026, 4, 14), "nothing to answer"),
        (Kind.COMPLAINT_NOTICE, Happened(filing=FILED, replies=(REFUSED,)), date(2026, 3, 21), ""),
        (Kind.COMPLAINT_NOTICE, Happened(filing=FILED, replies=(CONFIRMED, REFUSED)), date(2026, 3, 21), ""),
        (Kind.COMPLAINT_NOTICE, SILENT, DUE, "too early"),
        (Kind.COMPLAINT_NOTICE, SILENT, date(2026, 4, 14), "no reminder went out"),
        (Kind.COMPLAINT_NOTICE, REMINDED, date(2026, 4, 25), "fourteen days, until 2026-04-25"),
        (Kind.COMPLAINT_NOTICE, REMINDED, date(2026, 4, 26), ""),
    ],
)
def test_when_a_letter_may_be_written(kind: Kind, happened: Happened, today: date, expected: str) -> None:
    """An objection at any time; a reminder after the month; a notice after a refusal, or fourteen days after that."""
    due = DUE if happened.filing else None
    said = not_yet(kind, happened, due, today)

    assert expected in said
    assert bool(expected) == bool(said)
