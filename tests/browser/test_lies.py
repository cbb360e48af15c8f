"""Endings that tempt to a lie: whatever a page shows, the state says only what was witnessed."""

# ruff: noqa: E501  # pages stand here as they are served

import shutil
from pathlib import Path

import pytest

from flows import PHRASES
from tests.browser.conftest import ADDRESS, Walker
from tests.browser.other_town import OtherTown, Page
from tests.browser.pages import BUTTON, FIELD, FORM, RECEIVED, SUCCESS, form, posting, shell

HOST = "www.facebook.com"
TAKE = f"POST {HOST}/take"
JSON = "application/json"
PROOF = "Your request will be applied going forward."
FAQ = f"<h2>Questions</h2><p>What will I read in the end? You will read: {PROOF}</p>"
CONDITION = "<p>If we honor your objection, your request will be applied going forward.</p>"
"""Pages print such a sentence for everyone (facts of April 2025): it says nothing of this request."""


def scripted(
    then: str, answer: Page, *, body: str = "JSON.stringify({mail: a.value})", more: str = ""
) -> dict[str, Page]:
    """A form that a script sends; ``then`` is what the script does with the answer."""
    send = f"fetch('/take', {{method: 'POST', headers: {{'Content-Type': '{JSON}'}}, body: {body}}})"
    press = f'<button type=button onclick="{send}.then({then})">Submit</button>'
    return {FORM: Page(shell(FIELD + press + "<div id=m></div>" + more)), TAKE: answer}


def answering(inside: str, more: dict[str, Page] | None = None, *, status: int = 200) -> dict[str, Page]:
    """A plain form, and the page that answers it."""
    return {FORM: Page(shell(form(FIELD + BUTTON))), f"POST {HOST}/send": Page(inside, status=status), **(more or {})}


def toast(words: str) -> str:
    return f"() => {{ m.innerHTML = '<div role=status>{words}</div>'; setTimeout(() => {{ m.innerHTML = '' }}, 300) }}"


OK = Page('{"data":{"ok":true}}', kind=JSON)
LIES = {
    # ---- it went well, and the page makes it hard to see
    "receipt in a frame of the same site": (answering(shell("<iframe src=/done width=600 height=300></iframe>"), SUCCESS), {"acknowledged", "sent"}),
    "receipt that is gone after 300 ms": (scripted(toast(PROOF), OK), {"acknowledged", "sent"}),
    "receipt on another path": (posting(FIELD + BUTTON), {"acknowledged"}),
    "button that wakes up late": (posting(FIELD + "<button id=s disabled>Submit</button><script>setTimeout(() => {s.disabled = false}, 2000)</script>"), {"acknowledged"}),
    "no content": (answering("", status=204), {"sent"}),
    "no content for a script": (scripted("() => {}", Page(status=204)), {"sent"}),
    # ---- it did not, or nobody knows
    "errors under 200": (scripted("() => {}", Page('{"errors":["No."]}', kind=JSON)), {"maybe_sent"}),
    "errors of GraphQL": (scripted("() => {}", Page('{"data":null,"errors":[{"message":"denied"}]}', kind=JSON)), {"maybe_sent"}),
    "errors behind a guard": (scripted("() => {}", Page('for (;;);{"error":1357007,"errorSummary":"Sorry"}', kind="text/javascript")), {"maybe_sent"}),
    "errors, and the page thanks": (scripted(toast(PROOF), Page('{"success":false}', kind=JSON)), {"maybe_sent"}),
    "errors, and a word that is gone after 300 ms": (scripted(toast("Something went wrong."), Page('{"ok":false}', kind=JSON)), {"maybe_sent"}),
    # ---- words that prove nothing
    "thanks for visiting": (answering(shell("<h1>Thank you for visiting our help center</h1>")), {"sent"}),
    "an answer on another page that only quotes": (answering(shell(FAQ.replace(PROOF, f"“{PROOF}”"))), {"sent"}),
    "a condition on the page after": (answering(shell(CONDITION)), {"sent"}),
    "the words stood there before": ({FORM: Page(shell(FAQ + form(FIELD + BUTTON))), f"POST {HOST}/send": Page(shell(FAQ))}, {"sent"}),
    "the words stood there before, and nothing leaves": ({FORM: Page(shell(FAQ + FIELD + "<button type=button>Submit</button>"))}, {"maybe_sent"}),
    "receipt in somebody else's frame": (answering(shell("<iframe src='https://collector.example/' width=600 height=300></iframe>"), {"collector.example/": Page(RECEIVED)}), {"sent"}),
    # ---- sent in other ways
    "sent by GET": ({FORM: Page(shell(form(FIELD + BUTTON, method="get"))), f"GET {HOST}/send": Page(shell(RECEIVED))}, {"acknowledged"}),
    "sent by GET, and nothing is said": ({FORM: Page(shell(form(FIELD + BUTTON, method="get"))), f"GET {HOST}/send": Page(shell("<p>Home</p>"))}, {"sent"}),
    "sent by GET, and the server fails": ({FORM: Page(shell(form(FIELD + BUTTON, method="get"))), f"GET {HOST}/send": Page("", status=500)}, {"maybe_sent"}),
    "only a check of the field by GET": ({FORM: Page(shell(FIELD + "<button type=button onclick=\"fetch('/check?mail=' + a.value)\">Submit</button>")), f"{HOST}/check": Page("fine")}, {"maybe_sent"}),
}  # fmt: skip


@pytest.mark.parametrize(("pages", "truth"), LIES.values(), ids=LIES)
def test_the_state_says_what_was_witnessed(
    walker: Walker, town: OtherTown, pages: dict[str, Page], truth: set[str]
) -> None:
    """One press, one request at most, and a state that holds."""
    town.show(pages)

    outcome = walker.walk(answer_patience=5.0 if "acknowledged" in truth else 2.0)

    assert ("", 1) == (outcome.obstacle, outcome.intents), outcome
    assert outcome.state in truth, outcome
    assert len([heard for heard in town.told(ADDRESS) if not heard.url.endswith("/done")]) == outcome.requests, outcome


TWICE = (
    scripted("() => fetch('/take', {method: 'POST', body: 'final ' + a.value}).then(() => { location = '/done' })", OK)
    | SUCCESS
)


def test_a_form_that_sends_two_requests_counts_two(walker: Walker, town: OtherTown) -> None:
    """A draft and the form itself: both left from one press, both are counted, and the page's word is heard."""
    town.show(TWICE)

    outcome = walker.walk()

    assert ("acknowledged", 2) == (outcome.state, outcome.requests), outcome
    assert 2 == len(town.told(ADDRESS))


ALREADY = "You've already objected to this."
SAYS_ALREADY = {FORM: Page(shell(f"<h2>{ALREADY}</h2><p>Nothing is left to do.</p>"))}


def test_a_guess_does_not_classify_an_answer(walker: Walker, town: OtherTown) -> None:
    """Nobody has seen how a page says that one has objected before: it is shown to a person, and nothing is sent."""
    town.show(SAYS_ALREADY)

    outcome = walker.walk()

    assert ("unknown_page", "planned", 0) == (outcome.obstacle, outcome.state, outcome.intents), outcome
    assert "--was-sent yes" in outcome.seen


def test_words_that_were_seen_classify_it(walker: Walker, town: OtherTown, tmp_path: Path) -> None:
    """Once somebody has seen them at a source, the same words are an answer: nothing is left to do."""
    shipped = shutil.copytree(PHRASES, tmp_path / "phrases")
    english = shipped / "en.toml"
    guess, seen = "guess = true", 'source = "shown", seen = "2026-11-25", trust = "primary"'
    wording = '{{ text = "You\'ve already objected", {} }}'
    assert wording.format(guess) in english.read_text("utf-8")
    english.write_text(english.read_text("utf-8").replace(wording.format(guess), wording.format(seen)), "utf-8")
    town.show(SAYS_ALREADY)

    outcome = walker.walk(phrases=shipped)

    assert ("", "already_objected", 0) == (outcome.obstacle, outcome.state, outcome.intents), outcome
