"""Another town: a few pages of other people's making, under the true host names, and a count of what reaches them."""

import base64
import hashlib
import ssl
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Self, cast
from urllib.parse import unquote_plus

from fixtures.lookalike import certificate

HOSTS = ("*.facebook.com", "*.instagram.com", "*.whatsapp.com", "*.meta.com", "collector.example")
WORLD = """schema = 1
name = "other town"
[hosts]
{hosts}
[trust]
spki = ["{spki}"]
"""
UPGRADE = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "


@dataclass(frozen=True)
class Page:
    """What answers at an address."""

    html: str = ""
    status: int = 200
    to: str = ""
    """Where it sends the browser on."""
    cookie: str = ""
    hangs: bool = False
    """The request is taken and never answered."""
    closes: bool = False
    """The request is taken, and the connection is closed without a byte."""
    after: float = 0.0
    """Seconds until it is answered."""
    torn: bool = False
    """The connection is closed after half of the answer."""
    endless: bool = False
    """The answer comes in chunks, and the last one never."""
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """One request as it arrived."""

    method: str
    url: str
    body: str
    cookie: str = ""

    def bears(self, words: str) -> bool:
        """Whether it carries the words, in whatever encoding a form uses."""
        return words in unquote_plus(self.url) or words in unquote_plus(self.body)


Answers = Page | Callable[[Heard], Page]
"""A page, or what makes one of the request."""


@dataclass
class OtherTown:
    """Serves the pages it is given, by host and path; whatever is not there is 404."""

    directory: Path
    pages: Mapping[str, Answers] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    closing: Event = field(default_factory=Event)

    def __enter__(self) -> Self:
        context, spki = certificate.make(self.directory, [*HOSTS, *(host.removeprefix("*.") for host in HOSTS)])
        self._server = _Server(("127.0.0.1", 0), _Visit)
        self._server.town = self
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        port = self._server.server_address[1]
        lines = "\n".join(f'"{host}" = "127.0.0.1:{port}"' for host in HOSTS)
        self.world = self.directory / "world.toml"
        self.world.write_text(WORLD.format(hosts=lines, spki=spki))
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def show(self, pages: Mapping[str, Answers]) -> None:
        """From now on these pages, and nothing heard yet."""
        self.pages = pages
        self.heard.clear()

    def told(self, words: str) -> list[Heard]:
        """The requests that carried the words."""
        return [one for one in self.heard if one.bears(words)]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    town: OtherTown

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves in the middle of a word is no fault."""


class _Visit(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """What was asked is kept as a record."""

    def do_GET(self) -> None:
        """Any request."""
        town = cast(_Server, self.server).town
        host = self.headers.get("Host", "")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        if self.headers.get("Upgrade", "").lower() == "websocket":
            self._talk(town, host)
            return
        heard = Heard(self.command, f"https://{host}{self.path}", body, self.headers.get("Cookie", ""))
        town.heard.append(heard)
        path = self.path.partition("?")[0]
        known = town.pages.get(f"{self.command} {host}{path}") or town.pages.get(f"{host}{path}") or Page(status=404)
        page = known if isinstance(known, Page) else known(heard)
        if page.hangs:
            town.closing.wait()
            return
        if page.closes:
            self.close_connection = True
            return
        town.closing.wait(page.after)
        payload = page.html.encode()
        self.send_response(302 if page.to else page.status)
        self.send_header("Content-Type", page.kind)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if page.endless:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(payload)))
        if page.to:
            self.send_header("Location", page.to)
        if page.cookie:
            self.send_header("Set-Cookie", page.cookie)
        self.end_headers()
        if page.endless:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(payload), payload))
            self.wfile.flush()
            town.closing.wait()
        else:
            self.wfile.write(payload[: len(payload) // 2] if page.torn else payload)
        self.close_connection = self.close_connection or page.torn or page.endless

    do_POST = do_GET  # noqa: N815 - the parent's words
    do_PUT = do_GET  # noqa: N815
    do_OPTIONS = do_GET  # noqa: N815

    def _talk(self, town: OtherTown, host: str) -> None:
        """A WebSocket that listens (RFC 6455): every text frame counts as a request."""
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        answer = base64.b64encode(hashlib.sha1(key.encode(), usedforsecurity=False).digest())
        self.wfile.write(UPGRADE + answer + b"\r\n\r\n")
        self.close_connection = True
        while True:
            try:
                first, second = self.rfile.read(2)
                length = second & 127
                if length == 126:
                    (length,) = struct.unpack(">H", self.rfile.read(2))
                mask, data = self.rfile.read(4), self.rfile.read(length)
            except (TimeoutError, ValueError, OSError, ssl.SSLError):
                return
            if first & 15 == 1:
                text = bytes(byte ^ mask[n % 4] for n, byte in enumerate(data)).decode("utf-8", "replace")
                town.heard.append(Heard("WEBSOCKET", f"wss://{host}{self.path}", text))
