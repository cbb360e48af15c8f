"""One press is one request on the wire, whatever the connection, the page's script or the server does."""

import socket
import threading
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from bot.browser import Chromium
from bot.browser.once import OneRequest, may_have_been_pressed
from bot.browser.tunnels import Tunnels
from bot.browser.witness import NetworkWitness
from bot.chromium import find
from bot.machine import Machine
from bot.obstacles import FormChanged
from tests.flows.world import lines
from tests.never_twice.conftest import Build


def test_a_reused_connection_that_closes_is_not_asked_again(build: Build) -> None:
    """Chromium would send the form once more by itself: the town counts one, and so does the journal."""
    siege = build(
        [
            ("facebook", "closed_after_send", 2),
            ("instagram", "closed_after_send", 1),
            ("whatsapp", "closed_after_send", 1),
            ("facebook", "cut_after_send", 1),
        ]
    )
    siege.household.optout("run", "--at-once", "2", "--wait", "0")
    rows = siege.household.status()
    sends = [line for folder in siege.household.folders() for line in lines(folder) if line.get("verb") == "send"]

    assert set(tomllib.loads(siege.town.world.read_text("utf-8"))["hosts"].values()) == {
        line["server"] for line in sends
    }
    assert [1] * 5 == list(siege.arrived().values())
    assert {("maybe_sent", 1)} == {(row["state"], row["sends"]) for row in rows.values()}


# ---- a page whose own script repeats itself


class Rude(BaseHTTPRequestHandler):
    """Takes a form and closes without a byte; a page asks again, as some do."""

    protocol_version = "HTTP/1.1"
    script = ""
    posts: list[str]

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""

    def do_GET(self) -> None:
        """The page."""
        body = f"<body><button onclick='press()'>Send</button><script>{self.script}</script>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")  # so that the form travels on a new one without our doing
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """The form, at /form it is not answered."""
        said = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.posts.append(f"{self.path} {said}")
        if self.path == "/form":
            self.close_connection = True
            return
        if self.path == "/moved":
            self.send_response(307)
            self.send_header("Location", "/new-form")
        else:
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def rude() -> Iterator[type[Rude]]:
    """The server's class, to set its script and read its posts; its port is in `script` at 0."""
    kind = type("RudeHere", (Rude,), {"posts": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    kind.port = server.server_port  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield kind
    server.shutdown()
    server.server_close()


def press(rude: type[Rude], script: str) -> tuple[int, str]:
    """Open the page, watch, press, listen until all is settled: how many requests, and how it ended.

    In a thread of its own: Playwright's loop cannot be opened inside that of another test's browser.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(_press, rude, script).result(60)


def _press(rude: type[Rude], script: str) -> tuple[int, str]:
    found = find(Machine.this())
    assert found is not None
    with Chromium(found.path) as chromium:
        witness = _pressed(chromium.context(locale="en-IE").new_page(), rude, script)
        return len(witness.requests), witness.outcome


def _pressed(page: Page, rude: type[Rude], script: str) -> NetworkWitness:
    rude.script = f"const post = (where, what) => fetch(where, {{method: 'POST', body: what}});{script}"
    page.goto(f"http://127.0.0.1:{rude.port}/")  # type: ignore[attr-defined]
    witness = NetworkWitness(page, ["127.0.0.1"], {"anna@example.org"})
    witness.__enter__()
    OneRequest(page, {"anna@example.org"}, lambda: None).watch()
    page.get_by_role("button").click()
    page.wait_for_function("window.over === true")
    return witness


def test_a_page_that_repeats_the_same_request_is_not_let_through(rude: type[Rude]) -> None:
    """What the page's script says again in the same words never leaves, and is not counted."""
    script = """const form = () => post('/form', 'mail=anna@example.org');
                const press = () => form().catch(form).catch(form).catch(() => { window.over = true })"""
    counted = press(rude, script)

    assert ["/form mail=anna@example.org"] == rude.posts
    assert (1, "cut") == counted


def test_a_page_that_asks_first_and_sends_then_is_let_through(rude: type[Rude]) -> None:
    """A check and the form itself are two requests in different words: both leave, and both are counted."""
    script = """const press = () => post('/check', 'check anna@example.org')
                  .then(() => post('/take', 'send anna@example.org')).then(() => { window.over = true })"""
    counted = press(rude, script)

    assert ["/check check anna@example.org", "/take send anna@example.org"] == rude.posts
    assert (2, "ok") == counted


def test_a_redirect_that_keeps_the_request_is_one_more_request(rude: type[Rude]) -> None:
    """307 makes the browser say it again elsewhere: the server's own wish, and two on the wire."""
    script = "const press = () => post('/moved', 'anna@example.org').then(() => { window.over = true })"
    counted = press(rude, script)

    assert ["/moved anna@example.org", "/new-form anna@example.org"] == rude.posts
    assert (2, "ok") == counted


def test_a_page_that_keeps_a_request_open_does_not_hold_up_the_form(rude: type[Rude]) -> None:
    """What bears the objection waits for others only as long as they may take."""
    with closing(socket.create_server(("127.0.0.1", 0))) as mute:
        address = f"http://127.0.0.1:{mute.getsockname()[1]}/"
        script = f"""const press = () => {{ fetch('{address}', {{mode: 'no-cors'}}).catch(() => {{}});
                       post('/take', 'anna@example.org').then(() => {{ window.over = true }}) }}"""
        counted = press(rude, script)

    assert (1, "ok") == counted


# ---- the relay


@pytest.fixture
def echo() -> Iterator[socket.socket]:
    """A listening socket."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.settimeout(5)
        yield listening


def through(tunnels: Tunnels, where: str) -> socket.socket:
    """A connection through the relay, agreed to."""
    host, port = tunnels.arguments[0].rpartition("=")[2].split(":")
    here = socket.create_connection((host, int(port)), timeout=5)
    here.sendall(f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n\r\n".encode())
    assert here.recv(1024).startswith(b"HTTP/1.1 200")
    return here


def test_a_name_goes_where_the_resolver_rules_say(echo: socket.socket) -> None:
    """The first rule that fits counts; a name that resolves nowhere is not asked for elsewhere."""
    port = echo.getsockname()[1]
    rules = f"--host-resolver-rules=MAP *.example.org 127.0.0.1:{port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with Tunnels([rules], proxies={}) as tunnels:
        with through(tunnels, "www.example.org:443") as here, echo.accept()[0] as there:
            here.sendall(b"hello")
            arrived = there.recv(16)
        with through(tunnels, "www.example.com:443") as nowhere:
            end = nowhere.recv(16)

    assert (b"hello", b"") == (arrived, end)


def test_the_server_that_was_reached_is_named_and_not_the_relay(echo: socket.socket) -> None:
    """Address and port of the server itself; nothing for a host that nobody asked for or that was not reached."""
    port = echo.getsockname()[1]
    rules = f"--host-resolver-rules=MAP *.example.org 127.0.0.1:{port}, MAP * ~NOTFOUND"
    with Tunnels([rules], proxies={}) as tunnels:
        with through(tunnels, "WWW.example.org:443") as here, echo.accept()[0] as there:
            there.sendall(b"x")
            here.recv(1)
        with through(tunnels, "www.example.com:443") as nowhere:
            nowhere.recv(16)

        assert f"127.0.0.1:{port}" == tunnels.reached("www.example.org.")
        assert ["", ""] == [tunnels.reached("www.example.com"), tunnels.reached("never.example.org")]


def test_a_retired_connection_carries_nothing_more_to_the_server(echo: socket.socket) -> None:
    """Answers under way still come through; what is said afterwards ends the connection and reaches nobody."""
    with Tunnels(proxies={}) as tunnels:
        here = through(tunnels, f"127.0.0.1:{echo.getsockname()[1]}")
        there = echo.accept()[0]
        there.settimeout(5)
        here.sendall(b"first")
        first = there.recv(16)
        there.sendall(b"greeting")
        assert here.recv(16) == b"greeting"
        here.sendall(b"second")
        second = there.recv(16)

        tunnels.retire()
        there.sendall(b"late answer")
        late = here.recv(16)
        here.sendall(b"third")
        third, ended = there.recv(16), here.recv(16)

        with through(tunnels, f"127.0.0.1:{echo.getsockname()[1]}") as anew, echo.accept()[0] as other:
            anew.sendall(b"third")
            renewed = other.recv(16)

    assert (b"first", b"second", b"late answer") == (first, second, late)
    assert (b"", b"") == (third, ended)
    assert b"third" == renewed


# ---- a press that fails


def pressed(body: str) -> tuple[bool, bool]:
    """Whether pressing the button of a page failed, and whether it may have been pressed all the same."""

    def work() -> tuple[bool, bool]:
        found = find(Machine.this())
        assert found is not None
        with Chromium(found.path) as chromium:
            page = chromium.context(locale="en-IE").new_page()
            page.set_content(body)
            try:
                page.get_by_role("button").click(timeout=700, no_wait_after=True)
            except PlaywrightError as why:
                fault = FormChanged(seen="The click failed")
                fault.__cause__ = why
                return True, may_have_been_pressed(fault)
            return False, True

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result(60)


def test_a_button_that_lies_under_something_was_not_pressed() -> None:
    """The click never came: the form may be tried again another time."""
    assert (True, False) == pressed("<button>Send</button><div style='position:fixed;inset:0'></div>")


def test_a_page_that_is_busy_with_the_click_was_pressed() -> None:
    """The click is answered too late: what the page does afterwards may still be sending."""
    slow = "const end = Date.now() + 2000; while (Date.now() < end) ;"

    assert (True, True) == pressed(f"<button onclick='{slow}'>Send</button>")
