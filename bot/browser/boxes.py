"""Note where on a picture a person's name, address or number stands, so that a copy for others can black it out.

Only places are kept, never what stands there. A picture without this note is left out of a copy: what cannot be found
cannot be blacked out.
"""

import json
from functools import lru_cache
from importlib.resources import files

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from bot.household import Private

BOXES = "boxes.json"
"""The suffix of the note beside a picture."""
MOST = 2_000
SCHEMA = 1


@lru_cache(maxsize=1)
def _script() -> str:
    text = files("bot.browser").joinpath("boxes.js").read_text(encoding="utf-8")
    return text[text.index("given =>") :]


def _note(boxes: list[list[int]]) -> bytes:
    return json.dumps({"schema": SCHEMA, "boxes": boxes}, separators=(",", ":")).encode()


NOTHING_LEGIBLE = _note([])
"""Of a picture that shows only the layout of a page."""


def places_of(page: Page, private: Private, *, whole: bool) -> bytes | None:
    """The note: boxes in the picture's pixels; None when the page does not say, or too much of it would be black.

    ``whole``: the picture shows the whole page and not only what is in view.
    """
    given = {
        "wholes": private.wholes,
        "words": private.words,
        "digits": private.digits,
        "whole": whole,
        "most": MOST,
    }
    try:
        found = page.evaluate(_script(), given)
    except PlaywrightError:
        return None
    if not isinstance(found, list):
        return None
    boxes = [[int(side) for side in box] for box in found if isinstance(box, list) and len(box) == 4]  # noqa: PLR2004
    return _note(boxes) if len(boxes) == len(found) else None
