"""Say what kind of page is at an address, and which fields it has, without ever filling or sending anything."""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.lookout import SightKind, look, warm
from bot.survey import ROOT, take

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Dialog, Download, Page, Response

_PAGE = re.compile(r"\s*(?:text/html|text/plain|application/xhtml\+xml|(?:text|application)/xml)\b", re.IGNORECASE)
"""What a browser shows as a document; an error in plain words may be one."""
_QUIET_MS = 80
"""No change of the document for so long counts as drawn."""
_LINKS = 200
"""Links tell little of what a page is; looking at thousands of them costs more than the rest."""
_CONTROLS = 300
"""A form that a person fills in has fewer fields; a sheet of a thousand is none."""
_SETTLE_MS = 1_500
_SETTLE_EMPTY_MS = 6_000
"""A page that shows no control yet may still be fetching them."""


@lru_cache(maxsize=1)
def _quiet() -> str:
    return files("bot").joinpath("quiet.js").read_text(encoding="utf-8")


def settle(page: "Page", *, patience: float) -> None:
    """Wait until the loaded page has stopped drawing itself; told by its own changes, not by the clock."""
    limit = min(_SETTLE_EMPTY_MS, int(patience * 1000))
    page.locator(ROOT).evaluate(
        _quiet(), {"quiet": _QUIET_MS, "most": min(_SETTLE_MS, limit), "empty": limit}, timeout=limit + 2_000
    )


def inspect(page: "Page", status: int | None = None) -> dict[str, Any]:
    """What the page is and which fields it has: the object that ``optout inspect --json`` prints."""
    began = time.perf_counter()
    survey = take(page, status, links=_LINKS, many=_CONTROLS)
    sight = look(survey)
    spent = (time.perf_counter() - began) * 1000
    return {
        "final_url": survey.url,
        "status": status,
        "page": sight.kind.value,
        "why": sight.why,
        "captcha": bool(sight.captcha) or sight.kind is SightKind.CAPTCHA,
        "fields": [
            {
                "kind": f.kind.value,
                "selector": f.element.selector,
                "confidence": f.confidence,
                "why": f.why,
                **({"login": True} if f.login else {}),
                **({"frame": survey.frames[f.element.frame].url} if f.element.frame else {}),
            }
            for f in sight.fields
        ],
        "ms": round(spent, 1),
    }


def inspect_urls(context: "BrowserContext", urls: Iterable[str], *, patience: float) -> Iterator[dict[str, Any]]:
    """One object per address, in order. ``patience``: seconds for loading.

    What could not be looked at has ``error``: an address that fails is ``no_network``, what is no page ``unknown``.
    """
    from playwright.sync_api import Error  # noqa: PLC0415 - `optout --help` needs no browser

    warm()
    first = context.new_page()
    take(first)  # a browser's first look costs several times the later ones
    first.close()
    for url in urls:
        if not _is_address(url):
            yield {"url": url, **_failed(NO_ADDRESS, SightKind.UNKNOWN)}
            continue
        page = context.new_page()
        page.on("dialog", _dismiss)
        page.on("download", _refuse)
        try:
            yield {"url": url, **_visit(page, url, patience)}
        except (Error, ValueError, RecursionError) as error:  # the last two: what a page said could not be read
            yield {"url": url, **_failed(str(error))}
        finally:
            with suppress(Error):  # its renderer may be gone, or too busy to say goodbye
                page.close()


def _visit(page: "Page", url: str, patience: float) -> dict[str, Any]:
    from playwright.sync_api import Error  # noqa: PLC0415
    from playwright.sync_api import TimeoutError as Late  # noqa: PLC0415

    status: int | None = None
    answer: Response | None = None
    try:
        answer = page.goto(url, wait_until="load", timeout=patience * 1000)
        status = answer.status if answer is not None and url.startswith("http") else None
    except Late:
        if page.url in {"about:blank", ""}:
            raise
    kind = answer.headers.get("content-type", "") if answer is not None else ""
    if kind and not _PAGE.match(kind):
        return {
            **_failed(f"not a page: {kind[:60]}", SightKind.UNKNOWN),
            "final_url": page.url,
            "status": status,
        }
    try:
        settle(page, patience=patience)
    except Error:  # it moved on while we watched: look at what is there now
        page.wait_for_load_state("load", timeout=patience * 1000)
    return inspect(page, status)


_SCHEMES = frozenset({"http", "https", "file", "about", "data"})
NO_ADDRESS = "not an address: http://, https:// or file:// is expected"


def _is_address(url: str) -> bool:
    try:
        return urlsplit(url).scheme.lower() in _SCHEMES
    except ValueError:
        return False


def _failed(error: str, page: SightKind = SightKind.NO_NETWORK) -> dict[str, Any]:
    reason = (error.splitlines() or ["nothing was said"])[0][:200]
    return {
        "error": reason,
        "final_url": "",
        "status": None,
        "page": page.value,
        "why": reason,
        "captcha": False,
        "fields": [],
        "ms": 0.0,
    }


def _dismiss(dialog: "Dialog") -> None:
    dialog.dismiss()


def _refuse(download: "Download") -> None:
    download.cancel()
