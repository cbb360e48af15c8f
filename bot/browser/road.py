"""Follow a road: open, press a link, look where it leads."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bot.browser import find, hands
from bot.browser.aftermath import PageWord
from bot.browser.capture import Camera, Notes, clean
from bot.browser.errand import Errand
from bot.browser.eyes import Eyes
from bot.browser.find import Found, Several
from bot.browser.friction import Friction
from bot.browser.further import Further
from bot.browser.verb import verb
from bot.lookout import Sight, SightKind
from bot.obstacles import LabelDrift, LoginLoop, NoNetwork, Obstacle, ServerError, UnknownPage
from bot.survey import Survey

GONE = ("ERR_NAME_NOT_RESOLVED", "ERR_CONNECTION", "ERR_INTERNET", "ERR_TIMED_OUT", "ERR_EMPTY", "ERR_NETWORK",
        "ERR_CERT",
        "ERR_SSL", "ERR_ADDRESS", "ERR_PROXY", "ERR_ABORTED", "ERR_HTTP2")  # fmt: skip
"""What Chromium says when a host does not answer."""
OPTIONAL = 0.7
"""Seconds for a screen that not everybody sees. One that comes later is still met by the verb that follows."""


MISSED = 3.0
"""Seconds after which a link that is not shown may be passed over for the one that comes after it."""


@dataclass
class Road:
    """The verbs that lead to the form."""

    page: Page
    errand: Errand
    camera: Camera
    eyes: Eyes
    friction: Friction = field(default_factory=Friction)
    drifted: list[str] = field(default_factory=list)
    follows: Sequence[str] = ()
    """The links of the way that is walked, in their order."""
    answered: PageWord | None = None
    """The page has said, before anything was sent, all there is to say: the verbs that are left have nothing to do."""
    opened: list[Page] = field(default_factory=list)
    """Windows that the press of the form's button has opened."""
    _passed_over: list[str] = field(default_factory=list)
    """Screens that were not shown when they were asked for, and may still come."""
    _pressed: bool = False
    _opened: str = ""
    """The named address that was opened last, while nothing was pressed since and it can be recognised."""

    def __post_init__(self) -> None:
        self.page.context.on("page", self._adopt)

    @verb
    def open(self, address: str) -> None:
        """Go to a named address."""
        known = [a for a in self.errand.book.addresses(address) if a.url]
        with self._step("open", address) as notes:
            notes.say(address=clean(known[0].url))
            self._opened = address if any(a.pattern for a in known) else ""
            self.eyes.journey.act()
            self._go(known[0].url, address)
            self._arrive(address)

    @verb
    def open_from_mail(self, letter: str) -> None:
        """Go where the link of the controller's own letter leads; the log says which letter, and never which link."""
        with self._step("open", letter) as notes:
            notice = self.errand.notice()
            if notice is None or not notice.url:
                raise UnknownPage(tried=f"The link of the “{letter}” was looked for", seen="There is no such letter")
            notes.say(address=clean(notice.url), letter=notice.sha256, received=notice.received.isoformat())
            self._opened = letter
            self.eyes.journey.act()
            self._go(notice.url, letter)
            self._arrive(letter)

    @verb
    def follow(self, phrase: str) -> None:
        """Find the link by its wording, else by its address, and press it. A late optional screen is passed first."""
        while True:
            with self._step("follow", phrase) as notes:
                found, named = self._look_for(phrase)
                if not isinstance(found, Found):
                    raise self._drift(phrase, found)
                if named in self._after(phrase):
                    self._skip(phrase, named, notes)
                    return
                if named != phrase:
                    notes.say(screen=named)
                self._press(found, notes, named)
            if named == phrase:
                self._passed_over.clear()
                return
            del self._passed_over[: self._passed_over.index(named) + 1]

    @verb
    def follow_if_shown(self, phrase: str) -> None:
        """The same, for a screen that not everybody sees."""
        with self._step("follow", phrase) as notes:
            found = self.eyes.until(
                lambda s, _: self._link(s, phrase), patience=OPTIONAL, tried=f"“{phrase}” was looked for"
            )
            if isinstance(found, Found):
                self._press(found, notes, phrase)
            else:
                self._passed_over.append(phrase)
                self.friction.not_shown()
                notes.say(shown=False)

    @verb
    def explore(self) -> None:
        """Record a page whose inside nobody has described, and press nothing."""
        with self._step("explore", "the page") as notes:
            notes.exhibit = True
            seen = self.eyes.until(
                lambda s, sight: s if sight.kind is not SightKind.BLANK else None, tried="The page was looked at"
            )
            if seen is not None:
                labels = [name for e in seen.pressables if find.usable(e) for name in find.names(e)[:1]]
                notes.say(title=seen.title[:120], labels=labels[:60])
        raise UnknownPage(
            tried="The hub was looked at, nothing was pressed",
            seen="Nobody has described what lies behind this page; its picture is in the evidence folder",
        )

    @contextmanager
    def _step(self, verb: str, phrase: str) -> Iterator[Notes]:
        """One verb: told to whoever watches, counted, and left behind as evidence."""
        self.errand.told(f"{verb} {phrase}")
        self.friction.step(verb)
        with self.camera.step(verb, phrase) as notes:
            try:
                yield notes
            except Obstacle as obstacle:
                self.friction.stopped(obstacle.code)
                raise
            finally:
                notes.say(**self.friction.facts())

    def _go(self, url: str, address: str) -> None:
        self.eyes.status = None
        try:
            self.page.goto(url, wait_until="domcontentloaded", timeout=self.errand.patience * 1000)
        except PlaywrightTimeout as why:
            raise NoNetwork(tried=f"“{address}” was opened", seen="The server did not answer in time") from why
        except PlaywrightError as why:
            text = str(why)
            if "ERR_TOO_MANY_REDIRECTS" in text:
                raise self._circle(address) from why
            if "ERR_HTTP_RESPONSE_CODE_FAILURE" in text:  # a 4xx or 5xx without a body
                return
            if any(sign in text for sign in GONE):
                seen = next(part for part in text.split() if part.startswith("net::"))
                raise NoNetwork(tried=f"“{address}” was opened", seen=f"The host does not answer ({seen})") from why
            self.eyes.survey()
            raise NoNetwork(tried=f"“{address}” was opened", seen=text.splitlines()[0][:160]) from why

    def _circle(self, address: str) -> Obstacle:
        tried, seen = f"“{address}” was opened", "The server sends from one address to the next without end"
        if self.eyes.journey.met_a_login:
            return LoginLoop(tried=tried, seen=f"{seen}, over the log-in")
        return ServerError(tried=tried, seen=seen)

    def _arrive(self, address: str) -> None:
        """Until the page is something; obstacles are raised on the way."""
        tried = f"“{address}” was opened"
        self.eyes.at_home(tried)
        self.eyes.until(lambda _, sight: sight if sight.kind is not SightKind.BLANK else None, tried=tried)

    def _look_for(self, phrase: str) -> tuple[Found | Several | None, str]:
        """The link; else that of an optional screen that was passed over too early."""

        further, began = Further(self.eyes, self.errand.account.language), time.monotonic()

        def question(seen: Survey, _: Sight) -> tuple[Found | Several, str] | None:
            found = self._link(seen, phrase)
            if found is not None:
                return found, phrase
            late = ((self._link(seen, earlier), earlier) for earlier in self._passed_over)
            hit = next(((hit, earlier) for hit, earlier in late if isinstance(hit, Found)), None)
            if hit is None and time.monotonic() - began > MISSED:
                hit = self._later_on(seen, phrase)
            if hit is None:
                further.look(seen)
            return hit

        found = self.eyes.until(question, tried=f"“{phrase}” was looked for") or (None, phrase)
        self.friction.click(further.presses)
        return found

    def _after(self, phrase: str) -> Sequence[str]:
        """What the way follows next, and next but one."""
        return self.follows[self.follows.index(phrase) + 1 :][:2] if phrase in self.follows else ()

    def _later_on(self, seen: Survey, phrase: str) -> tuple[Found, str] | None:
        """Furniture is moved: a link that comes later is here already. In a feed its words may be anybody's."""
        ours = self.errand.book.may_be_pictured(seen.url)
        for later in self._after(phrase):
            hit = self._link(seen, later)
            if isinstance(hit, Found) and (ours or self._is_ours(hit, later)):
                return hit, later
        return None

    def _is_ours(self, hit: Found, phrase: str) -> bool:
        """A link of the site's own: in its bars or menus, or to a known address."""
        known = hit.element.href and self.errand.book.leads_to(phrase, find.real_target(hit.element.href))
        return bool(known) or hit.element.dialog or hit.element.landmark in {"header", "nav"}

    def _skip(self, phrase: str, later: str, notes: Notes) -> None:
        """The screen is no more, or another led past it: the road changed, and that is recorded."""
        self.drifted.append(phrase)
        self.friction.not_shown()
        notes.say(shown=False, drift=True, later=later)

    def _link(self, seen: Survey, phrase: str) -> Found | Several | None:
        return find.link(seen, phrase, self.errand.book, self.errand.account.language)

    def _drift(self, phrase: str, found: Several | None) -> Exception:
        tried = f"“{phrase}” was looked for"
        if isinstance(found, Several):
            return LabelDrift(
                tried=tried, seen=f"{found.count} different targets bear the same words; none was pressed"
            )
        near = self._nearest(phrase)
        shown = ", ".join(f"“{label}”" for label in near) or "nothing alike"
        return LabelDrift(tried=tried, seen=f"No link bears these words or leads to a known address; nearest: {shown}")

    def _nearest(self, phrase: str) -> tuple[str, ...]:
        """What came nearest, for the hint; where the page may hold other people's words, only from the site's bars."""
        seen = self.eyes.last
        if seen is None:
            return ()
        if not self.errand.book.may_be_pictured(self.page.url):
            bars = tuple(e for e in seen.pressables if e.landmark in {"header", "nav"})
            seen = replace(seen, pressables=bars)
        return find.nearest(seen, phrase, self.errand.book, self.errand.account.language)

    def _press(self, found: Found, notes: Notes, phrase: str) -> None:
        if found.drifted:
            self.drifted.append(phrase)
        notes.say(matched=found.by, words=found.words, drift=found.drifted)
        notes.captured = self._seen_with(found)
        before, tried = self.page.url, f"“{phrase}” was followed"
        self.eyes.status = None
        self.eyes.journey.act()
        self._pressed, self._opened = True, ""
        hands.follow(self.eyes, found.element)
        self.friction.click()
        self.eyes.settle(tried)
        if self.page.url != before:
            self.eyes.at_home(tried)

    def _seen_with(self, found: Found) -> dict[str, bytes]:
        """The picture shows the viewport around what is about to be pressed."""
        try:
            hands.place(self.eyes, found.element).scroll_into_view_if_needed(timeout=2_000)
        except PlaywrightError:
            return {}  # the press itself will say what is wrong
        return self.camera.files(exhibit=False)

    def _adopt(self, page: Page) -> None:
        """A link that opens a new page is followed there; a page that opens by itself is left alone."""
        if page is self.page or page.opener() != self.page:
            return
        if self.eyes.sending:
            self.opened.append(page)
        elif self._pressed:
            self.page = page
            self.eyes.watch(page)
