"""A button that does not let itself be pressed at once: the truth is told, and what passes is waited for."""

# ruff: noqa: E501  # pages stand here as they are served

import pytest

from tests.browser.conftest import ADDRESS, Walker
from tests.browser.other_town import OtherTown
from tests.browser.pages import BUTTON, FIELD, posting

HOST = "www.facebook.com"


def busy(milliseconds: int, *, at_once: bool = False) -> str:
    """A script that holds the page's only thread, once: from the start, or when the field is left."""
    hold = f"const end = Date.now() + {milliseconds}; while (Date.now() < end);"
    when = (
        f"setTimeout(() => {{ {hold} }}, 50)"
        if at_once
        else f"a.addEventListener('blur', () => setTimeout(() => {{ {hold} }}, 20), {{once: true}})"
    )
    return f"<script>{when}</script>"


def covered(inside: str, *, style: str = "position:fixed;inset:0;background:#fffa", then: str = "") -> str:
    """Something that lies above everything, and what a script does with it."""
    return f'<div id=c style="{style}">{inside}</div><script>{then}</script>'


LATE = "<button id=s disabled>Submit</button><script>setTimeout(() => {{ s.disabled = false }}, {})</script>"
MOVING = "<style>@keyframes m { from { margin-left: 0 } to { margin-left: 300px } } button { animation: m 30s linear infinite }</style>"
WAITED_FOR = {
    "disabled for longer than a patience": FIELD + LATE.format(6500),
    "a page that is busy from the start": FIELD + BUTTON + busy(7000, at_once=True),
    "a page that is busy after a field": FIELD + BUTTON + busy(7000),
    "covered for six seconds": FIELD + BUTTON + covered("Loading …", then="setTimeout(() => c.remove(), 6000)"),
    "moves for six seconds": FIELD + BUTTON + f"<div id=c>{MOVING}</div><script>setTimeout(() => c.remove(), 6000)</script>",
    "moves for ever": FIELD + BUTTON + MOVING,
}  # fmt: skip


@pytest.mark.parametrize("inside", WAITED_FOR.values(), ids=WAITED_FOR)
def test_what_passes_is_waited_for_and_sent_once(walker: Walker, town: OtherTown, inside: str) -> None:
    """A person would wait a moment longer, and then press."""
    town.show(posting(inside))

    outcome = walker.walk()

    assert ("", "acknowledged", 1, 1) == (outcome.obstacle, outcome.state, outcome.intents, outcome.requests), outcome
    assert 1 == len([one for one in town.told(ADDRESS) if one.method == "POST"])


STAYS = {
    "covered for ever": (FIELD + BUTTON + covered("<p>Win a telephone!</p>"), "unknown_page", "Win a telephone!"),
    "disabled for ever": (FIELD + "<button disabled>Submit</button>", "form_changed", "stays disabled"),
}  # fmt: skip


@pytest.mark.parametrize(("inside", "code", "said"), STAYS.values(), ids=STAYS)
def test_what_stays_is_told_for_what_it_is(walker: Walker, town: OtherTown, inside: str, code: str, said: str) -> None:
    """Nothing was intended and nothing left; the form is called changed only where it is."""
    town.show(posting(inside))

    outcome = walker.walk(patience=3.0)

    assert (code, "planned", 0, 0) == (outcome.obstacle, outcome.state, outcome.intents, outcome.requests), outcome
    assert said in outcome.seen
    assert [] == town.told(ADDRESS)
