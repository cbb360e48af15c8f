"""The walk over pages that nobody here has described: the right end or an honest obstacle, never a wrong send."""

# ruff: noqa: E501  # pages stand here as they are served

import pytest

from tests.browser.conftest import ADDRESS, Walker
from tests.browser.other_town import OtherTown, Page
from tests.browser.pages import BUTTON, FIELD, FORM, RECEIVED, SUCCESS, form, posting, shell

HOST = "www.facebook.com"
POST = {f"POST {HOST}/send": Page(to="/done"), **SUCCESS}
SENDING = "fetch('/send',{method:'POST',body:new URLSearchParams({e:%s})}).then(()=>location='/done')"

SHADOW = (
    """<x-form></x-form><script>customElements.define('x-form', class extends HTMLElement { connectedCallback() {
 const r = this.attachShadow({mode: 'open'});
 r.innerHTML = '<div><label for=q>Email address</label><input id=q type=email><button type=button>Submit</button></div>';
 r.querySelector('button').onclick = () => """
    + SENDING % "r.querySelector('input').value"
    + " } })</script>"
)
LATE = "<div id=m>Loading</div><script>setTimeout(() => {m.innerHTML = `%s`}, 3000)</script>"
LISTBOX = """<p id=cl>Country of residence</p><div role=combobox aria-labelledby=cl aria-expanded=false tabindex=0 aria-controls=o
 onclick="o.hidden=false;this.setAttribute('aria-expanded','true')" id=cb>Choose</div>
 <ul role=listbox id=o hidden><li role=option onclick="pick(this)">France</li><li role=option onclick="pick(this)">Ireland</li></ul>
 <input type=hidden name=c id=cv><script>function pick(e) {cv.value = e.textContent; cb.textContent = e.textContent; o.hidden = true}</script>"""
TWICE = "<p><label for=a>Email address</label><input id=a name=e type=email></p><p><label for=b>Confirm email address</label><input id=b name=f type=email></p>"
ON_BLUR = (
    FIELD
    + """<button id=s disabled>Submit</button>
<script>a.addEventListener('blur', () => { s.disabled = !a.value.includes('@') })</script>"""
)
MODAL = """<button type=button onclick="d.showModal()" id=opener>Start</button>
<dialog id=d aria-label="Object">%s</dialog><script>d.showModal()</script>""" % form(FIELD + BUTTON)  # noqa: UP031
NEIGHBOURS = """<form action=/search role=search><input name=q type=search placeholder=Search></form>
<form action=/news><label>Newsletter <input type=email name=news placeholder="Your email"></label><button>Subscribe</button></form>"""
TRAP = '<div style="position:absolute;left:-9999px"><label>Email <input name=website type=email tabindex=-1 autocomplete=off></label></div>'
FRENCH = """<p><label for=a>Adresse\u00a0e\u2011mail du compte</label><input id=a name=x type=email></p>
<p><label for=r>En quoi ce traitement vous\u00a0affecte\u202f? (facultatif)</label><textarea id=r name=y></textarea></p><button>Envoyer</button>"""

SURVIVED = {
    "plain form, full page": posting(FIELD + BUTTON),
    "a frame of the same site": {FORM: Page(shell("<iframe src=/inner width=600 height=300></iframe>")),
                                 f"{HOST}/inner": Page(shell(form(FIELD + BUTTON))), **POST},
    "open shadow tree": {FORM: Page(shell(SHADOW)), **POST},
    "drawn after three seconds": {FORM: Page(shell(LATE % form(FIELD + BUTTON))), **POST},
    "list of countries made of boxes": posting(LISTBOX + FIELD + BUTTON),
    "address asked twice": posting(TWICE + BUTTON),
    "button that wakes when a field is left": posting(ON_BLUR),
    "form in a modal dialog": {FORM: Page(shell(MODAL)), **POST},
    "a page in between": {FORM: Page(shell('<p>Before you go on.</p><a href=/next role=button>Continue</a>')),
                          f"{HOST}/next": Page(shell(form(FIELD + BUTTON))), **POST},
    "beside a search, a newsletter and a trap": posting(TRAP + FIELD + BUTTON, foot=f"<footer>{NEIGHBOURS}</footer>"),
    "button that is an input": posting(FIELD + "<input type=submit value=Submit>"),
    "button that is a box": {FORM: Page(shell(f"<div id=f>{FIELD}<div role=button tabindex=0 onclick=\"{SENDING % 'a.value'}\">Submit</div></div>")), **POST},
    "printed for everyone": posting("<p>If you've already objected, you don't need to submit another request.</p>" + FIELD + BUTTON),
}  # fmt: skip
"""Forms that a person would have no trouble with."""

STOPPED = {
    "a consent that is required": (posting(FIELD + "<label><input type=checkbox name=ok required> I accept the terms</label>" + BUTTON), "form_changed"),
    "a field nobody knows": (posting(FIELD + "<label>Passport number <input name=p required></label>" + BUTTON), "form_changed"),
    "a frame of somebody else": ({FORM: Page(shell('<iframe src="https://collector.example/f" width=600 height=300></iframe>')),
                                  "collector.example/f": Page(shell(form(FIELD + BUTTON)))}, "left_the_platform"),
    "a form that posts to somebody else": ({FORM: Page(shell(form(FIELD + BUTTON, action="https://collector.example/take"))),
                                            "POST collector.example/take": Page(RECEIVED)}, "left_the_platform"),
    "a list without the country": (posting("<label>Country of residence <select name=c required><option value=''>-<option>France<option>Italy</select></label>" + FIELD + BUTTON), "country_missing"),
    "somebody else's address": (posting("<label>Email address <input type=email name=e value=bob@example.net></label>" + BUTTON), "wrong_account"),
    "a button that stays asleep": (posting(FIELD + "<button disabled>Submit</button>"), "form_changed"),
    "two log-ins by script": ({FORM: Page("<script>location='/login/?n=1'</script>"), f"{HOST}/login/": Page(
        shell("<form><input type=email name=email><input type=password name=pass><button>Log in</button></form><script>if (location.search == '?n=1') location = '/back'</script>")),
        f"{HOST}/back": Page("<script>location='/login/?n=2'</script>")}, "login_loop"),
    "round and round": ({FORM: Page(to="/login/?a"), f"{HOST}/login/": Page(to="/help/contact/712876720715583")}, "login_loop"),
    "a log-in": ({FORM: Page(to="/login/"), f"{HOST}/login/": Page(shell("<form><input type=email name=email><input type=password name=pass><button>Log in</button></form>"))}, "login_wall"),
    "an article": ({FORM: Page(shell("<p>" + "How objections work. " * 200 + "</p>"))}, "unknown_page"),
    "no answer at all": ({FORM: Page(hangs=True)}, "no_network"),
    "nothing but a title": ({FORM: Page("<title>Help</title>")}, "blank_page"),
}  # fmt: skip


@pytest.mark.parametrize("pages", SURVIVED.values(), ids=SURVIVED)
def test_a_form_that_a_person_could_send_is_sent_once(walker: Walker, town: OtherTown, pages: dict[str, Page]) -> None:
    """One request bears the address, and the page's word is heard."""
    town.show(pages)

    outcome = walker.walk()

    assert ("", "acknowledged", "ok", 1) == (outcome.obstacle, outcome.page, outcome.network, outcome.requests), outcome
    assert ["POST"] == [heard.method for heard in town.told(ADDRESS)]


@pytest.mark.parametrize(("pages", "code"), STOPPED.values(), ids=STOPPED)
def test_what_must_not_be_sent_is_not(walker: Walker, town: OtherTown, pages: dict[str, Page], code: str) -> None:
    """An obstacle says why; no intent was written and nothing bears the address."""
    town.show(pages)

    outcome = walker.walk()

    assert (code, 0) == (outcome.obstacle, outcome.intents), outcome
    assert [] == town.told(ADDRESS)


@pytest.mark.parametrize(("language", "inside"), [
    ("fr", FRENCH),
    ("de", '<p><label for=a>E\u2011Mail\u2011Adresse</label><input id=a name=x></p><button>Senden</button>'),
    ("es", '<p><label for=a>Correo electr\u00f3nico</label><input id=a name=x></p><button>Enviar</button>'),
])  # fmt: skip
def test_labels_with_typographic_signs(walker: Walker, town: OtherTown, language: str, inside: str) -> None:
    """No-break spaces, no-break hyphens and curly apostrophes are what the pages say."""
    town.show(posting(inside, lang=language))

    outcome = walker.walk(language=language)

    assert ("acknowledged", 1) == (outcome.page, outcome.requests), outcome


OTHER_STEP = shell(
    form("<p><label for=n>Why do you object?</label><textarea id=n name=why required></textarea></p>" + BUTTON)
)
DOUBTFUL = {
    "only telemetry answers": {FORM: Page(shell(FIELD + "<button type=button onclick=\"fetch('/metrics', {method: 'POST', body: 'pressed'})\">Submit</button>")),
                               f"POST {HOST}/metrics": Page("ok")},
    "there is another step": {FORM: Page(shell(form(FIELD + "<button>Continue</button>"))), f"POST {HOST}/send": Page(OTHER_STEP)},
    "the server fails and the page thanks": {FORM: Page(shell(form(FIELD + BUTTON))), f"POST {HOST}/send": Page(shell(RECEIVED), status=500)},
    "it thanks and fails at once": {FORM: Page(shell(form(FIELD + BUTTON))), f"POST {HOST}/send": Page(
        shell(RECEIVED + "<div role=alert>Something went wrong. Please try again later.</div>"))},
    "nothing leaves": {FORM: Page(shell(FIELD + "<button type=button>Submit</button>"))},
}  # fmt: skip
"""Presses that prove nothing."""


@pytest.mark.parametrize("pages", DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_press_that_proves_nothing_claims_nothing(walker: Walker, town: OtherTown, pages: dict[str, Page]) -> None:
    """Neither sent nor acknowledged: what may have been sent is flagged, and never sent again by machine."""
    town.show(pages)

    outcome = walker.walk()

    assert ("", 1) == (outcome.obstacle, outcome.intents), outcome
    assert outcome.network != "ok" or outcome.page in {"failed", "unclear"}, outcome


CONSENT = """<style>#c {position: fixed; inset: 0; background: #fff8}</style>
<div id=c role=dialog aria-modal=true aria-label=Cookies><p>We use cookies. Allow all cookies?</p>
<button onclick="c.remove()">Decline optional cookies</button><button>Allow all cookies</button></div>"""
FINISHED = {
    "the browser asks whether to send": posting(FIELD + "<button onclick=\"return confirm('Send your objection?')\">Submit</button>"),
    "the browser asks whether to leave": posting(FIELD + BUTTON + "<script>onbeforeunload = e => { e.preventDefault(); return '' }</script>"),
    "a name is required": posting("<p><label for=n>Full name</label><input id=n name=n required></p>" + FIELD + BUTTON),
    "a consent dialog on each page": {**posting(FIELD + BUTTON + CONSENT)},
}  # fmt: skip


@pytest.mark.parametrize("pages", FINISHED.values(), ids=FINISHED)
def test_what_a_person_would_simply_answer(walker: Walker, town: OtherTown, pages: dict[str, Page]) -> None:
    """Small questions on the way: answered as meant, sent once."""
    town.show(pages)

    outcome = walker.walk()

    assert ("", "acknowledged", "ok", 1) == (outcome.obstacle, outcome.page, outcome.network, outcome.requests), outcome


UNFILLED = {
    "a required phone": (posting(FIELD + "<label>Phone number <input type=tel name=t required></label>" + BUTTON), "form_changed"),
    "a pattern that refuses": (posting("<p><label for=a>Email address</label><input id=a name=e type=email pattern='.*@gmail.com'></p>" + BUTTON), "field_refused"),
}  # fmt: skip


@pytest.mark.parametrize(("pages", "code"), UNFILLED.values(), ids=UNFILLED)
def test_what_the_browser_would_hold_back_is_not_pressed(
    walker: Walker, town: OtherTown, pages: dict[str, Page], code: str
) -> None:
    """Nothing would leave, so nothing is intended: the state stays clear."""
    town.show(pages)

    outcome = walker.walk()

    assert (code, 0) == (outcome.obstacle, outcome.intents), outcome
