"""Read the lists of a bag, and hold every file against them (RFC 8493)."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.dossier.archive import chunks
from bot.dossier.bag import CHUNK
from bot.dossier.hostile import UNREADABLE, Entry, Hostile, Opened, check_name, check_twins

STRONG = frozenset({"sha256", "sha384", "sha512"})
_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha384": 96, "sha512": 128}
_LONGEST_LINE = 2048
_NAME = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?(.+)")
_ESCAPES = {"%0a": "\n", "%0d": "\r", "%25": "%"}

Listed = dict[str, str]
"""Name to hash, of one manifest."""


def check_declaration(bag: Opened) -> None:
    """``bagit.txt``: two lines, UTF-8, no byte order mark (RFC 8493 §2.1.1); the versions whose rules are known."""
    if "bagit.txt" not in bag.files:
        raise Hostile("not_a_bag", "", "there is no bagit.txt")
    text = tag_text(bag, "bagit.txt", limit=1024)
    if not re.fullmatch(r"BagIt-Version: (?:0\.9[3-7]|1\.0)\nTag-File-Character-Encoding: UTF-8\n?", text):
        raise Hostile("not_a_bag", "bagit.txt", "is not the declaration of a bag in UTF-8")
    if "fetch.txt" in bag.files:
        raise Hostile("incomplete", "fetch.txt", "parts of the bag lie somewhere else")


def tag_text(bag: Opened, name: str, *, limit: int = 16 << 20) -> str:
    """A tag file as text: UTF-8, no byte order mark, one kind of line end."""
    data = bag.small(name, limit)
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise Hostile("byte_order_mark", name, "begins with a byte order mark: its first line is not what it seems")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as trouble:
        raise Hostile("not_utf8", name, "is not UTF-8") from trouble
    unix = text.replace("\r\n", "\n")
    if "\r" in unix or ("\r\n" in text and text.count("\r\n") != text.count("\n")):
        raise Hostile("line_ends", name, "mixes line ends: two readers would see two lists")
    return unix


def read_manifest(bag: Opened, name: str, algorithm: str) -> Listed:
    """``hash  name`` lines; each name harmless, each once."""
    listed: Listed = {}
    for n, line in enumerate(tag_text(bag, name).removesuffix("\n").split("\n"), start=1):
        if not line and n == 1:
            break  # a bag without payload has an empty manifest
        found = _LINE.fullmatch(line) if len(line) <= _LONGEST_LINE else None
        if not found or len(found[1]) != _LENGTHS[algorithm]:
            raise Hostile("bad_manifest", name, f"line {n} is not a hash and a name")
        file = re.sub(r"%(?:0a|0d|25)", lambda escape: _ESCAPES[escape[0].lower()], found[2], flags=re.IGNORECASE)
        file = file.removeprefix("./")
        check_name(file)
        if file in listed:
            raise Hostile("duplicate_name", file, f"stands twice in {name}")
        listed[file] = found[1].lower()
    check_twins(listed)
    return listed


def check_all(bag: Opened) -> tuple[dict[str, str], frozenset[str]]:
    """Every list against every file, both ways, each byte read once: name to SHA-256, and the algorithms used."""
    payload, tags = _manifests(bag, tag=False), _manifests(bag, tag=True)
    if not payload:
        raise Hostile("not_a_bag", "", "there is no manifest of the payload")
    for algorithm, listed in payload.items():
        inside = [name for name in bag.files if name.startswith("data/")]
        _both_ways(listed, inside, bag, f"manifest-{algorithm}.txt")
    for algorithm, listed in tags.items():
        _both_ways(listed, [name for name in bag.files if _is_tag(name)], bag, f"tagmanifest-{algorithm}.txt")
    hashes = {name: _hash(entry, _wanted(name, payload, tags)) for name, entry in bag.files.items()}
    for algorithm, listed in [*payload.items(), *tags.items()]:
        for name, expected in listed.items():
            if hashes[name][algorithm] != expected:
                raise Hostile("wrong_hash", name, f"is not the file that {algorithm} was taken of")
    return {name: taken["sha256"] for name, taken in hashes.items()}, frozenset(payload) & (frozenset(tags) or STRONG)


def _manifests(bag: Opened, *, tag: bool) -> dict[str, Listed]:
    found = {}
    for name in bag.files:
        matched = _NAME.fullmatch(name)
        if matched and bool(matched[1]) is tag:
            if matched[2] not in _LENGTHS:
                raise Hostile("bad_manifest", name, "a kind of hash that is not known here")
            found[matched[2]] = read_manifest(bag, name, matched[2])
    return found


def _is_tag(name: str) -> bool:
    """What a tag manifest must list. Itself it cannot; the stamps are about it, and come after it."""
    return not name.startswith(("data/", "timestamps/", "tagmanifest-"))


def _both_ways(listed: Listed, there: Iterable[str], bag: Opened, name: str) -> None:
    for file in there:
        if file not in listed:
            raise Hostile("more_than_listed", file, f"is not in {name}")
    for file in listed:
        if file not in bag.files:
            raise Hostile("missing_file", file, f"is in {name}, but not in the bag")


def _wanted(name: str, payload: Mapping[str, Listed], tags: Mapping[str, Listed]) -> set[str]:
    lists = payload if name.startswith("data/") else tags
    return {"sha256", *(algorithm for algorithm, listed in lists.items() if name in listed)}


def _hash(entry: Entry, algorithms: Iterable[str]) -> dict[str, str]:
    digests: dict[str, Any] = {name: hashlib.new(name, usedforsecurity=False) for name in algorithms}
    size = 0
    try:
        with entry.open() as stream:
            for chunk in chunks(stream, CHUNK):
                size += len(chunk)
                for digest in digests.values():
                    digest.update(chunk)
    except UNREADABLE as trouble:
        raise Hostile("damaged", entry.name, "cannot be read to its end") from trouble
    if size != entry.size:
        raise Hostile("damaged", entry.name, "is not as long as it says")
    return {name: digest.hexdigest() for name, digest in digests.items()}


def read_info(bag: Opened) -> dict[str, str]:
    """``bag-info.txt``: ``Label: value``; a line that begins with a blank goes on with the one before (§2.2.2)."""
    if "bag-info.txt" not in bag.files:
        return {}
    text = re.sub(r"\n[ \t]+", " ", tag_text(bag, "bag-info.txt", limit=1 << 20))
    pairs = [line.split(":", 1) for line in text.splitlines() if ":" in line]
    info: dict[str, str] = {}
    for label, value in pairs:
        if label.strip() in info and label.strip() in _ONCE:
            raise Hostile("two_stories", "bag-info.txt", f"{label.strip()} stands twice")
        info[label.strip()] = value.strip()
    return info


_ONCE = frozenset({"Payload-Oxum", "External-Identifier", "Evidence-Level", "Rehearsal", "Custody-Head"})


def check_oxum(info: Mapping[str, str], bag: Opened) -> None:
    """Payload-Oxum counts bytes and files."""
    claimed = info.get("Payload-Oxum")
    sizes = [entry.size for name, entry in bag.files.items() if name.startswith("data/")]
    if claimed is not None and claimed != f"{sum(sizes)}.{len(sizes)}":
        raise Hostile("wrong_oxum", "bag-info.txt", "Payload-Oxum counts another payload")


def check_sums(bag: Opened, hashes: Mapping[str, str], name: str) -> None:
    """The sums beside the stamps: they are outside the tag manifest, so a slip in them is found here."""
    listed = read_manifest(bag, name, "sha256")
    there = [file for file in bag.below("timestamps/") if file != name]
    _both_ways(listed, there, bag, name)
    for file, expected in listed.items():
        if hashes[file] != expected:
            raise Hostile("wrong_hash", file, "is not the file it was when it was stamped")


def check_canonical(bag: Opened, name: str, listed: Mapping[str, str]) -> None:
    """Our own lists are written in one way only: not a bit of them can change unseen."""
    written = "".join(f"{listed[file]}  {file}\n" for file in sorted(listed)).encode()
    if bag.small(name) != written:
        raise Hostile("bad_manifest", name, "is not written as this software writes it")
