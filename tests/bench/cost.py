"""What a program used: wall time, the CPU of all its processes, browser included, and the memory of its own."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.04
"""Seconds between two looks: a process that lives shorter is not seen, and the last 40 ms of each are not counted."""


@dataclass(frozen=True)
class Cost:
    """Seconds, and MB."""

    wall: float
    cpu: float
    memory: float
    """The peak of the program's own processes together; the browser and its driver aside."""


def measured(command: Sequence[str], environment: Mapping[str, str], ends: Sequence[int]) -> Cost:
    """Run a command to its end. Linux only: nobody waits for the browser's helpers, so ``getrusage`` misses them."""
    start = time.monotonic()
    process = subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    over = threading.Event()
    seen: dict[int, float] = {}
    peak = [0.0]
    watch = threading.Thread(target=_watch, args=(process.pid, over, seen, peak))
    watch.start()
    _, errors = process.communicate()
    wall = time.monotonic() - start
    over.set()
    watch.join()
    if process.returncode not in ends:
        raise SystemExit(f"{command}: ended with {process.returncode}\n{errors}")
    return Cost(wall, sum(seen.values()), peak[0])


def _watch(root: int, over: threading.Event, seen: dict[int, float], peak: list[float]) -> None:
    while not over.wait(EVERY):
        processes = dict(_processes())
        for pid, (_, cpu) in processes.items():
            if _is_below(pid, root, processes):
                seen[pid] = cpu
        own = [pid for pid in processes if pid in seen and _is_python(pid)]
        peak[0] = max(peak[0], sum(map(_megabytes, own)))


def _is_below(pid: int, root: int, processes: Mapping[int, tuple[int, float]]) -> bool:
    while pid in processes:
        if pid == root:
            return True
        pid = processes[pid][0]
    return False


def _is_python(pid: int) -> bool:
    try:
        return "python" in Path(f"/proc/{pid}/exe").readlink().name
    except OSError:
        return False


def _megabytes(pid: int) -> float:
    """Proportional memory: what two processes share is counted once."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("Pss:")), 0.0)


def _processes() -> list[tuple[int, tuple[int, float]]]:
    """Every process that lives: its parent, and the CPU seconds of its own."""
    tick = os.sysconf("SC_CLK_TCK")
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it ended while it was looked at
        if fields[0] != "Z":
            found.append((int(stat.parent.name), (int(fields[1]), (int(fields[11]) + int(fields[12])) / tick)))
    return found
