"""Where every account stands, as a table for a terminal."""

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from bot.report.story import STATES, Line, clean, moment
from bot.report.wording import Words, words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MANY = 60
"""More lines than this nobody reads: then totals, and the rows that need somebody."""
WIDTH = 100
HEADINGS = ("person", "platform", "what happened", "whose move", "what comes next", "date")
FIRST = {"refused": 0, "silent": 1, "needs_review": 2, "maybe_sent": 3, "more_asked": 4, "validation_asked": 5}
TONES = {
    "good": ("confirmed", "already_objected", "covered"),
    "waiting": ("planned", "sent", "acknowledged", "extended"),
    "person": ("stopped", "maybe_sent", "needs_review", "more_asked", "validation_asked"),
    "bad": ("refused", "silent"),
}
"""How a state looks. *Received* waits: a page that says so is not an answer."""


class Cells(NamedTuple):
    """One row in words."""

    person: str
    platform: str
    happened: str
    mover: str
    next: str
    date: str


def tone(state: str) -> str:
    """How a state looks: good, waiting, person, bad; an unknown state waits for a person."""
    return next((name for name, states in TONES.items() if state in states), "person")


def cells(line: Line, say: Words) -> Cells:
    """One account in plain words."""
    due = moment(line.due)
    return Cells(
        clean(line.name or line.person, limit=24),
        clean(line.platform_name, limit=20),
        say.what_happened(line),
        say.whose_move(line, named=True),
        say.next_step(line),
        f"{due:%Y-%m-%d}" if due else "",
    )


def chosen(lines: Sequence[Line]) -> Sequence[Line]:
    """The rows to show: all of a household, and of more than that the ones that need somebody, worst first."""
    if len(lines) <= MANY:
        return lines
    waiting = [line for line in lines if line.needs_somebody]
    return sorted(waiting, key=lambda line: FIRST.get(line.state, len(FIRST)))[:MANY]


def totals(lines: Iterable[Line], say: Words | None = None) -> str:
    """One line: how many accounts, and how many in each state."""
    return totals_of(Counter(line.state for line in lines), say)


def totals_of(counts: "Counter[str] | dict[str, int]", say: Words | None = None) -> str:
    """The same line from counts alone: a journal knows them without reading every row."""
    say = say or words("en")
    known = [state for state in STATES if counts.get(state)]
    strange = sorted(state for state, n in counts.items() if state not in STATES and n)
    parts = (f"{say.inline(say.of('state', state, 'short'))} {counts[state]:,}" for state in [*known, *strange])
    total = sum(counts.values())
    return say("page.totals", accounts=f"{total:,}", parts=", ".join(parts)).removesuffix(" ()")


def legend(lines: Iterable[Line]) -> tuple[str, ...]:
    """A sentence for each obstacle and state in sight, in the order of their first appearance.

    The code of an obstacle is named, so that docs/outcomes.md can be searched for it.
    """
    say = words("en")
    sentences: dict[str, None] = {}
    for line in lines:
        if line.state in ("stopped", "planned") and line.obstacle:
            short = say.of("obstacle", line.obstacle, "short")
            todo = say.of("obstacle", line.obstacle, "todo", controller=line.controller)
            sentences[f"{short[:1].upper()}{short[1:]} ({clean(line.obstacle)}): {todo}"] = None
        else:
            short = say.of("state", line.state, "short")
            sentences[f"{short}: {say.of('state', line.state, 'long', controller=line.controller)}"] = None
    return tuple(sentences)


def _after(lines: Sequence[Line], shown: Sequence[Line], width: int) -> list[str]:
    """What stands below the table."""
    below = [row for told in legend(shown) for row in wrap(told, width, initial_indent="  ", subsequent_indent="    ")]
    if below:
        below.insert(0, "")
    if len(shown) < len(lines):
        waiting = sum(line.needs_somebody for line in lines)
        below += ["", f"Shown: {len(shown):,} of {waiting:,} that need somebody. Every row: optout status --json"]
    below += _marked(lines)
    return [*below, "", totals(lines)]


def _marked(lines: Iterable[Line]) -> list[str]:
    """What was made in a world is never mistaken for the real thing."""
    world = next((line.world for line in lines if line.world), None)
    return ["", f"REHEARSAL in the world “{clean(world)}”: nothing here is an objection."] if world else []


def plain_table(lines: Sequence[Line], *, width: int | None = None) -> str:
    """The table without rich (whose import costs 50 ms): for pipes, for many rows, for `status` in a hurry."""
    width = width or min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    shown = chosen(lines)
    say = words("en")
    rows = [cells(line, say) for line in shown]
    text: list[str] = []
    if rows:
        text += _drawn([Cells(*HEADINGS), *rows], width)
    return "\n".join([*text, *_after(lines, shown, width)]) + "\n"


def large_table(shown: Sequence[Line], counts: Mapping[str, int], waiting: int, *, width: int | None = None) -> str:
    """Of a large journal: the rows that need somebody, as many as one reads, and the totals of all."""
    width = width or min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    say = words("en")
    text = _drawn([Cells(*HEADINGS), *(cells(line, say) for line in shown)], width) if shown else []
    text += ["", f"Shown: {len(shown):,} of {waiting:,} that need somebody. Every row: optout status --json"]
    return "\n".join([*text, *_marked(shown), "", totals_of(dict(counts), say)]) + "\n"


def _widths(rows: Sequence[Cells], width: int) -> list[int]:
    """Columns as wide as their longest cell; the two wordy ones share what is left, and wrap."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    room = max(24, width - sum(widths) + widths[2] + widths[4] - 2 * (len(widths) - 1))
    if widths[2] + widths[4] > room:
        widths[4] = max(10, min(widths[4], max(room - widths[2], room * 2 // 5)))
        widths[2] = max(10, room - widths[4])
    return widths


def _drawn(rows: Sequence[Cells], width: int) -> list[str]:
    """As a table; where the terminal is too narrow for one, each account as a few lines."""
    return _grid(rows, width) if _fits(rows, width) else _stacked(rows, width)


def _fits(rows: Sequence[Cells], width: int) -> bool:
    return sum(_widths(rows, width)) + 2 * (len(HEADINGS) - 1) <= width


def _stacked(rows: Sequence[Cells], width: int) -> list[str]:
    """Who and what in the first line, below it whose move it is: read from top to bottom, as on a telephone."""
    lines: list[str] = []
    for row in rows[1:]:
        coming = f"{row.next} ({row.date})" if row.date else row.next
        lines += wrap(f"{row.person}, {row.platform}: {row.happened}", max(width, 20), subsequent_indent="    ")
        told = f"{HEADINGS[3]}: {row.mover}; next: {coming}"
        lines += wrap(told, max(width, 20), initial_indent="  ", subsequent_indent="    ")
    return lines


def _grid(rows: Sequence[Cells], width: int) -> list[str]:
    widths = _widths(rows, width)
    lines: list[str] = []
    for n, row in enumerate(rows):
        lines += _wrapped(row, widths)
        if n == 0:
            lines.append("  ".join("-" * w for w in widths))
    return lines


def _wrapped(row: Cells, widths: Sequence[int]) -> list[str]:
    columns = [wrap(cell, w) or [""] for cell, w in zip(row, widths, strict=True)]
    height = max(map(len, columns))
    padded = [[*column, *[""] * (height - len(column))] for column in columns]
    return [
        "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip()
        for line in zip(*padded, strict=True)
    ]


COLOURS = {"good": "green", "waiting": "cyan", "person": "yellow", "bad": "red"}


def table(lines: Sequence[Line], *, console: "Console") -> None:
    """Print the table to a console, in colour where it has some (rich knows terminals and NO_COLOR).

    What does not fit as a table is printed without colour, as :func:`plain_table` would.
    """
    from rich.text import Text  # noqa: PLC0415 - see plain_table

    shown = chosen(lines)
    width = min(console.width, WIDTH)
    say = words("en")
    rows = [Cells(*HEADINGS), *(cells(line, say) for line in shown)]
    if shown and _fits(rows, width):
        console.print(_rich_table(shown, width))
    elif shown:
        console.print(Text("\n".join(_stacked(rows, width))), soft_wrap=True)
    for told in _after(lines, shown, width):
        console.print(Text(told), soft_wrap=True)


def _rich_table(shown: Sequence[Line], width: int) -> "Table":
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    say = words("en")
    rows = [cells(line, say) for line in shown]
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for heading, wide in zip(HEADINGS, _widths([Cells(*HEADINGS), *rows], width), strict=True):
        grid.add_column(heading, overflow="fold", width=wide)
    for line, row in zip(shown, rows, strict=True):
        styles = ["", "", COLOURS[tone(line.state)], "", "", ""]
        # Text, never markup: a name or a page may say "[red]"
        grid.add_row(*(Text(cell, style=style) for cell, style in zip(row, styles, strict=True)))
    return grid
