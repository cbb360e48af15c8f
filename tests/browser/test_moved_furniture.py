"""Furniture that was moved: a link that is folded away, far down, in a tab, or past a screen that is no more."""

# ruff: noqa: E501  # pages stand here as they are served

import pytest

from tests.browser.conftest import ADDRESS, Walker
from tests.browser.other_town import Answers, Heard, OtherTown, Page
from tests.browser.pages import BUTTON, FIELD, FORM, RECEIVED, SUCCESS, form, posting, shell

HOST, INSTAGRAM, CENTER = "www.facebook.com", "www.instagram.com", "privacycenter.instagram.com"
OBJECT = "/help/contact/712876720715583"
LINK = f'<a href="{OBJECT}">Submit an objection request</a>'
AI_AT_META, THROUGH_SETTINGS = 3, 4
"""Places in the flow's list of ways."""
FOLDED = "<h3><button aria-expanded=false onclick=\"%s.hidden=false;this.setAttribute('aria-expanded', true)\">%s</button></h3><div id=%s hidden>%s</div>"
LATE = "<div id=end style='height:300px'></div><script>new IntersectionObserver((e, o) => {if (e[0].isIntersecting) {o.disconnect(); setTimeout(() => {end.innerHTML = `%s`}, 300)}}).observe(end)</script>"
TABS = "<div role=tablist><div role=tab tabindex=0 aria-selected=true>Overview</div><div role=tab tabindex=0 aria-selected=false onclick='x.hidden=false'>Your choices</div></div><div id=x hidden>%s</div>"

PLACES = {
    "behind words that say there is more": "<p>We train. <span role=button tabindex=0 onclick='x.hidden=false;this.remove()'>See more</span></p><div id=x hidden>%s</div>",
    "in a summary": "<details><summary>Your rights</summary>%s</details>",
    "in the second fold": FOLDED % ("y", "How it works", "y", "By learning.") + FOLDED % ("x", "What can I do?", "x", "%s"),
    "in another tab": TABS,
    "drawn when one comes near": "<div style='height:2500px'>Much.</div>" + LATE,
    "drawn when one comes near, in a box": "<div style='height:400px;overflow:auto'><div style='height:2500px'>Much.</div>" + LATE + "</div>",
}  # fmt: skip


def over_ai(inside: str) -> dict[str, Page]:
    """The road over AI at Meta, whose last page is this."""
    return {
        f"{HOST}/privacy/center/": Page(shell("<a href='/privacy/genai'>“AI at Meta”</a>", title="Privacy Center")),
        f"{HOST}/privacy/genai": Page(shell(inside, title="AI at Meta")),
        **posting(FIELD + BUTTON),
    }


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_link_is_looked_for_further(walker: Walker, town: OtherTown, place: str) -> None:
    """What is folded away or further down is found as a person finds it, and the walk goes on."""
    town.show(over_ai(place % LINK))

    outcome = walker.walk(way=AI_AT_META)

    assert ("", "acknowledged", 1, []) == (outcome.obstacle, outcome.page, outcome.requests, outcome.drifted), outcome


def test_nothing_but_what_unfolds_is_pressed(walker: Walker, town: OtherTown) -> None:
    """A button that does something, a menu, and a summary that is a link elsewhere are left alone."""
    does = "<button onclick=\"fetch('/did', {method: 'POST'})\">%s</button>"
    town.show(over_ai(
        does % "Delete my account" + does.replace("<button", "<button aria-expanded=false aria-haspopup=menu") % "Menu"
        + "<a href=/away aria-expanded=false>Read on</a><details><summary>Nothing</summary>Nothing.</details>"
    ))  # fmt: skip

    outcome = walker.walk(way=AI_AT_META)

    assert "label_drift" == outcome.obstacle
    assert [] == [heard.url for heard in town.heard if heard.url.endswith(("/did", "/away"))]


def test_a_screen_that_is_no_more_is_passed_over(walker: Walker, town: OtherTown) -> None:
    """The settings lead straight to the privacy center: the walk goes on from there and records the drift."""
    form_at = "help.instagram.com/contact/767264225370182"
    town.show({
        f"{INSTAGRAM}/": Page(shell("<button aria-label=Options onclick='m.hidden=false'>…</button><div id=m hidden><a href=/s/>Settings</a></div>")),
        f"{INSTAGRAM}/s/": Page(shell(f"<a href='https://{CENTER}/'>Privacy Center</a>")),
        f"{CENTER}/": Page(shell(f"<p>You can <a href='https://{form_at}'>object</a>.</p>")),
        form_at: Page(shell(form(FIELD + BUTTON))), "POST help.instagram.com/send": Page(shell(RECEIVED)),
    })  # fmt: skip

    outcome = walker.walk("instagram", THROUGH_SETTINGS)

    assert ("", "acknowledged", ["more info and support"]) == (outcome.obstacle, outcome.page, outcome.drifted), outcome


def test_of_two_known_targets_the_one_about_ai_is_meant(walker: Walker, town: OtherTown) -> None:
    """The form about AI stands before the general one, whatever their order on the page."""
    town.show({
        f"{HOST}/": Page(shell("<a href=/sp>Your profile</a>")), f"{HOST}/sp": Page(shell("<a href=/sp2>Settings &amp; privacy</a>")),
        f"{HOST}/sp2": Page(shell("<a href=/privacy/center/>Privacy Center</a>")),
        f"{HOST}/privacy/center/": Page(shell(f"You may <a href='/help/contact/1994830130782319'>object</a> to ads, and you may <a href='{OBJECT}'>object</a> to AI.")),
        **posting(FIELD + BUTTON),
    })  # fmt: skip

    outcome = walker.walk(way=THROUGH_SETTINGS)

    assert ("", "acknowledged", 1) == (outcome.obstacle, outcome.page, outcome.requests), outcome


def test_a_wall_that_asks_about_cookies_is_declined(walker: Walker, town: OtherTown) -> None:
    """A whole page, no dialog, that asks anew on each host: the answer is posted and leads back to where one was."""
    wall = shell("<form method=post><h2>Allow the use of cookies from Facebook on this browser?</h2><p>We use cookies and similar technologies.</p>"
                 "<button name=a value=1>Allow all cookies</button><button name=a value=0>Decline optional cookies</button></form>")  # fmt: skip

    def answer(heard: Heard) -> Page:
        if heard.method == "POST":
            return Page(to=OBJECT, cookie="declined=1; Path=/; Secure" if "a=0" in heard.body else "")
        return Page(shell(form(FIELD + BUTTON)) if "declined=1" in heard.cookie else wall)

    pages: dict[str, Answers] = {FORM: answer, f"POST {HOST}/send": Page(to="/done"), **SUCCESS}
    town.show(pages)

    outcome = walker.walk()

    assert ("", "acknowledged", 1) == (outcome.obstacle, outcome.page, outcome.requests), outcome
    assert 1 == len(town.told(ADDRESS))
