"""Can each form be reached today? Nothing is sent."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.browser import CountryNames, close, locale_of, open_walk
from bot.browser.capture import clean
from bot.evidence import Folder
from bot.household import Account
from bot.letters.links import tokens
from bot.letters.notice import Notice
from bot.obstacles import Obstacle
from bot.phrasebook import Phrasebook
from bot.reached import DISCOVERY, FORM, PASSED_OVER, Reached
from bot.rehearsal import RehearsalWalk
from bot.vault import secrets_of
from bot.walk import Flow, Way

NOBODYS = "a passer-by has no mailbox"


@dataclass
class Prober:
    """Walks every way of every flow up to the form."""

    book: Phrasebook
    new_context: Callable[[str, Mapping[str, Any] | None], Any]
    countries: CountryNames
    evidence: Path
    now: Any
    session: Callable[[Account], Mapping[str, Any] | None]
    patience: float
    world: str | None = None
    notice: Callable[[Account], Notice | str] = lambda _: NOBODYS
    """The information mail of an account, or why there is none."""

    def all(self, flows: Mapping[str, Flow], accounts: Mapping[str, Account]) -> Iterator[Reached]:
        """One result per way, in the order of the flows."""
        for platform, flow in flows.items():
            for way in flow.ways:
                yield self.one(flow, way, accounts[platform])

    def one(self, flow: Flow, way: Way, account: Account) -> Reached:
        """Walk one way to the form, fill in nothing."""
        letter = self.notice(account) if way.by_mail else None
        if isinstance(letter, str):
            return Reached(flow.platform, way.key, way.title, PASSED_OVER, 0.0, "", letter, way.gone_since)
        session = self.session(account)
        hidden = (secrets_of(session) if session else set()) | (tokens(letter.url) if letter else set())
        context = self.new_context(locale_of(account.language, account.country), session)
        stamp = f"{self.now():%Y%m%dT%H%M%SZ}-{flow.platform}-{way.key.replace('_', '-')}-{time.monotonic_ns() % 10**6}"
        folder = Folder.create(
            self.evidence, walk=stamp, rehearsal=self.world or "probe", now=self.now, secrets=lambda: hidden
        )
        start = time.monotonic()
        try:
            errand = _Errand(account, self.book, self.patience, letter=letter)
            walk = open_walk(RehearsalWalk, context, errand, folder, self.book.hosts(flow.platform), self.countries)
            outcome, detail = _reach(walk, way)
            seconds = round(time.monotonic() - start, 2)
            url = clean(walk.page.url) if not walk.eyes.crashed else ""
            return Reached(
                flow.platform, way.key, way.title, outcome, seconds, url, detail, way.gone_since, tuple(walk.drifted)
            )
        finally:
            folder.close()
            close(context)


def _reach(walk: RehearsalWalk, way: Way) -> tuple[str, str]:
    try:
        walk.follows = way.follows
        way.go(walk)
        walk.see_the_form()
    except Obstacle as obstacle:
        if way.discovery and obstacle.code == "unknown_page":
            return DISCOVERY, obstacle.seen
        return obstacle.code, obstacle.seen
    return FORM, f"it says “{walk.answered.words}”" if walk.answered else ""


@dataclass
class _Errand:
    """A walk that is sent out to look, not to say anything."""

    account: Account
    book: Phrasebook
    patience: float
    answer_patience: float = 0.0
    heard_words: list[str] = field(default_factory=list)
    letter: Notice | None = None

    def intend(self) -> None:
        raise AssertionError("a probe never intends to send")

    def heard(self, witness: str, **_: Any) -> None:
        self.heard_words.append(witness)

    def code(self) -> str | None:
        return None

    def notice(self) -> Notice | None:
        return self.letter

    def told(self, what: str) -> None:
        self.heard_words.append(what)

    def renew(self) -> None:
        raise AssertionError("a probe never presses the button that sends")

    def reached(self, host: str) -> str:
        return ""


def passer_by(platform: str, language: str = "en", country: str = "IE") -> Account:
    """Nobody in particular, without a session: what a probe walks as when no household is given."""
    return Account(
        person_id="probe", person_name="", platform=platform, email="", phone="", language=language, country=country,
        reason="", accounts_center="", mailbox=None, name=f"probe/{platform}",
    )  # fmt: skip
