"""Check a dossier offline, without the journal it came from: what is proven, by whom, until when, and what is not."""

import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from bot.chain import Facts, read_lines
from bot.dossier import manifests, waczcheck
from bot.dossier.archive import read_archive
from bot.dossier.bag import CHUNK, MANIFEST, STAMP_SUMS, TAG_MANIFEST
from bot.dossier.findings import counting, not_proven, proven
from bot.dossier.hostile import SMALL, Hostile, Opened, check_amount, shown
from bot.dossier.levels import Level
from bot.dossier.mail import LARGEST as LARGEST_LETTER
from bot.dossier.mail import LetterVerdict, judge
from bot.dossier.opening import opened
from bot.dossier.reading import MARK, Reading
from bot.dossier.renewals import read_renewals
from bot.dossier.share.checking import COPY, LINKS, check_copy
from bot.dossier.share.telling import with_links
from bot.dossier.stamps import judge_stamps
from bot.dossier.verdict import Verdict

MOST_LETTERS = 200
LARGEST_NESTED = 256 << 20
CASE = "data/case.json"


def verify(path: Path, *, ca: Sequence[Path] = (), original: Path | None = None) -> Verdict:
    """Judge a ZIP or a folder, ours or anyone's. ``ca``: certificates of time authorities that the verifier trusts.

    ``original``: the dossier that ``path`` is said to be a redacted copy of.
    """
    try:
        with opened(path) as bag:
            reading = _read(bag, ca)
            verdict = _verdict(reading, ca)
            return with_links(verdict, reading, ca, verify(original, ca=ca) if original else None)
    except Hostile as fault:
        return Verdict(ok=False, level_claimed="", level_proven="", refused=str(fault))


def _read(bag: Opened, ca: Sequence[Path]) -> Reading:
    manifests.check_declaration(bag)
    hashes, algorithms = manifests.check_all(bag)
    info = manifests.read_info(bag)
    manifests.check_oxum(info, bag)
    reading = Reading(bag, hashes, info, _case(bag), strong=bool(algorithms & manifests.STRONG))
    _check_nested(reading)
    _check_own_form(reading)
    _read_chains(reading)
    _check_rehearsal(reading)
    if TAG_MANIFEST in bag.files:
        reading.renewals, _ = read_renewals(bag, hashes, info.get("Custody-Head", ""))
        reading.stamps = judge_stamps(bag, bag.small(TAG_MANIFEST), ca, reading.renewals)
    for stamp in reading.stamps:
        if stamp.fault:
            raise Hostile(stamp.fault, stamp.name, stamp.why)
    if LINKS in bag.files:
        reading.copy = check_copy(bag, hashes, ca)
    _read_letters(reading, ca)
    return reading


def _case(bag: Opened) -> Mapping[str, Any]:
    if CASE not in bag.files:
        return {}
    try:
        case = json.loads(bag.small(CASE).decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as trouble:
        raise Hostile("bad_case", CASE, "is not JSON that says each thing once") from trouble
    if not isinstance(case, dict):
        raise Hostile("bad_case", CASE, "is not an object")
    return case


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice: two readers would see two cases")
    return dict(pairs)


def _check_nested(reading: Reading) -> None:
    """An archive inside the bag must not hurt whoever opens it later; a web archive of ours is read to its end."""
    for name, entry in reading.bag.files.items():
        ours = reading.ours and name.endswith(".wacz")
        if not name.lower().endswith((".zip", ".wacz")):
            continue
        with entry.open() as stream, _seekable(stream, name) as archive:
            if archive.read(2) != b"PK" and not ours:
                continue
            try:
                if ours:
                    reading.archives[name] = waczcheck.check(archive, name)
                else:
                    check_amount(entry.size for entry in read_archive(archive))
            except Hostile as fault:
                raise Hostile(fault.code, name, f"inside it: {fault}") from fault


@contextmanager
def _seekable(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """A packed member goes back to its beginning for each step back: it is laid on disk first."""
    if not isinstance(stream, zipfile.ZipExtFile):
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        size = 0
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > LARGEST_NESTED:
                raise Hostile("too_large", name, "an archive in the bag that is too large to be looked into")
            copy.write(chunk)
        copy.seek(0)
        yield copy


def _check_own_form(reading: Reading) -> None:
    """A bag of ours claims one level in two places, and its lists are written in one way only."""
    if not reading.ours:
        return
    if reading.case.get("level") != reading.info.get("Evidence-Level"):
        raise Hostile("two_stories", CASE, "claims another level than bag-info.txt")
    if reading.case.get("id") != reading.info.get("External-Identifier"):
        raise Hostile("two_stories", CASE, "is another case than bag-info.txt says")
    for name in (MANIFEST, TAG_MANIFEST):
        if name not in reading.bag.files:
            raise Hostile("missing_file", name, "a dossier has it")
        manifests.check_canonical(reading.bag, name, manifests.read_manifest(reading.bag, name, "sha256"))
    if STAMP_SUMS in reading.bag.files:
        manifests.check_sums(reading.bag, reading.hashes, STAMP_SUMS)
        manifests.check_canonical(reading.bag, STAMP_SUMS, manifests.read_manifest(reading.bag, STAMP_SUMS, "sha256"))
    elif reading.bag.below("timestamps/"):
        raise Hostile("missing_file", STAMP_SUMS, "a stamped dossier has it")


def _is_log(name: str) -> bool:
    if name.startswith(COPY):
        return False  # a redacted log does not chain; its original does
    parts = name.split("/")
    return name.endswith(".jsonl") and (
        parts[:2] == ["data", "log"] or (parts[0] == "data" and parts[-1] == "log.jsonl")
    )


def _read_chains(reading: Reading) -> None:
    for name in filter(_is_log, sorted(reading.bag.files)):
        if reading.bag.files[name].size > SMALL:
            raise Hostile("too_large", name, "a log that is too long to be checked")
        kept: list[Facts] = []
        with reading.bag.files[name].open() as stream:
            verdict = read_lines(stream, keep=kept)
        if not verdict.holds and reading.claimed != Level(0):
            raise Hostile("broken_chain", name, verdict.fault)
        _check_logged_files(reading, name, kept)
        reading.chains[name], reading.lines[name] = verdict, kept
    _check_heads(reading)


def _check_logged_files(reading: Reading, log: str, lines: Sequence[Facts]) -> None:
    """A walk's log names the hash of each of its files."""
    folder = log.rsplit("/", 1)[0]
    for line in lines:
        files = line.get("files")
        for file, expected in files.items() if isinstance(files, dict) else ():
            found = reading.hashes.get(f"{folder}/{file}")
            if found is not None and found != expected:
                raise Hostile("wrong_hash", f"{folder}/{file}", "is not the file its walk wrote down")
            if found is None and reading.ours:
                raise Hostile("missing_file", f"{folder}/{file}", "was written down by its walk")


def _check_heads(reading: Reading) -> None:
    """The last line of a log is guarded by its head, kept where the log is not."""
    heads = reading.case.get("heads")
    kept = dict(heads) if isinstance(heads, dict) else {}
    if head := reading.info.get("Custody-Head"):
        kept["data/log/custody.jsonl"] = head
    for name, head in kept.items():
        verdict = reading.chains.get(str(name))
        if verdict is None or verdict.head != head:
            raise Hostile("edited_log", str(name), "does not end with the line it was sealed with")


def _check_rehearsal(reading: Reading) -> None:
    """What was made in a stand-in world says so everywhere, or is refused: it must never pass for the real thing."""
    if not reading.ours:
        return
    world = reading.case.get("rehearsal")
    if world != reading.info.get("Rehearsal"):
        raise Hostile("rehearsal_mark", CASE, "and bag-info.txt differ on whether this is a rehearsal")
    for name, lines in reading.lines.items():
        for line in lines:
            if "rehearsal" in line and (line["rehearsal"] is None) is not (world is None):
                raise Hostile("rehearsal_mark", name, "was not made in the same world as the dossier")
    for page in [name for name in reading.bag.files if name in ("README.html", "data/timeline.html")]:
        if world is not None and MARK.encode() not in reading.bag.small(page):
            raise Hostile("rehearsal_mark", page, "does not say that it is a rehearsal")


def _read_letters(reading: Reading, ca: Sequence[Path]) -> None:
    names = [name for name in reading.bag.below("data/mail/") if name.endswith(".eml")]
    if len(names) > MOST_LETTERS:
        raise Hostile("too_many_files", "data/mail/", f"more than {MOST_LETTERS} letters")
    stamped = min((stamp.at for stamp in counting(reading.stamps, ca) if stamp.at), default=None)
    for name in names:
        folder = name.removesuffix(".eml") + ".dkim/"
        known = ("key.txt", "dns.json", "dns-cache.json")
        beside = {part: reading.bag.small(folder + part) for part in known if folder + part in reading.bag.files}
        too_large = reading.bag.files[name].size > LARGEST_LETTER
        raw = b"" if too_large else reading.bag.small(name, LARGEST_LETTER)
        reading.letters.append(
            LetterVerdict(name, holds=False, why="too large to be judged")
            if too_large
            else judge(name, raw, beside, stamped_at=stamped)
        )


def _verdict(reading: Reading, ca: Sequence[Path]) -> Verdict:
    said, claimed = reading.said_level, reading.claimed
    level = Level.of(
        chained=bool(reading.chains) and all(chain.holds for chain in reading.chains.values()),
        operators=len({stamp.operator for stamp in counting(reading.stamps, ca)}),
        mail=any(letter.counts for letter in reading.letters),
    )
    holds = claimed is None if not said else claimed is not None and level.reaches(claimed)
    return Verdict(
        ok=holds and reading.strong,
        level_claimed=shown(said),
        level_proven=str(level) if reading.strong else "",
        proven=tuple(proven(reading, ca)),
        not_proven=tuple(not_proven(reading, ca, level)),
        rehearsal=shown(reading.world) if reading.world is not None else None,
        case=shown(str(reading.case.get("id", reading.info.get("External-Identifier", "")))),
        files=len(reading.bag.files),
        size=sum(entry.size for entry in reading.bag.files.values()),
        seal=reading.hashes.get(TAG_MANIFEST, ""),
        stamps=tuple(reading.stamps),
        good_until=min((s.good_until for s in counting(reading.stamps, ca) if s.good_until), default=None),
        letters=tuple(reading.letters),
    )
