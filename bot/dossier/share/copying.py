"""Make a copy of a sealed dossier that may be handed on: nobody's name on it, every file linked to the original.

What cannot be told without telling who is left out, and so is a file in which something is still found afterwards. The
whole copy is swept again at the end; one hit and there is no copy.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from bot.dossier import pages
from bot.dossier.bag import (
    BAGIT,
    MANIFEST,
    TAG_MANIFEST,
    Measured,
    Member,
    bag_info,
    manifest,
    measure,
    oxum,
    write_zip,
)
from bot.dossier.hostile import Hostile, Opened
from bot.dossier.manifests import check_all, read_info
from bot.dossier.opening import opened
from bot.dossier.records import pretty
from bot.dossier.redact import LeakFound, Sweeper
from bot.dossier.share.checking import COPY, LINKS, ORIGINAL
from bot.dossier.share.pictures import LARGEST, blacked_out, blank, boxes_in
from bot.dossier.share.texts import Pseudonyms, readable
from bot.dossier.taking import CannotSeal, swept
from bot.dossier.verifying import verify
from bot.evidence import moment
from bot.household import Private

SCHEMA = 1
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
_AS_IT_IS = frozenset({".pem"})
"""Public keys and certificates."""
_LARGEST_TEXT = 16 << 20


class CannotShare(CannotSeal):
    """No copy was made."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A copy that lies on disk."""

    path: Path
    sha256: str
    same: int
    redacted: int
    left_out: int


@dataclass(frozen=True, slots=True)
class _Source:
    """The original, open, and what is kept out of the copy."""

    bag: Opened
    hashes: Mapping[str, str]
    sweeper: Sweeper
    names: Pseudonyms


@dataclass(frozen=True, slots=True)
class _Link:
    """One file of the original and what became of it."""

    name: str
    sha256: str
    how: str
    """same, redacted, blacked_out, left_out."""
    copy: Measured | None


def share(
    original: Path, out: Path, *, household: Sequence[Private], software: str, now: Callable[[], datetime]
) -> Shared:
    """Write the copy. ``household``: whoever must not be recognised, the person first. Raises :class:`CannotShare`."""
    verdict = verify(original)
    if verdict.refused or not verdict.ok or not verdict.level_claimed:
        raise CannotShare(f"{original.name} is not a dossier that holds: {verdict.refused or 'see optout verify'}")
    sweeper = Sweeper(_all_values(household))
    try:
        with opened(original) as bag, tempfile.TemporaryDirectory(prefix="share-") as workshop:
            hashes, _ = check_all(bag)
            source = _Source(bag, hashes, sweeper, Pseudonyms(household))
            links = list(_links(source, Path(workshop)))
            return _written(source, links, out, at=moment(now()), software=software)
    except (Hostile, LeakFound) as fault:
        raise CannotShare(f"no copy was made: {fault}") from fault


def _all_values(household: Sequence[Private]) -> set[str]:
    return {value for one in household for value in (*one.wholes, *one.words, *one.phones, *one.digits)}


def _links(source: _Source, workshop: Path) -> Iterator[_Link]:
    for n, name in enumerate(sorted(source.bag.files)):
        if name == TAG_MANIFEST or name.startswith("timestamps/"):
            continue
        how, data, suffix = _remade(source.bag, name, source.names)
        copy = None
        if data is not None:
            place = workshop / str(n)
            place.write_bytes(data)
            try:
                copy = swept(Member(f"{COPY}{name}{suffix}", place), source.sweeper)
            except LeakFound:
                how, copy = "left_out", None
        if copy is not None and copy.sha256 == source.hashes[name]:
            how = "same"
        yield _Link(name, source.hashes[name], how, copy)


def _remade(bag: Opened, name: str, names: Pseudonyms) -> tuple[str, bytes | None, str]:
    """What becomes of a file: how, its bytes, and what is put behind its name when it is no longer of its kind."""
    suffix = PurePosixPath(name).suffix.lower()
    size = bag.files[name].size
    if suffix in _PICTURES:
        note = name.removesuffix(PurePosixPath(name).suffix) + ".boxes.json"
        boxes = boxes_in(bag.small(note, 1 << 20)) if note in bag.files else None
        picture = blacked_out(bag.small(name, LARGEST), boxes) if boxes is not None and size <= LARGEST else None
        return ("blacked_out", picture, "") if picture else ("left_out", blank(suffix), "")
    if size > _LARGEST_TEXT:
        return "left_out", None, ""
    data = bag.small(name, _LARGEST_TEXT)
    if suffix in _AS_IT_IS:
        return "same", data, ""
    told = readable(name, data, names)
    return ("left_out" if told is None else "redacted"), told, ".txt" if suffix == ".eml" else ""


def _written(source: _Source, links: Sequence[_Link], out: Path, *, at: str, software: str) -> Shared:
    bag, hashes, sweeper = source.bag, source.hashes, source.sweeper
    info = read_info(bag)
    world = info.get("Rehearsal")
    proof = [name for name in bag.files if name in (TAG_MANIFEST, MANIFEST, "bagit.txt", "bag-info.txt")]
    proof += bag.below("timestamps/")
    payload = [link.copy for link in links if link.copy]
    payload += [swept(Member(f"{ORIGINAL}{name}", bag.files[name].open), sweeper) for name in proof]
    payload.append(swept(Member(LINKS, pretty(_told(links, hashes[TAG_MANIFEST], info))), sweeper))
    facts = {
        "Bagging-Date": at[:10],
        "External-Identifier": f"{info['External-Identifier']}-copy",
        "Bag-Software-Agent": software,
        "Payload-Oxum": oxum(payload),
        "Copy-Of-Seal": hashes[TAG_MANIFEST],
        **({"Rehearsal": world} if world is not None else {}),
    }
    counts = {how: sum(link.how == how for link in links) for how in ("same", "redacted", "blacked_out", "left_out")}
    page = pages.share_page(facts["External-Identifier"], world, hashes[TAG_MANIFEST], counts)
    written = {"bagit.txt": BAGIT, "bag-info.txt": bag_info(facts), MANIFEST: manifest(payload), "README.html": page}
    tags = [swept(Member(name, data), sweeper) for name, data in written.items()]
    files = [*payload, *tags, measure(Member(TAG_MANIFEST, manifest(tags)))]
    digest = write_zip(out, facts["External-Identifier"], files)
    return Shared(out, digest, counts["same"], counts["redacted"] + counts["blacked_out"], counts["left_out"])


def _told(links: Sequence[_Link], seal: str, info: dict[str, str]) -> dict[str, object]:
    files = [
        {
            "name": link.name,
            "sha256": link.sha256,
            "how": link.how,
            "copy": link.copy.member.name if link.copy else None,
        }
        for link in links
    ]
    return {"schema": SCHEMA, "seal": seal, "original": info["External-Identifier"], "files": files}
