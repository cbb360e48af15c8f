"""Which phrases a flow says, and what each is for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from bot.household import Account
from bot.walk import Flow, Walk, Way

LINK, FIELD, OPTION, SEND, PROOF = "link", "field", "option", "send", "proof"
_FOR = {
    "follow": LINK, "follow_if_shown": LINK, "fill": FIELD, "fill_if_shown": FIELD, "fill_if_required": FIELD,
    "choose_if_shown": FIELD, "send": SEND, "enter_code_if_asked": FIELD, "expect": PROOF,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """A phrase that a flow says."""

    phrase: str
    what: str
    """link, field, option, send or proof."""


def needs_of(flow: Flow, ways: tuple[Way, ...] | None = None) -> tuple[Need, ...]:
    """What the ways (all, if none are named) and the form ask for, in order, each once; addresses are not phrases."""
    heard: list[Need] = []

    class Listener:
        def __getattr__(self, verb: str) -> Callable[..., None]:
            def hear(phrase: str = "", value: str = "") -> None:
                if verb == "choose_if_shown" and value:
                    heard.extend([Need(phrase, OPTION), Need(value, OPTION)])
                elif verb in _FOR:
                    heard.append(Need(phrase, _FOR[verb]))

            return hear

    listener = cast(Walk, Listener())
    for way in flow.ways if ways is None else ways:
        way.go(listener)
    flow.ask(listener, _NOBODY)
    return tuple(dict.fromkeys(heard))


_NOBODY = Account(
    person_id="", person_name="", platform="", email="", phone="", language="en", country="", reason="",
    accounts_center="", mailbox=None, name="",
)  # fmt: skip
"""Without a country, so that what is left as a value is the phrase of an option."""
