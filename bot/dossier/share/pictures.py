"""Black out on a picture what the note beside it says, or put a blank in its place."""

import io
import json
from typing import Final

MOST_PIXELS: Final = 64_000_000
"""A page of 1280 px may be 50,000 px long; what is larger than this is not opened."""
LARGEST: Final = 32 << 20
MOST_BOXES: Final = 4_000
_BLANK_SIZE: Final = (640, 360)
_WORDS: Final = "This picture is left out of the copy:\nwhere it shows a person is not known."


def boxes_in(note: bytes) -> list[tuple[int, int, int, int]] | None:
    """The boxes of a note (left, top, width, height in pixels), or None when it is not one that was written here."""
    try:
        told = json.loads(note)
        if told["schema"] != 1:
            return None
        found = [(left, top, width, height) for left, top, width, height in told["boxes"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    whole = all(type(side) is int and abs(side) < 1 << 20 for box in found for side in box)
    return found if whole and len(found) <= MOST_BOXES else None


def blacked_out(picture: bytes, boxes: list[tuple[int, int, int, int]]) -> bytes | None:
    """The picture with each box black, drawn anew from its pixels: nothing beside them survives. None: unreadable."""
    from PIL import Image, ImageDraw, UnidentifiedImageError  # noqa: PLC0415 - only where pictures are copied

    if len(picture) > LARGEST:
        return None
    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            kind = opened.format or "PNG"
            canvas = opened.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    pen = ImageDraw.Draw(canvas)
    for left, top, width, height in boxes:
        if width > 0 and height > 0:
            pen.rectangle((left, top, left + width - 1, top + height - 1), fill=(0, 0, 0))
    return _encoded(canvas, kind)


def _encoded(canvas: "object", kind: str) -> bytes:
    out = io.BytesIO()
    how = {"quality": 80} if kind in {"JPEG", "WEBP"} else {"optimize": False}
    canvas.save(out, kind, **how)  # type: ignore[attr-defined]  # an Image, imported where it is used
    return out.getvalue()


def blank(kind: str) -> bytes:
    """A grey picture that says why it is one. ``kind``: the suffix of the picture it stands for."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only where pictures are copied

    canvas = Image.new("RGB", _BLANK_SIZE, (225, 225, 225))
    pen = ImageDraw.Draw(canvas)
    pen.multiline_text((40, 150), _WORDS, fill=(30, 30, 30), font_size=24)
    return _encoded(canvas, {".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}.get(kind, "PNG"))
