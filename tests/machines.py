"""Machines to search: a PATH in a temporary directory, with small real programs in place of browsers."""

from pathlib import Path

from bot.machine import Machine

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux"\nID=debian\n'
UBUNTU = "ID=ubuntu\nID_LIKE=debian\n"


def program(folder: Path, name: str, script: str) -> Path:
    """Write an executable of a few lines of shell."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def says(version: str) -> str:
    """The script of a browser that says its version, and nothing else."""
    return f'[ "$1" = --version ] && echo "{version}"'


def machine(folder: Path, *, release: str = DEBIAN, root: bool = False, system: str = "Linux", **names: str) -> Machine:
    """A machine whose every place is below ``folder``, and where Playwright downloads nothing."""
    release_file = folder / "os-release"
    release_file.write_text(release, encoding="utf-8")
    (folder / "bin").mkdir(exist_ok=True)
    return Machine(
        environment={"PATH": str(folder / "bin"), **names},
        system=system,
        root=root,
        home=folder / "home",
        os_release=release_file,
        applications=(folder / "Applications",),
        playwright=(str(program(folder / "driver", "playwright", "echo ENOTFOUND >&2; exit 1")),),
    )
