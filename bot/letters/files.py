"""Letters out of files: a saved letter, a folder of them, a Maildir, or an mbox."""

from collections.abc import Iterator
from pathlib import Path

LARGEST = 50 * 1024 * 1024


def letters_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """Each letter with the name of where it lay. A file that begins with ``From `` is an mbox (RFC 4155)."""
    if path.is_dir():
        inside = [path / name for name in ("new", "cur") if (path / name).is_dir()] or [path]
        for place in inside:
            for file in sorted(place.iterdir()):
                if file.is_file() and not file.name.startswith(".") and (place != path or file.suffix == ".eml"):
                    yield file.name, _bounded(file)
        return
    with path.open("rb") as beginning:
        mbox = beginning.read(5) == b"From "
    if not mbox:
        yield path.name, _bounded(path)
        return
    for n, raw in enumerate(_split(path), 1):
        yield f"{path.name}#{n}", raw


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST)


def _split(path: Path) -> Iterator[bytes]:
    """The letters of an mbox: each begins with a ``From `` line after an empty one; ``>From `` is unquoted."""
    lines: list[bytes] = []
    size = 0
    blank, begun = True, False
    with path.open("rb") as file:
        while line := file.readline(1024 * 1024):
            if blank and line.startswith(b"From "):
                if begun:
                    yield _joined(lines)
                lines, size, begun, blank = [], 0, True, False
                continue
            blank = line in {b"\n", b"\r\n"}
            if size < LARGEST:
                lines.append(line[1:] if line.lstrip(b">").startswith(b"From ") and line.startswith(b">") else line)
                size += len(line)
    if begun:
        yield _joined(lines)


def _joined(lines: list[bytes]) -> bytes:
    """Without the empty line that parts two letters."""
    if lines and lines[-1] in {b"\n", b"\r\n"}:
        lines = lines[:-1]
    return b"".join(lines)
