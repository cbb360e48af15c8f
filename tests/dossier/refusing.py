"""Judge a hostile file: refused by name, in bounded time and memory."""

import time
import tracemalloc
from pathlib import Path

from bot.dossier import say, verify


def refused_by_name(path: Path, raw: bytes, code: str) -> None:
    """Under ten seconds and 64 MB, whatever it is."""
    path.write_bytes(raw)
    tracemalloc.start()
    begun = time.monotonic()

    verdict = verify(path)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code == verdict.code, verdict.refused
    assert not verdict.ok
    assert say(verdict).startswith(f"REFUSED. {code}: ")
    assert time.monotonic() - begun < 10
    assert peak < 64 << 20
