"""Check that every file of a copy is linked to the sealed original, with the original at hand or without it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.dossier import manifests
from bot.dossier.bag import MANIFEST, TAG_MANIFEST
from bot.dossier.hostile import Hostile, Opened, shown
from bot.dossier.renewals import read_renewals
from bot.dossier.stamps import judge_stamps
from bot.dossier.verdict import StampVerdict

LINKS = "data/links.json"
ORIGINAL = "data/original/"
COPY = "data/copy/"
HOW = ("same", "redacted", "blacked_out", "left_out")


@dataclass(frozen=True, slots=True)
class CopyFound:
    """What a copy shows about its original."""

    seal: str
    counts: Mapping[str, int]
    stamps: Sequence[StampVerdict]
    claimed: str
    """The level that the original claims."""


def check_copy(bag: Opened, hashes: Mapping[str, str], ca: Sequence[Path]) -> CopyFound:
    """Hold the links against the lists that were sealed, and these against their stamps."""
    start = len(ORIGINAL)
    view = Opened({name[start:]: bag.files[name] for name in bag.below(ORIGINAL)})
    of_original = {name[start:]: digest for name, digest in hashes.items() if name.startswith(ORIGINAL)}
    for name in (TAG_MANIFEST, MANIFEST, "bag-info.txt"):
        if name not in view.files:
            raise Hostile("missing_file", f"{ORIGINAL}{name}", "a copy holds the lists of its original")
    sealed = _sealed(view, of_original)
    links = _read(bag)
    if links["seal"] != of_original[TAG_MANIFEST]:
        raise Hostile("broken_link", LINKS, "names another original than the one whose lists are here")
    counts = _check_links(links["files"], sealed, hashes)
    renewals, _ = read_renewals(view, of_original, manifests.read_info(view).get("Custody-Head", ""))
    stamps = judge_stamps(view, view.small(TAG_MANIFEST), ca, renewals)
    for stamp in stamps:
        if stamp.fault:
            raise Hostile(stamp.fault, f"{ORIGINAL}{stamp.name}", stamp.why)
    claimed = manifests.read_info(view).get("Evidence-Level", "")
    return CopyFound(of_original[TAG_MANIFEST], counts, stamps, claimed)


def _sealed(view: Opened, hashes: Mapping[str, str]) -> dict[str, str]:
    """Every file of the original but its tag manifest and stamps: name to hash, as it was sealed."""
    tags = manifests.read_manifest(view, TAG_MANIFEST, "sha256")
    payload = manifests.read_manifest(view, MANIFEST, "sha256")
    for name in ("bagit.txt", "bag-info.txt", MANIFEST):
        if name in view.files and tags.get(name) != hashes[name]:
            raise Hostile("wrong_hash", f"{ORIGINAL}{name}", "is not the file that was sealed")
    if any(not name.startswith("data/") for name in payload) or any(name.startswith("data/") for name in tags):
        raise Hostile("bad_manifest", f"{ORIGINAL}{MANIFEST}", "lists what it cannot list")
    return {**payload, **tags}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _read(bag: Opened) -> dict[str, Any]:
    try:
        told = json.loads(bag.small(LINKS), object_pairs_hook=_once)
        fits = told["schema"] == 1 and isinstance(told["seal"], str)
        texts = all(isinstance(one[key], str) for one in told["files"] for key in ("name", "sha256", "how")) and all(
            one["copy"] is None or isinstance(one["copy"], str) for one in told["files"]
        )
    except (ValueError, KeyError, TypeError, RecursionError) as trouble:
        raise Hostile("broken_link", LINKS, "is not a list of links") from trouble
    if not fits or not texts:
        raise Hostile("broken_link", LINKS, "is not a list of links")
    return dict(told)


def _check_links(
    files: Sequence[Mapping[str, Any]], sealed: Mapping[str, str], hashes: Mapping[str, str]
) -> dict[str, int]:
    counts = dict.fromkeys(HOW, 0)
    named: set[str] = set()
    copies: set[str] = set()
    for link in files:
        name, how, copy = link["name"], link["how"], link["copy"]
        if name in named or how not in HOW or sealed.get(name) != link["sha256"]:
            raise Hostile("broken_link", name, "is not linked to the file that was sealed")
        named.add(name)
        counts[how] += 1
        if copy is None:
            continue
        if copy in copies or not copy.startswith(f"{COPY}{name}") or copy not in hashes:
            raise Hostile("broken_link", copy, "is linked wrongly, or is not in the copy")
        copies.add(copy)
        if (how == "same") is not (hashes[copy] == sealed[name]):
            raise Hostile("broken_link", copy, "is said to be the original's own file, and is not, or the reverse")
    if missing := sorted(set(sealed) - named):
        raise Hostile("broken_link", missing[0], "was sealed, and the copy does not say what became of it")
    if more := sorted(name for name in hashes if name.startswith(COPY) and name not in copies):
        raise Hostile("broken_link", more[0], "is in the copy, and linked to nothing")
    return counts


def sentences(found: CopyFound, original_seal: str | None) -> tuple[list[str], list[str]]:
    """What a copy proves, and what it does not."""
    counts = found.counts
    total = sum(counts.values())
    proven = [
        f"This is a redacted copy of the dossier with the seal {found.seal}. Each of its {total} sealed files is named "
        f"by its hash: {counts['same']} are here unchanged, {counts['redacted']} with stand-ins for names, "
        f"{counts['blacked_out']} pictures blacked out, {counts['left_out']} left out."
    ]
    missing = []
    if original_seal == found.seal:
        proven.append("The original is at hand, holds, and bears this seal: every hash is that of its file.")
    else:
        missing.append(
            "That a redacted file says what its original says: whoever holds the original can compare them "
            "(optout verify COPY --original FILE)."
        )
    if found.claimed:
        missing.append(f"The original claims {shown(found.claimed)}; a copy itself can show no more than its links.")
    return proven, missing
