"""A few bars with a limit, as figures, as words, and as a picture that needs no script.

What two pages draw from it: what each way asked of a person, and how long an answer took. The picture says nothing that
``Chart.text`` does not say too (WCAG 2.2, 1.1.1), nor anything by colour alone (1.4.1).
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

WIDTH = 420
"""Units of the drawing: at the width of a telephone its letters are still as large as small print."""
_LINE, _BAR, _GAP, _TOP = 17, 14, 12, 6
_LEAST_ROOM, _MOST_ROOM = 60, 320
"""Beside the longest bar, for its value."""
_LETTER = 8
"""Units of a bold letter, at most."""
_LETTERS = 58
"""Of a label in one line: 13 units high, about 7 wide."""
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart."""

    label: str
    value: float | None
    """None: not measured, which is not nought."""
    shown: str
    """The value as people read it, with its unit."""
    open: bool = False
    """It still grows: drawn with an open end."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one measure, from nought."""

    title: str
    bars: tuple[Bar, ...]
    limit: float | None = None
    """Where a line is drawn across: the day by which the law wants an answer."""
    limit_label: str = ""

    @property
    def top(self) -> float:
        """The value at the right edge; never nought."""
        values = [bar.value for bar in self.bars if bar.value is not None]
        return max([*values, self.limit or 0]) or 1

    def share(self, value: float | None) -> float:
        """How far to the right a value lies, of 100."""
        return round(100 * min(max(value or 0, 0), self.top) / self.top, 2)

    @property
    def text(self) -> str:
        """All that the picture shows, for whoever hears it."""
        said = "; ".join(f"{plain(bar.label)}: {plain(bar.shown)}" for bar in self.bars)
        limit = f" ({plain(self.limit_label)})" if self.limit is not None and self.limit_label else ""
        return f"{plain(self.title)}{limit}. {said}."


@dataclass(frozen=True, slots=True)
class Wait:
    """An objection that went out, and when it was answered; None where it was not."""

    label: str
    sent: date
    answered: date | None
    due: date | None = None
    """The last day on which an answer is in time."""


def bars(title: str, rows: Iterable[tuple[str, float | None]], shown: Callable[[float], str], unknown: str) -> Chart:
    """One figure of every way: clicks, screens, seconds. ``unknown`` is what stands where it was not counted."""
    made = (Bar(label, value, unknown if value is None else shown(value)) for label, value in rows)
    return Chart(title, tuple(made))


def waits(
    title: str, rows: Sequence[Wait], today: date, shown: Callable[[int, bool], str], limit_label: str = ""
) -> Chart:
    """Days from sending to the answer, or to today. ``shown`` words the days; its second argument: no answer yet.

    The limit is drawn where it is the same for every row; periods of months differ by a day or two.
    """
    made = []
    for row in rows:
        days = max(((row.answered or today) - row.sent).days, 0)
        made.append(Bar(row.label, days, shown(days, row.answered is None), open=row.answered is None))
    limits = {(row.due - row.sent).days for row in rows if row.due is not None}
    limit = limits.pop() if len(limits) == 1 and limit_label else None
    return Chart(title, tuple(made), limit, limit_label if limit is not None else "")


def svg(chart: Chart, name: str) -> str:
    """The picture, to stand in a page. ``name`` makes its ids its own: ASCII letters, digits and dashes.

    Its classes (``chart-bar``, ``chart-open``, ``chart-limit``) let a style sheet recolour it; without one it is blue.
    """
    drawn, y = [], _TOP + (_LINE if chart.limit_label else 0)
    widest = max((len(plain(bar.shown)) for bar in chart.bars), default=0)
    scale = (WIDTH - min(max(_LETTER * widest + 20, _LEAST_ROOM), _MOST_ROOM)) / 100
    limit = round(chart.share(chart.limit) * scale, 1)
    for bar in chart.bars:
        lines = wrap(plain(bar.label), _LETTERS) or [""]
        drawn += [_text(0, y + _LINE * (n + 1) - 4, line) for n, line in enumerate(lines)]
        y += _LINE * len(lines)
        drawn.append(_drawn(chart, bar, y, scale))
        if chart.limit is not None:
            drawn.append(
                f'<path class="chart-limit" d="M{limit} {y - 3}V{y + _BAR + 3}" stroke="currentColor" '
                'stroke-width="2" fill="none"/>'
            )
        y += _BAR + _GAP
    if chart.limit_label:
        drawn.append(_text(limit, _LINE - 4, f"▾ {plain(chart.limit_label)}", end=limit > WIDTH / 2))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {y}" role="img" '
        f'aria-labelledby="{name}-t {name}-d" font-family="system-ui, sans-serif" font-size="13">'
        f'<title id="{name}-t">{escape(plain(chart.title))}</title><desc id="{name}-d">{escape(chart.text)}</desc>'
    )
    return f"{head}{''.join(drawn)}</svg>"


def _drawn(chart: Chart, bar: Bar, y: int, scale: float) -> str:
    """The bar and its value; an open one is hollow and ends in an arrow."""
    width = max(round(chart.share(bar.value) * scale, 1), 1.5 if bar.value else 0)
    after, limit = width + (16 if bar.open else 6), chart.share(chart.limit) * scale
    behind_limit = chart.limit is not None and width < limit < after + _LETTER * len(plain(bar.shown))
    value = _text(round(limit + 8, 1) if behind_limit else after, y + _BAR - 2, plain(bar.shown), bold=True)
    if bar.value is None:
        return value
    if not bar.open:
        return f'<rect class="chart-bar" x="0" y="{y}" width="{width}" height="{_BAR}" fill="#1b5a86"/>{value}'
    tip = f"M0 {y}H{width}L{round(width + 9, 1)} {y + _BAR / 2}L{width} {y + _BAR}H0Z"
    shape = f'<path class="chart-open" d="{tip}" fill="none" stroke="#9c2222" stroke-width="2" stroke-dasharray="5 3"/>'
    return shape + value


def _text(x: float, y: float, text: str, *, bold: bool = False, end: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    anchor = ' text-anchor="end"' if end else ""
    return (
        f'<text x={quoteattr(str(x))} y={quoteattr(str(y))}{weight}{anchor} fill="currentColor">{escape(text)}</text>'
    )


def plain(text: str) -> str:
    """One line that XML can hold: a label may come from a page."""
    kept = "".join(c if unicodedata.category(c)[0] not in "C" else " " for c in text[: 4 * _LONGEST])
    return " ".join(kept.split())[:_LONGEST]
