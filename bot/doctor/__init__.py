"""Say what this machine lacks to do the work, and what to do about it.

Nothing here asks the network; ``fix`` may, to fetch a browser. Nothing of a household is read or shown.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot import chromium, driver, settings
from bot.doctor import places, programs
from bot.doctor.check import Check
from bot.machine import Machine
from bot.settings import Places

__all__ = ["Check", "checks", "healthy", "run"]


def run(
    *,
    fix: bool,
    deep: bool,
    where: Places | None = None,
    now: datetime | None = None,
    machine: Machine | None = None,
) -> list[Check]:
    """Everything looked at, after mending what can be mended when ``fix`` is set.

    Without ``where``, ``now`` and ``machine`` it looks at what the environment names, today, here.
    """
    where = where or settings.places(os.environ, here=Path.cwd())
    now = now or datetime.now(UTC)
    machine = machine or Machine.this(browser=where.browser)
    unmended = dict(_mend(where, machine)) if fix else {}
    return [
        replace(check, says=unmended[check.name]) if check.ok is False and check.name in unmended else check
        for check in checks(where, now, machine, deep=deep)
    ]


def healthy(found: Iterable[Check]) -> bool:
    """Whether the work can be done."""
    return all(check.ok is not False for check in found)


def checks(where: Places, now: datetime, machine: Machine, *, deep: bool = False) -> Iterator[Check]:
    """Look at one thing after the other. ``deep`` starts the browser, and reads the journal from end to end."""
    yield programs.python()
    yield programs.libraries()
    yield from programs.browser(machine, deep)
    yield programs.playwright_driver()
    yield programs.openssl(machine)
    yield places.data(where.data)
    yield places.disk(where.data)
    yield places.journal(where.journal, deep)
    yield places.clock(where.data, now)
    yield places.household(where.household)
    yield places.keyring()
    yield programs.display(machine)
    yield programs.fonts(machine)


def _mend(where: Places, machine: Machine) -> Iterator[tuple[str, str]]:
    """Fetch a browser and put the data directory in order; yields what could not be mended, and why."""
    try:
        chromium.ensure(machine)
    except chromium.NoBrowserError as missing:
        yield "browser", str(missing)
    try:
        driver.ensure(machine)
    except driver.NoDriverError as missing:
        yield "browser driver", str(missing)
    try:
        settings.make_data(where.data)
    except OSError as error:
        yield "data directory", f"{where.data}: {error.strerror}"
