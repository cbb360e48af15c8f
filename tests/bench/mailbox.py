"""One wanted letter among so many, and the first look back over them all: Dovecot's formats beside a raw script.

    python -m tests.bench.mailbox [--letters 50000] [maildir sdbox mdbox]

Floor: the same questions by imaplib, no library of ours. Measured from after the log-in. sdbox and mdbox are formats
whose index is always warm; a maildir is looked through by the server at each opening.
"""

import argparse
import imaplib
import resource
import shutil
import ssl
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.letters.controller import CONTROLLER_DOMAINS
from bot.mailbox import Mailbox
from fixtures import certificates
from fixtures.dovecot import Dovecot
from fixtures.dovecot_home import Setup
from fixtures.pigeonholes import Pigeonholes

ANNA, PASSWORD = "anna@example.org", "town"
BORN = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 500
TIMES = 7
LIMIT_MS, LIMIT_BACK_S = 100, 6


class Place:
    """A Dovecot of one format, filled."""

    def __init__(self, here: Path, store: str) -> None:
        self.certified = certificates.for_hosts(here / "tls", "bench", ["localhost", "127.0.0.1"])
        holes = Pigeonholes(here / "mail", {ANNA: PASSWORD}, BORN)
        self.dovecot = Dovecot(here / "dovecot", {ANNA: PASSWORD}, holes, self.certified, Setup(store=store))

    @contextmanager
    def raw(self) -> Iterator[imaplib.IMAP4_SSL]:
        """A connection by the standard library."""
        trust = ssl.create_default_context(cafile=str(self.certified.authority))
        line = imaplib.IMAP4_SSL("127.0.0.1", self.dovecot.port, ssl_context=trust)
        line.login(ANNA, PASSWORD)
        yield line
        line.logout()

    def box(self) -> Mailbox:
        """Ours."""
        return Mailbox("127.0.0.1", self.dovecot.port, ANNA, PASSWORD, ca=self.certified.authority)

    def fill(self, letters: int) -> None:
        """As a household's mail lies there: read, and in the index (MULTIAPPEND, RFC 3502)."""
        with self.raw() as line:
            for start in range(0, letters, AT_ONCE):
                some = [letter(n) for n in range(start, min(letters, start + AT_ONCE))]
                parts = [b" (\\Seen) {%d+}\r\n" % len(one) + one for one in some]
                line.send(b"f%d APPEND INBOX" % start + b"".join(parts) + b"\r\n")
                while not (answer := line.readline()).startswith(b"f%d " % start):
                    pass
                if b" OK" not in answer:
                    raise SystemExit(f"Dovecot does not take the letters: {answer!r}")


def letter(n: int, sender: bytes = b"news@shop.example") -> bytes:
    """Four kilobytes."""
    day = f"{BORN + timedelta(minutes=9 * n):%a, %d %b %Y %H:%M:%S +0000}".encode()
    head = b"From: News %d <%s>\r\nTo: anna@example.org\r\nSubject: Offer %d\r\nDate: %s\r\nMessage-ID: <%d@x>\r\n\r\n"
    return head % (n, sender, n, day, n) + b"Hello there, these are the news of the day.\r\n" * 88


def wanted(place: Place, n: int) -> tuple[float, float]:
    """Milliseconds until the one letter is here: ours, and the raw script's."""
    with place.box() as box:
        marks = box.marks()
    with place.raw() as line:
        for sender in (b"news@shop.example", b"privacy@support.facebook.com"):
            line.append("INBOX", "", "", letter(n, sender))
    with place.box() as box:
        begun = time.perf_counter()
        found = list(box.letters(marks, senders=CONTROLLER_DOMAINS, newer_than=None))
        ours = time.perf_counter() - begun
    with place.raw() as line:
        begun = time.perf_counter()
        line.select("INBOX", readonly=True)
        _, answer = line.uid("SEARCH", "UID", f"{marks['INBOX'].uidnext}:*", "FROM", "facebook.com")
        line.uid("FETCH", answer[0].split()[-1].decode(), "(BODY.PEEK[])")
        raw = time.perf_counter() - begun
    if len(found) != 1:
        raise SystemExit(f"{len(found)} letters were found instead of one: nothing was measured")
    return ours * 1000, raw * 1000


def look_back(place: Place) -> float:
    """Seconds for a whole box without marks."""
    with place.box() as box:
        begun = time.perf_counter()
        list(box.letters(None, senders=CONTROLLER_DOMAINS, newer_than=BORN))
        return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench mailbox", description=__doc__.splitlines()[0])
    parser.add_argument("stores", nargs="*", default=["maildir", "sdbox", "mdbox"])
    parser.add_argument("--letters", type=int, default=50_000)
    options = parser.parse_args()
    for store in options.stores:
        here = Path(tempfile.mkdtemp(prefix="optout-bench-"))
        try:
            place = Place(here, store)
            with place.dovecot:
                place.fill(options.letters)
                cold, warm = look_back(place), look_back(place)
                times = [wanted(place, options.letters + n) for n in range(TIMES)]
        finally:
            shutil.rmtree(here, ignore_errors=True)
        ours, raw = ([pair[side] for pair in times] for side in (0, 1))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{store:8} one of {options.letters}: median {statistics.median(ours):5.1f} ms ({min(ours):.1f} to "
            f"{max(ours):.1f}), raw {statistics.median(raw):5.1f} ms, limit {LIMIT_MS}; whole box: {cold:.2f} s cold, "
            f"{warm:.2f} s warm, limit {LIMIT_BACK_S}; {peak:.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
