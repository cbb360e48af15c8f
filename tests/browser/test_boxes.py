"""Where a person stands on a picture is found however the page sets it, and black is all that is left of it."""

# ruff: noqa: E501  # pages stand here as they are served

import io
import json

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from bot.browser.boxes import places_of
from bot.dossier.share.pictures import blacked_out, boxes_in
from bot.household import Private
from tests.browser.conftest import ADDRESS, Walker
from tests.browser.other_town import OtherTown
from tests.browser.pages import BUTTON, FIELD, posting

ONE = Private(names=("Anna Muster",), emails=("anna.muster@example.org",), phones=("+33612345678",), ids=("a-meta",))
OTHER = Private(names=("Otto Kabale",), emails=("otto.kabale@example.net",), phones=("+33698765432",), ids=("o-meta",))
"""Of the same lengths, so that in letters of one width both pages are set alike."""
STYLE = "<!doctype html><meta charset=utf-8><style>* {{ font: 16px monospace }} p {{ margin: 6px }}</style>"
PAGES = {
    "plain": "<p>Signed in as {n}, {m}</p>",
    "over several elements": "<p>Hello <b>{n1}</b> <i>{n2}</i>, write to {m1}<wbr>@<span>{m2}</span></p>",
    "capitals": "<p style='text-transform: uppercase'>{n}</p>",
    "first name alone": "<p>{n1}'s account</p>",
    "no-break space and soft hyphen": "<p>{n1}&nbsp;{n2} {n1}&shy;{n2}</p>",
    "number with blanks": "<p>Call {p} now</p>",
    "field": "<input value='{m}' size=40><input placeholder='{n}'><textarea>{n}</textarea>",
    "list": "<select><option>{m}</select>",
    "shadow tree": "<x-a></x-a><script>document.querySelector('x-a').attachShadow({{mode: 'open'}}).innerHTML = '<p>{n}</p>'</script>",
    "drawn text": "<svg width=600 height=40><text y=20>{n}</text></svg>",
    "account id": "<p>profile/{i}/about</p>",
    "below the fold": "<div style='height: 1500px'></div><p>{n}</p>",
    "a frame": "<iframe srcdoc='<p>{n}</p>' width=500 height=80></iframe>",
    "a canvas": "<canvas id=c width=500 height=60></canvas><script>c.getContext('2d').fillText('{n}', 10, 30)</script>",
}


def _shown(page: Page, html: str, who: Private) -> tuple[bytes, Image.Image]:
    """What the page shows of somebody, and the same in black."""
    (first, last), mail = who.names[0].split(), who.emails[0]
    digits = who.phones[0]
    told = {"n": who.names[0], "n1": first, "n2": last, "m": mail, "m1": mail.split("@")[0], "m2": mail.split("@")[1],
            "p": f"0{digits[3]} {digits[4:6]} {digits[6:8]} {digits[8:10]} {digits[10:]}", "i": who.ids[0]}  # fmt: skip
    page.set_content((STYLE + html).format(**told))
    note = places_of(page, who, whole=True)
    picture = page.screenshot(full_page=True, type="png", scale="css", caret="initial")
    assert note is not None
    boxes = boxes_in(note)
    assert boxes is not None
    black = blacked_out(picture, boxes)
    assert black is not None
    return picture, Image.open(io.BytesIO(black))


@pytest.mark.parametrize("name", PAGES)
def test_two_people_look_the_same_in_black(browser: Browser, name: str) -> None:
    """The pictures differ; blacked out they are the same, pixel by pixel, and not all black."""
    page = browser.new_page(viewport={"width": 900, "height": 600})

    one, one_black = _shown(page, PAGES[name], ONE)
    other, other_black = _shown(page, PAGES[name], OTHER)

    assert one != other
    assert one_black.tobytes() == other_black.tobytes()
    assert one_black.getextrema() != ((0, 0), (0, 0), (0, 0))
    page.close()


def test_words_that_only_contain_a_part_of_a_name_stay(browser: Browser) -> None:
    """«Annapolis» is not Anna."""
    page = browser.new_page()
    page.set_content("<p>Annapolis and Mustering</p>")

    assert [] == boxes_in(places_of(page, ONE, whole=False) or b"")
    page.close()


def test_a_page_full_of_the_name_is_no_picture(browser: Browser) -> None:
    """More boxes than a copy can draw: no note, and the picture is left out."""
    page = browser.new_page()
    page.set_content("<p>Anna Muster</p>" * 2500)

    assert places_of(page, ONE, whole=True) is None
    page.close()


def test_a_walk_leaves_the_places_beside_its_pictures(walker: Walker, town: OtherTown) -> None:
    """One note for each picture of a page that stood still; the note holds places and no value."""
    town.show(posting(FIELD + BUTTON))

    folder = walker.walk().folder

    pictures = {path.stem for path in folder.iterdir() if path.suffix in {".jpg", ".png"}}
    notes = {path.name.removesuffix(".boxes.json"): path.read_text() for path in folder.glob("*.boxes.json")}
    filled = [text for name, text in notes.items() if "fill-account" in name]
    assert set(notes) <= pictures
    assert filled
    assert all(json.loads(text)["boxes"] for text in filled)
    assert not [text for text in notes.values() if ADDRESS in text or "Muster" in text]
