"""Find a Chromium on this machine, or get one.

Order and reasons, all measured: the headless shell of a distribution costs less than half the CPU of the whole browser
for the same walk and calls nobody by itself; Playwright's own download comes from one vendor's network, and where that
is closed silently it hangs, whatever its own time-out variable says. So it runs under a limit of ours.

On the path of every start: nothing but the standard library is imported here.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot import debian, driver
from bot.bounded import bounded
from bot.machine import Machine


class Kind(StrEnum):
    """What sort of Chromium it is."""

    HEADLESS_SHELL = "headless_shell"
    CHROMIUM = "chromium"
    CHROME = "chrome"
    EDGE = "edge"


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that was started once to say its version."""

    path: Path
    kind: Kind
    version: str


class NoBrowserError(Exception):
    """There is no browser that works. Its text is one sentence for a person: what is wrong and what to install."""


_NAMES: tuple[tuple[str, Kind], ...] = (
    ("chromium-headless-shell", Kind.HEADLESS_SHELL),
    ("chrome-headless-shell", Kind.HEADLESS_SHELL),
    ("chromium", Kind.CHROMIUM),
    ("chromium-browser", Kind.CHROMIUM),
    ("google-chrome-stable", Kind.CHROME),
    ("google-chrome", Kind.CHROME),
    ("microsoft-edge-stable", Kind.EDGE),
    ("microsoft-edge", Kind.EDGE),
)
_APPLICATIONS: tuple[tuple[str, Kind], ...] = (
    ("Chromium.app/Contents/MacOS/Chromium", Kind.CHROMIUM),
    ("Google Chrome.app/Contents/MacOS/Google Chrome", Kind.CHROME),
    ("Microsoft Edge.app/Contents/MacOS/Microsoft Edge", Kind.EDGE),
)
_VERSION = re.compile(r"\d+(?:\.\d+){1,3}")
_VERSION_SECONDS = 15.0


def find(machine: Machine | None = None) -> Browser | None:
    """The browser for headless walks: the one named, an installed one, or one that Playwright downloaded before.

    Raises NoBrowserError when ``OPTOUT_BROWSER`` names something that is not there or does not run.
    """
    machine = machine or Machine.this()
    return named(machine) or _first(_installed(machine)) or _first(_downloaded(machine, "chromium_headless_shell"))


def headed(machine: Machine | None = None) -> Browser | None:
    """The browser in which a person logs in: any but the headless shell, which has no window."""
    machine = machine or Machine.this()
    chosen = named(machine)
    if chosen and chosen.kind is not Kind.HEADLESS_SHELL:
        return chosen
    windows = (seen for seen in _installed(machine) if seen[1] is not Kind.HEADLESS_SHELL)
    return _first(windows) or _first(_downloaded(machine, "chromium"))


def ensure(machine: Machine | None = None, say: Callable[[str], None] = lambda _: None) -> Browser:
    """The browser for headless walks, fetched if there is none; NoBrowserError when that fails too."""
    machine = machine or Machine.this()
    there = find(machine)
    if there:
        return there
    failures: list[str] = []
    for fetch in (_by_playwright, _by_apt):
        failure = fetch(machine, say)
        if failure is None:
            there = find(machine)
            failure = "what it brought does not start on this machine"
        if there:
            return there
        if failure:
            failures.append(f"{fetch.__name__.removeprefix('_by_')}: {failure}")
    raise NoBrowserError(f"There is no Chromium here ({'; '.join(failures)}); {machine.advice}.")


def named(machine: Machine) -> Browser | None:
    """The browser that ``OPTOUT_BROWSER`` names; one that does not run is an error, never passed over in silence."""
    wish = machine.environment.get("OPTOUT_BROWSER", "").strip()
    if not wish:
        return None
    expanded = machine.home / wish[2:] if wish.startswith("~/") else Path(wish)
    path = expanded if "/" in wish else _which(wish, machine)
    if path is None or not path.is_file():
        raise NoBrowserError(f"OPTOUT_BROWSER names {wish}, and there is no such program; {_unset}.")
    version = _version(path)
    if version is None:
        raise NoBrowserError(f"OPTOUT_BROWSER names {wish}, which does not say a version when asked; {_unset}.")
    return Browser(path.absolute(), _kind(path), version)


_unset = "correct it, or unset it to use an installed browser"


def _kind(path: Path) -> Kind:
    """By its name, looking through a link as well: a version line says "Chromium" for shell and browser alike."""
    words = f"{path.name} {path.resolve().name}".lower().replace("_", "-")
    for word, kind in (("headless", Kind.HEADLESS_SHELL), ("edge", Kind.EDGE), ("chromium", Kind.CHROMIUM)):
        if word in words:
            return kind
    return Kind.CHROME if "chrome" in words else Kind.CHROMIUM


def _installed(machine: Machine) -> Iterator[tuple[Path, Kind]]:
    confined: list[tuple[Path, Kind]] = []
    for name, kind in _NAMES:
        path = _which(name, machine)
        if path is None:
            continue
        if "snap" in path.parts or "snap" in path.resolve().parts:
            confined.append((path, kind))  # a snap cannot see the profile that Playwright makes in /tmp: only if alone
        else:
            yield path, kind
    if machine.system == "Darwin":
        for folder in machine.applications:
            yield from ((folder / name, kind) for name, kind in _APPLICATIONS)
    yield from confined


def _which(name: str, machine: Machine) -> Path | None:
    found = shutil.which(name, path=machine.environment.get("PATH", os.defpath))
    return Path(found) if found else None


def _downloaded(machine: Machine, sort: str) -> Iterator[tuple[Path, Kind]]:
    """What ``playwright install`` left, the revision of the installed driver first, then the newest."""
    kind = Kind.HEADLESS_SHELL if sort == "chromium_headless_shell" else Kind.CHROMIUM
    programs = {"chrome-headless-shell", "headless_shell"} if kind is Kind.HEADLESS_SHELL else {"chrome", "Chromium"}
    wanted = driver.revision()
    folders = [(folder.name.rpartition("-")[2], folder) for folder in _cache(machine).glob(f"{sort}-*")]
    for _, folder in sorted(folders, key=lambda f: (f[0] == wanted, f[0].zfill(9)), reverse=True):
        if (folder / "INSTALLATION_COMPLETE").is_file():  # without this mark the download was interrupted
            yield from (
                (path, kind) for path in sorted(folder.glob("*/**/*")) if path.name in programs and path.is_file()
            )


def _cache(machine: Machine) -> Path:
    """Where Playwright keeps its browsers (its documentation: "Managing browser binaries")."""
    chosen = machine.environment.get("PLAYWRIGHT_BROWSERS_PATH", "")
    package = driver.package()
    if chosen == "0" and package:
        return package / ".local-browsers"
    if chosen and chosen != "0":
        return Path(chosen)
    if machine.system == "Darwin":
        return machine.home / "Library" / "Caches" / "ms-playwright"
    return Path(machine.environment.get("XDG_CACHE_HOME") or machine.home / ".cache") / "ms-playwright"


def _first(candidates: Iterator[tuple[Path, Kind]]) -> Browser | None:
    """The first that really runs: a stub that only recommends a snap, or a download without its libraries, does not."""
    for path, kind in candidates:
        version = _version(path) if path.is_file() else None
        if version is not None:
            return Browser(path, kind, version)
    return None


def _version(path: Path) -> str | None:
    ended = bounded([str(path), "--version"], seconds=_VERSION_SECONDS)
    found = _VERSION.search(ended.output) if ended.well else None
    return found[0] if found else None


def _by_playwright(machine: Machine, say: Callable[[str], None]) -> str | None:
    """Playwright's own download; None when it succeeded, else what went wrong in a few words."""
    if not driver.trial().well:
        return "its driver does not start"
    seconds = machine.patience
    say(f"No Chromium is installed; Playwright downloads one (ended after {seconds:.0f} s without progress).")
    command = [*machine.playwright, "install", "--only-shell", "chromium"]
    ended = bounded(command, seconds=seconds, while_moving=10 * seconds, environment=machine.environment)
    if ended.code is None:
        return f"its download did not move for {seconds:.0f} s"
    return None if ended.well else "its download failed"


def _by_apt(machine: Machine, say: Callable[[str], None]) -> str | None:
    """Debian's package, as root on a Debian; an empty text where that does not apply."""
    return debian.install("chromium-headless-shell", machine, say)


def main() -> int:
    """Make sure of a browser and its driver, and say which one it is: the last step of the set-up."""

    def say(line: str) -> None:
        print(line, flush=True)

    try:
        browser = ensure(say=say)
        driver.ensure(Machine.this(), say)
    except (NoBrowserError, driver.NoDriverError) as missing:
        print(missing, file=sys.stderr)
        return 2
    print(f"Browser: {browser.path} ({browser.kind}, {browser.version}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
