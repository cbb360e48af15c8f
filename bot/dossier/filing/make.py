"""Make a filing set: two PDFs and what they enclose, small enough for the authority, and a page of what to do."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.dossier.filing.authorities import Authority, language_for
from bot.dossier.filing.complaint import Composed, compose
from bot.dossier.filing.grievance import Grievance
from bot.dossier.filing.guide import guide
from bot.dossier.filing.pictures import LADDER
from bot.dossier.filing.printing import complaint_pdf, exhibits_pdf
from bot.dossier.filing.sheets import Sheets, sheets
from bot.dossier.filing.wording import words
from bot.dossier.redact import Sweeper
from bot.writing import languages
from bot.writing.filing import write

COMPLAINT, EXHIBITS, README = "complaint.pdf", "exhibits.pdf", "README.txt"


@dataclass(frozen=True, slots=True)
class Filed:
    """One file of the set."""

    name: str
    size: int
    sha256: str
    upload: bool
    """Whether it goes to the authority; the README stays with the person."""


@dataclass(frozen=True, slots=True)
class FilingSet:
    """A set that lies on disk."""

    folder: Path
    authority: Authority
    language: str
    files: tuple[Filed, ...]
    fits: bool
    reduced: bool
    readme: str
    articles: tuple[str, ...]
    """Which infringements it claims."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A set before it is written."""

    composed: Composed
    language: str
    uploads: Mapping[str, bytes]
    fits: bool
    reduced: bool


def nothing_to_file(about: Grievance) -> str:
    """Why there is no complaint, in one sentence; empty where there is one to make."""
    if about.happened.reply("confirmed") is not None and about.happened.reply("refused") is None:
        return "the controller has confirmed the objection; there is nothing to complain about."
    if not compose(about, words("en", about.country)).articles:
        return "the journal holds no infringement yet: no lasting obstacle, no refusal, no time limit that is over."
    return ""


def draft(about: Grievance) -> Draft:
    """The papers with the largest pictures that fit; with the smallest, and ``fits`` false, where none do.

    Raises :class:`bot.dossier.redact.LeakFound` where a secret would stand in one of them.
    """
    language, _ = language_for(about.authority, about.language, languages())
    said = words(language, about.country)
    composed = compose(about, said)
    complaint = complaint_pdf(composed.paper, about.record.manifest, about.last_event)
    made: tuple[dict[str, bytes], bool] = ({}, False)
    for measure in LADDER:
        shown = sheets(about, composed.exhibits, said, measure)
        made = (_uploads(complaint, shown, about), shown.reduced)
        if not about.authority.limits.fault([len(data) for data in made[0].values()]):
            return _swept(about, Draft(composed, language, made[0], fits=True, reduced=made[1]))
        if not shown.pictures:
            break
    return _swept(about, Draft(composed, language, made[0], fits=False, reduced=made[1]))


def make(about: Grievance, folder: Path) -> FilingSet:
    """Write the set into a folder of its own, every file 0600."""
    made = draft(about)
    readme = guide(
        about,
        made.composed,
        {name: len(data) for name, data in made.uploads.items()},
        fits=made.fits,
        reduced=made.reduced,
    )
    files = []
    for old in folder.glob("exhibit*"):  # of an earlier set: a letter that is no exhibit any more must not be uploaded
        old.unlink()
    for name, data in {**made.uploads, README: readme.encode()}.items():
        write(folder, name, data)
        files.append(Filed(name, len(data), sha256(data).hexdigest(), upload=name != README))
    return FilingSet(
        folder, about.authority, made.language, tuple(files), made.fits, made.reduced, readme, made.composed.articles
    )


def _uploads(complaint: bytes, shown: Sheets, about: Grievance) -> dict[str, bytes]:
    uploads = {COMPLAINT: complaint}
    if shown.data["sheets"]:
        uploads[EXHIBITS] = exhibits_pdf(shown.data, shown.pictures, about.last_event)
    return {**uploads, **shown.enclosed}


def _swept(about: Grievance, made: Draft) -> Draft:
    """No secret in what leaves the house: by the words of the papers, and by the bytes of the files."""
    sweeper = Sweeper(about.secrets)
    for name, data in {**made.uploads, "complaint": _words_of(made.composed)}.items():
        sweeper.stream(io.BytesIO(data), name)
    return made


def _words_of(composed: Composed) -> bytes:
    paper = composed.paper
    said: Sequence[str] = [
        *paper.sender,
        *paper.short,
        *(value for _, value, _ in paper.box),
        *(word for section in paper.sections for block in section.blocks for word in block.words()),
    ]
    return "\n".join(said).encode("utf-8", "replace")


__all__ = ["COMPLAINT", "EXHIBITS", "README", "Draft", "Filed", "FilingSet", "draft", "make", "nothing_to_file"]
