"""Pages that people have labelled: read from a folder, scrambled, served on loopback.

Beside each ``<page>.html`` lies ``<page>.truth.json``: ``language``, ``captcha`` (a person must solve something),
``fields`` (kind -> CSS selectors of every element of that kind), ``honeypots`` and ``unsure`` (selectors, each perhaps
followed by ": why"). Selectors must hold when ids, classes and names are scrambled: pages mark elements by ``data-t``.
"""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page

KINDS = ("email", "phone", "country", "reason", "code", "name", "submit")

_SCRAMBLE = r"""(html) => {
  const tree = new DOMParser().parseFromString(html, "text/html");
  const known = new Map();
  let n = 7;
  const chance = () => { n = (n * 1103515245 + 12345) & 0x7fffffff; return n >> 8; };
  const fresh = (word) => {
    if (!known.has(word)) {
      let made = "xyzqkwv"[chance() % 7];
      while (made.length < 9) made += "abcdefghjkmnpqrstuvwxyz0123456789"[chance() % 33];
      known.set(word, made);
    }
    return known.get(word);
  };
  const ATTRIBUTES = ["id", "class", "name", "for", "form", "list", "headers", "aria-labelledby", "aria-describedby",
    "aria-controls", "aria-errormessage", "aria-owns"];
  for (const el of tree.querySelectorAll("*")) {
    if (el.tagName === "META" || el.tagName === "SLOT") continue;
    for (const a of ATTRIBUTES) {
      const value = el.getAttribute(a);
      if (!value || !value.trim()) continue;
      el.setAttribute(a, value.trim().split(/\s+/).map(fresh).join(" "));
    }
    if (el.tagName === "FORM" && el.hasAttribute("action"))
      el.setAttribute("action", "/" + fresh(el.getAttribute("action")));
  }
  const NAMED = /([.#])(-?[A-Za-z_][\w-]*)(?=[^{}]*\{)/g;
  for (const sheet of tree.querySelectorAll("style"))
    sheet.textContent = sheet.textContent.replace(NAMED, (m, mark, w) => known.has(w) ? mark + known.get(w) : m);
  const QUOTED = /(["'`])([.#]?)([A-Za-z_][\w-]*)\1/g;
  for (const script of tree.querySelectorAll("script:not([src])"))
    script.textContent = script.textContent.replace(QUOTED, (m, q, dot, w) =>
      known.has(w) ? q + dot + known.get(w) + q : m);
  return "<!doctype html>" + tree.documentElement.outerHTML;
}"""


@dataclass(frozen=True)
class Labelled:
    """A page and what a person says is on it."""

    name: str
    html: str
    language: str
    kind: str
    captcha: bool
    fields: Mapping[str, tuple[str, ...]]
    honeypots: tuple[str, ...]
    unsure: tuple[str, ...]

    @property
    def held_out(self) -> bool:
        """Whether it belongs to the half that nobody mends by."""
        return int(hashlib.sha256(self.name.encode()).hexdigest(), 16) % 2 == 1


def read(folder: Path) -> Iterator[Labelled]:
    """Every page of the folder that has its truth beside it."""
    for page in sorted(folder.glob("*.html")):
        beside = page.with_suffix(".truth.json")
        if not beside.exists():
            continue
        said = json.loads(beside.read_text("utf-8"))
        yield Labelled(
            name=page.stem,
            html=page.read_text("utf-8"),
            language=said.get("language", ""),
            kind=said.get("kind", ""),
            captcha=bool(said.get("captcha")),
            fields={kind: tuple(said.get("fields", {}).get(kind, ())) for kind in KINDS},
            honeypots=tuple(map(_selector, said.get("honeypots", ()))),
            unsure=tuple(map(_selector, said.get("unsure", ()))),
        )


def _selector(said: str) -> str:
    return said.split(": ", 1)[0]


def scrambled(blank: Page, html: str) -> str:
    """The page with every id, class, name and action made meaningless, consistently."""
    made: str = blank.evaluate(_SCRAMBLE, html)
    return made


@contextmanager
def served(pages: Mapping[str, str]) -> Iterator[str]:
    """The pages on loopback, each at its own path; everything else is not found."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path.lstrip("/"))
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((body or "").encode())

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
