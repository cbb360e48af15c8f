"""The bars of a chart: they say what they show, and a hostile label stays a label."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chart import Bar, Chart, Wait, bars, svg, waits

SVG = "{http://www.w3.org/2000/svg}"


def shown(value: float) -> str:
    """A figure with its unit."""
    return f"{value:g} clicks"


def days(count: int, waiting: bool) -> str:
    """Days in words."""
    return f"{count} days, no answer yet" if waiting else f"{count} days"


def _widths(chart: Chart) -> list[float]:
    rects = ET.fromstring(svg(chart, "c")).iter(f"{SVG}rect")  # noqa: S314 - our own
    return [float(rect.attrib["width"]) for rect in rects]


def test_bars_are_in_proportion() -> None:
    """Twice as many clicks, a bar twice as long; what was not counted has no bar, and says so."""
    chart = bars("Clicks", [("short", 4), ("long", 8), ("new", None), ("none", 0)], shown, "not counted")
    short, long, none = _widths(chart)

    assert 2 * short == pytest.approx(long, abs=0.2)
    assert 0 == none
    assert "Clicks. short: 4 clicks; long: 8 clicks; new: not counted; none: 0 clicks." == chart.text


def test_a_wait_without_an_answer_is_open() -> None:
    """It has lasted until today, its end is open, and the day of the law stands across."""
    rows = [
        Wait("Facebook", date(2026, 3, 1), date(2026, 3, 11), date(2026, 3, 31)),
        Wait("Instagram", date(2026, 3, 1), None, date(2026, 3, 31)),
    ]
    chart = waits("Days", rows, date(2026, 5, 30), days, "the month of Art. 12(3)")
    picture = ET.fromstring(svg(chart, "c"))  # noqa: S314 - our own

    assert [(10, False), (90, True)] == [(bar.value, bar.open) for bar in chart.bars]
    assert 30 == chart.limit
    assert ["chart-limit", "chart-open", "chart-limit"] == [path.attrib["class"] for path in picture.iter(f"{SVG}path")]
    assert "no answer yet" in chart.text and "Art. 12(3)" in chart.text


def test_a_long_value_behind_the_limit_ends_within_the_picture() -> None:
    """As wide as bold letters are at most; the longest of the report's eight languages."""
    said = "giorni: 100, ancora nessuna decisione"
    chart = Chart("c", (Bar("a", 34, said, open=True), Bar("b", 31, said)), 35, "the month")
    texts = [t for t in ET.fromstring(svg(chart, "c")).iter(f"{SVG}text") if t.text == said]  # noqa: S314 - our own

    assert 2 == len(texts)
    assert all(float(text.attrib["x"]) + 8 * len(said) <= 420 for text in texts)


def test_limits_that_differ_are_no_line() -> None:
    """One line for several months would be wrong for some."""
    rows = [
        Wait("a", date(2026, 3, 1), None, date(2026, 4, 1)),
        Wait("b", date(2026, 2, 1), None, date(2026, 3, 2)),
    ]

    assert waits("Days", rows, date(2026, 5, 1), days, "the month").limit is None


def test_the_picture_is_named_and_described() -> None:
    """A screen reader hears the title and every value."""
    picture = ET.fromstring(svg(Chart("Clicks", (Bar("a", 1, "1 click"),)), "c1"))  # noqa: S314 - our own
    named = {element.attrib["id"]: element.text for element in picture.iter() if "id" in element.attrib}

    assert "img" == picture.attrib["role"]
    assert ["c1-t", "c1-d"] == picture.attrib["aria-labelledby"].split()
    assert {"c1-t": "Clicks", "c1-d": "Clicks. a: 1 click."} == named


@given(label=st.text(max_size=600), value=st.one_of(st.none(), st.floats(min_value=-10, max_value=1e9)))
def test_any_label_makes_a_picture(label: str, value: float | None) -> None:
    """Whatever a page called itself: well-formed, within its box, nothing but text."""
    picture = ET.fromstring(svg(Chart(label, (Bar(label, value, label),)), "c"))  # noqa: S314 - our own
    tags = {element.tag.removeprefix(SVG) for element in picture.iter()}

    assert tags <= {"svg", "title", "desc", "rect", "text", "path"}
    assert all(0 <= width <= 420 for width in _widths(Chart(label, (Bar(label, value, label),))))
