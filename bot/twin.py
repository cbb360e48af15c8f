"""A child process that begins with all that this one has read: forked, where nobody but one thread lives here.

What was imported is shared with the child instead of being read and run again, which costs a quarter of a second of
CPU. A fork copies one thread and every lock as it stands, so where a second thread runs nobody is forked.
"""

import gc
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

NAME = "optout-lane"
"""What `ps` and `top` call it: its command line is its parent's. Fifteen letters at most (proc_pid_comm(5))."""


def possible() -> bool:
    """Whether this process may be forked: one thread, on a kernel that tells of a child's end (Linux 5.3)."""
    if sys.platform != "linux":
        return False  # macOS: what the system's own libraries hold does not outlive a fork
    try:
        os.close(os.pidfd_open(os.getpid()))
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except (OSError, AttributeError):
        return False


class Twin:
    """The parent's side: what `multiprocessing.Process` offers, for a child that was forked."""

    def __init__(self, work: Callable[[], None], keep: Iterable[int]) -> None:
        """``work`` is all the child does. Of our open files it keeps ``keep`` and the standard ones.

        Nothing else may be shared: the end of a pipe that a child holds open is an end that never comes, and a lock
        would outlive its holder.
        """
        self.pid = os.fork()
        if self.pid == 0:
            _live(work, {0, 1, 2, *keep})
        self._end = os.pidfd_open(self.pid)
        self._over = False

    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        self.join(0)
        return not self._over

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end, so many seconds at most; without a number, for as long as it takes."""
        if self._over:
            return
        poll = select.poll()
        poll.register(self._end, select.POLLIN)
        if poll.poll(None if timeout is None else timeout * 1000):
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
            os.close(self._end)
            self._over = True

    def terminate(self) -> None:
        """Ask it to end (SIGTERM)."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it (SIGKILL)."""
        self._send(signal.SIGKILL)

    def _send(self, what: signal.Signals) -> None:
        if not self._over:
            signal.pidfd_send_signal(self._end, what)


def _live(work: Callable[[], None], keep: set[int]) -> None:
    """The child's whole life. It ends here: nothing of the parent's is tidied up a second time."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the parent hears it as Ctrl-C; who ends a child means its end
        gc.freeze()  # what the parent made stays untouched: neither freed, which would close files, nor copied
        _close_all_but(keep)
        with suppress(OSError):
            Path("/proc/self/comm").write_text(NAME, encoding="ascii")
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - said, as Python itself would, and the process ends
        from bot.logs import redact  # noqa: PLC0415 - only where something went wrong

        sys.stderr.write(redact(traceback.format_exc()))
        sys.stderr.flush()
    finally:
        os._exit(code)


def _close_all_but(keep: set[int]) -> None:
    """Every open file of the parent but these; instead of its standard input, nothing."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - numbers, not places
        if int(name) not in keep:
            with suppress(OSError):  # the one by which they are listed
                os.close(int(name))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
