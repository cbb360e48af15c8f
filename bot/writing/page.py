"""Print a letter: PDF/A-2b for the archive and PDF/UA-1 for screen readers, the same bytes for the same letter."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from bot.writing.letter import Letter

TEMPLATE = Path(__file__).with_name("letter.typ")
FONTS = ("Libertinus Serif", "DejaVu Sans Mono")
"""They come with typst, so that a letter is the same on every machine: Latin, Greek, Cyrillic and more."""
_LONGEST_WORD = 34
"""Characters. A longer one, such as a file name, may be broken: it would run off the page."""
_UNSHOWN = re.compile(r'the text `?"(?P<text>.+?)"`? could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_TRIES = 40


class PrintingError(Exception):
    """The letter could not be printed; one sentence, never a word of the letter."""


def pdf(letter: Letter) -> bytes:
    """The letter as PDF. A character that no font on this machine can show is printed as its number, ``[U+1F600]``."""
    data = _breakable(asdict(letter))
    for system_fonts in (False, True):
        printed, missing = _printed(data, letter.iso_date, system_fonts=system_fonts)
        if printed is not None:
            return printed
    for _ in range(_TRIES):
        data = _numbered(data, missing)
        printed, missing = _printed(data, letter.iso_date, system_fonts=True)
        if printed is not None:
            return printed
    data = _numbered(data, {c for c in json.dumps(data, ensure_ascii=False) if ord(c) > _LAST_LATIN})
    printed, _ = _printed(data, letter.iso_date, system_fonts=True)
    if printed is None:
        raise PrintingError("the letter holds characters that no font here can show.")
    return printed


_LAST_LATIN = 0x24F


def _printed(data: Mapping[str, Any], day: str, *, system_fonts: bool) -> tuple[bytes | None, set[str]]:
    """The PDF, or the characters that could not be shown: both standards forbid an empty box in their place."""
    import typst  # noqa: PLC0415 - 80 MB that only a letter needs

    try:
        made: bytes = typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            pdf_standards=["a-2b", "ua-1"],
            ignore_system_fonts=not system_fonts,
            sys_inputs={"letter": json.dumps({**data, "fonts": FONTS})},
            timestamp=datetime.combine(date.fromisoformat(day), time(12), tzinfo=UTC),
        )
    except typst.TypstError as why:
        found = _UNSHOWN.search(str(why))
        if found is None:
            # typst quotes the template, never the data; the letter's words stay out of the message all the same.
            raise PrintingError("the letter could not be set; is typst 0.15 installed?") from None
        return None, set(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), found["text"]))
    return made, set()


def _breakable(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Long words get places where they may be broken; a hash has its own line."""
    if isinstance(value, Mapping):
        return {key: inner if key in {"sha256", "language"} else _breakable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_breakable(inner) for inner in value]
    return " ".join(map(_broken, value.split(" "))) if isinstance(value, str) else value


def _broken(word: str) -> str:
    if len(word) <= _LONGEST_WORD:
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
