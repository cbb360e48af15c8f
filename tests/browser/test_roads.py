"""Links as other people build them: where they are, what they are called, and where they lead."""

# ruff: noqa: E501  # pages stand here as they are served

import pytest

from tests.browser.conftest import ADDRESS, Walker
from tests.browser.other_town import OtherTown, Page
from tests.browser.pages import BUTTON, FIELD, FORM, SUCCESS, form, posting, shell

HOST = "www.facebook.com"
CENTER, GENAI, OBJECT = f"{HOST}/privacy/center/", f"{HOST}/privacy/genai", "/help/contact/712876720715583"
AI_AT_META, THROUGH_SETTINGS = 3, 4
"""Places in the flow's list of ways."""
POST = {f"POST {HOST}/send": Page(to="/done"), **SUCCESS}
LINK = f'<a href="{OBJECT}">Submit an objection request</a>'
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def ending(link: str, **more: Page) -> dict[str, Page]:
    """The road over AI at Meta, whose last link is built in this way."""
    return {
        CENTER: Page(shell('<a href="/privacy/genai">AI at Meta</a>')), GENAI: Page(shell(link)),
        **posting(FIELD + BUTTON), **{f"{HOST}/{name}": page for name, page in more.items()},
    }  # fmt: skip


ROADS = {
    "a new tab": ending(LINK.replace("<a ", "<a target=_blank ")),
    "a new tab that keeps its opener to itself": ending(LINK.replace("<a ", '<a target=_blank rel="noopener" ')),
    "a name that only a screen reader says": ending(f'<a href="{OBJECT}" aria-label="Submit an objection request">→</a>'),
    "a picture with its name": ending(
        f'<a href="{OBJECT}"><img width=60 height=20 src="{PIXEL}" alt="Submit an objection request"></a>'
    ),
    "in the middle of a sentence": ending(f'<p>You may <b><a href="{OBJECT}">submit an objection\u00a0request</a></b>, or not.</p>'),
    "a button with a script": ending(f"<div role=button tabindex=0 onclick=\"location='{OBJECT}'\">Submit an objection request</div>"),
    "the same link twice": ending(LINK + "<p>And again at the foot:</p>" + LINK),
    "over a redirect": ending('<a href="/go">Submit an objection request</a>', go=Page(to=OBJECT)),
    "over the site's own exit": ending(
        f'<a href="/l.php?u=https%3A%2F%2F{HOST}%2Fhelp%2Fcontact%2F712876720715583">Submit an objection request</a>',
        **{"l.php": Page(to=OBJECT)},
    ),
    "under a bar that covers it": ending(
        f'<div style="height:3000px"></div>{LINK}<div style="position:fixed;left:0;right:0;bottom:0;height:90%;background:#eee">Read this first</div>'
    ),
    "drawn late": ending(f"<div id=m></div><script>setTimeout(() => {{m.innerHTML = `{LINK}`}}, 2500)</script>"),
    "an optional screen that comes late": {
        CENTER: Page(shell("<div id=m>…</div><script>setTimeout(() => {m.innerHTML = '<a href=/topics>Privacy Topics</a>'}, 2500)</script>")),
        f"{HOST}/topics": Page(shell('<a href="/privacy/genai">AI at Meta</a>')), GENAI: Page(shell(LINK)), **posting(FIELD + BUTTON),
    },
    "the look-alike beside it": ending(
        f'<a href="/help/contact/510058597920541">Submit an objection request</a> {LINK}'
    ),
}  # fmt: skip

MENUS = {
    "a menu that opens when pressed": "<button onclick=\"n.hidden = !n.hidden\">Menu</button><nav id=n hidden>%s</nav>",
    "a menu that opens under the mouse": "<style>nav ul {display: none} nav:hover ul {display: block}</style><nav><button>Menu</button><ul>%s</ul></nav>",
    "three bars with a name": "<button aria-label=\"Account menu\" onclick=\"n.style.display='block'\">☰</button><div id=n style=\"display:none\">%s</div>",
}  # fmt: skip


@pytest.mark.parametrize("pages", ROADS.values(), ids=ROADS)
def test_a_link_is_followed_however_it_is_built(walker: Walker, town: OtherTown, pages: dict[str, Page]) -> None:
    """The road ends at the form, which is sent once."""
    town.show(pages)

    outcome = walker.walk(way=AI_AT_META)

    assert ("", "acknowledged", 1) == (outcome.obstacle, outcome.page, outcome.requests), outcome
    assert 1 == len(town.told(ADDRESS))


@pytest.mark.parametrize("menu", MENUS.values(), ids=MENUS)
def test_a_menu_is_opened_first(walker: Walker, town: OtherTown, menu: str) -> None:
    """What lies in a menu is reached through it."""
    town.show({
        f"{HOST}/": Page(shell(menu % "<a href=/set>Settings &amp; privacy</a>")),
        f"{HOST}/set": Page(shell("<a href=/privacy/center/>Privacy\u00a0Center</a>")),
        CENTER: Page(shell(f"<p>You have the right. If you want, <a href='{OBJECT}'>object</a>.</p>")),
        **posting(FIELD + BUTTON),
    })  # fmt: skip

    outcome = walker.walk(way=THROUGH_SETTINGS)

    assert ("", "acknowledged", 1) == (outcome.obstacle, outcome.page, outcome.requests), outcome


def test_two_targets_with_the_same_words_stop_the_walk(walker: Walker, town: OtherTown) -> None:
    """A machine must not choose between two forms that nobody knows."""
    town.show(ending('<a href="/one">Submit an objection request</a> <a href="/two">Submit an objection request</a>'))

    outcome = walker.walk(way=AI_AT_META)

    assert ("label_drift", 0) == (outcome.obstacle, outcome.intents), outcome
    assert "2 different targets" in outcome.seen


def test_a_link_that_changed_its_words_is_known_by_its_address(walker: Walker, town: OtherTown) -> None:
    """The walk goes on, and the drift is recorded."""
    town.show(ending(f'<a href="{OBJECT}">Say no</a>'))

    outcome = walker.walk(way=AI_AT_META)

    assert ("acknowledged", ["submit an objection request"]) == (outcome.page, outcome.drifted), outcome


def test_what_came_nearest_is_told(walker: Walker, town: OtherTown) -> None:
    """A link whose words and address are both unknown is not pressed; the hint lists what was there."""
    town.show(ending('<a href="/x">Make an objection</a>'))

    outcome = walker.walk(way=AI_AT_META)

    assert "label_drift" == outcome.obstacle
    assert "make an objection" in outcome.seen


def test_a_tab_that_opens_by_itself_is_left_alone(walker: Walker, town: OtherTown) -> None:
    """Only what our own press opened is followed."""
    opens = "<script>setTimeout(() => window.open('https://collector.example/ad'), 50)</script>"
    town.show(
        {FORM: Page(shell(opens + form(FIELD + BUTTON))), "collector.example/ad": Page(shell(form(FIELD))), **POST}
    )

    outcome = walker.walk()

    assert ("", "acknowledged") == (outcome.obstacle, outcome.page), outcome


def test_a_session_that_is_taken_away_on_the_road_is_a_loop(walker: Walker, town: OtherTown) -> None:
    """The session was good on one page and is gone on the next: that is no wall, it is the web view that forgets."""
    session = [{"name": "xs", "value": "s" * 20, "domain": ".facebook.com", "path": "/", "httpOnly": True, "secure": True,
                "expires": -1, "sameSite": "None"}]  # fmt: skip
    town.show({
        CENTER: Page(shell('<a href="/privacy/genai">AI at Meta</a>')), GENAI: Page(shell(LINK)),
        FORM: Page(to="/login/", cookie="xs=; Domain=facebook.com; Path=/; Secure; HttpOnly; Max-Age=0"),
        f"{HOST}/login/": Page(shell("<form><input type=email name=e><input type=password name=p><button>Log in</button></form>")),
    })  # fmt: skip

    outcome = walker.walk(way=AI_AT_META, cookies=session)

    assert "login_loop" == outcome.obstacle
