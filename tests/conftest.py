"""One Playwright for the whole session: its loop cannot be opened twice in a thread."""

from typing import Any

import pytest

from bot.chromium import find
from bot.machine import Machine


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium that the bot would take; a machine without one says so."""
    machine = Machine.this()
    found = find(machine)
    if found is None:
        pytest.skip("no Chromium on this machine")
    return {**browser_type_launch_args, "executable_path": str(found.path), "chromium_sandbox": machine.sandboxed}
