"""Endings in which the three witnesses are far apart: late, torn, hidden, elsewhere, or gone again."""

# ruff: noqa: E501  # pages stand here as they are served

import pytest

from tests.browser.conftest import ADDRESS, Walker
from tests.browser.other_town import OtherTown, Page
from tests.browser.pages import BUTTON, FIELD, FORM, RECEIVED, SUCCESS, form, shell
from tests.browser.test_lies import HOST, OK, PROOF, TAKE, answering, scripted

SHOW = f"m.innerHTML = '<div role=status>{PROOF}</div>'"
ITALIAN = "La tua richiesta verrà applicata d’ora in avanti."
ALERT = "<div role=alert>Something went wrong. Please try again later.</div>"
HOME = {f"{HOST}/": Page(shell("<p>Nothing new.</p>", title="Home"))}


def late(words: str, seconds: float) -> str:
    """What a script does with an answer: after so many seconds it says so."""
    return f"() => setTimeout(() => {{ m.innerHTML = '<div role=status>{words}</div>' }}, {seconds * 1000:.0f})"


def thanks_early(answer: Page) -> dict[str, Page]:
    """The page thanks after a second, whatever the server will say."""
    send = (
        f"fetch('/take', {{method: 'POST', body: a.value}}); setTimeout(() => {{ {SHOW.replace(chr(39), '`')} }}, 1000)"
    )
    return {
        FORM: Page(shell(FIELD + f'<button type=button onclick="{send}">Submit</button><div id=m></div>')),
        TAKE: answer,
    }


def targeted(target: str, answer: Page, more: str = "") -> dict[str, Page]:
    """A form whose answer is shown elsewhere."""
    return {FORM: Page(shell(form(FIELD + BUTTON, attributes=f"target={target}") + more)), f"POST {HOST}/send": answer}


def two(first: Page, second: Page, pause: int = 0) -> dict[str, Page]:
    """A check that bears the address, and then the form itself."""
    then = f"() => setTimeout(() => fetch('/send', {{method: 'POST', body: 'final ' + a.value}}), {pause})"
    return {**scripted(then, first), f"POST {HOST}/send": second}


IFRAME = "<iframe name=f style='display:none'></iframe>"
DRAWN = f"() => {{ const g = k.getContext('2d'); g.font = '20px sans-serif'; g.fillText('{PROOF}', 5, 30) }}"
HIDDEN = f"() => {{ m.attachShadow({{mode: 'closed'}}).innerHTML = '<p>{PROOF}</p>' }}"
DIALOG = f"() => {{ m.innerHTML = '<div role=dialog>{PROOF}</div>'; setTimeout(() => {{ location = '/' }}, 1500) }}"
ENDINGS = {
    # ---- late, and in another language
    "late, in Polish on an Italian page": (scripted(late("Otrzymaliśmy Twoje zgłoszenie.", 4), OK), {"sent"}),
    "late, in Italian on an English page": (scripted(late(ITALIAN, 4), OK), {"acknowledged"}),
    "the answer comes long after the thanks": (thanks_early(Page(after=4)), {"acknowledged"}),
    "a failure comes long after the thanks": (thanks_early(Page(status=500, after=4)), {"maybe_sent"}),
    "no answer ever comes after the thanks": (thanks_early(Page(hangs=True)), {"maybe_sent"}),
    # ---- only a picture
    "a picture is drawn": (scripted(DRAWN, OK, more="<canvas id=k width=600 height=60></canvas>"), {"sent"}),
    "words that no program may read": (scripted(HIDDEN, OK), {"sent", "acknowledged"}),
    "words that no program may read, and a failure": (scripted(HIDDEN, Page(status=500)), {"maybe_sent"}),
    # ---- the page goes away
    "the dialog closes and the home page is there": ({**scripted(DIALOG, OK), **HOME}, {"acknowledged", "sent"}),
    "the page loads anew and shows the empty form": (scripted("() => location.reload()", OK), {"sent"}),
    "the page goes back": (scripted("() => history.back()", OK), {"sent", "maybe_sent"}),
    "the page closes itself": (scripted("() => window.close()", OK), {"sent"}),
    "a box of the browser thanks": (scripted(f"() => alert('{PROOF}')", OK), {"sent"}),
    "the form comes back, still filled in": (answering(shell(form("<p>Sprawdź dane.</p>" + FIELD.replace("type=email", f"type=email value={ADDRESS}") + BUTTON))), {"maybe_sent"}),
    # ---- elsewhere
    "the thanks are in a window of their own": ({**scripted("() => window.open('/done')", OK), **SUCCESS}, {"acknowledged"}),
    "the form posts into a new window": (targeted("_blank", Page(shell(RECEIVED))), {"acknowledged"}),
    "the form posts into a new window, which fails": (targeted("_blank", Page(shell(ALERT))), {"maybe_sent"}),
    "the form posts into a new window, and the server fails": (targeted("_blank", Page("", status=500)), {"maybe_sent"}),
    "the form posts into a hidden frame": (targeted("f", Page(shell(RECEIVED)), IFRAME), {"sent"}),
    "the form posts into a hidden frame, and the server fails": (targeted("f", Page(shell(RECEIVED), status=500), IFRAME), {"maybe_sent"}),
    "only somebody else is told": ({FORM: Page(shell(FIELD + "<button type=button onclick=\"fetch('https://collector.example/t', {method: 'POST', mode: 'no-cors', body: a.value})\">Submit</button>")),
                                   "POST collector.example/t": Page("ok")}, {"maybe_sent"}),
    # ---- torn
    "half of the page of thanks": (answering("", {f"POST {HOST}/send": Page(shell(RECEIVED) + "<p>" + "x" * 90_000, torn=True)}), {"maybe_sent"}),
    "half of an answer to a script": (scripted("r => r.text()", Page('{"data":' + '"x"' * 9_000, kind="application/json", torn=True)), {"maybe_sent"}),
    "the head of an answer, and then nothing": (answering("", {f"POST {HOST}/send": Page("x", torn=True)}), {"maybe_sent"}),
    "an answer that never ends": (answering("", {f"POST {HOST}/send": Page(shell(RECEIVED), endless=True)}), {"acknowledged", "sent"}),
    "an answer to a script that never ends": (scripted("r => r.text()", Page('{"data":', kind="application/json", endless=True)), {"sent", "maybe_sent"}),
    # ---- more than yes or no
    "it was put into a queue": (scripted("() => {}", Page('{"status":"queued"}', status=202, kind="application/json")), {"sent"}),
    "an answer that says fail": (scripted("() => {}", Page('{"status":"fail","data":{"mail":"unknown"}}', kind="application/json")), {"maybe_sent"}),
    "a check passes and the form fails": (two(OK, Page(status=500)), {"maybe_sent"}),
    "a check passes and the form fails later": (two(OK, Page(status=500), 1500), {"maybe_sent"}),
    "a check passes and the form is never answered": (two(OK, Page(hangs=True), 1500), {"maybe_sent"}),
}  # fmt: skip
TWO_REQUESTS = {name for name in ENDINGS if name.startswith("a check")}


@pytest.mark.parametrize("name", ENDINGS)
def test_what_is_said_far_apart_is_heard_together(walker: Walker, town: OtherTown, name: str) -> None:
    """Never more than was proven, never "not sent" when it left, and one request on the wire for each that was made."""
    pages, truth = ENDINGS[name]
    town.show(pages)

    outcome = walker.walk(answer_patience=7.0)
    left = [heard for heard in town.told(ADDRESS) if heard.method == "POST"]

    assert ("", 1) == (outcome.obstacle, outcome.intents), outcome
    assert outcome.state in truth, outcome
    assert len(left) == outcome.requests == (2 if name in TWO_REQUESTS else 1), outcome
