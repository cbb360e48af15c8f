"""A paper as blocks: what a template sets, and what a test reads."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row of a chart: its share of the width, of 100; ``open`` where it still grows."""

    label: str
    shown: str
    share: float
    open: bool = False
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a section. Which fields it uses depends on its kind."""

    kind: str
    """text, points, facts, table, bars, sub, line, tick, exhibits or lines."""
    text: str = ""
    title: str = ""
    items: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    bars: tuple[Drawn, ...] = ()
    shares: tuple[tuple[float, ...], ...] = ()
    """Of a table with figures: the bar under each."""

    def words(self) -> Iterator[str]:
        """All that is written in it."""
        yield from (one for one in (self.title, self.text, *self.items, *self.head) if one)
        yield from (cell for row in self.rows for cell in row if cell)
        yield from (word for bar in self.bars for word in (bar.label, bar.shown))


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered heading and what stands below it."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The complaint, in its order."""

    language: str
    sender: tuple[str, ...]
    addressee: tuple[str, ...]
    date: str
    reference: str
    title: str
    about: str
    box: tuple[tuple[str, str, bool], ...]
    """Of the first page: label, value, and whether it is a hash."""
    short_title: str
    short: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    """Place and date, signature: lines to write on."""
    signed: str
    page: str
    manifest_about: str
    rehearsal: str = ""

    def section(self, section_id: str) -> Section | None:
        """A section by its id; None where the complaint has none."""
        return next((one for one in self.sections if one.id == section_id), None)
