"""Open a bag that may have been made to hurt: a ZIP or a folder, before a byte of it is believed."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.dossier.archive import read_archive
from bot.dossier.hostile import MOST_FILES, Entry, Hostile, Opened, check_amount, check_name, check_twins


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Open a ZIP or a folder for reading."""
    try:
        kind = path.lstat().st_mode
    except OSError as trouble:
        raise Hostile("unreadable", path.name, trouble.strerror or "cannot be read") from trouble
    if stat.S_ISDIR(kind):
        yield Opened(_folder(path))
        return
    if stat.S_ISLNK(kind):
        kind = path.stat().st_mode if path.exists() else 0  # the person's own link to a file is theirs to make
    if not stat.S_ISREG(kind):
        raise Hostile("not_a_file", path.name, "neither a file nor a folder")
    with path.open("rb") as stream:
        entries = read_archive(stream)
        yield Opened(_rooted(entries))


def _rooted(entries: list[Entry]) -> dict[str, Entry]:
    """The bag lies at the top of the ZIP or in its one top folder."""
    names = [entry.name for entry in entries]
    check_twins(names)
    if "bagit.txt" in names:
        return {entry.name: entry for entry in entries}
    roots = {name.split("/", 1)[0] for name in names}
    if len(roots) != 1 or not all("/" in name for name in names):
        raise Hostile("not_a_bag", "", "no bagit.txt at the top of the ZIP or in its one folder")
    start = len(roots.pop()) + 1
    return {entry.name[start:]: Entry(entry.name[start:], entry.size, entry.open) for entry in entries}


def _folder(root: Path) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    waiting = [root]
    while waiting:
        with os.scandir(waiting.pop()) as listing:
            for item in listing:
                name = Path(item.path).relative_to(root).as_posix()
                check_name(_utf8(item.name, name))
                facts = item.stat(follow_symlinks=False)
                if stat.S_ISLNK(facts.st_mode):
                    raise Hostile("symlink", name, "a link")
                if stat.S_ISDIR(facts.st_mode):
                    waiting.append(Path(item.path))
                    continue
                if not stat.S_ISREG(facts.st_mode):
                    raise Hostile("device_file", name, "neither a file nor a folder")
                found[name] = Entry(name, facts.st_size, _opener(Path(item.path)))
                if len(found) > MOST_FILES:
                    raise Hostile("too_many_files", "", f"more than {MOST_FILES} files")
    check_twins(found)
    check_amount(entry.size for entry in found.values())
    return found


def _utf8(part: str, name: str) -> str:
    try:
        part.encode("utf-8")
    except UnicodeEncodeError as trouble:
        raise Hostile("not_utf8", name, "a name that is not UTF-8") from trouble
    return name


def _opener(path: Path) -> Callable[[], BinaryIO]:
    def reader() -> BinaryIO:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        return os.fdopen(descriptor, "rb")

    return reader
