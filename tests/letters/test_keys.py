"""Keys are asked of a real DNS server, and the answer is kept with who gave it, for how long, and when."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from bot.letters.dnskeys import DnsKeys
from bot.letters.keys import KeyRecord, KeysUnreachable, StoredKeys

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NAME = "s1._domainkey.facebook.com"
TXT = "v=DKIM1; p=" + "A" * 392


class Zone:
    """A DNS server on loopback that knows one name, vouches for it, and falls silent when asked to."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.silent = False
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "Zone":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bell:
            bell.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            packet, who = self._socket.recvfrom(4096)
            if not packet:
                return
            if self.silent:
                continue
            question = dns.message.from_wire(packet)
            answer = dns.message.make_response(question)
            asked = question.question[0].name.to_text()
            if asked == NAME + ".":
                pieces = f'"{TXT[:200]}" "{TXT[200:]}"'
                answer.answer.append(dns.rrset.from_text(asked, 300, "IN", "TXT", pieces))
                answer.flags |= dns.flags.AD
            elif not asked.startswith("empty."):
                answer.set_rcode(dns.rcode.NXDOMAIN)
            self._socket.sendto(answer.to_wire(), who)


@pytest.fixture
def zone() -> Iterator[Zone]:
    with Zone() as open_zone:
        yield open_zone


def asking(zone: Zone) -> DnsKeys:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = zone.port
    return DnsKeys(resolver, timeout=1, now=lambda: NOW)


def test_an_answer_is_kept_whole(zone: Zone) -> None:
    """Pieces are joined; resolver, TTL, AD bit and time are part of the record (facts/evidence.md §4.5)."""
    record = asking(zone).lookup(NAME)

    assert KeyRecord(NAME, TXT, "127.0.0.1", 300, True, NOW) == record


@pytest.mark.parametrize("name", ["s2._domainkey.facebook.com", "empty.facebook.com"])
def test_no_such_key_is_an_answer(zone: Zone, name: str) -> None:
    """A name that is not there, or has no text, has no key."""
    assert asking(zone).lookup(name) is None


def test_silence_is_no_answer(zone: Zone) -> None:
    """When nobody answers, nobody knows whether there is a key."""
    zone.silent = True

    with pytest.raises(KeysUnreachable):
        asking(zone).lookup(NAME)


def test_a_name_that_cannot_be_is_not_asked(zone: Zone) -> None:
    """A label of a hundred letters is no DNS name; the question fails without an accident."""
    with pytest.raises(KeysUnreachable):
        asking(zone).lookup("a" * 100 + "._domainkey.facebook.com")


def test_a_file_of_keys_names_itself(tmp_path: Path) -> None:
    """A record from a file says which file, and that no DNSSEC was asked for."""
    (tmp_path / "dns.json").write_text('{"S1._domainkey.facebook.com.": "v=DKIM1; p=AA"}', "utf-8")
    record = StoredKeys(tmp_path / "dns.json", now=lambda: NOW).lookup(NAME + ".")

    assert KeyRecord(NAME, "v=DKIM1; p=AA", "stored: dns.json", None, None, NOW) == record
