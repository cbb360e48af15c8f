"""The clock of the law: one month from receipt, by Regulation 1182/71, on the working days of two countries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import deadline
from bot.objection import months_after
from bot.objection.deadlines import last_day

COUNTRIES = ("AT", "BE", "CH", "DE", "ES", "FR", "GB", "IE", "IT", "NL", "PL", "PT", "SE")


def noon(day: str) -> datetime:
    """Some hour of a day."""
    return deadline.noon(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("received", "country", "due", "why"),
    [
        ("2026-03-10", "FR", "2026-04-10", "a Friday like others"),
        ("2026-03-11", "FR", "2026-04-13", "a Saturday, then a Sunday"),
        ("2026-03-03", "FR", "2026-04-03", "Good Friday is a working day in France and in Ireland"),
        ("2026-03-03", "DE", "2026-04-07", "Good Friday, a weekend, Easter Monday"),
        ("2026-04-14", "FR", "2026-05-15", "Ascension Day"),
        ("2026-04-14", "IT", "2026-05-14", "Ascension Day is none in Italy"),
        ("2026-06-14", "FR", "2026-07-15", "the fourteenth of July"),
        ("2026-06-14", "DE", "2026-07-14", "not in Germany"),
        ("2026-02-17", "DE", "2026-03-18", "Saint Patrick: the controller sits in Ireland"),
        ("2026-01-31", "FR", "2026-03-02", "the month's last day is a Saturday"),
        ("2028-01-31", "FR", "2028-02-29", "a leap year"),
        ("2026-11-25", "PL", "2026-12-28", "Christmas, a Saturday, a Sunday"),
        ("2026-10-11", "PL", "2026-11-12", "the eleventh of November"),
        ("2026-03-10", "XK", "2026-04-10", "a country that the calendar does not know still has weekends"),
    ],
)
def test_the_last_day_is_a_working_day(received: str, country: str, due: str, why: str) -> None:
    """Regulation 1182/71 Art. 3(2)(c) and 3(4); public holidays of the person's country and of Ireland."""
    day = date.fromisoformat(due)

    assert day == deadline.answer_day(noon(received), country), why
    assert datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC) == deadline.answer_due(
        noon(received), country
    )


def test_an_extension_is_counted_from_the_receipt() -> None:
    """GDPR Art. 12(3): one month, and two further months."""
    assert date(2026, 6, 10) == deadline.answer_day(noon("2026-03-10"), "FR", extended=True)


def test_the_facts_of_an_event_need_no_calendar_to_be_read() -> None:
    """Both moments are written when the clock starts: a later calendar does not move them."""
    expected = {"answer_due": "2026-05-16T00:00:00+00:00", "extended_due": "2026-07-16T00:00:00+00:00"}

    assert expected == dict(deadline.facts(noon("2026-04-14"), "FR"))


@given(start=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), country=st.sampled_from(COUNTRIES))  # noqa: DTZ001
def test_a_working_day_is_never_before_the_plain_month(start: datetime, country: str) -> None:
    """Moved later, never earlier, and by a few days at most."""
    at = start.replace(tzinfo=UTC)
    moved = deadline.answer_due(at, country) - months_after(at, 1)

    assert timedelta(0) <= moved <= timedelta(days=7)
    assert not deadline.closed(country, "IE")(deadline.answer_day(at, country))


def test_a_calendar_that_never_opens_is_not_believed() -> None:
    """A mistake in a calendar must not hang the clock."""
    assert date(2026, 4, 10) == last_day(noon("2026-03-10"), 1, lambda _: True)
