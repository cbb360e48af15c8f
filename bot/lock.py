"""One run at a time in a data directory."""

import json
import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_NAME = "run.lock"


class LockedError(Exception):
    """Another run is under way; one sentence says which."""


class HouseholdLock:
    """Held for the length of a run. The system lets go of it when the process ends, however it ends."""

    def __init__(self, data: Path, *, what: str, now: datetime) -> None:
        self._path = data / _NAME
        self._note = {"pid": os.getpid(), "what": what, "since": now.isoformat(timespec="seconds")}
        self._file: int | None = None

    def __enter__(self) -> Self:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(file)
        except OSError:
            held = _read(file)
            os.close(file)
            raise LockedError(f"another run is under way ({held}); wait for it to end, or stop it.") from None
        self._file = file
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, json.dumps(self._note).encode())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)  # closing lets go of the lock
            self._file = None


def _take(file: int) -> None:
    if sys.platform == "win32":
        # Windows locks bytes, and a locked byte cannot be read: one far behind the note is taken.
        os.lseek(file, 1 << 20, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _read(file: int) -> str:
    with suppress(OSError, ValueError, KeyError, TypeError):
        os.lseek(file, 0, os.SEEK_SET)
        note = json.loads(os.read(file, 4096))
        return f"`{note['what']}` since {note['since']}, process {int(note['pid'])}"
    return "it has not said which"
