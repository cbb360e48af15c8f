"""What makes a bag hostile, each fault by its name, and the limits within which a bag is read.

The first fault found ends the reading. Nothing is ever unpacked to disk under a name from the bag.
"""

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

MOST_FILES = 20_000
LARGEST_BAG = 4 << 30
LONGEST_NAME = 1024
DEEPEST = 24
UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)
"""What reading a damaged file of a folder or a ZIP raises."""
SMALL = 16 << 20
"""A manifest, a page or a log line list that is read whole."""


class Hostile(Exception):  # noqa: N818 - the domain's word
    """A bag that is refused, by the name of its fault."""

    def __init__(self, code: str, place: str, why: str) -> None:
        self.code = code
        self.place = shown(place)
        super().__init__(f"{code}: {self.place}: {why}" if self.place else f"{code}: {why}")


def shown(name: str) -> str:
    """A name from a bag, fit for a terminal: no control characters, no direction marks, short."""
    text = "".join(letter if letter.isprintable() else "?" for letter in name)
    return text if len(text) <= 120 else f"{text[:100]}…"  # noqa: PLR2004 - a line of a terminal


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the bag."""

    name: str
    size: int
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Opened:
    """A bag whose names and sizes were found harmless."""

    files: Mapping[str, Entry]

    def small(self, name: str, limit: int = SMALL) -> bytes:
        """A file that is read whole."""
        entry = self.files[name]
        if entry.size > limit:
            raise Hostile("too_large", name, f"larger than {limit} bytes")
        try:
            with entry.open() as stream:
                return stream.read(limit + 1)
        except UNREADABLE as trouble:
            raise Hostile("damaged", name, "cannot be read to its end") from trouble

    def below(self, folder: str) -> list[str]:
        """The names below a folder, sorted."""
        return sorted(name for name in self.files if name.startswith(folder))


_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]) *", re.IGNORECASE)
"""What a name means on Windows, whatever follows its first dot."""
_DRIVE = re.compile(r"[A-Za-z]:")


def check_name(name: str) -> None:
    """A name that could leave the bag, hide, or be two things at once is refused."""
    if not name or len(name.encode("utf-8", "surrogatepass")) > LONGEST_NAME:
        raise Hostile("bad_name", name, "no name, or one too long")
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for letter in name):
        raise Hostile("control_characters", name, "a name with control characters")
    if "\\" in name:
        raise Hostile("backslash", name, "a name with a backslash")
    if name.startswith(("/", "~")) or _DRIVE.match(name):
        raise Hostile("absolute_path", name, "a name that starts outside the bag")
    parts = name.split("/")
    if ".." in parts:
        raise Hostile("path_traversal", name, "a name that leads out of the bag")
    if "" in parts or "." in parts or len(parts) > DEEPEST:
        raise Hostile("bad_name", name, "a path with empty parts, or too deep")
    if any(part.endswith((".", " ")) or _DEVICE.fullmatch(part.split(".")[0]) for part in parts):
        raise Hostile("bad_name", name, "a name that is another one on some machines")


def check_twins(names: Iterable[str]) -> None:
    """Two names that are one file on some machine are refused: which of them was checked?"""
    seen: dict[str, str] = {}
    for name in names:
        key = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
        if key in seen:
            raise Hostile("duplicate_name", name, "stands there twice, or differs from another only in its writing")
        seen[key] = name
    for key, name in seen.items():
        parts = key.split("/")
        for n in range(1, len(parts)):
            if "/".join(parts[:n]) in seen:
                raise Hostile("duplicate_name", name, "lies below a name that is a file")


def check_amount(sizes: Iterable[int]) -> None:
    """No more files and bytes than a dossier can have."""
    total = 0
    for count, size in enumerate(sizes, start=1):
        total += size
        if count > MOST_FILES:
            raise Hostile("too_many_files", "", f"more than {MOST_FILES} files")
        if total > LARGEST_BAG:
            raise Hostile("too_large", "", f"more than {LARGEST_BAG >> 30} GiB in all")
