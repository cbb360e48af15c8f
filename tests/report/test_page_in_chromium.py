"""The household's report in a real browser."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from bot.report.page import html
from tests.report.axe import WHY_NOT, axe, violations
from tests.report.people import NOW, stories

# a one-pixel PNG, written by hand (2026-11-22)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def chromium(browser: Browser) -> Browser:
    """The session's browser."""
    return browser


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The household's report beside its pictures, on a disk."""
    told = stories(tmp_path / "evidence")
    (tmp_path / "evidence").mkdir()
    for one in told:
        for step in (step for walk in one.walks for step in walk.steps):
            step.pictures[0].write_bytes(PIXEL)
    path = tmp_path / "report.html"
    path.write_text(html("Example", told, language="fr", generated_at=NOW, world="town", folder=tmp_path), "utf-8")
    return path


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_screen_and_shows_its_pictures(chromium: Browser, report: Path, width: int) -> None:
    """Opened from a disk, on a telephone and on a desk: no sideways scrolling, no broken picture, no policy broken."""
    page = chromium.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")

    assert width == page.evaluate("document.documentElement.scrollWidth")
    assert [] == page.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)")
    assert page.locator("img").count() > 0
    assert [] == complaints
    page.close()


def test_the_keyboard_reaches_every_account_and_every_picture(chromium: Browser, report: Path) -> None:
    """The first stop skips to the report; links are stops of their own, each with a visible outline."""
    page = chromium.new_page()
    page.goto(report.as_uri())
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Tab")

    assert "#report" == first
    assert "#a1" == page.evaluate("document.activeElement.getAttribute('href')")
    assert "solid" == page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.close()


def test_on_paper_the_steps_are_unfolded(chromium: Browser, report: Path) -> None:
    """What is folded on a screen is printed: paper cannot be opened."""
    page = chromium.new_page()
    page.goto(report.as_uri())
    step = page.locator("details td").first
    folded = step.is_visible()
    page.emulate_media(media="print")

    assert not folded
    assert step.evaluate("e => e.getBoundingClientRect().height") > 0
    page.close()


@pytest.mark.skipif(axe() is None, reason=WHY_NOT)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(chromium: Browser, report: Path, scheme: Literal["light", "dark"]) -> None:
    """WCAG 2.2 A and AA, and best practice; every folded step opened, by day and by night."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")

    assert [] == violations(page)
    page.close()
