"""Install a package of Debian, where we are root on one."""

import os
import shutil
from collections.abc import Callable

from bot.bounded import bounded
from bot.machine import Machine

_LONGER = 10
"""A package manager prints no percentages, so it gets ten times the patience for a download that does."""


def install(package: str, machine: Machine, say: Callable[[str], None]) -> str | None:
    """None when it is installed; else what went wrong, in a few words; empty where this is no matter for us."""
    apt = shutil.which("apt-get", path=machine.environment.get("PATH", os.defpath))
    if not (apt and machine.root and machine.debian):
        return ""
    say(f"Installing {package} from Debian.")
    limit = _LONGER * machine.patience
    environment = {**machine.environment, "DEBIAN_FRONTEND": "noninteractive"}
    # The lists may be old or missing; where they cannot be had, those that are there may still do.
    updated = bounded([apt, "update"], seconds=limit, environment=environment)
    if updated.code is None:
        return f"`apt-get update` was ended after {limit:.0f} s"
    command = [apt, "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=60", package]
    installed = bounded(command, seconds=limit, environment=environment)
    if installed.code is None:
        return f"`apt-get install {package}` was ended after {limit:.0f} s"
    return None if installed.well else f"`apt-get install {package}` failed"
