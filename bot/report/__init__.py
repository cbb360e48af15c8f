"""The same results as table, JSON, JUnit, Markdown, HTML."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.report.page import html as html
    from bot.report.probe import ProbeResult as ProbeResult
    from bot.report.probe import junit as junit
    from bot.report.probe import markdown as markdown
    from bot.report.probe import probe_lines as probe_lines
    from bot.report.status import line_json as line_json
    from bot.report.status import show_json as show_json
    from bot.report.status import show_text as show_text
    from bot.report.status import status_json as status_json
    from bot.report.story import LetterTrace as LetterTrace
    from bot.report.story import Line as Line
    from bot.report.story import StepTrace as StepTrace
    from bot.report.story import Story as Story
    from bot.report.story import WalkTrace as WalkTrace
    from bot.report.story import mask as mask
    from bot.report.terminal import plain_table as plain_table
    from bot.report.terminal import table as table
    from bot.report.terminal import totals_of as totals_of
    from bot.report.traces import walk_trace as walk_trace
    from bot.report.traces import walks_in as walks_in

_ROOMS = {
    "page": ("html",),
    "probe": ("ProbeResult", "junit", "markdown", "probe_lines"),
    "status": ("line_json", "show_json", "show_text", "status_json"),
    "story": ("LetterTrace", "Line", "StepTrace", "Story", "WalkTrace", "mask"),
    "terminal": ("plain_table", "table", "totals_of"),
    "traces": ("walk_trace", "walks_in"),
}
_WHERE = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    """Each room is opened when it is needed: jinja2 costs 75 ms and rich 50 ms, and `status` needs neither."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
