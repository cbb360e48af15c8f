"""One browser in a town whose pages are written in the tests."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.browser import Chromium
from bot.browser.eyes import Eyes
from bot.browser.pointing import Pointing, clicked
from bot.household import Account
from bot.phrasebook import Phrasebook
from bot.probe import passer_by
from bot.teach import Lesson, Need
from bot.teach.lesson import Scene
from bot.world import chromium_arguments, load
from flows import PHRASES
from tests.browser.other_town import OtherTown, Page
from tests.teach.hand import LINK, Point, Room


@pytest.fixture(scope="module")
def book() -> Phrasebook:
    """The shipped wordings."""
    return Phrasebook.load(PHRASES)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherTown]:
    """A town whose pages are written here."""
    with OtherTown(tmp_path_factory.mktemp("elsewhere")) as town:
        yield town


@pytest.fixture(scope="module")
def room(elsewhere: OtherTown, installed_chromium: Path) -> Iterator["Room[Any]"]:
    """One browser that lives there, in a thread of its own: Playwright allows one at a time in each."""
    chromium = Chromium(installed_chromium, chromium_arguments(load(elsewhere.world)))
    with ThreadPoolExecutor(1) as thread:
        thread.submit(chromium.__enter__).result()
        yield lambda work: thread.submit(work, chromium).result()
        thread.submit(chromium.__exit__).result()


@pytest.fixture
def anna() -> Account:
    """Somebody who speaks French."""
    return replace(passer_by("facebook", "fr", "FR"), email="anna@example.org", person_name="Anna Exemple")


@pytest.fixture
def point(room: "Room[Any]", elsewhere: OtherTown, book: Phrasebook, anna: Account) -> Point:
    """Show a page of the platform, press one thing, and say what would be remembered."""

    def press(html: str, what: str, need: Need = LINK, path: str = "/privacy/center/") -> Any:  # noqa: ANN401 - a Lesson
        def work(chromium: Chromium) -> Lesson:
            page = chromium.context(locale="fr-FR").new_page()
            pointing = Pointing(page.context)
            eyes = Eyes(page, book, book.hosts("facebook"), 5.0)
            page.goto(f"https://www.facebook.com{path}")
            with pointing.armed() as clicks:
                page.locator(what).first.click(no_wait_after=True)
                while not clicks:
                    eyes.wait_for_change(0.1)
                seen = eyes.survey()
            assert seen is not None
            scene = Scene(seen, eyes.name(seen), book, eyes.hosts, anna)
            page.context.close()
            return scene.lesson(need, clicked(seen, clicks[0]), "2026-11-22")

        elsewhere.show({f"www.facebook.com{path}": Page(f"<html><body>{html}")})
        return room(work)

    return press
