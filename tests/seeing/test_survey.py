"""One look tells what a person could see, type into and press."""
# ruff: noqa: E501 - a page stays on one line

import pytest
from playwright.sync_api import Page

from bot.survey import Element, locator, take


def named(sheet: Page, html: str) -> dict[str, Element]:
    sheet.set_content(html)
    return {c.name: c for c in take(sheet).controls}


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "visibility:hidden",
        "opacity:0",
        "position:absolute;left:-9999px",
        "position:absolute;top:-4000px",
        "width:0;height:0;overflow:hidden",
        "max-height:0;overflow:hidden",
        "position:absolute;clip:rect(0,0,0,0)",
        "clip-path:inset(50%)",
        "transform:translateX(-300vw)",
        "transform:scale(0)",
        "position:absolute;z-index:-1;opacity:0.01",
        "filter:opacity(0)",
        "content-visibility:hidden",
    ],
)
def test_what_nobody_can_see_is_not_visible(sheet: Page, style: str) -> None:
    """A field hidden by style, on itself or on the box around it, is a trap and not a field."""
    seen = named(
        sheet,
        f'<form><div style="{style}"><p><input name="inside"></p></div><input name="itself" style="{style}"><input name="plain"></form>',
    )

    assert (False, True) == (seen["inside"].visible, seen["plain"].visible)
    if "overflow" not in style and "content-visibility" not in style and "max-height" not in style:
        assert not seen["itself"].visible


def test_hidden_inert_and_closed_are_not_visible(sheet: Page) -> None:
    """The attributes hidden and inert, and a closed details element, count like style."""
    seen = named(
        sheet,
        "<div hidden><input name=a></div><div inert><input name=b></div><details><summary>x</summary><input name=c></details><input name=d>",
    )

    assert [False, False, False, True] == [seen[n].visible for n in "abcd"]


def test_what_lies_below_the_fold_or_in_a_scroller_is_visible(sheet: Page) -> None:
    """A person can scroll."""
    seen = named(
        sheet,
        '<div style="height:3000px"></div><input name=a><div style="height:80px;overflow:auto"><div style="height:900px"></div><input name=b></div>',
    )

    assert [True, True] == [seen[n].visible for n in "ab"]


def test_a_field_under_an_opaque_cover_is_not_visible(sheet: Page) -> None:
    """What the page itself paints over is not for people; a label or a dialog over it is another matter."""
    seen = named(
        sheet,
        '<div style="position:relative;height:40px"><input name=a style="width:200px"><div style="position:absolute;inset:0;background:#fff"></div></div>'
        '<div style="position:relative"><input id=i name=b><label for=i style="position:absolute;left:0;top:0;width:160px;background:#fff">Email</label></div>',
    )

    assert [False, True] == [seen[n].visible for n in "ab"]


@pytest.mark.parametrize(
    "html",
    [
        '<input id="a.b:c" class="x">',
        '<input id="1abc"><input id="1abd">',
        '<input id="same"><input id="same" data-me>',
        "<input name='q\"uo]te'>",
        "<form><input name=id><input name=children><input name=action><input></form>",
        '<div id="r1x9k2q7"><p><input></p></div>',
        '<input id="фамилия">',
        '<input id=":r1:"><input id=":r2:">',
    ],
)
def test_a_selector_finds_its_element_alone(sheet: Page, html: str) -> None:
    """Whatever a page calls its elements, the selector is valid and finds exactly one, the right one."""
    sheet.set_content(html)
    for index, control in enumerate(take(sheet).controls):
        assert 1 == sheet.locator(control.selector).count()
        assert sheet.evaluate(
            "([s, i]) => document.querySelector(s) === document.querySelectorAll('input')[i]", [control.selector, index]
        )


def test_ids_made_by_machines_are_not_relied_on(sheet: Page) -> None:
    """An id that changes with every load says nothing; a path does."""
    seen = named(sheet, '<form><input id="x7f3a9c2e1" name=""></form>')

    assert "x7f3" not in seen[""].selector


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<label>Mail<input></label>", "Mail"),
        ("<label for=i>Mail</label><input id=i>", "Mail"),
        ("<span id=s>Mail</span><input aria-labelledby=s>", "Mail"),
        ("<p>Mail:<br><input><br>Phone:<br><input></p>", "Mail:"),
        ("<table><tr><td>Mail</td><td><input></td></tr></table>", "Mail"),
        ("<table><tr><th>Mail</th><th>Phone</th></tr><tr><td><input></td><td><input></td></tr></table>", "Mail"),
        ("<div><div>Mail</div><div><div><input></div></div></div>", "Mail"),
        ("<div><input><span>Mail</span></div>", "Mail"),
        ("<form><input> Mail<br><input> Phone<br></form>", "Mail"),
        ("<dl><dt>Mail</dt><dd><input></dd></dl>", "Mail"),
    ],
)
def test_the_words_that_belong_to_a_control(sheet: Page, html: str, words: str) -> None:
    """However a page lays out its labels, the right one is found."""
    sheet.set_content(html)
    control = take(sheet).controls[0]

    assert words == (control.label or control.nearby)


def test_secrets_and_options(sheet: Page) -> None:
    """The value of a password field is never read; a list tells its options."""
    seen = named(
        sheet,
        '<input type=password name=p value="secret"><input name=t value="plain"><select name=s><option value=a>One<option selected value=b>Two</select>',
    )

    assert ("", "plain") == (seen["p"].value, seen["t"].value)
    assert (("a", "One"), ("b", "Two")) == seen["s"].options


def test_dialogs_and_what_they_block(sheet: Page) -> None:
    """A dialog by role and a plain box floating over the page are both told."""
    sheet.set_content(
        '<p>text</p><div style="position:fixed;inset:50px;background:#fff" role="dialog" aria-modal="true"><p>Hello</p><button>Close</button></div>'
    )
    survey = take(sheet)

    assert survey.blocked_by_dialog
    assert ["Hello Close"] == [d.text for d in survey.dialogs]
    assert [True] == [p.dialog for p in survey.pressables]


def test_a_frame_nobody_sees_is_left_out(sheet: Page) -> None:
    """A field in a hidden frame is as hidden as the frame."""
    sheet.set_content(
        '<iframe style="display:none" srcdoc="<input name=a>"></iframe><iframe width=300 height=100 srcdoc="<input name=b>"></iframe>'
    )
    for frame in sheet.frames:
        frame.wait_for_load_state()
    survey = take(sheet)
    shown = [c for c in survey.controls if c.visible]

    assert ["b"] == [c.name for c in shown]
    assert 1 == locator(sheet, survey, shown[0]).count()


def test_an_empty_and_a_huge_page_are_survived(sheet: Page) -> None:
    """No page, however strange, stops a look; limits hold."""
    sheet.set_content("")
    assert "" == take(sheet).text
    sheet.set_content("<p>" + "word " * 20_000 + "</p>" + '<a href="#x">link</a>' * 5_000)
    survey = take(sheet)

    assert 30_000 >= len(survey.text)
    assert 3_000 == len(survey.pressables)
