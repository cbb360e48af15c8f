"""What is kept of a page that is an exhibit, beside its picture: the page itself, scrubbed, as DOM and as MHTML."""

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from bot import scrub
from bot.browser.picture import Lens

LARGEST = 2 << 20
"""Bytes of one file after scrubbing."""


def page_files(page: Page, lens: Lens) -> tuple[dict[str, bytes], dict[str, object]]:
    """Suffix to bytes of what could be kept, and facts for the log: how much was taken out, and what is missing why."""
    files: dict[str, bytes] = {}
    taken: dict[str, object] = {}
    _dom(page, files, taken)
    _mhtml(page, lens, files, taken)
    return files, {"scrubbed": taken} if taken else {}


def _dom(page: Page, files: dict[str, bytes], taken: dict[str, object]) -> None:
    """The document as it stands now."""
    try:
        source = page.content()
    except PlaywrightError as why:
        taken["dom.html"] = _reason(why)
        return
    _keep("dom.html", source.encode("utf-8", "replace"), files, taken)


def _mhtml(page: Page, lens: Lens, files: dict[str, bytes], taken: dict[str, object]) -> None:
    """The page with its style and frames, as the browser packs them."""
    try:
        source = lens.packed(page)
    except PlaywrightError as why:
        taken["mhtml"] = _reason(why)
        return
    _keep("mhtml", source.encode("utf-8", "surrogateescape"), files, taken)


def _keep(suffix: str, source: bytes, files: dict[str, bytes], taken: dict[str, object]) -> None:
    if len(source) > 4 * scrub.LARGEST:
        taken[suffix] = "too large to be kept"
        return
    if suffix == "mhtml":
        clean, count = scrub.mhtml(source)
    else:
        text, count = scrub.html(source.decode("utf-8", "replace"))
        clean = text.encode("utf-8", "replace")
    if len(clean) > LARGEST:
        taken[suffix] = "too large to be kept"
        return
    files[suffix] = clean
    taken[suffix] = count


def _reason(why: PlaywrightError) -> str:
    return f"not taken: {str(why).splitlines()[0][:100]}"
