"""Compare what was found with what is true of a page."""
# ruff: noqa: E501 - a page stays on one line

from collections.abc import Iterable
from dataclasses import dataclass

from playwright.sync_api import Page

from bot.fields import Field

_ASK = """selectors => ({
  found: selectors.map(s => { const e = document.querySelectorAll(s); return e.length === 1 ? e[0].getAttribute('data-truth') || '' : 'not one element'; }),
  all: [...document.querySelectorAll('[data-truth]')].map(e => e.getAttribute('data-truth')),
})"""


@dataclass(frozen=True)
class Truth:
    """What each found element truly is, and everything there was to find."""

    found: list[str]
    all: list[str]


@dataclass(frozen=True)
class Verdict:
    """Where finding and truth part."""

    right: list[str]
    wrong: list[tuple[str, str, str]]
    """Kind reported, what it truly is, why it was taken for it."""
    missed: list[str]


def truth_of(page: Page, fields: Iterable[Field]) -> Truth:
    """Ask the page what the elements found by these selectors truly are."""
    return Truth(**page.evaluate(_ASK, [f.element.selector for f in fields]))


def compare(truth: Truth, fields: Iterable[Field], kinds: Iterable[str]) -> Verdict:
    """A mark with a question mark may be reported or not."""
    judged = set(kinds)
    missed = [t for t in truth.all if t in judged]
    right, wrong = [], []
    for found, true in zip(fields, truth.found, strict=True):
        kind = found.kind.value
        if true == kind and kind in missed:
            missed.remove(kind)
            right.append(kind)
        elif kind in judged and true.rstrip("?") != kind:
            wrong.append((kind, true, found.why))
    return Verdict(right, wrong, missed)
