"""The pages of a dossier in a real browser: they fit, say what happened in words, and axe finds no fault."""

import tomllib
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.chart import Wait, bars, waits
from bot.dossier import seal, share
from bot.household import Private
from tests.dossier import makings
from tests.report.axe import WHY_NOT, axe, violations
from tests.report.test_page_in_chromium import PIXEL

PAGES = ("README.html", "data/timeline.html", "copy/README.html")
OUTCOME = {
    "fr": {"short": "Confirmée", "long": "Une lettre dit que l’opposition est respectée."},
    "en": {"short": "Confirmed", "long": "A letter says that the objection is honoured."},
}

CHARTS = (
    bars("Clics", [("le chemin <court>", 1.0), ("le chemin long", 7.0)], lambda value: f"{value:g}", "–"),
    waits("Temps", [Wait("Facebook", date(2026, 11, 22), None)], date(2026, 11, 30), lambda days, _: f"jours : {days}"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier with real pictures, and beside it a copy for others."""
    root = tmp_path_factory.mktemp("pages")
    events = [{**makings.EVENTS[0], "title": "L’opposition est prévue", "said": "“x” <b>"}, *makings.EVENTS[1:]]
    makings_picture, makings.PICTURE = makings.PICTURE, PIXEL
    try:
        case = makings.case(root, events=events, outcome=OUTCOME, charts=CHARTS)
    finally:
        makings.PICTURE = makings_picture
    sealed = seal(case, root / "case.zip", stamps=[], now=makings.NOW)
    share(sealed.path, root / "copy.zip", household=[Private(("Nobody Known",))], software="x", now=makings.NOW)
    bag = makings.unpack(sealed.path, root / "out")
    makings.unpack(root / "copy.zip", root / "out-copy").rename(bag / "copy")
    return bag


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_asks_for_nothing(browser: Browser, folder: Path, name: str, width: int) -> None:
    """No sideways scrolling on a telephone or a desk, and its own policy is not broken."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((folder / name).as_uri())

    assert width == page.evaluate("document.documentElement.scrollWidth")
    assert [] == complaints
    page.close()


@pytest.mark.skipif(axe() is None, reason=WHY_NOT)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_fault(browser: Browser, folder: Path, name: str) -> None:
    """WCAG 2.2 A and AA, and best practice."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((folder / name).as_uri())

    assert [] == violations(page)
    page.close()


def test_the_first_page_draws_the_effort_and_the_wait(browser: Browser, folder: Path) -> None:
    """Each chart says in words what it shows; what a label holds is never markup."""
    page = browser.new_page()
    page.goto((folder / "README.html").as_uri())

    assert "Effort et durée" in page.inner_text("main")
    assert ["Clics. le chemin <court>: 1; le chemin long: 7.", "Temps. Facebook: jours : 8."] == page.locator(
        "svg.chart desc"
    ).all_text_contents()
    page.close()


def test_the_first_page_says_first_what_came_of_it(browser: Browser, folder: Path) -> None:
    """In the person's language on top, in English below; and how to check it without this program."""
    page = browser.new_page()
    page.goto((folder / "README.html").as_uri())

    leads = page.locator(".lead").all_inner_texts()
    assert ["Confirmée. Une lettre dit que l’opposition est respectée.",
            "Confirmed. A letter says that the objection is honoured."] == leads  # fmt: skip
    assert "L’opposition est prévue" in page.locator("table.events").inner_text()
    assert "“x” <b>" in page.locator("table.events").inner_text()
    assert "sh VERIFY.txt" in page.inner_text("main")
    page.close()


def test_every_language_of_the_letters_has_every_word() -> None:
    """Eight languages, the same keys, the same braces."""
    words = tomllib.loads(resources.files("bot.dossier").joinpath("words.toml").read_text("utf-8"))

    assert {"de", "en", "es", "fr", "it", "nl", "pl", "pt"} == set(words)
    for said in words.values():
        assert set(words["en"]) == set(said)
        assert set(words["en"]["kinds"]) == set(said["kinds"])
        for key, text in words["en"].items():
            if isinstance(text, str):
                assert {part.split("}")[0] for part in text.split("{")[1:]} == {
                    part.split("}")[0] for part in said[key].split("{")[1:]
                }
