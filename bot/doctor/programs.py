"""Look at the programs the work is done with: Python, the browser and its driver, openssl, a display."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec

from bot import chromium, driver
from bot.bounded import Ended, bounded
from bot.doctor.check import Check
from bot.machine import Machine

_LIBRARIES = (
    "alembic", "click", "cryptography", "dkim", "dns", "httpx2", "imapclient", "jinja2", "phonenumbers", "playwright",
    "pydantic", "pydantic_settings", "rapidfuzz", "rich", "sqlalchemy", "structlog", "tenacity",
)  # fmt: skip
_PAGE = "data:text/html,<title>doctor</title><p>the browser renders</p>"


def python() -> Check:
    """The interpreter."""
    version = ".".join(map(str, sys.version_info[:3]))
    new_enough = sys.version_info[:2] >= (3, 11)
    return Check("python", new_enough, version, None if new_enough else "Use Python 3.11 or newer.")


def libraries() -> Check:
    """What the lock brings, looked for without importing it."""
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        return Check("libraries", False, f"Missing: {', '.join(missing)}.", "Install optout anew from its lock.")
    return Check("libraries", True, f"{len(_LIBRARIES)} are there")


def browser(machine: Machine, deep: bool) -> Iterator[Check]:
    """Whether there is one, and, when ``deep``, whether it renders."""
    try:
        found = chromium.find(machine)
    except chromium.NoBrowserError as wrong:
        yield Check("browser", False, str(wrong), "Correct OPTOUT_BROWSER, or unset it.")
        return
    if found is None:
        yield Check("browser", False, "No Chromium.", f"Run `optout doctor --fix`, or {machine.advice}.")
        return
    yield Check("browser", True, f"{found.path} ({found.kind}, {found.version})")
    if deep:
        yield _renders(found, machine)


def _renders(chosen: chromium.Browser, machine: Machine) -> Check:
    """Start it as a walk would, on a page that needs no network."""
    name = "browser starts"
    ended = _rendered(chosen, sandboxed=machine.sandboxed)
    if machine.sandboxed and not _shows(ended) and "sandbox" in ended.output.lower():
        if machine.sandbox_insisted:
            return Check(name, False, "Its sandbox cannot be set up.", _NAMESPACES)
        ended = _rendered(chosen, sandboxed=False)
        if _shows(ended):
            return Check(name, None, "It rendered a page, but only without its own sandbox.", _NAMESPACES)
    if _shows(ended):
        return Check(name, True, "It rendered a page.")
    says = "It did not render a page within 30 s." if ended.code is None else "It started and rendered nothing."
    return Check(name, False, says, f"Try another: {machine.advice}.")


_NAMESPACES = "Allow unprivileged user namespaces (docs/set-up.md says why)."


def _shows(ended: Ended) -> bool:
    return "<p>the browser renders</p>" in ended.output


def _rendered(chosen: chromium.Browser, *, sandboxed: bool) -> Ended:
    with tempfile.TemporaryDirectory(prefix="optout-doctor-", ignore_cleanup_errors=True) as profile:
        return bounded(
            [
                str(chosen.path),
                *([] if chosen.kind is chromium.Kind.HEADLESS_SHELL else ["--headless"]),
                *([] if sandboxed else ["--no-sandbox"]),
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-first-run",
                f"--user-data-dir={profile}",
                "--dump-dom",
                _PAGE,
            ],
            seconds=30,
        )


def playwright_driver() -> Check:
    """A program of its own beside the browser."""
    ended = driver.trial()
    if ended.well:
        return Check("browser driver", True, ended.output.strip())
    return Check("browser driver", False, "Playwright's driver does not start.", f"To mend it, {driver.lack(ended)}")


def openssl(machine: Machine) -> Check:
    """The reference for time stamps (RFC 3161)."""
    program = shutil.which("openssl", path=machine.environment.get("PATH", os.defpath))
    ended = bounded([program, "version"], seconds=15) if program else None
    if ended and ended.well:
        return Check("openssl", True, ended.output.strip())
    return Check("openssl", False, "No openssl: time stamps cannot be checked.", "Install the package openssl.")


def display(machine: Machine) -> Check:
    """A person logs in with their own hands, in a window."""
    try:
        window = chromium.headed(machine)
    except chromium.NoBrowserError:
        window = None
    if window is None:
        fix = "Install Chromium, Chrome or Edge where you want to log in (the headless shell has no window)."
        return Check("log-in window", None, "No browser with a window.", fix)
    if machine.system == "Linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & machine.environment.keys():
        return Check("log-in window", None, "No display.", "Run `optout login` on a machine that has one.")
    return Check("log-in window", True, f"{window.path} ({window.version})")


def fonts(machine: Machine) -> Check:
    """Greek and Bulgarian pages are pictured too."""
    program = shutil.which("fc-list", path=machine.environment.get("PATH", os.defpath))
    if program is None:
        return Check("fonts", None, "Unknown: fc-list is not there.")
    families = bounded([program, ":lang=fr:lang=el:lang=bg", "family"], seconds=15).output.strip().splitlines()
    if families:
        return Check("fonts", True, f"{len(families)} for Latin, Greek and Cyrillic")
    return Check("fonts", None, "None for Latin, Greek and Cyrillic.", "Install fonts-liberation or similar.")
