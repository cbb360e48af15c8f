"""The figures of a complaint: what each way asked of the person, and how long the answer took."""

from collections.abc import Iterator

from bot.chart import Chart, Wait, bars, waits
from bot.dossier.filing.facts import named
from bot.dossier.filing.grievance import Counted, Grievance
from bot.dossier.filing.paper import Block, Drawn
from bot.writing import Words
from bot.writing.parts import platform_name

COUNTED = ("clicks", "screens", "fields", "mandatory", "logins", "dead_ends", "seconds")
"""In the order in which they are told."""
UNKNOWN = "–"


def figures(about: Grievance, words: Words) -> tuple[Block, ...]:
    """Both charts, each as a table with bars: the numbers stand beside them, so that nobody has to see the bars."""
    blocks = (*_ways(about, words), *_wait(about, words))
    return blocks or (Block("text", words("filing.figures.none")),)


def _ways(about: Grievance, words: Words) -> Iterator[Block]:
    known = [name for name in COUNTED if any(one.figures.get(name) is not None for one in about.counted)]
    if not known:
        return
    charts = {name: _chart(name, about.counted, about, words) for name in known}
    head = (words("filing.figures.way"), *(charts[name].title for name in known))
    rows, shares = [], []
    for n, one in enumerate(about.counted):
        rows.append((named(about, "way", one.way), *(charts[name].bars[n].shown for name in known)))
        shares.append(tuple(charts[name].share(charts[name].bars[n].value) for name in known))
    yield Block("table", words("filing.figures.caption"), head=head, rows=tuple(rows), shares=tuple(shares))


def _chart(name: str, counted: tuple[Counted, ...], about: Grievance, words: Words) -> Chart:
    def shown(value: float) -> str:
        return (
            f"{value:.1f}".replace(".", "." if words.language == "en" else ",") if name == "seconds" else f"{value:g}"
        )

    rows = [(one.way, one.figures.get(name)) for one in counted]
    return bars(named(about, "figure", name), rows, shown, UNKNOWN)


def _wait(about: Grievance, words: Words) -> Iterator[Block]:
    """From the filing, or its receipt, to the decision; open where there is none."""
    filing = about.happened.filing
    if filing is None:
        return
    sent = filing.received or filing.at.date()
    answer = about.happened.reply("refused", "confirmed")
    row = Wait(platform_name(about.platform), sent, answer.at.date() if answer else None, about.due)

    def shown(days: int, waiting: bool) -> str:
        return words("filing.figures.waiting" if waiting else "filing.figures.answered", days=days)

    limit = ""
    if about.due is not None:
        limit = words("filing.figures.limit", days=(about.due - sent).days, date=words.date(about.due))
    chart = waits(words("filing.figures.wait"), [row], about.today, shown, limit)
    drawn = tuple(
        Drawn(one.label, one.shown, chart.share(one.value), one.open, chart.share(chart.limit) if chart.limit else None)
        for one in chart.bars
    )
    yield Block("bars", chart.limit_label, chart.title, bars=drawn)
