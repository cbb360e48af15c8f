"""One flow, one account, once; the only place that retries."""

import secrets as randomness
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from bot import deadline
from bot.browser import BrowserWalk, CountryNames, Recorder, close, locale_of, open_walk
from bot.browser.gone import crash_is_an_obstacle
from bot.evidence import Folder
from bot.household import Account
from bot.journal import AlreadyIntended, Journal
from bot.objection import Event, EventKind
from bot.obstacles import Again, Obstacle, Scope
from bot.phrasebook import Phrasebook
from bot.recordings import Recordings
from bot.rehearsal import RehearsalWalk
from bot.walk import Flow, Way

if TYPE_CHECKING:
    from bot.letters.notice import Notice

TRIES = 3
"""Before the intent is written, and only then (DESIGN §8)."""


class Interrupted(Exception):  # noqa: N818 - not an error: somebody asked to stop
    """The run was asked to stop between two verbs, with nothing about to be sent."""


class Sessions(Protocol):
    """Where an account's log-in is kept."""

    def load(self, account: Account) -> Mapping[str, Any] | None:
        """The saved session, or None."""

    def save(self, account: Account, state: Mapping[str, Any]) -> None:
        """Keep what the browser has now."""

    def secrets(self, account: Account) -> set[str]:
        """The values that must never be written anywhere."""


@dataclass
class Equipment:
    """Everything an attempt is done with; lives as long as its lane."""

    book: Phrasebook
    journal: Journal
    sessions: Sessions
    evidence: Path
    now: Callable[[], datetime]
    new_context: Callable[[str, Mapping[str, Any] | None], Any]
    """Locale and session in, a fresh browser context out; starts the browser anew when it is gone."""
    countries: Callable[[], CountryNames]
    browser_facts: Callable[[], Mapping[str, Any]]
    code: Callable[[Account, datetime], str | None]
    patience: float = 15.0
    answer_patience: float = 25.0
    retry_pause: float = 2.0
    world: str | None = None
    renew: Callable[[], None] = lambda: None
    """Makes sure that the browser's next request travels on a connection of its own."""
    reached: Callable[[str], str] = lambda _: ""
    """Where a host was really reached: the browser itself knows only what carries its connections."""
    notice: Callable[[str, str], "Notice | str"] = lambda *_: "nobody looked for one"
    """Objection and platform in; the controller's own information mail out, or why there is none."""
    recordings: Recordings | None = None
    """Where the network record of a walk is kept; None records nothing."""


@dataclass
class Attempt:
    """One objection being walked, way after way."""

    flow: Flow
    account: Account
    objection: str
    kit: Equipment
    told: Callable[[str], None]
    rehearse: bool = False
    n: int | None = None
    """The number of the attempt whose intent is on disk; None while nothing may have left."""
    stops: list[tuple[Way, Obstacle]] = field(default_factory=list)
    rehearsed: Mapping[str, Any] | None = None
    reached: bool = False
    """One way was walked to its end."""
    notice: "Notice | None" = None
    """The letter whose link is walked; the status is what the server answered to it last."""
    status: int = 0

    def run(self) -> None:
        """Try the ways in order until one reaches the form; write down how each ended."""
        for way in self.flow.ways:
            if (way.discovery and self.rehearse) or (way.by_mail and not self._has_come(way)):
                continue
            try:
                self._persist(way)
            except AlreadyIntended:
                self.told("another run was first")
                return
            except Obstacle as obstacle:
                self._note(way, obstacle)
                if self.n is not None or spoils_all(way, obstacle):
                    break
            else:
                self._append(EventKind.WAY_TRIED, way=way.key, opened=True, **self._letter(way))
                self.reached = True
                if self.rehearsed is not None:
                    self._append(EventKind.REHEARSED, way=way.key, **self.rehearsed)
                return
        self._stop()

    @property
    def stopped_by(self) -> str:
        """The code of the obstacle that speaks for the attempt; empty where it got as far as it was to get."""
        return "" if self.reached or not self.stops else decisive(self.stops)[1].code

    def _has_come(self, way: Way) -> bool:
        """Whether the letter with which this way begins is there. Without it no page is opened, which is noted."""
        found = self.kit.notice(self.objection, self.flow.platform)
        if isinstance(found, str):
            self._append(EventKind.WAY_TRIED, way=way.key, passed_over=True, why=found)
            return False
        self.notice = found
        return True

    def _letter(self, way: Way) -> dict[str, Any]:
        """The letter as an exhibit, where the way began with one."""
        if not way.by_mail or self.notice is None:
            return {}
        from bot.letters.notice import facts_of  # noqa: PLC0415 - 50 ms that a walk without a letter does not pay

        return facts_of(self.notice, self.status)

    def _persist(self, way: Way) -> None:
        """The same way again for what passes by itself, as long as no intent was written."""
        again = Retrying(
            retry=retry_if_exception(self._may_try_again),
            stop=stop_after_attempt(TRIES),
            wait=wait_exponential(multiplier=self.kit.retry_pause),
            reraise=True,
        )
        again(self._walk, way)

    def _may_try_again(self, why: BaseException) -> bool:
        """Not where the server asks to be left alone: then the pause is the server's to choose."""
        soon = isinstance(why, Obstacle) and why.again is Again.SOON_THEN_LATER and why.retry_after is None
        return soon and self.n is None

    def _walk(self, way: Way) -> None:
        errand = _Errand(self, way)
        started = time.monotonic()
        with crash_is_an_obstacle(), self._page(way, errand) as walk:
            walk.follows = way.follows
            way.go(walk)
            if not way.discovery:
                self.flow.ask(walk, self.account)
            errand.seconds = time.monotonic() - started

    @contextmanager
    def _page(self, way: Way, errand: "_Errand") -> Iterator[BrowserWalk]:
        kit, account = self.kit, self.account
        context = kit.new_context(locale_of(account.language, account.country), kit.sessions.load(account))
        folder = Folder.create(
            kit.evidence / self.objection,
            walk=f"{kit.now():%Y%m%dT%H%M%SZ}-{way.key.replace('_', '-')}-{randomness.token_hex(2)}",
            rehearsal=kit.world or ("rehearsal" if self.rehearse else None),
            now=kit.now,
            secrets=lambda: kit.sessions.secrets(account) | errand.secrets,
        )
        errand.folder = folder.path.name
        walk = None
        hosts = kit.book.hosts(self.flow.platform)
        recorder = Recorder(context, hosts, kit.book.may_be_pictured, kit.recordings)
        try:
            recorder.start()
            kind = RehearsalWalk if self.rehearse else BrowserWalk
            walk = open_walk(kind, context, errand, folder, hosts, kit.countries())
            folder.record("start", files={}, way=way.key, platform=self.flow.platform, **kit.browser_facts())
            yield walk
            self.status = walk.eyes.status or 0
            kit.sessions.save(account, context.storage_state())
        except Obstacle:
            self.status = (walk.eyes.status if walk is not None else None) or 0
            context.cookies("https://localhost")  # a browser that is gone says so here: it is the obstacle then
            raise
        finally:
            recorder.keep(folder, account.id, kit.reached)
            folder.close()
            close(context)

    def _note(self, way: Way, obstacle: Obstacle) -> None:
        if way.by_mail and self.notice is not None:
            from bot.letters.notice import exhibit  # noqa: PLC0415 - see `_letter`

            obstacle = exhibit(obstacle, self.notice, self.status, self.kit.now())
        self.stops.append((way, obstacle))
        told = {"obstacle": obstacle.code, "tried": obstacle.tried, "seen": obstacle.seen}
        self._append(EventKind.WAY_TRIED, way=way.key, **told, **self._letter(way))

    def _stop(self) -> None:
        """One obstacle speaks for the whole attempt."""
        if self.n is not None or not self.stops:
            return
        way, obstacle = decisive(self.stops)
        wish = {"retry_after_s": round(obstacle.retry_after.total_seconds())} if obstacle.retry_after else {}
        told = {"obstacle": obstacle.code, "tried": obstacle.tried, "seen": obstacle.seen, **wish}
        self._append(EventKind.STOPPED, way=way.key, **told, **self._letter(way))

    def _append(self, kind: EventKind, **facts: Any) -> None:
        if self.rehearse and kind is not EventKind.REHEARSED:
            kind, facts = EventKind.REHEARSED, {"what": kind.value, **facts}
        self.kit.journal.append(self.objection, Event(self.kit.now(), kind, facts))


@dataclass
class _Errand:
    """What the walk is sent out with; answers to the journal."""

    attempt: Attempt
    way: Way
    folder: str = ""
    seconds: float = 0.0
    secrets: set[str] = field(default_factory=set)

    account: Account = field(init=False)
    book: Phrasebook = field(init=False)
    patience: float = field(init=False)
    answer_patience: float = field(init=False)

    def __post_init__(self) -> None:
        kit = self.attempt.kit
        self.account, self.book = self.attempt.account, kit.book
        self.patience, self.answer_patience = kit.patience, kit.answer_patience
        notice = self.notice()
        if notice is not None:
            from bot.letters.links import tokens  # noqa: PLC0415 - see `_letter`

            self.secrets |= tokens(notice.url)

    def intend(self) -> None:
        attempt = self.attempt
        if attempt.rehearse:
            raise AssertionError("a rehearsal never intends to send")
        clock = deadline.facts(attempt.kit.now(), self.account.country)
        attempt.n = attempt.kit.journal.intend(attempt.objection, self.way.key, **clock)

    def heard(self, witness: str, **facts: Any) -> None:
        attempt = self.attempt
        if witness == "rehearsed":
            attempt.rehearsed = facts
            return
        kind = EventKind.NETWORK if witness == "network" else EventKind.PAGE
        attempt._append(kind, attempt=attempt.n, folder=self.folder, **facts)

    def notice(self) -> "Notice | None":
        return self.attempt.notice if self.way.by_mail else None

    def code(self) -> str | None:
        if self.way.by_mail:
            return None  # no page that a letter led to is ever told a code: the person enters it with their own eyes
        found = self.attempt.kit.code(self.account, self.attempt.kit.now())
        if found:
            self.secrets.add(found)
        return found

    def told(self, what: str) -> None:
        self.attempt.told(what)

    def renew(self) -> None:
        self.attempt.kit.renew()

    def reached(self, host: str) -> str:
        return self.attempt.kit.reached(host)


RANK = (
    "server_error",
    "no_network",
    "form_changed",
    "label_drift",
    "country_missing",
    "wrong_form",
    "left_the_platform",
    "unknown_page",
    "dead_link",
    "blank_page",
)
"""When every way failed for its own reason, the first of these speaks: what passes by itself, what we can mend, what
the controller must."""


def decisive(stops: list[tuple[Way, Obstacle]]) -> tuple[Way, Obstacle]:
    """The obstacle that speaks for all ways.

    One that concerns the account outranks all. A missing link on a road that is known to be gone says nothing new, so
    it speaks only where there is nothing else; neither does the hub, which is only looked at.
    """
    for way, obstacle in stops:
        if obstacle.scope is Scope.ACCOUNT:
            return way, obstacle
    news = [(w, o) for w, o in stops if not (w.gone_since and o.code == "label_drift") and not w.discovery]
    ranks = {code: rank for rank, code in enumerate(RANK)}
    # Of equals the controller's own link speaks: nobody can say that it was the wrong address.
    return min(news or stops, key=lambda stop: (ranks.get(stop[1].code, len(RANK)), not stop[0].by_mail))


def spoils_all(way: Way, obstacle: Obstacle) -> bool:
    """Whether no other way need be tried. A link in a letter may have been meant for another country's campaign."""
    return obstacle.scope is Scope.ACCOUNT and not (way.by_mail and obstacle.code == "region_lock")
