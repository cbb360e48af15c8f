"""Print where the objections stand, fast: 100,000 of them in well under a second."""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from bot import glance
from bot.commands.ground import Ground
from bot.commands.lines import exit_for, line_of, lines_at_a_glance, worst_exit
from bot.report.status import line_json
from bot.report.story import Line
from bot.report.terminal import MANY, large_table, plain_table

Tally = tuple[str, str | None, str, int]


def print_standing(ground: Ground, person: str | None, platform: str | None, *, reveal: bool, as_json: bool) -> int:
    """The lines of the journal; a household that was never run has planned objections only."""
    if not as_json and glance.is_file(ground.places.journal):
        found = glance.tally(ground.places.journal, ground.clock.now(), person, platform)
        if sum(n for *_, n in found) > MANY:
            return _print_many(ground, person, platform, found, reveal=reveal)
    lines = lines_at_a_glance(ground, person, platform, reveal=reveal)
    write_lines(lines, reveal=reveal, as_json=as_json)
    return worst_exit(lines)


def _print_many(
    ground: Ground, person: str | None, platform: str | None, found: Sequence[Tally], *, reveal: bool
) -> int:
    """Counts for all, rows for those that need somebody."""
    rows = glance.waiting(ground.places.journal, ground.clock.now(), person, platform, limit=MANY)
    shown = [line_of(row, {}, reveal=reveal) for row in rows]
    counts: Counter[str] = Counter()
    for state, _, _, n in found:
        counts[state] += n
    waiting = sum(n for _, _, mover, n in found if mover in {"person", "us"})
    sys.stdout.write(large_table(shown, counts, waiting))
    return max(exit_for(state, obstacle, mover) for state, obstacle, mover, _ in found)


def write_lines(
    lines: Sequence[Line], *, reveal: bool, as_json: bool, rehearsed: Mapping[str, str] | None = None
) -> None:
    """The table, or one JSON list with an object per line. ``rehearsed``: by handle, how a rehearsal just ended."""
    if as_json:
        objects = [line_json(line, reveal) for line in lines]
        if rehearsed is not None:
            objects = [{**one, "rehearsed": rehearsed.get(one["handle"])} for one in objects]
        rows = ",\n ".join(json.dumps(one, ensure_ascii=False) for one in objects)
        sys.stdout.write(f"[{rows}]\n")
    else:
        _print_table(lines)
        sys.stdout.write("".join(f"{line.handle}: nothing is done: {line.mandate}\n" for line in lines if line.mandate))


def _print_table(lines: Sequence[Line]) -> None:
    """In colour for a person at a terminal, who does not miss the 50 ms that it costs."""
    if not sys.stdout.isatty():
        sys.stdout.write(plain_table(lines))
        return
    from rich.console import Console  # noqa: PLC0415 - see `plain_table`

    from bot.report.terminal import table  # noqa: PLC0415

    table(lines, console=Console())
