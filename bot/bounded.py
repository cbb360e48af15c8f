"""Run another program, and end it with all its children when it takes too long."""

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_GRACE = 3.0
"""Seconds between the polite signal and the final one: a package manager wants to put its database in order."""
_LOOK = 0.25
"""Seconds between two looks at whether a download still moves."""
_PROGRESS = re.compile(rb"\d+ ?%")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended."""

    code: int | None
    """Its exit code; None when it was ended because it took too long, 127 when it could not be started."""
    output: str
    """Both of its streams, or the first alone."""

    @property
    def well(self) -> bool:
        """Whether it says itself that it succeeded."""
        return self.code == 0


def bounded(
    command: Sequence[str],
    *,
    seconds: float,
    environment: Mapping[str, str] | None = None,
    while_moving: float | None = None,
    folder: Path | None = None,
    errors: bool = True,
    most: int = -1,
) -> Ended:
    """Run ``command`` for at most ``seconds``; it never asks anything, and never holds us up.

    With ``while_moving`` the limit ``seconds`` counts from the last percentage the program printed, and
    ``while_moving`` is the limit of the whole: a slow line is not a dead one. ``folder`` is where it runs; without
    ``errors`` its second stream is thrown away, and no more than ``most`` bytes of what it says are read.
    """
    # A file instead of a pipe: a grandchild that survives its parent would keep a pipe open, and us waiting.
    with tempfile.TemporaryFile() as output:
        try:
            program = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if errors else subprocess.DEVNULL,
                cwd=folder,
                env=None if environment is None else dict(environment),
                start_new_session=True,
            )
        except OSError as error:
            return Ended(127, (error.strerror or "it cannot be started") if errors else "")
        try:
            code = _wait(program, output.fileno(), seconds, while_moving)
        except BaseException:  # Ctrl-C above all: what we started does not outlive us
            _end(program)
            raise
        output.seek(0)
        return Ended(code, output.read(most).decode(errors="replace"))


def _wait(program: subprocess.Popen[bytes], output: int, seconds: float, whole: float | None) -> int | None:
    if whole is None:
        with suppress(subprocess.TimeoutExpired):
            return program.wait(seconds)
        _end(program)
        return None
    started = moved = time.monotonic()
    progress = 0
    while time.monotonic() - moved < seconds and time.monotonic() - started < whole:
        with suppress(subprocess.TimeoutExpired):
            return program.wait(min(_LOOK, seconds))
        seen = len(_PROGRESS.findall(os.pread(output, os.fstat(output).st_size, 0)))
        if seen > progress:
            progress, moved = seen, time.monotonic()
    _end(program)
    return None


def _end(program: subprocess.Popen[bytes]) -> None:
    """First ask the whole group, then insist."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(program.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            program.wait(_GRACE)
            if not _group_lives(program.pid):
                return


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
