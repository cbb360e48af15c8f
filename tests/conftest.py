"""One Playwright for the whole session: its loop cannot be opened twice in a thread."""

import os
from pathlib import Path
from typing import Any

import pytest

from bot.chromium import find
from bot.machine import Machine

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # the developer's own keyring is left alone


@pytest.fixture(scope="session")
def installed_chromium() -> Path:
    """The Chromium that the bot would take; a machine without one says so."""
    found = find(Machine.this())
    if found is None:
        pytest.skip("no Chromium on this machine")
    return found.path


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], installed_chromium: Path) -> dict[str, Any]:
    """How pytest-playwright starts it."""
    sandboxed = Machine.this().sandboxed
    return {**browser_type_launch_args, "executable_path": str(installed_chromium), "chromium_sandbox": sandboxed}
