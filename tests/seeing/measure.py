"""How well forms nobody described are seen: ``python -m tests.seeing.measure FOLDER… [--half mend|held]``.

An element of several kinds (an e-mail address or a phone number) is found by any of them.

Serves each labelled page (see ``tests.seeing.labelled``) on loopback as it is and with its names scrambled, runs the
real ``optout inspect --json`` on all of them, and prints precision/recall per kind, what was said of puzzles, traps
that were reported, and each error with what the page's control was taken for. Of the held-out half only figures.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Frame, Page

from bot.browser import Chromium
from bot.chromium import find
from bot.fields import forms
from bot.survey import take
from tests.seeing.labelled import KINDS, Labelled, read, scrambled, served

VERSIONS = ("plain", "scrambled")
_WORLD = 'schema = 1\nname = "labelled pages"\n'
_MARK = "(found, mark) => { for (const e of found) (e.optoutTruth ??= []).push(mark); return found.length; }"
_READ = "e => [e.optoutTruth || [], e.outerHTML.slice(0, 160)]"
_UNFOUND = """mark => { const out = []; const go = (root) => { for (const e of root.querySelectorAll('*')) {
  if ((e.optoutTruth || []).includes(mark)) out.push([e.optoutFound || [], e.optoutTruth, e.outerHTML.slice(0, 160)]);
  if (e.shadowRoot) go(e.shadowRoot); } }; go(document); return out; }"""


@dataclass
class Score:
    """What came out so far."""

    fields: dict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    """By version (and by language): how often each kind was right, wrong or missed."""
    captchas: dict[str, Counter[tuple[bool, bool]]] = field(default_factory=lambda: defaultdict(Counter))
    traps: int = 0
    errors: list[str] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)


def main(arguments: Sequence[str]) -> None:
    """Measure the folders named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--half", choices=("mend", "held"))
    parser.add_argument("--only", default="", help="part of a page's name")
    parser.add_argument("--languages", action="store_true", help="figures per language, too")
    asked = parser.parse_args(arguments)
    pages = [p for folder in asked.folders for p in read(folder) if asked.only in p.name]
    if asked.half:
        pages = [p for p in pages if p.held_out is (asked.half == "held")]
    score = measure(pages)
    if asked.half != "held":
        print("\n".join(score.errors))
    _print(score, len(pages), languages=asked.languages)


def measure(pages: Sequence[Labelled]) -> Score:
    """Look at every version of every page, and compare."""
    browser = find()
    if browser is None:
        raise SystemExit("no Chromium: run `optout doctor --fix`")
    score = Score()
    with Chromium(browser.path) as chromium:
        context = chromium.context(locale="en-GB")
        context.route(lambda url: "//127.0.0.1" not in url, lambda route: route.abort())
        judge = context.new_page()
        shown = {
            f"{n}-{version}": page.html if version == "plain" else scrambled(judge, page.html)
            for n, page in enumerate(pages)
            for version in VERSIONS
        }
        with served(shown) as site:
            for key, seen in zip(shown, _inspected([site + key for key in shown]), strict=True):
                number, version = key.split("-")
                judge.goto(site + key, wait_until="load")
                _compare(judge, pages[int(number)], version, seen, score)
    return score


def _inspected(urls: Sequence[str]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="optout-measure-") as here:
        world = Path(here) / "world.toml"
        world.write_text(_WORLD)
        options = ["--json", "--world", str(world), "--data", here]
        done = subprocess.run(
            [str(Path(sys.executable).with_name("optout")), "inspect", *options, *urls],
            capture_output=True,
            text=True,
            check=False,
        )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    if len(rows) != len(urls):
        raise SystemExit(done.stderr)
    return rows


def _compare(judge: Page, page: Labelled, version: str, seen: dict[str, Any], score: Score) -> None:
    where = f"{page.name} [{version} {page.language}]"
    marks = {**page.fields, "honeypot": page.honeypots, "unsure": page.unsure}
    for mark, selectors in marks.items():
        for selector in selectors:
            if not sum(_marked(frame, selector, mark) for frame in judge.frames):
                score.errors.append(f"LABEL     {where}: nothing is {selector}")
    for found in seen["fields"]:
        _found(judge, where, version, page.language, found, score)
    for kind in KINDS:
        for frame in judge.frames:
            for taken, truths, html in frame.evaluate(_UNFOUND, kind):
                if not {*taken} & {*truths} and "unsure" not in truths:
                    _count(score, version, page.language, kind, "missed")
                    score.errors.append(f"MISSED    {where} {kind}: {html}\n          {_why(judge, html)}")
    score.captchas[version][page.captcha, seen["captcha"]] += 1
    if page.captcha != seen["captcha"]:
        score.errors.append(f"CAPTCHA   {where} is {page.captcha}, seen {seen['captcha']} ({seen['why']})")
    score.ms.append(seen["ms"])


def _marked(frame: Frame, selector: str, mark: str) -> int:
    try:
        found: int = frame.locator(selector).evaluate_all(_MARK, mark)
    except Error:
        return 0
    return found


def _found(judge: Page, where: str, version: str, language: str, found: dict[str, Any], score: Score) -> None:
    frame = next((f for f in judge.frames if f.url == found.get("frame")), judge.main_frame)
    one = frame.locator(found["selector"])
    kind, said = found["kind"], f"{found['confidence']} {found['why']}"
    if one.count() != 1:
        score.errors.append(f"SELECTOR  {where} {kind}: {found['selector']}")
        _count(score, version, language, kind, "wrong")
        return
    truths, html = one.evaluate(_READ)
    one.evaluate("(e, kind) => (e.optoutFound ??= []).push(kind)", kind)
    if "honeypot" in truths:
        score.traps += 1
        score.errors.append(f"HONEYPOT  {where} {kind}: {html} ({said})")
    if kind in truths:
        _count(score, version, language, kind, "right")
    elif "unsure" not in truths:
        _count(score, version, language, kind, "wrong")
        score.errors.append(f"WRONG     {where} {kind} ({said}) is {truths}: {html}")


def _count(score: Score, version: str, language: str, kind: str, how: str) -> None:
    for group in (version, "all", f"language {language}"):
        score.fields[group][kind, how] += 1


def _why(judge: Page, html: str) -> str:
    """What the element was taken for by the machine that overlooked it."""
    survey = take(judge)
    for form in forms(survey):
        for one in (*(f.element for f in form.fields), *form.pressables):
            if judge.frames[0].locator(one.selector).evaluate_all("a => a[0]?.outerHTML.slice(0, 160)") == html:
                as_field = next((f for f in form.fields if f.element is one), None)
                taken = f"{as_field.kind} ({as_field.why})" if as_field else f"a button: “{one.words[:40]}”"
                return f"taken for {taken} in a form for {form.purpose}"
    for one in (*survey.controls, *survey.pressables):
        if judge.frames[0].locator(one.selector).evaluate_all("a => a[0]?.outerHTML.slice(0, 160)") == html:
            return "seen, in no form with fields" if one.visible else "taken for invisible"
    return "not seen"


def _print(score: Score, pages: int, *, languages: bool) -> None:
    for group in (
        *VERSIONS,
        "all",
        *(sorted(g for g in score.fields if g.startswith("language")) if languages else ()),
    ):
        print(f"{group:13}", "  ".join(_figures(kind, score.fields[group]) for kind in KINDS))
    for version, seen in score.captchas.items():
        puzzles, none = seen[True, True] + seen[True, False], seen[False, True] + seen[False, False]
        print(f"{version:13} puzzles seen {seen[True, True]}/{puzzles}, false alarms {seen[False, True]}/{none}")
    ms = sorted(score.ms) or [0.0]
    print(f"{pages} pages; honeypots reported {score.traps}; ms p50 {ms[len(ms) // 2]} p95 {ms[int(len(ms) * 0.95)]}")


def _figures(kind: str, counts: Counter[tuple[str, str]]) -> str:
    right, wrong, missed = (counts[kind, how] for how in ("right", "wrong", "missed"))
    return f"{kind} {_share(right, wrong)}/{_share(right, missed)} ({right})"


def _share(right: int, other: int) -> str:
    return f"{right / (right + other):.3f}" if right + other else "–"


if __name__ == "__main__":
    main(sys.argv[1:])
