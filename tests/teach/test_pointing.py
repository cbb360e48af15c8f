"""What a press is, and what is made of it."""

from typing import Any

import pytest

from bot.browser import Chromium
from bot.browser.pointing import Pointing
from bot.teach import Need, NotThisError
from bot.teach.lesson import KnownAlreadyError
from tests.browser.other_town import OtherTown, Page
from tests.teach.hand import LINK, Point, Room


def test_what_will_be_remembered_is_said_in_plain_words(point: Point) -> None:
    """Words, language, phrase, page, date, and that it will never prove a success."""
    lesson = point("<p>You may <a href='/help/contact/99?token=secret'>dire non ici</a> if you wish.</p>", "a")

    assert (
        "“dire non ici” in French will be followed as “object”, seen on https://www.facebook.com/privacy/center/ on "
        "2026-11-22, taught by you; it will never prove a success. A link to https://www.facebook.com/help/contact/99 "
        "will be followed as well, whatever it says." == lesson.said()
    )


COOKIES = """<div role=dialog aria-modal=true style='position:fixed;inset:20%;background:#fff'><p>We use cookies to help
  personalise content. Allow the use of cookies?</p><button>Allow all cookies</button><button>Manage</button></div>"""
LOG_IN = "<form><input type=email name=email><input type=password name=pass><button>Log in</button></form>"


@pytest.mark.parametrize(("html", "what", "need", "why"), [
    ("<a href='https://www.facebook.com.example/x'>non</a>", "a", LINK, "leaves the platform's own pages"),
    ("<a href='http://www.facebook.com/x'>non</a>", "a", LINK, "leaves the platform's own pages"),
    ("<a href='/l.php?u=https%3A%2F%2Fexample.org%2Fx'>non</a>", "a", LINK, "leaves the platform's own pages"),
    ("<a href='/help/contact/510058597920541'>non</a>", "a", LINK, "third parties"),
    (LOG_IN, "[type=password]", Need("account e-mail", "field"), "password"),
    (LOG_IN, "[type=email]", Need("account e-mail", "field"), "belongs to a log-in"),
    (COOKIES, "button >> nth=0", LINK, "cookie dialog"),
    (COOKIES, "button >> nth=1", LINK, "cookie dialog"),
    ("<p id=p>nothing at all</p>", "#p", LINK, "no link, button or field"),
    ("<input name=x placeholder='Message'>", "input", LINK, "That is a field"),
    ("<a href='/x'>Anna Exemple</a><a href='/x?as=1'>Other</a>", "a", LINK, "bears no words that may be kept"),
    ("<button>more</button><button>more</button>", "button", LINK, "cannot be told from something else"),
    ("<a href='/x'>non</a>", "a", Need("request received", "proof"), "decides what a page has answered"),
])  # fmt: skip
def test_what_must_not_be_remembered_is_refused_with_a_sentence(
    point: Point, html: str, what: str, need: Need, why: str
) -> None:
    """Foreign hosts, secrets, log-ins, cookie dialogs, the look-alike form, and whatever cannot be told again."""
    with pytest.raises(NotThisError, match=why):
        point(html, what, need)


def test_on_the_look_alike_nothing_is_remembered(point: Point) -> None:
    """A button of the form for information from third parties is refused."""
    with pytest.raises(NotThisError, match="third parties"):
        point("<form><textarea></textarea><button>Envoyer</button></form>", "button", Need("submit", "send"),
              "/help/contact/510058597920541")  # fmt: skip


def test_what_is_known_already_is_not_repeated(point: Point) -> None:
    """A link that is found by what is shipped needs no lesson."""
    with pytest.raises(KnownAlreadyError):
        point("<a href='/somewhere'>Opposer</a>", "a")


def test_a_link_without_words_is_known_by_its_address(point: Point) -> None:
    """An icon without a name is remembered by where it leads, if nothing else on the page leads there."""
    lesson = point("<a href='/x9?q=1'><svg width=20 height=20><rect width=20 height=20 /></svg></a>", "a")

    assert ("", "https://www.facebook.com/x9") == (lesson.words, lesson.target)
    assert "?q" not in lesson.pattern


def test_a_press_reaches_neither_page_nor_network(room: "Room[Any]", elsewhere: OtherTown) -> None:
    """While armed, a press is reported; no listener of the page hears it, nothing is followed, typed or sent."""
    hits = "for (const t of ['pointerdown', 'mousedown', 'click', 'keydown', 'submit']) addEventListener(t, hit, true)"
    html = f"""<script>hits = 0; hit = () => hits++; {hits}</script><a href=/next onmousedown="location='/away'">on</a>
      <form action=/sent method=post><input id=i><button>send</button></form><div id=d role=button tabindex=0>box</div>
      <iframe src=https://inner.meta.com/></iframe>"""
    inner = "<button onclick=\"parent.location='/away'\">inner</button>"
    elsewhere.show({"www.facebook.com/": Page(html), "inner.meta.com/": Page(inner)})

    def work(chromium: Chromium) -> tuple[int, str, list[str], int]:
        page = chromium.context(locale="en").new_page()
        pointing = Pointing(page.context)
        page.goto("https://www.facebook.com/")
        with pointing.armed() as clicks:
            page.locator("a").click(no_wait_after=True)
            page.locator("button").click(no_wait_after=True)
            page.frames[1].locator("button").click(no_wait_after=True)
            page.locator("#d").focus()
            page.keyboard.press("Enter")
            page.locator("#i").focus()
            page.keyboard.type("typed")
            page.keyboard.press("Enter")
            heard = page.evaluate("hits")
            while len(clicks) < len(PRESSED):
                page.wait_for_timeout(20)
            reported = sorted(f"{click.chain[0][0]} {click.url}" for click in clicks)
        typed = page.locator("#i").input_value()
        page.locator("#d").click()
        after = page.evaluate("hits")
        page.context.close()
        return heard, typed, reported, after

    heard, typed, reported, after = room(work)

    assert (0, "") == (heard, typed)
    assert PRESSED == reported
    assert after > 0
    assert {"https://www.facebook.com/", "https://inner.meta.com/"} == {one.url for one in elsewhere.heard} - {ICON}


ICON = "https://www.facebook.com/favicon.ico"
PRESSED = [
    "a https://www.facebook.com/",
    "button https://inner.meta.com/",
    "button https://www.facebook.com/",
    "div https://www.facebook.com/",
]
