"""What a server may ask for with Retry-After (RFC 9110 section 10.2.3), and what is made of nonsense."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.browser.retry_after import LONGEST, wish

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DATE = "Fri, 20 Nov 2026 09:00:00 GMT"


@pytest.mark.parametrize(("said", "hours"), [
    ("18000", 5.0),
    (" 18000 ", 5.0),
    ("Fri, 20 Nov 2026 14:00:00 GMT", 5.0),
    ("Friday, 20-Nov-26 14:00:00 GMT", 5.0),
    ("Fri Nov 20 14:00:00 2026", 5.0),
    ("99999999999", LONGEST / timedelta(hours=1)),
    ("Fri, 20 Nov 2099 14:00:00 GMT", LONGEST / timedelta(hours=1)),
])  # fmt: skip
def test_seconds_and_dates_are_understood_within_bounds(said: str, hours: float) -> None:
    """Each of the three forms of an HTTP date; nobody waits for longer than a month."""
    assert timedelta(hours=hours) == wish(said, DATE, NOW)


@pytest.mark.parametrize(
    "said",
    ["", "0", "-5", "1.5", "²", "9" * 5000, "soon", "Fri, 20 Nov 2026 08:00:00 GMT", "Fri, 99 Nov 2026 25:00:00 GMT"],
)
def test_what_is_no_wish_is_none(said: str) -> None:
    """A moment that has passed, and everything that is neither a count nor a date."""
    assert wish(said, DATE, NOW) is None


def test_a_date_is_meant_by_the_servers_own_clock() -> None:
    """A machine whose clock is a day late waits as long as the server meant; without its clock, ours counts."""
    late = NOW - timedelta(days=1)

    assert timedelta(hours=5) == wish("Fri, 20 Nov 2026 14:00:00 GMT", DATE, late)
    assert timedelta(hours=29) == wish("Fri, 20 Nov 2026 14:00:00 GMT", "", late)


@given(st.text(), st.text())
def test_no_header_is_too_odd(said: str, date: str) -> None:
    """Whatever a server writes: a pause within bounds, or none."""
    found = wish(said, date, NOW)

    assert found is None or timedelta() < found <= LONGEST
