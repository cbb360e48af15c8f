"""Playwright's driver: a program of its own, which slim systems cannot start."""

import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from bot import debian
from bot.bounded import Ended, bounded
from bot.machine import Machine


class NoDriverError(Exception):
    """The driver does not start. Its text is one sentence for a person."""


def package() -> Path | None:
    """Its folder, found without importing Playwright (which costs a quarter of a second)."""
    spec = find_spec("playwright")
    return Path(spec.origin).parent / "driver" / "package" if spec and spec.origin else None


def revision() -> str:
    """Which headless shell it was made for: the number in the name of that download's folder."""
    folder = package()
    try:
        text = (folder / "browsers.json").read_text(encoding="utf-8") if folder else ""
    except OSError:
        return ""
    found = re.search(r'"chromium-headless-shell",\s*"revision":\s*"(\d+)"', text)
    return found[1] if found else ""


def trial() -> Ended:
    """Start it once, to say its version."""
    folder = package()
    return bounded([str(folder.parent / "node"), "--version"], seconds=15) if folder else Ended(127, "not installed")


def ensure(machine: Machine, say: Callable[[str], None] = lambda _: None) -> None:
    """Make sure that it starts; the one library that slim images lack is fetched from Debian where we may."""
    ended = trial()
    if "libatomic" in ended.output and debian.install("libatomic1", machine, say) is None:
        ended = trial()
    if not ended.well:
        raise NoDriverError(f"Playwright's driver does not start: {lack(ended)}")


def lack(ended: Ended) -> str:
    """What it needs, in one sentence."""
    if "libatomic" in ended.output:
        return "install libatomic (Debian: `apt-get install libatomic1` as root)."
    return "install optout anew from its lock (`make clean`, then the same again)."
