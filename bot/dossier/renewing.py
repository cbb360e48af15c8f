"""Renew a sealed bag: new stamps over the old ones, before the certificates of these end. Data is never touched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.chain import canonical
from bot.dossier.bag import STAMP_SUMS, TAG_MANIFEST, Measured, Member, manifest, measure, write_zip
from bot.dossier.hostile import Hostile, Opened
from bot.dossier.manifests import check_all, read_info
from bot.dossier.opening import opened
from bot.dossier.renewals import MOST_RENEWALS, list_name, log_name, read_renewals
from bot.dossier.stamping import Authority, names_of, stamp_all
from bot.dossier.taking import CannotSeal
from bot.dossier.verifying import verify
from bot.evidence import moment


class CannotRenew(CannotSeal):
    """The bag is left as it was."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """A bag with one stamp more than before."""

    path: Path
    sha256: str
    number: int
    """How often it has been renewed by now."""
    until: datetime | None
    notes: tuple[str, ...]


def renew(path: Path, out: Path, *, stamps: Sequence[Authority], now: Callable[[], datetime], software: str) -> Renewed:
    """Write the bag with new stamps to ``out`` (which may be ``path``). Raises :class:`CannotRenew`."""
    before = verify(path)
    if before.refused or not before.ok:
        raise CannotRenew(f"{path.name} does not hold as it is: {before.refused or before.not_proven[0]}")
    if not any(stamp.holds for stamp in before.stamps):
        raise CannotRenew(f"{path.name} bears no time stamp: there is nothing to renew")
    if not before.case:
        raise CannotRenew(f"{path.name} is a bag of another program's; only a dossier is renewed here")
    if not path.is_file():
        raise CannotRenew(f"{path.name} is a folder; only a ZIP is renewed")
    try:
        with opened(path) as bag:
            digest, number, failed = _written(bag, out, stamps, moment(now()), software)
    except Hostile as fault:
        raise CannotRenew(str(fault)) from fault
    late = [stamp.name for stamp in before.stamps if stamp.holds and stamp.good_until and stamp.good_until < now()]
    notes = [f"{name}: {reason}" for name, reason in failed.items()]
    notes += [f"{name}: its certificate had ended before; this renewal came too late for it" for name in late]
    return Renewed(out, digest, number, verify(out).good_until, tuple(notes))


def _written(
    bag: Opened, out: Path, stamps: Sequence[Authority], at: str, software: str
) -> tuple[str, int, dict[str, str]]:
    hashes, _ = check_all(bag)
    info = read_info(bag)
    former, head = read_renewals(bag, hashes, info.get("Custody-Head", ""))
    number = len(former) + 1
    if number > MOST_RENEWALS:
        raise CannotRenew("it has been renewed as often as can be checked")
    line = canonical({"at": at, "event": "renewed", "renewal": number, "who": software, "prev": head}) + b"\n"
    log = measure(Member(log_name(number), line))
    kept = [_again(bag, name, hashes) for name in bag.files if name != STAMP_SUMS]
    beside = [file for file in kept if file.member.name.startswith("timestamps/")]
    tag_manifest = next(file for file in kept if file.member.name == TAG_MANIFEST)
    listed = manifest([tag_manifest, *beside, log])
    taken, failed = stamp_all(listed, names_of(stamps))
    if not taken:
        why = "; ".join(f"{name}: {reason}" for name, reason in failed.items()) or "no time authority is configured"
        raise CannotRenew(f"no new time stamp could be had ({why}); the dossier is as it was")
    new = [log, measure(Member(list_name(number), listed))]
    for name, stamp in taken.items():
        new.append(measure(Member(f"timestamps/renewal-{number}.{name}.tsr", stamp.response)))
        new.append(measure(Member(f"timestamps/renewal-{number}.{name}.chain.pem", stamp.chain)))
    sums = measure(Member(STAMP_SUMS, manifest([*beside, *new])))
    return write_zip(out, info["External-Identifier"], [*kept, *new, sums]), number, failed


def _again(bag: Opened, name: str, hashes: dict[str, str]) -> Measured:
    """A file of the bag as it is; the writer holds it against its hash."""
    entry = bag.files[name]
    return Measured(Member(name, entry.open), hashes[name], entry.size)
