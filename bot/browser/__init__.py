"""A walk in Chromium."""

from collections.abc import Collection
from typing import TypeVar

from playwright.sync_api import BrowserContext

from bot.browser.capture import Camera
from bot.browser.certificates import Certificates
from bot.browser.countries import CountryNames
from bot.browser.errand import Errand
from bot.browser.eyes import Eyes
from bot.browser.launch import Chromium, close, locale_of
from bot.browser.line import Lines
from bot.browser.recording import Recorder
from bot.browser.walk import BrowserWalk
from bot.evidence import Folder
from bot.household import Private

__all__ = [
    "BrowserWalk",
    "Chromium",
    "CountryNames",
    "Errand",
    "Recorder",
    "close",
    "locale_of",
    "open_walk",
]

W = TypeVar("W", bound=BrowserWalk)


def open_walk(  # noqa: PLR0917 - a walk is sent out with as much as it needs
    kind: type[W],
    context: BrowserContext,
    errand: Errand,
    folder: Folder,
    hosts: Collection[str],
    countries: CountryNames,
) -> W:
    """A walk on a new page of the context, with eyes and a camera."""
    page = context.new_page()
    certificates = Certificates(Lines(context))
    certificates.listen(page)
    context.on("page", certificates.listen)
    eyes = Eyes(page, errand.book, hosts, errand.patience)
    camera = Camera(eyes, folder, certificates, private=Private.of(errand.account))
    return kind(page, errand, camera, eyes, countries=countries)
