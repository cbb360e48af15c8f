"""A letter as parts: the same for the page, for the mail and for whoever checks that nothing is missing."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, paragraphs and points. ``points`` stand after ``paragraphs``, ``after`` after the points."""

    id: str
    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One line of the list of exhibits."""

    label: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that is printed, in its order."""

    language: str
    sender: tuple[str, ...]
    addressee: tuple[str, ...]
    date: str
    iso_date: str
    reference: str
    subject: str
    salutation: str
    parts: tuple[Part, ...]
    closing: str
    signed: str
    exhibits: tuple[Enclosed, ...]
    exhibits_title: str
    exhibits_text: str
    page: str
    """How pages are counted: ``{n}`` and ``{total}`` are filled in by the page."""
    rehearsal: str = ""
    """Said on every page of a letter that was made in a stand-in world."""

    def part(self, part_id: str) -> Part | None:
        """A part by its id; None when the letter has none."""
        return next((part for part in self.parts if part.id == part_id), None)

    def lines(self) -> Iterator[str]:
        """The letter as plain text."""
        if self.rehearsal:
            yield from (f"*** {self.rehearsal} ***", "")
        yield from (*self.sender, "", *self.addressee, "", self.date, self.reference, "", self.subject, "")
        yield from (self.salutation, "")
        for part in self.parts:
            if part.title:
                yield from (part.title.upper(), "")
            for text in part.paragraphs:
                yield from (text, "")
            for point in part.points:
                yield f"- {point}"
            if part.points:
                yield ""
            for text in part.after:
                yield from (text, "")
        yield from (self.closing, "", self.signed)
        if self.exhibits:
            yield from ("", self.exhibits_title.upper(), "", self.exhibits_text, "")
            for one in self.exhibits:
                yield from (one.label, f"  {one.name}", f"  SHA-256 {one.sha256}")
        if self.rehearsal:
            yield from ("", f"*** {self.rehearsal} ***")

    @property
    def text(self) -> str:
        """The letter as plain text, in one piece."""
        return "\n".join(self.lines()) + "\n"
