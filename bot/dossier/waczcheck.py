"""Check a web archive in a dossier: every digest, every record, every place the index points to.

A WACZ without these files, or with others, is somebody else's kind: its own list (``datapackage.json``) is still held
against its bytes. Nothing is unpacked to disk, and no record is larger in memory than :data:`warc.LARGEST_RECORD`.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, BinaryIO

from bot.dossier import warc
from bot.dossier.archive import chunks, read_archive
from bot.dossier.hostile import UNREADABLE, Entry, Hostile, check_amount, check_twins
from bot.dossier.wacz import PACKAGE, SEAL

_LARGEST_LIST = 4 << 20
_LARGEST_INDEX = 32 << 20
_MOST_RECORDS = 100_000
_MOST_BYTES = 1 << 30
_CHUNK = 1 << 20
_SHA256 = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass
class Checked:
    """What was found right in one archive."""

    records: int = 0
    pages: int = 0
    indexed: int = 0
    places: dict[tuple[str, int], tuple[int, str, str]] = field(default_factory=dict)
    """File and offset of each record to its length, its address, and the SHA-256 of its payload."""


def check(stream: BinaryIO, place: str) -> Checked:
    """Raises :class:`Hostile` with the name of the first thing that is wrong."""
    entries = read_archive(stream)
    check_amount(entry.size for entry in entries)
    check_twins(entry.name for entry in entries)
    files = {entry.name: entry for entry in entries}
    if PACKAGE not in files:
        raise Hostile("wacz_package", place, f"has no {PACKAGE}")
    _check_package(files, place)
    checked = Checked()
    for name in sorted(files):
        if name.startswith("archive/") and name.endswith(".warc.gz"):
            _read_warc(files[name], place, checked)
    for name in sorted(files):
        if name.startswith("indexes/") and name.endswith((".cdx.gz", ".cdx", ".cdxj")):
            _check_index(files[name], place, checked)
        elif name.startswith("pages/") and name.endswith(".jsonl"):
            checked.pages += sum(1 for line in _json_lines(_small(files[name], place), place) if "url" in line)
    return checked


def _check_package(files: Mapping[str, Entry], place: str) -> None:
    """Every file is listed once, with its hash and size, and the list itself has a hash beside it."""
    raw = _small(files[PACKAGE], place)
    resources = _object(raw, place).get("resources")
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        raise Hostile("wacz_package", place, "its list of files is none")
    listed = {str(one.get("path")): one for one in resources}
    if len(listed) != len(resources):
        raise Hostile("wacz_package", place, "lists a file twice")
    if extra := sorted(set(files) - set(listed) - {PACKAGE, SEAL}):
        raise Hostile("wacz_more_than_listed", place, f"holds {extra[0]!r}, which it does not list")
    for name, said in sorted(listed.items()):
        if name not in files:
            raise Hostile("wacz_missing_file", place, f"lists {name!r} and does not hold it")
        if said.get("bytes") != files[name].size or said.get("hash") != _digest(files[name], place):
            raise Hostile("wacz_digest", place, f"{name!r} is not the file it lists")
    if SEAL in files and _object(_small(files[SEAL], place), place).get("hash") != _of(raw):
        raise Hostile("wacz_digest", place, f"{SEAL} is of another {PACKAGE}")


def _read_warc(entry: Entry, place: str, checked: Checked) -> None:
    name, total = entry.name.rpartition("/")[2], 0
    with entry.open() as stream:
        for found in warc.read(stream, place):
            checked.records += 1
            total += len(found.block)
            if checked.records > _MOST_RECORDS or total > _MOST_BYTES:
                raise Hostile("gzip_bomb", place, "its records unpack to more than a walk can leave")
            if not found.holds:
                raise Hostile("wacz_digest", place, f"record {checked.records} is not what its digest was taken of")
            payload = hashlib.sha256(found.payload).hexdigest()
            uri = found.headers.get("warc-target-uri", "")
            checked.places[name, found.offset] = (found.length, uri, f"sha256:{payload}")


def _check_index(entry: Entry, place: str, checked: Checked) -> None:
    """Each line points to the beginning of a record, and says its length, address and digest."""
    raw = _small(entry, place)
    if entry.name.endswith(".gz"):
        raw = _unpacked(raw, place)
    for n, line in enumerate(raw.splitlines(), start=1):
        if line.startswith(b"!meta"):
            continue
        facts = _object(line.partition(b" ")[2].partition(b" ")[2], place)
        said = (str(facts.get("filename")), _number(facts.get("offset")))
        found = checked.places.get(said)
        if found is None or found[0] != _number(facts.get("length")) or found[1] != facts.get("url"):
            raise Hostile("wacz_index", place, f"line {n} of its index points to no such record")
        digest = str(facts.get("digest", ""))
        if _SHA256.fullmatch(digest) and digest != found[2]:
            raise Hostile("wacz_index", place, f"line {n} of its index has another digest than the record")
        checked.indexed += 1


def _number(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else -1  # noqa: PLR2004 - digits


def _unpacked(raw: bytes, place: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=BytesIO(raw)) as stream:
            data = stream.read(_LARGEST_INDEX + 1)
    except UNREADABLE as trouble:
        raise Hostile("wacz_index", place, "its index cannot be unpacked") from trouble
    if len(data) > _LARGEST_INDEX:
        raise Hostile("gzip_bomb", place, "its index unpacks to more than an index has")
    return data


def _small(entry: Entry, place: str) -> bytes:
    if entry.size > _LARGEST_LIST:
        raise Hostile("too_large", place, f"{entry.name!r} is too large to be read")
    try:
        with entry.open() as stream:
            return stream.read(_LARGEST_LIST + 1)
    except UNREADABLE as trouble:
        raise Hostile("damaged", place, f"{entry.name!r} cannot be read") from trouble


def _digest(entry: Entry, place: str) -> str:
    taken = hashlib.sha256()
    try:
        with entry.open() as stream:
            for chunk in chunks(stream, _CHUNK):
                taken.update(chunk)
    except UNREADABLE as trouble:
        raise Hostile("damaged", place, f"{entry.name!r} cannot be read") from trouble
    return f"sha256:{taken.hexdigest()}"


def _of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _object(raw: bytes, place: str) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as trouble:
        raise Hostile("wacz_package", place, "one of its lists is not JSON") from trouble
    if not isinstance(value, dict):
        raise Hostile("wacz_package", place, "one of its lists is not an object")
    return value


def _json_lines(raw: bytes, place: str) -> Iterator[dict[str, Any]]:
    for line in raw.splitlines():
        if line.strip():
            yield _object(line, place)
