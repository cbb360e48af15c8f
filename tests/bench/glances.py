"""How long a person waits for the small commands."""

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import Clock
from bot.household import Account
from bot.journal import Journal

TIMES = 9


def help_ms() -> list[float]:
    """`optout --help`, again and again."""
    return _timed(["--help"], {})


def status_ms(objections: int) -> list[float]:
    """`optout status` on a journal of so many objections."""
    with tempfile.TemporaryDirectory(prefix="optout-status-") as here:
        journal = Path(here) / "journal.sqlite"
        _fill(journal, objections)
        return _timed(["status"], {"OPTOUT_DATA": here, "OPTOUT_HOUSEHOLD": str(Path(here) / "none.toml")})


def _timed(arguments: list[str], extra: dict[str, str]) -> list[float]:
    environment = {**os.environ, **extra}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.pop("OPTOUT_WORLD", None)
    command = [str(Path(sys.executable).parent / "optout"), *arguments]
    found = []
    for _ in range(TIMES):
        start = time.monotonic()
        subprocess.run(command, env=environment, capture_output=True, check=False)
        found.append(round((time.monotonic() - start) * 1000, 1))
    return found


def _fill(journal: Path, objections: int) -> None:
    """One objection the ordinary way, and copies of its row."""
    clock = Clock()
    with Journal.open(journal, world=None, clock=clock) as book:
        book.enrol(
            Account(
                person_id="p0", person_name="P", platform="facebook", email="p0@example.org", phone="", language="en",
                country="IE", reason="", accounts_center="", mailbox=None, name="p0/facebook",
            )
        )  # fmt: skip
    import sqlite3  # noqa: PLC0415 - only to fill a journal faster than any household could

    with sqlite3.connect(journal) as store:
        columns = [row[1] for row in store.execute("PRAGMA table_info(objection)") if row[1] != "ordinal"]
        one = dict(zip(columns, store.execute(f"SELECT {', '.join(columns)} FROM objection").fetchone(), strict=True))  # noqa: S608
        marks = ", ".join("?" for _ in columns)
        rows = (tuple(_row(one, n)[column] for column in columns) for n in range(1, objections))
        store.executemany(f"INSERT INTO objection ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608


def _row(one: dict[str, object], n: int) -> dict[str, object]:
    """A copy of an objection that is somebody else's, in one of the usual states."""
    states = ("confirmed", "acknowledged", "stopped", "refused", "silent", "planned")
    mine = {"id": f"{n:016x}", "person": f"p{n}", "account": f"p{n}/facebook", "address": f"p{n}@example.org"}
    return {**one, **mine, "state": states[n % len(states)], "updated": datetime.now(UTC).isoformat()}
