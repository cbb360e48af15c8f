"""axe-core, the judge of whether a page can be used with a keyboard and a screen reader; run where it is installed."""

import os
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

WHY_NOT = "axe-core is not installed (npm install -g axe-core, or OPTOUT_AXE=…/axe.min.js)"


@lru_cache(maxsize=1)
def axe() -> Path | None:
    """Where its script lies: as the environment says, or among the global packages of npm."""
    if named := os.environ.get("OPTOUT_AXE"):
        return Path(named)
    if shutil.which("npm") is None:
        return None
    root = subprocess.run(["npm", "root", "-g"], capture_output=True, text=True, check=False, timeout=30).stdout.strip()
    path = Path(root, "axe-core", "axe.min.js")
    return path if root and path.is_file() else None


def violations(page: Page) -> list[str]:
    """What is wrong with the page (WCAG 2.2 A and AA, and best practice), one line each."""
    script = axe()
    assert script is not None
    # By the browser's own protocol: the page's policy forbids scripts, and that is right.
    page.evaluate(script.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {one['help']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]
