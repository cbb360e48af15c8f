"""The network record of each walk: a HAR with cookies and bodies, which stays in the vault.

What a dossier shows of it is made from it when the dossier is made, redacted (facts/evidence.md §0, decision 4).
"""

import gzip
import hashlib
import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from bot.vault import Vault

LARGEST = 64 << 20
"""Bytes of one record when it is opened again; no walk's is near it."""


class Recordings:
    """One record per walk, encrypted at rest."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @classmethod
    def open(cls, data: Path) -> Self:
        """The vault in the data directory."""
        return cls(Vault.open(data))

    def keep(self, account_id: str, walk: str, record: Mapping[str, Any]) -> str:
        """Keep a record. Returns the SHA-256 of its JSON: what a dossier holds instead of it."""
        content = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
        self._vault.keep(account_id, _kind(walk), gzip.compress(content, compresslevel=1, mtime=0))
        return hashlib.sha256(content).hexdigest()

    def of(self, account_id: str, walk: str) -> bytes | None:
        """The JSON of a walk's record, byte for byte; None when there is none."""
        packed = self._vault.kept(account_id, _kind(walk))
        if packed is None:
            return None
        with gzip.GzipFile(fileobj=BytesIO(packed)) as stream:
            content = stream.read(LARGEST + 1)
        return content if len(content) <= LARGEST else None


def _kind(walk: str) -> str:
    return f"har-{walk}"
