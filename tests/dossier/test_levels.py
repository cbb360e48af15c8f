"""A dossier claims what it can prove: each stamp and each letter that fails lowers the level, and is said."""

import re
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.dossier import Authority, verify
from tests.dossier import makings
from tests.dossier.conftest import Sealer


def test_a_stamp_that_fails_lowers_the_level_and_is_said(sealer: Sealer, authorities: list[Authority]) -> None:
    """Never pretended: one dead authority of two is E2, with the reason in the bag."""
    dead = Authority("http://127.0.0.1:9/", authorities[0].ca, "Dead One")

    sealed = sealer(stamps=[dead, authorities[1]])
    verdict = verify(sealed.path)

    assert "E2M" == sealed.level
    assert 1 == len(sealed.notes)
    assert sealed.notes[0].startswith("dead-one: the authority could not be reached")
    assert (True, "E2M") == (verdict.ok, verdict.level_proven)
    with zipfile.ZipFile(sealed.path) as archive:
        assert b"dead-one" in archive.read("case-0001/data/log/custody.jsonl")
        assert b"dead-one" in archive.read("case-0001/README.html")


def test_the_same_operator_twice_is_one(sealer: Sealer, authorities: list[Authority]) -> None:
    """Two stamps of one authority are E2, however it is called."""
    sealed = sealer(stamps=[authorities[0], Authority(authorities[0].url, authorities[0].ca, "Another name")])

    assert "E2M" == sealed.level
    assert "E2M" == verify(sealed.path).level_proven


@contextmanager
def _answering(status: int, body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Be quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (503, b"", "answered 503"),
        (200, b"<html>welcome to the hotel</html>", "does not verify"),
        (200, b"\x30" * (2 << 20), "too large"),
    ],
)
def test_an_answer_that_is_no_stamp_is_no_stamp(
    sealer: Sealer, authorities: list[Authority], status: int, body: bytes, reason: str
) -> None:
    """A captive portal, a broken server and an endless answer stop nothing."""
    with _answering(status, body) as url:
        sealed = sealer(stamps=[Authority(url, authorities[0].ca, "Odd")])

    assert "E1M" == sealed.level
    assert reason in sealed.notes[0]
    assert verify(sealed.path).ok


def test_a_stamp_by_an_authority_that_is_not_trusted_is_no_stamp(sealer: Sealer, authorities: list[Authority]) -> None:
    """Checked at receipt, against the certificate the household chose."""
    sealed = sealer(stamps=[Authority(authorities[0].url, authorities[1].ca, "Mixed up")])

    assert "E1M" == sealed.level
    assert "does not verify" in sealed.notes[0]


@pytest.mark.parametrize(
    ("letter", "level"),
    [
        ({"saved": makings.START + timedelta(days=3650)}, "E1"),  # dkimpy dates a signature by the machine's clock
        ({"saved": makings.START + timedelta(hours=23)}, "E1M"),
        ({"with_key": False}, "E1"),
    ],
)
def test_m_needs_a_key_saved_in_time(sealer: Sealer, tmp_path: Path, letter: dict[str, object], level: str) -> None:
    """Later than 24 hours, anybody could have published the key."""
    path = makings.keep_letter(tmp_path / "post", makings.letter_bytes(), **letter)  # type: ignore[arg-type]

    sealed = sealer(stamps=[], letters=[path])

    assert level == sealed.level
    assert level == verify(sealed.path).level_proven


@pytest.mark.parametrize(
    "raw",
    [
        makings.letter_bytes(domain="facebook.com.evil.example", sender="a@facebook.com.evil.example"),
        makings.letter_bytes(length=True),
        makings.letter_bytes(sender="Nobody <x@example.net>"),
        makings.letter_bytes().replace(b"honor", b"refuse"),
    ],
    ids=["look-alike", "part-of-the-body", "other-sender", "changed"],
)
def test_m_is_not_given_for_a_letter_that_proves_nothing(sealer: Sealer, tmp_path: Path, raw: bytes) -> None:
    """Somebody else's signature, a signature over a part, or none that holds."""
    sealed = sealer(stamps=[], letters=[makings.keep_letter(tmp_path / "post", raw, domain=_domain(raw))])

    assert "E1" == sealed.level
    assert "E1" == verify(sealed.path).level_proven


def _domain(raw: bytes) -> str:
    found = re.search(rb"\bd=([^;]+);", raw)
    assert found
    return found[1].decode()
