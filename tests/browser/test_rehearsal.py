"""A rehearsal sends nothing, whatever the page does with what is typed."""

# ruff: noqa: E501  # pages stand here as they are served

import pytest

from tests.browser.conftest import Walker
from tests.browser.other_town import OtherTown, Page
from tests.browser.pages import BUTTON, FIELD, FORM, SUCCESS, form, posting, shell

HOST = "www.facebook.com"
BY_SCRIPT = FIELD + "<button type=button id=s>Submit</button><script>s.onclick = () => { %s }</script>"

LEAKS = {
    "a plain form": form(FIELD + BUTTON),
    "a form by GET": form(FIELD + BUTTON, method="get"),
    "fetch": BY_SCRIPT % "fetch('/send', {method: 'POST', body: a.value})",
    "fetch that outlives the page": BY_SCRIPT % "fetch('/send', {method: 'POST', body: a.value, keepalive: true}); location = '/done'",
    "XMLHttpRequest": BY_SCRIPT % "var x = new XMLHttpRequest(); x.open('PUT', '/send'); x.send(JSON.stringify({e: a.value}))",
    "a beacon": BY_SCRIPT % "navigator.sendBeacon('/send', a.value)",
    "a beacon to somebody else": BY_SCRIPT % "navigator.sendBeacon('https://collector.example/b', a.value)",
    "a picture": BY_SCRIPT % "new Image().src = '/p.gif?e=' + encodeURIComponent(a.value)",
    "a picture with its code": BY_SCRIPT % "new Image().src = '/p.gif?e=' + btoa(a.value)",
    "an address": BY_SCRIPT % "location = '/send?e=' + encodeURIComponent(a.value)",
    "an address that bears nothing": BY_SCRIPT % "location = '/confirm/4711'",
    "a style sheet": BY_SCRIPT % "document.head.innerHTML += '<link rel=stylesheet href=/s.css?e=' + a.value + '>'",
    "a WebSocket": BY_SCRIPT % "var w = new WebSocket('wss://' + location.host + '/ws'); w.onopen = () => w.send(a.value)",
    "a WebSocket that was open": "<script>w = new WebSocket('wss://' + location.host + '/ws')</script>" + BY_SCRIPT % "w.send(a.value)",
    "every key, by WebSocket": "<script>w = new WebSocket('wss://' + location.host + '/ws')</script>" + form(FIELD + BUTTON)
                               + "<script>a.oninput = () => w.send(a.value)</script>",
    "every key, by fetch": form(FIELD + BUTTON) + "<script>a.oninput = () => fetch('/key', {method: 'POST', body: a.value})</script>",
    "every key, by picture": form(FIELD + BUTTON) + "<script>a.oninput = () => { new Image().src = '/k.gif?' + a.value }</script>",
    "on leaving the page": form(FIELD + BUTTON) + "<script>addEventListener('pagehide', () => navigator.sendBeacon('/bye', a.value))</script>",
    "on being hidden": form(FIELD + BUTTON)
                       + "<script>document.addEventListener('visibilitychange', () => navigator.sendBeacon('/bye', a.value))</script>",
    "a worker": BY_SCRIPT % ("new Worker(URL.createObjectURL(new Blob([`onmessage = m => fetch('https://" + HOST
                             + "/send', {method: 'POST', body: m.data})`]))).postMessage(a.value)"),
    "a new tab": form(FIELD + BUTTON, attributes="target=_blank"),
    "a hidden frame": "<iframe name=f hidden></iframe>" + form(FIELD + BUTTON, attributes="target=f"),
    "a ping": BY_SCRIPT % "var l = document.createElement('a'); l.href = '#'; l.ping = '/send?e=' + a.value; l.click()",
    "a stream of events": BY_SCRIPT % "new EventSource('/send?e=' + a.value)",
}  # fmt: skip


@pytest.mark.parametrize("inside", LEAKS.values(), ids=LEAKS)
def test_nothing_leaves(walker: Walker, town: OtherTown, inside: str) -> None:
    """Neither the address, nor anything else once the button is pressed."""
    town.show({FORM: Page(shell(inside)), **SUCCESS})

    outcome = walker.walk(rehearse=True)

    assert ("", 0, "") == (outcome.obstacle, outcome.intents, outcome.page), outcome
    assert [] == town.told("anna.muster")
    assert {"GET"} == {heard.method for heard in town.heard}
    assert [] == [heard.url for heard in town.heard if "confirm" in heard.url or "/send" in heard.url]


def test_what_would_have_left_is_compared_with_what_was_meant(walker: Walker, town: OtherTown) -> None:
    """A form that forgets a field is told before anything is sent."""
    reason = "<p><label for=r>How this processing impacts you</label><textarea id=r></textarea></p>"
    town.show(posting(FIELD + reason + BUTTON))

    outcome = walker.walk(rehearse=True, reason="It concerns the pictures of my children.")

    assert (1, ["how this affects you"]) == (outcome.requests, outcome.missing), outcome
