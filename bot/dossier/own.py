"""What the person's own side adds to a dossier: the letters that went out, and the mandate of whoever acts."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.dossier.bag import Measured, Member, measure
from bot.dossier.case import Case, Withheld
from bot.dossier.redact import LeakFound, Sweeper
from bot.dossier.taking import CannotSeal, swept

LETTERS = "data/letters"
MANDATE = "data/mandate"
_NAMES_OTHERS = "a letter of the person's own that names somebody else, or holds a secret"
_LARGEST = 32 << 20


def sent_letters(paths: Sequence[Path], sweeper: Sweeper) -> tuple[tuple[Measured, ...], list[Withheld]]:
    """The letters that went out, swept; one that tells too much stays with the person, and its hash goes in.

    A letter has two shapes, PDF and draft, and says the same in both: what one of them tells, the other tells too.
    """
    taken: list[Measured] = []
    kept: list[Withheld] = []
    for shapes in _by_letter(paths):
        members = [Member(f"{LETTERS}/{path.name}", _whole(path)) for path in shapes]
        try:
            taken += [swept(member, sweeper) for member in members]
        except LeakFound:
            kept += [Withheld(f"letters/{path.name}", measure(Member(path.name, path)).sha256, _NAMES_OTHERS)
                     for path in shapes]  # fmt: skip
    return tuple(taken), kept


def _by_letter(paths: Iterable[Path]) -> list[list[Path]]:
    shapes: dict[str, list[Path]] = {}
    for path in sorted(paths, key=lambda path: path.name):
        shapes.setdefault(path.stem, []).append(path)
    return list(shapes.values())


def _whole(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file() or path.suffix not in (".pdf", ".eml"):
        raise CannotSeal(f"letters/{path.name}: is not a letter that was written here")
    if path.stat().st_size > _LARGEST:
        raise CannotSeal(f"letters/{path.name}: is too large to be swept")
    return path.read_bytes()


def mandate_files(case: Case) -> list[Member]:
    """The record under which somebody acts, and the text that was agreed to; nothing where the person acts alone."""
    if case.mandate is None:
        return []
    record = json.dumps(case.mandate, sort_keys=True, indent=1, ensure_ascii=False, default=str) + "\n"
    files = [Member(f"{MANDATE}/mandate.json", record.encode("utf-8", "backslashreplace"))]
    if case.mandate_text:
        files.append(Member(f"{MANDATE}/mandate.txt", f"{case.mandate_text.strip()}\n".encode("utf-8", "replace")))
    return files
