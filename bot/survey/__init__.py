"""Take one look at a page, and keep it as plain data.

A survey is what the lookout and the search for fields work on: both are pure and can be tested without a browser.
Everything in it was said by a page and is hostile input.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bot.survey.facts import (
    NOWHERE,
    Box,
    Dialog,
    Element,
    Form,
    FrameSeen,
    Picture,
    Survey,
    Widget,
)

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Locator, Page

__all__ = [
    "NOWHERE",
    "ROOT",
    "Box",
    "Dialog",
    "Element",
    "Form",
    "FrameSeen",
    "Picture",
    "Survey",
    "Widget",
    "assemble",
    "locator",
    "script",
    "take",
]

TEXT_LIMIT = 30_000
PRESSABLES_LIMIT = 3_000
CONTROLS_LIMIT = 600
OPTIONS_LIMIT = 400
FRAMES_LIMIT = 16
ROOT = "xpath=/*"
"""The root element. A CSS selector costs 8 ms on a page of 9,000 nodes: its engine looks for shadows in all of them."""
_INSTANT_WHEN_FRESH = 1.0
"""Seconds a child frame may take; a frame that is still on its way is not worth more."""


@lru_cache(maxsize=1)
def script() -> str:
    """The JavaScript that looks; a function of the root element and the limits."""
    return files("bot.survey").joinpath("survey.js").read_text(encoding="utf-8")


def take(
    page: "Page",
    status: int | None = None,
    *,
    patience: float = 5.0,
    links: int = PRESSABLES_LIMIT,
    many: int = CONTROLS_LIMIT,
    swift: bool = False,
) -> Survey:
    """Look once into every frame. ``patience`` is in seconds; a page that does not answer raises its error.

    ``swift`` leaves the time-out out, which costs two thirds of a look: for a document that has answered before.

    ``links``: how many plain links are worth keeping, and thrice as many loose buttons; those in dialogs always are.
    ``many``: how many controls, of which the last hundred are the page's last.
    """
    limits = _limits(links, many)
    main = _look(page.main_frame, None if swift else patience, limits)
    seen = [(FrameSeen(str(main.get("url", "")), ""), main)]
    if len(page.frames) > 1:
        seen += _children(page, main, limits)
    return assemble(seen, status)


def locator(page: "Page", survey: Survey, element: Element) -> "Locator":
    """The live element behind a record; frames are found again by their address and name."""
    if element.frame == 0:
        return page.locator(element.selector)
    known = survey.frames[element.frame]
    likely = page.frames[known.place : known.place + 1]
    for frame in (*likely, *page.frames):
        if frame.url == known.url and frame.name == known.name:
            return frame.locator(element.selector)
    return page.locator(element.selector)


def _children(
    page: "Page", main: Mapping[str, Any], limits: Mapping[str, int]
) -> list[tuple[FrameSeen, dict[str, Any]]]:
    from playwright.sync_api import Error  # noqa: PLC0415 - the pure consumers of a survey need no browser

    unseen = {
        w.get("src", "") for w in main.get("widgets", ()) if w["tag"] == "iframe" and (w.get("hidden") or _tiny(w))
    }
    found = []
    for place, frame in enumerate(page.frames[1 : FRAMES_LIMIT + 1], start=1):
        try:
            if frame.is_detached() or frame.url.startswith("chrome-error:"):
                continue
            look = _look(frame, _INSTANT_WHEN_FRESH, limits)
        except Error:  # it vanished, or never finished loading: nothing a person could use
            continue
        if look.get("child") or (frame.url in unseen):
            continue
        found.append((FrameSeen(frame.url, frame.name, place), look))
    return found


def _tiny(widget: Mapping[str, Any]) -> bool:
    _, _, width, height = widget["box"]
    return bool(width <= 2 or height <= 2)  # noqa: PLR2004 - smaller than anything a person can see


def _limits(links: int, many: int) -> dict[str, int]:
    return {
        "text": TEXT_LIMIT,
        "pressables": PRESSABLES_LIMIT,
        "controls": many,
        "options": OPTIONS_LIMIT,
        "links": links,
        "buttons": links * 3,
    }


def _look(frame: "Frame", patience: float | None, limits: Mapping[str, int]) -> dict[str, Any]:
    if patience is None:
        found = frame.evaluate(f"limits => ({script()})(document.documentElement, limits)", limits)
    else:
        found = frame.locator(ROOT).evaluate(script(), limits, timeout=patience * 1000)
    looked: dict[str, Any] = json.loads(found)
    return looked


def assemble(seen: Iterable[tuple[FrameSeen, Mapping[str, Any]]], status: int | None = None) -> Survey:
    """One survey from the looks into each frame; the first is the page itself."""
    seen = tuple(seen)
    looks = [look for _, look in seen]
    whole = Survey()
    for index, look in enumerate(looks):
        whole = _joined(whole, _survey(look, index, len(whole.forms)))
    first = looks[0]
    return replace(
        whole,
        url=first.get("url", ""),
        title=first.get("title", ""),
        lang=first.get("lang", ""),
        frames=tuple(replace(frame, text=look.get("text", "")) for frame, look in seen),
        status=status,
        ready=bool(first.get("ready", True)),
        blocked_by_dialog=bool(first.get("blocked", False)),
        viewport=(first.get("width", 0), first.get("height", 0)),
        inline_scripts=first.get("inline", 0),
    )


def _survey(look: Mapping[str, Any], frame: int, forms: int) -> Survey:
    return Survey(
        text=look.get("text", ""),
        controls=tuple(_element(e, frame, forms) for e in look.get("controls", ())),
        pressables=tuple(_element(e, frame, forms) for e in look.get("pressables", ())),
        forms=tuple(Form(**_boxed(f), frame=frame) for f in look.get("forms", ())),
        dialogs=tuple(Dialog(**_boxed(d), frame=frame) for d in look.get("dialogs", ())),
        headings=tuple(look.get("headings", ())),
        images=look.get("images", 0),
        pictures=tuple(Picture(p[0], p[1], Box(*p[2:])) for p in look.get("pictures", ())),
        widgets=tuple(Widget(**_boxed(w)) for w in look.get("widgets", ())),
        scripts=tuple(look.get("scripts", ())),
        rendered=tuple(look.get("rendered", ())),
        alerts=tuple(look.get("alerts", ())),
        errors=tuple(look.get("errors", ())),
    )


def _joined(whole: Survey, part: Survey) -> Survey:
    return replace(
        whole,
        text=f"{whole.text} {part.text}".strip()[:TEXT_LIMIT],
        controls=whole.controls + part.controls,
        pressables=whole.pressables + part.pressables,
        forms=whole.forms + part.forms,
        dialogs=whole.dialogs + part.dialogs,
        headings=whole.headings + part.headings,
        images=whole.images + part.images,
        pictures=whole.pictures + part.pictures,
        widgets=whole.widgets + part.widgets,
        scripts=whole.scripts + part.scripts,
        rendered=whole.rendered + part.rendered,
        alerts=whole.alerts + part.alerts,
        errors=whole.errors + part.errors,
    )


def _boxed(record: Mapping[str, Any]) -> dict[str, Any]:
    return {**record, "box": Box(*record.get("box", ()))}


def _element(record: Mapping[str, Any], frame: int, forms: int) -> Element:
    known = _boxed(record)
    if "form" in known:
        known["form"] += forms
    if "options" in known:
        known["options"] = tuple((value, text) for value, text in known["options"])
    return Element(**known, frame=frame)
