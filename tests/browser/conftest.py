"""One browser and one other town for all walks over pages of other people's making."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from bot.browser import BrowserWalk, Chromium, CountryNames, close, locale_of, open_walk
from bot.chromium import find
from bot.evidence import Folder
from bot.household import Account
from bot.machine import Machine
from bot.objection import Event, EventKind, standing
from bot.obstacles import Obstacle
from bot.phrasebook import Phrasebook
from bot.rehearsal import RehearsalWalk
from bot.world import chromium_arguments, load
from flows import FLOWS, PHRASES
from tests.browser.other_town import OtherTown

ADDRESS = "anna.muster@example.org"
REASON = "I do not want my family's pictures in a machine."


@dataclass
class Outcome:
    """What a walk over a page came to."""

    obstacle: str = ""
    seen: str = ""
    page: str = ""
    network: str = ""
    requests: int = 0
    intents: int = 0
    missing: list[str] = field(default_factory=list)
    drifted: list[str] = field(default_factory=list)
    folder: Path = Path()
    events: list[Event] = field(default_factory=list)
    """What the journal would hold."""

    @property
    def state(self) -> str:
        """Where the objection would stand."""
        return standing(self.events, datetime.now(UTC)).state.value

    def write(self, kind: EventKind, **facts: Any) -> None:
        """A line of the journal."""
        self.events.append(Event(datetime.now(UTC), kind, facts))


@dataclass
class Errand:
    """Keeps in memory what the journal would."""

    account: Account
    book: Phrasebook
    patience: float
    answer_patience: float
    outcome: Outcome

    def intend(self) -> None:
        self.outcome.intents += 1
        self.outcome.write(EventKind.ABOUT_TO_SEND, attempt=self.outcome.intents, way="w")

    def heard(self, witness: str, **facts: Any) -> None:
        if witness in {"page", "network"}:
            self.outcome.write(EventKind(witness), attempt=self.outcome.intents, **facts)
        if witness == "page":
            self.outcome.page = facts["answer"]
        elif witness == "network":
            self.outcome.network = facts["outcome"]
            self.outcome.requests += facts["requests"]
        else:
            self.outcome.missing = facts["missing"]
            self.outcome.requests += facts["intercepted"]

    def code(self) -> str | None:
        return None

    def notice(self) -> None:
        pass

    def told(self, what: str) -> None:
        pass

    def renew(self) -> None:
        pass  # no relay: each connection of the other town is as good as new to what is tried here

    def reached(self, host: str) -> str:
        return ""


@dataclass
class Walker:
    """Walks one way of a flow over whatever the other town shows."""

    chromium: Chromium
    countries: CountryNames
    town: OtherTown
    evidence: Path

    def walk(
        self, platform: str = "facebook", way: int = 0, *, language: str = "en", rehearse: bool = False,
        patience: float = 5.0, answer_patience: float = 3.0, cookies: list[dict[str, Any]] | None = None,
        reason: str = "", phrases: Path = PHRASES,
    ) -> Outcome:  # fmt: skip
        """The outcome, whatever it is."""
        account = Account(
            person_id="anna", person_name="Anna Muster", platform=platform, email=ADDRESS, phone="+353870000001",
            language=language, country="IE", reason=reason, accounts_center="", mailbox=None, name=f"anna/{platform}",
        )  # fmt: skip
        outcome = Outcome()
        book, flow = Phrasebook.load(phrases), FLOWS[platform]
        session = {"cookies": cookies, "origins": []} if cookies else None
        context = self.chromium.context(locale=locale_of(language, "IE"), session=session)
        number = len(list(self.evidence.iterdir()))
        with Folder.create(
            self.evidence, walk=f"walk-{number}", rehearsal="t", now=lambda: datetime.now(UTC)
        ) as folder:
            outcome.folder = folder.path
            errand = Errand(account, book, patience, answer_patience, outcome)
            kind = RehearsalWalk if rehearse else BrowserWalk
            walk = open_walk(kind, context, errand, folder, book.hosts(platform), self.countries)
            try:
                walk.follows = flow.ways[way].follows
                flow.ways[way].go(walk)
                flow.ask(walk, account)
            except Obstacle as obstacle:
                outcome.obstacle, outcome.seen = obstacle.code, obstacle.seen
            outcome.drifted = walk.drifted
            close(context)
        return outcome


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherTown]:
    """The other town, open for the whole session."""
    with OtherTown(tmp_path_factory.mktemp("other-town")) as opened:
        yield opened


@pytest.fixture(scope="session")
def walker(town: OtherTown, tmp_path_factory: pytest.TempPathFactory, playwright: Playwright) -> Iterator[Walker]:
    """A warm browser that lives in the other town."""
    found = find(Machine.this())
    assert found is not None
    with Chromium(found.path, chromium_arguments(load(town.world)), playwright=playwright) as chromium:
        countries = CountryNames(lambda: chromium.context(locale="en").new_page())
        yield Walker(chromium, countries, town, tmp_path_factory.mktemp("evidence"))
