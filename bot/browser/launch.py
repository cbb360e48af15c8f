"""Start Chromium, warm, and give each walk a fresh context."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Playwright, ViewportSize, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from bot.machine import Machine

VIEWPORT: ViewportSize = {"width": 1280, "height": 900}
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-shared-workers",
    "--no-first-run",
)
"""The browser speaks to the pages of the walk and to nobody else: left alone, Chromium calls its vendor's hosts.

What a shared worker asks for belongs to no page: it is neither heard nor held (seen in Chromium 156), so there is none;
service workers are blocked for the same reason."""


class Chromium:
    """One warm browser. It does not hide that a program drives it."""

    def __init__(
        self,
        executable: Path,
        arguments: Sequence[str] = (),
        *,
        headless: bool = True,
        playwright: Playwright | None = None,
    ) -> None:
        self._executable = executable
        self._arguments = [*QUIET, *arguments]
        self._headless = headless
        self._shared = playwright
        """A Playwright that runs already: its loop cannot be opened twice in a thread."""
        self._own: Playwright | None = None
        self.browser: Browser | None = None

    def __enter__(self) -> Self:
        if self._shared is None:
            self._own = sync_playwright().start()
        try:
            self.browser = self._launch(self._shared or self._own)  # type: ignore[arg-type]  # one of them is there
        except BaseException:
            self._stop()
            raise
        return self

    def _stop(self) -> None:
        if self._own is not None:
            self._own.stop()

    def _launch(self, playwright: Playwright) -> Browser:
        """With Chromium's own sandbox, but as root it cannot start, and in a container the system may forbid it."""
        machine = Machine.this()
        how: dict[str, Any] = {
            "executable_path": self._executable,
            "headless": self._headless,
            "args": self._arguments,
        }
        try:
            return playwright.chromium.launch(chromium_sandbox=machine.sandboxed, **how)
        except PlaywrightError as why:
            if not machine.sandboxed or machine.sandbox_insisted or "sandbox" not in str(why):
                raise
            return playwright.chromium.launch(chromium_sandbox=False, **how)

    def __exit__(self, *_: object) -> None:
        try:
            if self.browser is not None and self.browser.is_connected():
                self.browser.close()
        finally:
            self._stop()

    @property
    def facts(self) -> dict[str, Any]:
        """What an evidence folder says about the browser; no path of the machine."""
        return {
            "browser": "Chromium",
            "version": self.browser.version if self.browser else "",
            "headless": self._headless,
            "arguments": [a for a in self._arguments if not a.startswith(("--host-resolver", "--ignore-cert"))],
        }

    def context(self, *, locale: str, session: Mapping[str, Any] | None = None) -> BrowserContext:
        """A fresh context: nothing in it but the account's own session."""
        assert self.browser is not None  # noqa: S101 - entered
        return self.browser.new_context(
            locale=locale,
            viewport=VIEWPORT,
            storage_state=dict(session) if session else None,  # type: ignore[arg-type]  # its own saved shape
            service_workers="block",
            accept_downloads=False,
        )


def locale_of(language: str, country: str) -> str:
    """The browser's locale: what the person would have set."""
    return f"{language}-{country}" if country else language


def close(context: BrowserContext) -> None:
    """Close a walk's context; a browser that is gone has closed it already."""
    try:
        context.close()
    except PlaywrightError:
        return
