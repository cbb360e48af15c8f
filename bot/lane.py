"""A worker process with one warm browser; a crash takes one walk with it."""

import multiprocessing
import multiprocessing.resource_tracker
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any, Literal

from bot import twin
from bot.household import Account
from bot.walk import Flow

Word = tuple[str, str, str]
"""What a lane says: (told | done | bug | stuck | interrupted, objection id, text).

The text of *done* is the code of the obstacle that stopped the walk, or empty.
Stuck: the machine cannot keep what must be kept, so nobody's walk can go on."""


HANGS = 45.0
"""Seconds beyond the longest patience after which a silent lane is given up."""


@dataclass(frozen=True)
class LaneSetup:
    """Everything a lane needs to equip itself, as plain values that cross a process border."""

    browser: Path
    arguments: tuple[str, ...]
    phrases: tuple[Path, ...]
    data: Path
    journal: str
    world: str | None
    clock: Path | None
    dns: Path | None
    ca: Path | None
    patience: float
    answer_patience: float
    code_patience: float
    retry_pause: float
    secrets_dir: Path | None = None


@dataclass(frozen=True)
class Assignment:
    """One objection to walk."""

    objection: str
    flow: Flow
    account: Account
    mode: Literal["run", "rehearse"] = "run"


@dataclass
class Lane:
    """The parent's end. ``give`` is answered by words on ``connection`` until one of them is not ``told``."""

    setup: LaneSetup
    alone: Callable[[], bool] | None = None
    """Lets go of all that two processes must not share, the journal's connections above all; whether it could. With it
    the worker is forked where that is safe (:mod:`bot.twin`), without it a new Python is started."""
    busy: Assignment | None = None
    _process: Any = None
    connection: Connection | None = None
    died: int = field(default=0)
    _heard_at: float = 0.0

    def give(self, assignment: Assignment) -> None:
        """Start the walk; the lane is started anew when it is gone."""
        if self._process is None or not self._process.is_alive():
            self._start()
        assert self.connection is not None  # noqa: S101 - just started
        self.busy, self._heard_at = assignment, monotonic()
        self.connection.send(assignment)

    def hear(self) -> Word | None:
        """The next word; None when the lane died in the middle of it."""
        assert self.connection is not None  # noqa: S101 - only a busy lane is heard
        try:
            word: Word = self.connection.recv()
        except (EOFError, ConnectionResetError):
            self.end()
            self.died += 1
            return None
        self._heard_at = monotonic()
        return word

    @property
    def hangs(self) -> bool:
        """It has said nothing for longer than any verb can take: a page's script that never ends holds its browser."""
        setup = self.setup
        longest = 4 * setup.patience + 2 * setup.answer_patience + setup.code_patience + HANGS
        return self.busy is not None and monotonic() - self._heard_at > longest

    def ask_to_stop(self) -> None:
        """The walk ends at its next verb, unless something is about to be sent."""
        if self.connection is not None:
            try:
                self.connection.send(None)
            except OSError:
                return

    def end(self, patience: float = 10.0) -> None:
        """Let the browser close, then make sure that the process is gone."""
        if self._process is None:
            return
        if self.connection is not None:
            self.connection.close()
        self._process.join(patience)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process, self.connection = None, None

    def _start(self) -> None:
        self.end(0)
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        with _not_interrupted(tracked=False):  # the journal's connections are closed: a trace would be all one heard
            forked = self.alone is not None and twin.possible() and self.alone()
        with _not_interrupted(tracked=not forked):
            if forked:
                self._process = twin.Twin(partial(serve, theirs, self.setup), keep=[theirs.fileno()])
            else:
                self._process = spawn.Process(target=serve, args=(theirs, self.setup), daemon=False)
                self._process.start()
            self.connection = ours
        theirs.close()


@contextmanager
def _not_interrupted(*, tracked: bool) -> Iterator[None]:
    """Ctrl-C is heard afterwards: a process that is just being born would take it for its own."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    if tracked:
        # It starts along with the first process, and lets Ctrl-C through as it does so: it must be there before.
        multiprocessing.resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(connection: Connection, setup: LaneSetup) -> None:
    """The lane's life: take an assignment, walk it, say how it went, until the parent is gone."""
    from bot.laneside import Laneside  # noqa: PLC0415 - the browser is only needed on this side

    # The parent decides: a walk about to send is not torn off. Ignoring Ctrl-C is not enough, the browser's driver
    # would obey it; in a group of its own none of the three hears it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
    os.umask(0o077)
    side = Laneside(connection, setup)
    try:
        side.live()
    except (BrokenPipeError, EOFError, ConnectionResetError):
        return  # the parent is gone; what it must know is in the journal
    finally:
        side.close()
