"""Open the journal's database: SQLite that survives a power cut, or PostgreSQL by its URL; up to date, of one world."""

import os
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.journal.tables import ABOUT, HEAD

_BUSY_MS = 30_000
_MIGRATION_LOCK = 4_021_984_321
"""Any number, as long as every program that opens the journal takes the same."""


class JournalError(Exception):
    """The journal cannot be used; one sentence."""


def engine_for(journal: str) -> sa.Engine:
    """An engine for a path or a URL."""
    if "://" not in journal or journal.startswith("sqlite:///"):
        return _sqlite(Path(journal.removeprefix("sqlite:///")))
    url = sa.make_url(journal)
    if url.get_backend_name() != "postgresql":
        raise JournalError("expected a path or a postgresql:// URL for the journal.")
    if "+" not in url.drivername:
        url = url.set(drivername="postgresql+psycopg")
    return sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)


def prepare(engine: sa.Engine, world: str | None) -> None:
    """Bring the tables up to date, and refuse a journal of another world."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        found = _revision(connection)
        if found != HEAD:
            _migrate(connection, found)
        _of_one_world(connection, world)


def _write_ahead(connection: Any) -> None:  # noqa: ANN401 - the driver's own connection
    """Switch to the write-ahead log once. Of two programs that do it at the same moment SQLite refuses one at once,
    whatever its time-out (sqlite.org/wal.html, "busy"): that one asks again until it sees the other's work."""
    end = time.monotonic() + _BUSY_MS / 1000
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            threading.Event().wait(0.02)


def _sqlite(path: Path) -> sa.Engine:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Created by us, so that the file and what SQLite puts beside it are closed to others from their first byte.
        # Only where it is missing: to close a file drops every lock that this process holds on it (fcntl(2)).
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        pass
    except OSError as fault:
        raise JournalError(f"{path}: the journal cannot be opened ({fault.strerror}).") from None
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_MS / 1000}, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
        connection.isolation_level = None  # transactions are begun below, not by the driver's guess
        for pragma in (f"busy_timeout={_BUSY_MS}", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        _write_ahead(connection)

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: sa.Connection, found: str | None) -> None:
    from alembic import command  # noqa: PLC0415 - 0.2 s that an up-to-date journal does not pay
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        if found is not None:
            ScriptDirectory.from_config(config).get_revision(found)
    except CommandError:
        raise JournalError("this journal was written by a newer optout; update this one.") from None
    command.upgrade(config, "head")


def _of_one_world(connection: sa.Connection, world: str | None) -> None:
    """A rehearsal never mixes with the real thing (DESIGN §11)."""
    wanted = "real" if world is None else f"world:{world}"
    found = connection.execute(sa.select(ABOUT.c.value).where(ABOUT.c.key == "world")).scalar()
    if found is None:
        connection.execute(sa.insert(ABOUT).values(key="world", value=wanted))
    elif found != wanted:
        holds = "real objections" if found == "real" else f"rehearsals in the world “{found.partition(':')[2]}”"
        asked = "with the real platforms" if world is None else f"in the world “{world}”"
        raise JournalError(
            f"this journal holds {holds} and cannot be used {asked}; give another directory with --data (OPTOUT_DATA)."
        )
