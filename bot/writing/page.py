"""Print a letter: PDF/A-2b for the archive and PDF/UA-1 for screen readers, the same bytes for the same letter."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from bot.writing.letter import Letter

TEMPLATE = Path(__file__).with_name("letter.typ")
FONTS = ("Libertinus Serif", "DejaVu Sans Mono")
"""They come with typst, so that a letter is the same on every machine: Latin, Greek, Cyrillic and more."""
_LONGEST_WORD = 34
"""Characters. A longer one, such as a file name, may be broken: it would run off the page."""
_HASH = re.compile(r"[0-9a-f]{64}")
"""Fits in a line, and is copied out to be compared: no character may hide in it."""
_UNSHOWN = re.compile(r'the text `?"(?P<text>.+?)"`? could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_TRIES = 40
_NONE: Mapping[str, bytes] = MappingProxyType({})


class PrintingError(Exception):
    """The letter could not be printed; one sentence, never a word of the letter."""


LETTER = ("a-2b", "ua-1")
_LAST_LATIN = 0x24F


def pdf(letter: Letter) -> bytes:
    """The letter as PDF. A character that no font on this machine can show is printed as its number, ``[U+1F600]``."""
    at = datetime.combine(date.fromisoformat(letter.iso_date), time(12), tzinfo=UTC)
    return typeset(TEMPLATE, {"letter": asdict(letter)}, at=at, standards=LETTER)


def typeset(
    template: Path,
    data: Mapping[str, Any],
    *,
    at: datetime,
    standards: Sequence[str],
    files: Mapping[str, bytes] = _NONE,
) -> bytes:
    """A template of ours with data, as PDF: the same bytes for the same data.

    ``data`` is read by the template as JSON, one input per key; ``files`` lie beside it under ``/``. Raises
    :class:`PrintingError`.
    """
    told: dict[str, Any] = {key: _breakable(value) for key, value in data.items()}
    work = _Work(template, at.replace(microsecond=0), tuple(standards), files)  # a PDF's date has whole seconds
    missing: set[str] = set()
    for system_fonts in (False, True):
        printed, missing = work.printed(told, system_fonts=system_fonts)
        if printed is not None:
            return printed
    for _ in range(_TRIES):
        told = _numbered(told, missing)
        printed, missing = work.printed(told, system_fonts=True)
        if printed is not None:
            return printed
    told = _numbered(told, {c for c in json.dumps(told, ensure_ascii=False) if ord(c) > _LAST_LATIN})
    printed, _ = work.printed(told, system_fonts=True)
    if printed is None:
        raise PrintingError("the letter holds characters that no font here can show.")
    return printed


@dataclass(frozen=True, slots=True)
class _Work:
    """One paper to be set."""

    template: Path
    at: datetime
    standards: tuple[str, ...]
    files: Mapping[str, bytes]

    def printed(self, data: Mapping[str, Any], *, system_fonts: bool) -> tuple[bytes | None, set[str]]:
        """The PDF, or the characters that could not be shown: the standards forbid an empty box in their place."""
        import typst  # noqa: PLC0415 - 80 MB that only a letter needs

        set_it: Callable[..., bytes] = typst.compile  # its types want every path to be of one kind
        inputs = {key: json.dumps({**value, "fonts": FONTS}) for key, value in data.items()}
        try:
            with self._root() as root:
                made = set_it(
                    self.template.read_bytes(),
                    root=root,
                    format="pdf",
                    pdf_standards=list(self.standards),
                    ignore_system_fonts=not system_fonts,
                    sys_inputs=inputs,
                    timestamp=self.at,
                )
        except typst.TypstError as why:
            found = _UNSHOWN.search(str(why))
            if found is None:
                # typst quotes the template, never the data; the letter's words stay out of the message all the same.
                raise PrintingError("the letter could not be set; is typst 0.15 installed?") from None
            return None, set(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), found["text"]))
        return made, set()

    @contextmanager
    def _root(self) -> Iterator[Path]:
        """A folder of our own, readable by nobody else, gone when the paper is set."""
        with TemporaryDirectory(prefix="optout-paper-") as name:
            for file, content in self.files.items():
                (Path(name) / Path(file).name).write_bytes(content)
            yield Path(name)


def _breakable(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Long words get places where they may be broken; a hash has its own line."""
    if isinstance(value, Mapping):
        return {
            key: inner if key in {"sha256", "language", "file"} else _breakable(inner) for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_breakable(inner) for inner in value]
    return " ".join(map(_broken, value.split(" "))) if isinstance(value, str) else value


def _broken(word: str) -> str:
    if len(word) <= _LONGEST_WORD or _HASH.fullmatch(word):
        return word
    return "\u200b".join(word[n : n + _LONGEST_WORD] for n in range(0, len(word), _LONGEST_WORD))


def _numbered(value: Any, missing: set[str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, Mapping):
        return {key: _numbered(inner, missing) for key, inner in value.items()}
    if isinstance(value, list):
        return [_numbered(inner, missing) for inner in value]
    if not isinstance(value, str):
        return value
    return "".join(f"[U+{ord(c):04X}]" if c in missing else c for c in value)
