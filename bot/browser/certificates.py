"""The certificate chain of the connection that the walk itself used: no second connection that pretends to be it."""

import base64
import ssl
from dataclasses import dataclass, field

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from bot.browser.line import Lines

MOST = 10
"""Certificates of one chain; public ones have two to four."""
LARGEST = 64 << 10


@dataclass
class Certificates:
    """Asks Chromium for the chain of a page's origin (DevTools `Network.getCertificate`).

    It only knows chains of documents that came while its listener was on (seen with Chromium 156), so the listener is
    on from before the first page.
    """

    lines: Lines
    _heard: set[Page] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)

    def listen(self, page: Page) -> None:
        """From now on, on this page and those it opens."""
        try:
            self.lines.to(page)
        except PlaywrightError:
            return  # the page is gone again
        self._heard.add(page)

    def new_of(self, page: Page, host: str) -> tuple[bytes, ...]:
        """The chain of a host in DER, leaf first, the first time it can be told; empty where it cannot."""
        if page not in self._heard or not host or host in self._known:
            return ()
        try:
            told = self.lines.to(page).send("Network.getCertificate", {"origin": f"https://{host}"})["tableNames"]
        except PlaywrightError:
            return ()
        chain = tuple(base64.b64decode(one) for one in told[:MOST] if len(one) <= LARGEST)
        if chain:
            self._known.add(host)
        return chain


def pem(chain: tuple[bytes, ...], said: str) -> bytes:
    """The chain as text that openssl reads; what stands before the first certificate is a comment (RFC 7468 §2)."""
    return (f"{said}\n" + "".join(ssl.DER_cert_to_PEM_cert(one) for one in chain)).encode()
