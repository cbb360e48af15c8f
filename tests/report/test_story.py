"""What a report is told is made safe before it is printed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.report.story import Story as StoryOf
from bot.report.story import clean, friction_of, mask, moment, stamp
from tests.report.people import NOW, event, line


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("anna@example.org", "a***@e***.org"),
        ("+33612345678", "+33***78"),
        ("a***@e***.org", "a***@e***.org"),
        ("+33***78", "+33***78"),
        ("anna@localhost", "a***@***"),
        ("12345", "***"),
        ("", ""),
    ],
)
def test_an_address_is_masked_once_and_recognised_by_its_owner(address: str, masked: str) -> None:
    """First letter, first letter of the domain, country code, last two digits: enough for the one who knows."""
    assert masked == mask(address)


@given(st.emails() | st.from_regex(r"\+[1-9][0-9]{8,13}", fullmatch=True))
def test_masking_twice_is_masking_once(address: str) -> None:
    """The one who makes the line and the one who prints it may both mask."""
    assert mask(address) == mask(mask(address))
    assert address not in mask(address)


def test_text_of_a_page_cannot_steer_a_terminal() -> None:
    """Escape sequences, new lines and turned reading directions are taken out."""
    assert "[31mred gpj.exe x" == clean("\x1b[31mred\n\u202egpj.exe\x00\tx")


@given(st.text())
def test_cleaned_text_is_one_printable_line(text: str) -> None:
    """Whatever comes in, one line comes out."""
    cleaned = clean(text)

    assert all(c.isprintable() or c in "\u200c\u200d\u00ad" for c in cleaned)
    assert cleaned == clean(cleaned)


@pytest.mark.parametrize(
    ("told", "understood"),
    [
        ("2026-11-22T10:30:00+01:00", NOW),
        ("2026-11-22T09:30:00Z", NOW),
        (datetime(2026, 11, 22, 9, 30), NOW),  # noqa: DTZ001 - what an old log may hold
        ("yesterday", None),
        (17, None),
        (None, None),
    ],
)
def test_a_time_is_read_as_utc_or_not_at_all(told: object, understood: datetime | None) -> None:
    """A time without a zone is taken for UTC; what is no time is none."""
    assert understood == moment(told)


def test_a_stamp_is_utc_to_the_second() -> None:
    """RFC 3339."""
    assert "2026-11-22T09:30:00Z" == stamp(NOW.astimezone(UTC))


def test_friction_is_read_from_the_events_that_carry_it() -> None:
    """The names of a walk's log and of an event both count; the latest of a way wins."""
    story = StoryOf(
        line(),
        [
            event(1, "way_tried", way="a", friction={"clicks": 9}),
            event(2, "way_tried", way="a", friction={"clicks": 4, "form_fields": 2, "seconds_to_form": 3.5}),
            event(3, "way_tried", way="b", friction="many"),
        ],
    )

    (figures,) = friction_of(story)

    assert ("a", 4, 2, 3.5) == (figures.way, figures.clicks, figures.fields, figures.seconds)
