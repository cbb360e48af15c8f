"""Gather the exhibits of a dossier: the walks and the letters, swept as they are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.chain import ChainVerdict, Facts, read_lines
from bot.disguises import Censor
from bot.dossier.bag import Measured, Member, measure
from bot.dossier.case import Case, Withheld
from bot.dossier.own import mandate_files, sent_letters
from bot.dossier.redact import LeakFound, Sweeper
from bot.dossier.taking import CannotSeal, swept
from bot.dossier.webarchive import Shown, shown
from bot.evidence import LOG

_LARGEST_LETTER = 32 << 20


@dataclass(frozen=True, slots=True)
class Walked:
    """One evidence folder, read."""

    name: str
    """Its place in the bag: ``data/web/<walk>``."""
    files: tuple[Measured, ...]
    lines: tuple[Facts, ...]
    chain: ChainVerdict
    record: Shown | None = None
    """What is shown of its network record."""


@dataclass(frozen=True, slots=True)
class Posted:
    """One letter, read."""

    name: str
    """Its place in the bag: ``data/mail/<n>.eml``."""
    raw: bytes
    beside: Mapping[str, bytes]
    files: tuple[Measured, ...]

    @property
    def folder(self) -> str:
        """Where the files beside it lie in the bag."""
        return self.name.removesuffix(".eml") + ".dkim/"

    @property
    def sha256(self) -> str:
        """The hash of the letter as fetched."""
        return next(file.sha256 for file in self.files if file.member.name == self.name)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that is the same however the stamping goes."""

    walks: tuple[Walked, ...]
    letters: tuple[Posted, ...]
    withheld: tuple[Withheld, ...]
    left_out: tuple[str, ...] = ()
    """Walks that are no part of this case, each with the reason."""
    sent: tuple[Measured, ...] = ()
    """The person's own letters, ``data/letters/<name>``."""
    mandate: tuple[Measured, ...] = ()

    @property
    def files(self) -> list[Measured]:
        """All files that are copied as they are."""
        walked = [file for walk in self.walks for file in walk.files]
        walked += [file for walk in self.walks if walk.record for file in walk.record.files]
        posted = [file for letter in self.letters for file in letter.files]
        return [*walked, *posted, *self.sent, *self.mandate]


def gather(case: Case, sweeper: Sweeper) -> Gathered:
    """Read and sweep the walks and the letters."""
    folders, left_out = _folders(case)
    walks = tuple(_walk(folder, case, sweeper) for folder in folders)
    if len({walk.name for walk in walks}) != len(walks):
        raise CannotSeal("two evidence folders bear the same name")
    censor = Censor(case.codes)
    letters, withheld = [], [*case.withheld, *(walk.record.withheld for walk in walks if walk.record)]
    for path in sorted(case.letters, key=lambda path: path.name):
        raw = _read_letter(path)
        if case.codes and _brings_code(raw, censor, case):
            posted = measure(Member(path.name, path))
            withheld.append(Withheld(f"mail/{path.name}", posted.sha256, "a letter that brought a one-time code"))
        else:
            letters.append(_letter(path, raw, sweeper))
    own, kept = sent_letters(case.sent, sweeper)
    return Gathered(
        walks,
        tuple(letters),
        (*withheld, *kept),
        tuple(left_out),
        own,
        tuple(swept(member, sweeper) for member in mandate_files(case)),
    )


def _folders(case: Case) -> tuple[list[Path], list[str]]:
    """The walks of this case. A real case leaves out what was only rehearsed, and says so; nobody is left without a
    dossier because they practised first, or because a walk was killed before it wrote its first line."""
    kept, left_out = [], []
    for folder in sorted(case.evidence, key=lambda path: path.name):
        if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
            left_out.append(f"data/web/{folder.name}: an empty folder, left out")
        elif case.world is None and _only_rehearsed(folder):
            left_out.append(f"data/web/{folder.name}: a rehearsal, left out")
        else:
            kept.append(folder)
    return kept, left_out


def _only_rehearsed(folder: Path) -> bool:
    if not (folder / LOG).is_file():
        return False
    lines: list[Facts] = []
    with (folder / LOG).open("rb") as stream:
        read_lines(stream, keep=lines)
    return bool(lines) and all(line.get("rehearsal") is not None for line in lines)


def _brings_code(raw: bytes, censor: Censor, case: Case) -> bool:
    if censor.holds(raw):
        return True
    try:
        with Member("letter.eml", raw).open() as stream:
            Sweeper(case.codes).stream(stream, "letter.eml")
    except LeakFound:
        return True
    return False


def _walk(folder: Path, case: Case, sweeper: Sweeper) -> Walked:
    place = f"data/web/{folder.name}"
    if folder.is_symlink() or not (folder / LOG).is_file():
        raise CannotSeal(f"{place}: is not the folder of a walk")
    paths = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    if wrong := [path for path in paths if path.is_symlink() or not path.is_file()]:
        raise CannotSeal(f"{place}/{wrong[0].name}: is a link or a device")
    files = [swept(Member(f"{place}/{path.relative_to(folder).as_posix()}", path), sweeper) for path in paths]
    lines: list[Facts] = []
    with (folder / LOG).open("rb") as stream:
        chain = read_lines(stream, keep=lines)
    hashes = {file.member.name: file.sha256 for file in files}
    for line in lines:
        _check_line(line, place, hashes, case.world)
    return Walked(place, tuple(files), tuple(lines), chain, shown(case, folder, lines, sweeper))


def _check_line(line: Facts, place: str, hashes: Mapping[str, str], world: str | None) -> None:
    if (line.get("rehearsal") is None) is not (world is None):
        raise CannotSeal(f"{place}: a rehearsal and the real thing are never sealed together")
    for name, expected in line.get("files", {}).items():
        if hashes.get(f"{place}/{name}") != expected:
            raise CannotSeal(f"{place}/{name}: is missing, or not the file that its walk wrote down")


def _read_letter(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file() or path.suffix != ".eml":
        raise CannotSeal(f"mail/{path.name}: is not a stored letter")
    if path.stat().st_size > _LARGEST_LETTER:
        raise CannotSeal(f"mail/{path.name}: is too large to be swept")
    return path.read_bytes()


def _letter(path: Path, raw: bytes, sweeper: Sweeper) -> Posted:
    name = f"data/mail/{path.name}"
    folder = path.with_suffix(".dkim")
    beside = {}
    if folder.is_dir() and not folder.is_symlink():
        beside = {item.name: item.read_bytes() for item in sorted(folder.iterdir()) if _is_whole(item)}
    inside = name.removesuffix(".eml") + ".dkim/"
    members = [Member(name, raw), *(Member(inside + part, data) for part, data in beside.items())]
    return Posted(name, raw, beside, tuple(swept(member, sweeper) for member in members))


def _is_whole(path: Path) -> bool:
    """Not a link, not the half-written file of somebody else (those begin with a dot)."""
    return not path.name.startswith(".") and path.is_file() and not path.is_symlink() and path.stat().st_size <= 1 << 20
