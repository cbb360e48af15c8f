"""Remember how the page came here: redirects, log-ins on the way, and a session that is lost."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request
from playwright.sync_api import Error as PlaywrightError

from bot.lookout.phrases import parts

TWICE = 2


@dataclass
class Journey:
    """Tells a log-in loop from a log-in wall (facts/forms.md F1 and F2).

    A wall asks once. In a loop the road goes to the log-in, away from it and there again without anybody having done
    anything; or a session that earlier pages of the same walk left alone is taken away on the next one.
    """

    context: BrowserContext
    _hops: list[bool] = field(default_factory=list)
    """Since the walk's last act, per document asked for: was it a log-in?"""
    _at_entry: frozenset[tuple[str, str]] = frozenset()
    _kept: frozenset[tuple[str, str]] = frozenset()
    """The session's cookies that a page of this walk has already left alone."""
    _acts: int = 0

    def __post_init__(self) -> None:
        self._at_entry = self._session()

    def watch(self, page: Page) -> None:
        """Listen to what this page asks for."""
        page.on("request", lambda request: self._asked(request, page))

    def act(self) -> None:
        """The walk does something: what follows is its consequence."""
        if self._acts:
            self._kept = self._at_entry & self._session()
        self._acts += 1
        self._hops.clear()

    @property
    def loops(self) -> str:
        """Why this is a loop; empty when it is none."""
        into = sum(here and not before for before, here in zip([False, *self._hops], self._hops, strict=False))
        if into >= TWICE:
            return f"the road went to the log-in {into} times by itself"
        if self._kept - self._session():
            return "the session was good on an earlier page and was then taken away"
        return ""

    @property
    def met_a_login(self) -> bool:
        """A log-in was asked for since the last act."""
        return any(self._hops)

    def _asked(self, request: Request, page: Page) -> None:
        if request.is_navigation_request() and request.frame == page.main_frame:
            path = urlsplit(request.url).path.lower()
            self._hops.append(any(part in path for part in parts("url_login")))

    def _session(self) -> frozenset[tuple[str, str]]:
        """What only the server may read: the cookies by which it knows who is there."""
        try:
            return frozenset((c["name"], c["domain"]) for c in self.context.cookies() if c["httpOnly"] and c["value"])
        except PlaywrightError:  # the browser is gone: whoever looks next says so
            return frozenset()
