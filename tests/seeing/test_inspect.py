"""``optout inspect``: any address, one object each, nothing sent."""
# ruff: noqa: E501 - a page stays on one line

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.inspect import inspect_urls

FORM = "<form method=post action=/send><label>Email<input type=email name=e></label><label>Why<textarea></textarea></label><button>Submit</button></form>"
LATE = f"<div id=app></div><script>setTimeout(() => document.querySelector('#app').innerHTML = `{FORM}`, 300)</script>"

TWINS = f"<main>{FORM.replace('type=email', 'id=mail')}</main><x-box></x-box><script>const r = document.querySelector('x-box').attachShadow({{mode: 'open'}}); r.innerHTML = '<div><input id=mail type=hidden></div>'</script>"


class Site(BaseHTTPRequestHandler):
    """A few pages that behave as pages do."""

    posts: list[str]

    def do_GET(self) -> None:
        pages = {
            "/form": (200, FORM),
            "/late": (200, LATE),
            "/gone": (404, "<h1>Not found</h1>"),
            "/twins": (200, TWINS),
            "/moves": (200, "<script>location.replace('/form')</script>"),
            "/alert": (200, f"<script>alert('hi')</script>{FORM}"),
        }
        status, body = pages.get(self.path, (500, ""))
        if self.path == "/data":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"email": 1}')
            return
        if self.path == "/file":
            self.send_response(200)
            self.send_header("Content-Disposition", "attachment; filename=x.bin")
            self.end_headers()
            self.wfile.write(b"x")
            return
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def do_POST(self) -> None:
        self.posts.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.posts = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_every_address_gives_one_object(eyes: Browser, site: str, tmp_path: Path) -> None:
    """Files, servers, late pages, alerts, downloads and dead hosts: one JSON object each, in order, and nothing is sent."""
    file = tmp_path / "page.html"
    file.write_text(FORM)
    urls = [
        file.as_uri(),
        f"{site}/form",
        f"{site}/late",
        f"{site}/gone",
        f"{site}/alert",
        f"{site}/file",
        "http://127.0.0.1:9/",
        "file:///no/such/file",
    ]
    context = eyes.new_context()
    found = list(inspect_urls(context, urls, patience=10))
    context.close()

    assert urls == [f["url"] for f in found]
    assert ["form", "form", "form", "not_found", "form", "no_network", "no_network", "no_network"] == [
        f["page"] for f in found
    ]
    assert [None, 200, 200, 404, 200] == [f["status"] for f in found[:5]]
    assert ["email", "reason", "submit"] == [f["kind"] for f in found[2]["fields"]]
    assert [] == Site.posts
    assert json.loads(json.dumps(found)) == found


def test_what_cannot_be_looked_at_says_why(eyes: Browser, site: str) -> None:
    """No page, no address, nobody there: a line with its error; a page that moves on is seen where it went."""
    context = eyes.new_context()
    urls = [f"{site}/data", "nonsense", "http://127.0.0.1:9/", f"{site}/moves"]
    data, nonsense, nobody, moved = inspect_urls(context, urls, patience=10)
    context.close()

    assert ("unknown", "not a page: application/json", []) == (data["page"], data["error"], data["fields"])
    assert "error" in nonsense
    assert ("no_network", "error" in nobody) == (nobody["page"], True)
    assert (f"{site}/form", "form", False) == (moved["final_url"], moved["page"], "error" in moved)


def test_what_is_no_address_is_told_so(eyes: Browser) -> None:
    """Nobody's network is to blame."""
    told = list(
        inspect_urls(
            eyes.new_context(), ["notaurl", "www.facebook.com/help", "javascript:alert(1)", "http://["], patience=1
        )
    )

    assert ["unknown"] * 3 == [one["page"] for one in told[:3]]
    assert all("not an address" in one["error"] for one in told)


def test_a_selector_finds_its_element_alone(eyes: Browser, site: str) -> None:
    """An id that a shadow tree bears as well is not used: a locator would find both."""
    context = eyes.new_context()
    (found,) = inspect_urls(context, [f"{site}/twins"], patience=10)
    page = context.new_page()
    page.goto(f"{site}/twins")
    counts = [page.locator(f["selector"]).count() for f in found["fields"]]
    context.close()

    assert ["email", "reason", "submit"] == [f["kind"] for f in found["fields"]]
    assert [1, 1, 1] == counts
