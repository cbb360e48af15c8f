"""Keep a letter as it came, with the keys that prove it, so that a stranger with openssl can check it years later.

The layout is ``facts/evidence.md`` §4.1: ``<first 16 of the SHA-256>.eml`` and beside it ``….dkim/``. The same letter
kept twice is one letter; a file that is there is never written again.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.letters.keys import KeyRecord
from bot.letters.prove import Proof
from bot.letters.read import Letter

if TYPE_CHECKING:
    from bot.letters.signature import SignatureVerdict


def keep_raw(directory: Path, raw: bytes) -> Path:
    """Put the bytes of a letter on disk before anybody reads them; gives where they are."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / f"{hashlib.sha256(raw).hexdigest()[:16]}.eml"
    _write(path, raw)
    return path


def keep(directory: Path, letter: Letter, proof: Proof, fetched: Mapping[str, Any] | None = None) -> Path:
    """Keep a letter with its proof, and where and when it was fetched; gives the path of the ``.eml``.

    While a key cannot be asked for, only the letter is kept: its proof is written when there is one.
    """
    path = keep_raw(directory, letter.raw)
    if proof.keys_unreachable:
        return path
    beside = path.with_suffix(".dkim")
    beside.mkdir(mode=0o700, exist_ok=True)
    shown = _shown(proof)
    _write(beside / "result.json", _json(result(letter, proof, fetched)))
    _write(beside / "dns.json", _json([_record(record) for record in proof.records]))
    cache = {record.name: {"TXT": [[record.txt]]} for record in proof.records}
    _write(beside / "dns-cache.json", _json(cache))
    if shown is not None and shown.key is not None:
        _write(beside / "key.txt", shown.key.txt.encode())
        for name, content in (
            ("key.pem", shown.key_pem),
            ("headers.canon", shown.canonical),
            ("signature.bin", shown.signature),
        ):
            if content:
                _write(beside / name, content)
    return path


def result(letter: Letter, proof: Proof, fetched: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The proof as plain data: what ``result.json`` and ``optout mail check --json`` say."""
    return {
        "sha256": letter.sha256,
        "holds": proof.holds,
        "domain": proof.domain,
        "selector": proof.selector,
        "aligned": proof.aligned,
        "signatures": [verdict_facts(verdict) for verdict in proof.signatures],
        "reasons": list(proof.reasons),
        "defects": list(letter.defects),
        "fetched": dict(fetched) if fetched else None,
    }


def verdict_facts(verdict: "SignatureVerdict") -> dict[str, Any]:
    """One signature as plain data."""
    return {
        "domain": verdict.domain,
        "selector": verdict.selector,
        "algorithm": verdict.algorithm,
        "verified": verdict.verified,
        "aligned": verdict.aligned,
        "controller": verdict.controller,
        "holds": verdict.holds,
        "covers": list(verdict.covers),
        "key_bits": verdict.bits,
        "expires": verdict.expires.isoformat() if verdict.expires else None,
        "reasons": list(verdict.reasons),
    }


def _shown(proof: Proof) -> "SignatureVerdict | None":
    """The signature whose parts are laid out for openssl: the one the proof names."""
    named = [one for one in proof.signatures if (one.domain, one.selector) == (proof.domain, proof.selector)]
    return max(named, key=lambda one: (one.holds, one.verified), default=None)


def _record(record: KeyRecord) -> dict[str, Any]:
    return {
        "name": record.name,
        "type": "TXT",
        "txt": record.txt,
        "resolver": record.resolver,
        "ttl": record.ttl,
        "ad": record.ad,
        "at": record.at.isoformat(),
    }


def _json(facts: Mapping[str, Any] | list[dict[str, Any]]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True, default=str).encode() + b"\n"


def _write(path: Path, content: bytes) -> None:
    """Write a file once, complete or not at all, for nobody else to read."""
    if path.exists():
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
