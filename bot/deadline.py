"""When the law says that a controller must have answered, on the working days of a country.

GDPR Art. 12(3) gives one month from receipt, and two further months where the controller says so within the first. How
a month is counted: Regulation (EEC, Euratom) 1182/71 Art. 3; what a public holiday is: its Art. 2(1), "the Member State
in which action is to be taken". Both the person's country and that of the controllers are asked, so that nobody is
called silent a day too early. Regional holidays are not counted: nobody said in which region the person lives.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache

from bot.objection.deadlines import Closed, last_day, months_after

CONTROLLERS_COUNTRY = "IE"
"""Where both controllers sit, and so does their lead authority (facts/authorities.toml)."""
ANSWER_MONTHS = 1
EXTENDED_MONTHS = 3
_SATURDAY = 5


def closed(*countries: str) -> Closed:
    """Whether a day is a Saturday, a Sunday, or a public holiday in one of these countries (ISO 3166-1 alpha-2)."""

    def is_closed(day: date) -> bool:
        return day.weekday() >= _SATURDAY or any(day in holidays_of(country, day.year) for country in countries)

    return is_closed


@lru_cache(maxsize=256)
def holidays_of(country: str, year: int) -> frozenset[date]:
    """The public holidays of a whole country in a year; none where the calendar does not know the country."""
    import holidays  # noqa: PLC0415 - a tenth of a second that a look at the table must not cost

    try:
        return frozenset(holidays.country_holidays(country.upper(), years=year))
    except (NotImplementedError, AttributeError):
        return frozenset()


def answer_due(received: datetime, country: str) -> datetime:
    """When the month of Art. 12(3) is over: from this moment on, no answer is silence."""
    return months_after(received, ANSWER_MONTHS, closed(country, CONTROLLERS_COUNTRY))


def extended_due(received: datetime, country: str) -> datetime:
    """When one month and two further months are over. The controller must have announced them within the first."""
    return months_after(received, EXTENDED_MONTHS, closed(country, CONTROLLERS_COUNTRY))


def answer_day(received: datetime, country: str, *, extended: bool = False) -> date:
    """The last day on which an answer is in time: what a letter names."""
    months = EXTENDED_MONTHS if extended else ANSWER_MONTHS
    return last_day(received, months, closed(country, CONTROLLERS_COUNTRY))


def facts(received: datetime, country: str) -> Mapping[str, str]:
    """For the event that starts the clock: both moments, so that whoever folds the history needs no calendar.

    Kept with the event, they do not change when a later calendar knows another holiday.
    """
    return {
        "answer_due": answer_due(received, country).isoformat(),
        "extended_due": extended_due(received, country).isoformat(),
    }


def noon(day: date) -> datetime:
    """A day as an instant, where only the day is known: a return receipt names no hour."""
    return datetime.combine(day, time(12), tzinfo=UTC)
