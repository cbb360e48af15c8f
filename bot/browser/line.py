"""One DevTools session for each page of a walk: certificates, pictures and the send speak over the same line."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, CDPSession, Page


@dataclass
class Lines:
    """Opened when a page is first asked for. Each further session would be told all of the network once more."""

    context: BrowserContext
    _open: dict[Page, CDPSession] = field(default_factory=dict)

    def to(self, page: Page) -> CDPSession:
        """The line to a page; it hears the page's network, and keeps no bodies. Raises when the page is gone."""
        if page not in self._open:
            line = self.context.new_cdp_session(page)
            line.send("Network.enable", {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0})
            self._open[page] = line
        return self._open[page]
