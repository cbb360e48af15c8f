"""A PostgreSQL server of our own on a free port, thrown away afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg


class Postgres:
    """Starts with `with`, answers on loopback alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._databases = 0

    @staticmethod
    def installed() -> bool:
        """Whether the server's programs are on this machine, and there is a user to run them as."""
        return _binary("initdb") is not None and (os.getuid() != 0 or _user() is not None)

    def __enter__(self) -> Self:
        if os.getuid() == 0:
            # The server refuses to run as root, and pytest's own directories are closed to others.
            self._folder = Path(_as_user(["mktemp", "-d", "/tmp/optout-postgres-XXXXXX"]).strip())  # noqa: S108
        data = str(self._folder / "data")
        _as_user([str(_binary("initdb")), "-D", data, "-A", "trust", "-U", "tester", "--no-sync", "-E", "UTF8"])
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        log = str(self._folder / "log")
        _as_user([str(_binary("pg_ctl")), "-D", data, "-l", log, "-w", "-o", options, "start"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _as_user([str(_binary("pg_ctl")), "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop"])
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_database(self) -> str:
        """The URL of an empty database."""
        self._databases += 1
        name = f"optout{self._databases}"
        with psycopg.connect(
            host="127.0.0.1", port=self._port, user="tester", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql://tester@127.0.0.1:{self._port}/{name}"


def _binary(name: str) -> Path | None:
    found = shutil.which(name)
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return Path(found) if found else installed[-1] if installed else None


def _user() -> str | None:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


def _as_user(command: list[str]) -> str:
    user = _user() if os.getuid() == 0 else None
    # Only `mktemp` is read: a server that was started would inherit the pipe, and the pipe would never end.
    out = subprocess.PIPE if command[0] == "mktemp" else subprocess.DEVNULL
    return subprocess.run(command, check=True, text=True, user=user, cwd="/", stdout=out).stdout or ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
