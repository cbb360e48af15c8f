"""Look at the places things are kept in: data directory, disk, journal, household file, keyring, and at the clock."""

import os
import shutil
import sqlite3
import stat
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from bot.doctor.check import Check

_ENOUGH_DISK = 1_000_000_000
"""Bytes: a walk with pictures leaves 2 to 6 MB, and a browser's profile needs some hundred for a while."""
_TOO_LITTLE_DISK = 200_000_000
_NOT_BEFORE = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock that is right shows less: this code is younger."""


def _nearest(path: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next((folder for folder in (path, *path.absolute().parents) if folder.exists()), Path("/"))


def data(data: Path) -> Check:
    """Writable by us, readable by nobody else."""
    name = "data directory"
    if not data.exists():
        if os.access(_nearest(data), os.W_OK | os.X_OK):
            return Check(name, True, f"{data} will be made by the first run.")
        return Check(name, False, f"{data} cannot be made.", "Choose another with --data or OPTOUT_DATA.")
    try:
        with tempfile.TemporaryFile(dir=data) as trial:
            trial.write(b"x")
            trial.flush()
    except OSError as error:
        says = f"{data} cannot be written to: {error.strerror}."
        return Check(name, False, says, "Make it yours, or choose another with --data or OPTOUT_DATA.")
    if stat.S_IMODE(data.stat().st_mode) & 0o077:
        return Check(
            name, False, f"{data} is open to other users.", f"Run `chmod 700 {data}`, or `optout doctor --fix`."
        )
    return Check(name, True, str(data))


def disk(data: Path) -> Check:
    """Room for evidence."""
    free = shutil.disk_usage(_nearest(data)).free
    says = f"{free / 1e9:.1f} GB free"
    if free < _TOO_LITTLE_DISK:
        return Check("disk", False, says, "Free some: without evidence nothing is sent.")
    if free < _ENOUGH_DISK:
        return Check("disk", None, says, "Free some: evidence is 2 to 6 MB for each walk.")
    return Check("disk", True, says)


def journal(journal: str, deep: bool) -> Check:
    """Whether it opens. It is read, never written."""
    scheme, separator, rest = journal.partition("://")
    if separator and not scheme.startswith("sqlite"):
        return _journal_on_a_server(journal, scheme)
    file = Path(rest.removeprefix("/") if separator else journal)
    if not journal or not file.exists():
        return Check("journal", True, "None yet; the first run begins one.")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as book:
            book.execute("SELECT count(*) FROM sqlite_master").fetchone()
            answer = book.execute("PRAGMA quick_check(1)").fetchone()[0] if deep else "ok"
    except sqlite3.Error as error:
        return Check("journal", False, f"{file} does not open: {error}.", _UNREADABLE)
    if answer != "ok":
        return Check("journal", False, f"{file} is damaged: {answer}.", _UNREADABLE)
    return Check("journal", True, str(file))


_UNREADABLE = "Put a copy of it aside, then restore it from a backup; nothing is sent without it."


def _journal_on_a_server(url: str, scheme: str) -> Check:
    """Only that it answers. The URL holds a password and is never shown."""
    from sqlalchemy import create_engine, text  # noqa: PLC0415 - half a second, for the few who have a server
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError  # noqa: PLC0415

    try:
        engine = create_engine(url, connect_args={"connect_timeout": 5})
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, ArgumentError, ImportError) as error:
        says = f"The {scheme} server of the journal does not answer ({type(error).__name__})."
        return Check("journal", False, says, "Check that it runs, and the journal's URL in your settings.")
    return Check("journal", True, f"The {scheme} server answers.")


def clock(data: Path, now: datetime) -> Check:
    """Deadlines and evidence live by it; only a clock that cannot be right is noticed without asking the network."""
    says = f"{now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if now < _NOT_BEFORE:
        return Check("clock", False, f"{says}: this cannot be.", "Set the clock.")
    newest = max((f.stat().st_mtime for f in data.iterdir() if f.is_file()), default=0.0) if data.is_dir() else 0.0
    if datetime.fromtimestamp(newest, UTC) > now + timedelta(days=1):
        return Check(
            "clock", None, f"{says}: the data directory holds younger files.", "See whether the clock is right."
        )
    return Check("clock", True, says)


def household(household: Path) -> Check:
    """Only whether it is there."""
    if household.is_file():
        return Check("household", True, str(household))
    return Check("household", None, f"{household} is not there.", "Run `optout init`, or name one with --household.")


def keyring() -> Check:
    """A comfort of desktops."""
    if find_spec("keyring"):
        return Check("keyring", True, "The system's keyring can keep keys and passwords.")
    return Check("keyring", None, "Not installed: keys are kept in a file that only you can read.")
