"""Pictures for an authority's form: the original where it fits, else a smaller copy that says it is one."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_FILE = 32 << 20
MOST_PIXELS = 60_000_000
"""Of one picture: a page of 12,000 px at a width of 2,560 has half of them. More is not ours, or a bomb."""
FORMATS = ("PNG", "JPEG", "WEBP")
TALL = 1.5
"""Height over width from which a picture is cut into parts, so that it can be read on a sheet."""
MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class Measure:
    """How small pictures are made: the width in pixels at most, and the quality of JPEG."""

    width: int
    quality: int


ORIGINAL = None
LADDER: tuple[Measure | None, ...] = (
    ORIGINAL,
    Measure(1600, 82),
    Measure(1280, 70),
    Measure(1000, 60),
    Measure(800, 45),
    Measure(640, 35),
)
"""From the originals to what can just be read; a set is made with the first that fits."""


class Unshowable(Exception):  # noqa: N818 - the domain's word
    """What was kept as a picture cannot be shown as one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One file of a picture as it is printed."""

    data: bytes
    suffix: str
    reduced: bool
    ratio: float
    """Width over height."""


def shown(data: bytes, measure: Measure | None) -> tuple[tuple[Shown, ...], bool]:
    """The files that show a picture, from top to bottom, and whether its lower end is left out.

    Raises :class:`Unshowable`. An original that is neither tall nor of a format that PDF lacks stays as it is.
    """
    from PIL import Image as images  # noqa: N813, PLC0415 - only a dossier needs it

    if len(data) > LARGEST_FILE:
        raise Unshowable
    try:
        with catch_warnings():
            simplefilter("error", images.DecompressionBombWarning)
            picture = images.open(io.BytesIO(data), formats=FORMATS)
        with picture:
            width, height = picture.size
            if not width or not height or width * height > MOST_PIXELS:
                raise Unshowable
            kind = str(picture.format)
            tall = height > TALL * width
            whole = picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, images.DecompressionBombError, images.DecompressionBombWarning) as why:
        raise Unshowable from why
    if measure is ORIGINAL and not tall and kind in {"PNG", "JPEG"}:
        return (Shown(data, kind.lower().replace("jpeg", "jpg"), reduced=False, ratio=width / height),), False
    used = measure or LADDER[1]
    assert used is not None  # noqa: S101 - the second rung is a measure
    if whole.width > used.width:
        whole = whole.resize((used.width, max(round(height * used.width / width), 1)), images.Resampling.LANCZOS)
    return _parts(whole, used)


def _parts(picture: "Image", measure: Measure) -> tuple[tuple[Shown, ...], bool]:
    """Cut where it is too tall for a sheet; the same pixels give the same bytes."""
    step = max(int(picture.width * TALL), 1) if picture.height > TALL * picture.width else picture.height
    tops = range(0, picture.height, step)
    made = []
    for top in tops[:MOST_PARTS]:
        part = picture.crop((0, top, picture.width, min(top + step, picture.height)))
        stream = io.BytesIO()
        part.save(stream, "JPEG", quality=measure.quality, optimize=True)
        made.append(Shown(stream.getvalue(), "jpg", reduced=True, ratio=part.width / part.height))
    return tuple(made), len(tops) > MOST_PARTS
