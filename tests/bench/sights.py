"""How long a look at a page takes: ``python -m tests.bench.sights [URL…]``, else heavy pages that are made here.

What is timed is what ``optout inspect`` prints as ``ms``: one look into the loaded page and the naming of its fields.
Each page is opened anew each time; the first opening of all is not counted.
"""

import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.browser import Chromium
from bot.chromium import find
from bot.inspect import inspect_urls

TIMES = 7
LIMIT_MS = 60
FORM = "<form><label>Email<input></label><label>Why<textarea></textarea></label><button>Send</button></form>"


def heavy() -> Iterator[tuple[str, str]]:
    """Pages with much of one thing and one form at the end."""
    yield "a small form", FORM
    yield "3,000 links in a list", "".join(f'<li><a href="/p/{n}">Article {n}</a></li>' for n in range(3000)) + FORM
    nested = (f'<div><ul><li><span><a href="/p/{n}"><b>No</b> {n}</a></span></li></ul></div>' for n in range(3000))
    yield "3,000 links in 15,000 nodes", "".join(nested) + FORM
    yield "5,000 nodes of text", "".join(f"<div><p>Line <b>{n}</b> of a text.</p></div>" for n in range(1700)) + FORM
    rows = (f"<div><label for=i{n}>Field {n}</label><input id=i{n}></div>" for n in range(1000))
    yield "1,000 inputs with labels", f"<form>{''.join(rows)}<label>Email<input></label><button>Send</button></form>"
    yield "1,000 inputs in a grid", f"<table>{('<tr>' + '<td><input></td>' * 20 + '</tr>') * 50}</table>{FORM}"
    yield "2,000 buttons", "".join(f"<div><button>Like {n}</button></div>" for n in range(2000)) + FORM
    options = "".join(f"<option>Option {n}" for n in range(250))
    yield "40 lists of 250", f"<select>{options}</select>" * 40 + FORM


def main(addresses: list[str]) -> None:
    """Print median, 95th percentile and the longest of each, in milliseconds."""
    browser = find()
    if browser is None:
        raise SystemExit("no Chromium: run `optout doctor --fix`")
    with tempfile.TemporaryDirectory(prefix="optout-sights-") as here:
        named = dict.fromkeys(addresses, "")
        for n, (name, body) in enumerate([] if addresses else heavy()):
            file = Path(here) / f"{n}.html"
            file.write_text(f"<!doctype html><html lang=en><meta charset=utf-8><body>{body}")
            named[file.as_uri()] = name
        with Chromium(browser.path) as chromium:
            urls = [url for _ in range(TIMES + 1) for url in named]
            looks = list(inspect_urls(chromium.context(locale="en"), urls, patience=8.0))[len(named) :]
    spent = {url: sorted(look["ms"] for look in looks if look["url"] == url) for url in named}
    for url, ms in spent.items():
        print(f"{named[url] or url:32.32} {_line(ms)}")
    print(f"{'all':32} {_line(sorted(ms for each in spent.values() for ms in each))}  (limit {LIMIT_MS})")


def _line(ms: list[float]) -> str:
    return f"p50 {statistics.median(ms):6.1f}  p95 {ms[int(len(ms) * 0.95)]:6.1f}  max {ms[-1]:6.1f} ms"


if __name__ == "__main__":
    main(sys.argv[1:])
