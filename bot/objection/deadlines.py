"""How long to wait: for a controller by law, for a server by courtesy."""

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

MORNING = time(6, tzinfo=UTC)
_A_DAY = timedelta(days=1)
_ALMOST_A_DAY = timedelta(hours=20)
_LONGEST_PAUSE = timedelta(hours=48)
_LONGEST_WISH = timedelta(days=30)
"""A server that asks for more than this is not believed: the number in its header is hostile input."""


Closed = Callable[[date], bool]
"""Whether a day is a Saturday, a Sunday or a public holiday: passed in, because a calendar is no business of a fold."""
_LONGEST_HOLIDAY = 31
"""Days. A calendar that is closed for longer is not believed."""


def months_after(start: datetime, months: int, closed: Closed | None = None) -> datetime:
    """The moment a period of months is over (GDPR Art. 12(3); Regulation 1182/71 Art. 3(1), 3(2)(c)).

    It ends with the last hour of the same date, or of the month's last day where that date does not exist. Where
    ``closed`` is given and the last day is a Saturday, a Sunday or a public holiday, it ends with the last hour of the
    following working day (Art. 3(4)); see :mod:`bot.deadline` for the calendars of countries.
    """
    return datetime.combine(last_day(start, months, closed), time(tzinfo=UTC)) + _A_DAY


def last_day(start: datetime, months: int, closed: Closed | None = None) -> date:
    """The day with whose last hour a period of months is over; see :func:`months_after`."""
    day = start.astimezone(UTC).date()
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    end = day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))
    later = (end + timedelta(days=n) for n in range(_LONGEST_HOLIDAY))
    return next((one for one in later if closed is None or not closed(one)), end)


def not_today(stopped: datetime) -> datetime:
    """Tomorrow: 20 hours later, so that a daily run is not one day late, but neither today nor after 06:00 UTC."""
    stopped = stopped.astimezone(UTC)
    midnight = datetime.combine(stopped.date(), time(tzinfo=UTC)) + _A_DAY
    morning = datetime.combine(midnight.date(), MORNING)
    return max(midnight, min(morning, stopped + _ALMOST_A_DAY))


def pause(stopped: datetime, times: int, retry_after_s: int = 0) -> datetime:
    """2, 4, 8 … 48 hours after the first, second, third … stop; no sooner than the server asks (RFC 9110 10.2.3)."""
    hours = timedelta(hours=2 ** min(max(times, 1), 6))
    wish = timedelta(seconds=min(max(retry_after_s, 0), int(_LONGEST_WISH.total_seconds())))
    return stopped + max(min(hours, _LONGEST_PAUSE), wish)
