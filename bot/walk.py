"""The verbs a flow may use, and what a flow is."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol, cast

from bot.household import Account


class Walk(Protocol):
    """Who walks decides what a verb does: a browser, a rehearsal, or a sheet of paper.

    Phrases and addresses are keys of the phrasebook: the English a person would say.
    Every verb may raise an :class:`bot.obstacles.Obstacle`; a flow never catches one.
    """

    def open(self, address: str) -> None:
        """Go to a named address."""

    def open_from_mail(self, letter: str) -> None:
        """Go where the link of the controller's own letter leads. The letter was proven before the walk began."""

    def follow(self, phrase: str) -> None:
        """Find the link or button by its wording, else by its address, and press it."""

    def follow_if_shown(self, phrase: str) -> None:
        """The same, for a screen that not everybody sees."""

    def fill(self, phrase: str, value: str) -> None:
        """Type into the field that the phrase names. A field that is not there is `form_changed`."""

    def fill_if_shown(self, phrase: str, value: str) -> None:
        """The same, for a field that not every form has. An empty value leaves the field alone."""

    def fill_if_required(self, phrase: str, value: str) -> None:
        """Type only where the form insists and nothing has been filled in."""

    def choose_if_shown(self, phrase: str, value: str) -> None:
        """Take one option of a list or a group. `value` is a country code or a phrase key."""

    def send(self, phrase: str) -> None:
        """Write the intent to disk, press the button once, and listen to the network. Never retried."""

    def enter_code_if_asked(self, phrase: str) -> None:
        """If the page asks for a code sent by mail, wait for that mail and enter the code."""

    def expect(self, phrase: str) -> None:
        """Look for the positive words that prove receipt; what is seen instead is recorded, not raised."""

    def explore(self) -> None:
        """Record a page whose inside nobody has described, and press nothing."""


@dataclass(frozen=True)
class Way:
    """One road to the form."""

    key: str
    title: str
    """What a person is told: the first line of the function's docstring."""
    go: Callable[[Walk], None]
    discovery: bool = False
    """Recorded and shown to a person, never sent."""
    gone_since: str = ""
    """ISO date on which the road was last known to disappear; kept because it may come back."""
    follows: tuple[str, ...] = ()
    """The links of the road in their order: a screen that is no more is passed over where the one after it is shown."""
    by_mail: bool = False
    """Begins with the link in a letter of the controller's; passed over where no proven one has come."""


@dataclass(frozen=True)
class Flow:
    """The walk for one platform: several ways to the form, and what to ask there."""

    platform: str
    story: str
    ways: tuple[Way, ...]
    ask: Callable[[Walk, Account], None]


class FlowError(Exception):
    """A flow that must not be loaded: no way, nothing sent, or no positive success criterion."""


def way(*, discovery: bool = False, gone_since: str = "") -> Callable[[Callable[[Walk], None]], Callable[[Walk], None]]:
    """Mark a flow's function as a road with a particularity."""

    def mark(go: Callable[[Walk], None]) -> Callable[[Walk], None]:
        go.__dict__.update(discovery=discovery, gone_since=gone_since)
        return go

    return mark


def flow_of(module: ModuleType) -> Flow:
    """The flow that a module tells: its ``WAYS``, its ``ask``, its name.

    Raises :class:`FlowError` for a flow without a way, or whose ``ask`` does not end with a positive success criterion:
    exactly one ``send``, and an ``expect`` after it.
    """
    platform = module.__name__.rpartition(".")[2]
    ways = tuple(_way_of(go) for go in module.WAYS)
    if not ways:
        raise FlowError(f"{platform}: a flow needs at least one way to the form")
    verbs = _verbs_of(module.ask, _ANYBODY)
    if verbs.count("send") != 1 or "expect" not in verbs[verbs.index("send") :]:
        raise FlowError(f"{platform}: a flow sends once and then says what proves receipt (expect)")
    return Flow(platform, (module.__doc__ or "").strip(), ways, module.ask)


def _way_of(go: Callable[[Walk], None]) -> Way:
    title = (go.__doc__ or go.__name__).strip().splitlines()[0].rstrip(".")
    marks, said = go.__dict__, _said_by(go)
    return Way(
        go.__name__, title, go, marks.get("discovery", False), marks.get("gone_since", ""),
        follows=tuple(phrase for verb, phrase in said if verb in {"follow", "follow_if_shown"}),
        by_mail=any(verb == "open_from_mail" for verb, _ in said),
    )  # fmt: skip


def _verbs_of(says: Callable[..., None], *more: Account) -> list[str]:
    return [verb for verb, _ in _said_by(says, *more)]


def _said_by(says: Callable[..., None], *more: Account) -> list[tuple[str, str]]:
    """The verbs that a function of a flow says, in order, each with what it is about; nothing is done."""
    heard: list[tuple[str, str]] = []

    class Listener:
        def __getattr__(self, verb: str) -> Callable[..., None]:
            return lambda *about: heard.append((verb, str(about[0]) if about else ""))

    says(cast(Walk, Listener()), *more)
    return heard


_ANYBODY = Account(
    person_id="", person_name="", platform="", email="e", phone="p", language="en", country="IE", reason="r",
    accounts_center="", mailbox=None, name="",
)  # fmt: skip
