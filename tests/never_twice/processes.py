"""A run of the command line and everything it has started, down to the last process of its browser."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Self

from bot import twin

LOOK = 0.004
"""Seconds between two looks of whoever aims: shorter than what lies between an intent and its outcome."""


class Program:
    """`optout …` in a process group of its own, as a shell would start it."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._log = log
        self._command = [sys.executable, "-m", "bot.cli", *arguments]
        self._environment = dict(environment)

    def __enter__(self) -> Self:
        with self._log.open("wb") as out:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True, preexec_fn=_hears_interrupts,  # noqa: PLW1509 - no thread of ours runs here
            )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.kill()

    @property
    def said(self) -> str:
        """All that it has printed so far."""
        return self._log.read_text("utf-8", "replace")

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    @property
    def family(self) -> list[int]:
        """The process and everything below it, eldest first: parent, lanes, drivers, browsers."""
        return [self._process.pid, *descendants(self._process.pid)]

    def wait(self, seconds: float) -> int:
        """Its exit code."""
        return self._process.wait(seconds)

    def until(self, happened: Callable[[], bool], seconds: float = 60) -> bool:
        """Whether it happened before the program ended or the time was over."""
        end = time.monotonic() + seconds
        while not happened():
            if self.over or time.monotonic() > end:
                return False
            Event().wait(LOOK)
        return True

    def interrupt(self) -> None:
        """Ctrl-C: the signal goes to the whole group."""
        os.killpg(self._process.pid, signal.SIGINT)

    def terminate(self) -> None:
        """SIGTERM, to the program alone."""
        self._process.terminate()

    def kill(self) -> None:
        """`kill -9`, all at once; the eldest first, so that nobody is left to write down the end of the others."""
        family = self.family
        for pid in family:
            end(pid)
        self._process.wait(10)
        for pid in family:
            gone(pid)

    def kind(self, name: str) -> list[int]:
        """The processes of one kind: lane, driver, browser (each browser's eldest) or renderer."""
        return [pid for pid in self.family if _kind(pid) == name]


def _hears_interrupts() -> None:
    """What was started in the background ignores Ctrl-C, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def end(pid: int) -> None:
    """`kill -9`; one that is gone already is not missed."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def descendants(pid: int) -> Iterator[int]:
    """Everything below a process, by /proc."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                stat = (folder / "stat").read_text("utf-8", "replace")
                children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(folder.name))
    line = list(children.get(pid, ()))
    while line:
        found = line.pop(0)
        yield found
        line += children.get(found, ())


def _kind(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return ""
    if _called(pid) == twin.NAME or "multiprocessing.spawn" in " ".join(words):
        return "lane"
    if "run-driver" in words:
        return "driver"
    if "--type=renderer" in " ".join(words):  # Chromium's own children write their arguments as one
        return "renderer"
    browser = any(word.startswith("--remote-debugging-pipe") for word in words)
    return "browser" if browser and not any(word.startswith("--type=") for word in words) else ""


def _called(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text("utf-8", "replace").strip()
    return ""


def gone(pid: int, seconds: float = 10) -> bool:
    """Wait until a process is gone or waits for its parent's look: its locks and its ports are free then."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state in "ZX":
            return True
        Event().wait(LOOK)
    return False
