"""What one look at a page gives: facts, all of them said by the page, and hostile input."""

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """Where something stands in its frame's viewport, in CSS pixels."""

    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0


NOWHERE = Box()


@dataclass(frozen=True)
class Element:
    """One thing that can be typed into, chosen or pressed."""

    selector: str
    """CSS; finds this element alone with ``page.locator`` (of its frame)."""
    frame: int = 0
    """Index into ``Survey.frames``; 0 is the page itself."""
    tag: str = ""
    role: str = ""
    type: str = ""
    name: str = ""
    id: str = ""
    autocomplete: str = ""
    placeholder: str = ""
    aria_label: str = ""
    label: str = ""
    """The text of its ``<label>`` or of what ``aria-labelledby`` names."""
    nearby: str = ""
    """The words that stand closest to it."""
    nearby_own: bool = False
    """They stand in a box, or in the column, of this control alone."""
    described: str = ""
    """What ``aria-describedby`` names."""
    text: str = ""
    title: str = ""
    href: str = ""
    to_itself: bool = False
    """A link whose address is this very page: a script listens to it."""
    value: str = ""
    """What stands in it; never that of a password field."""
    required: bool = False
    disabled: bool = False
    readonly: bool = False
    visible: bool = False
    """A person can see it: drawn, not transparent, not clipped, not off the page, not covered by the page itself."""
    offscreen: bool = False
    box: Box = NOWHERE
    form: int | None = None
    """Index into ``Survey.forms`` (of the same survey, frames included)."""
    dialog: bool = False
    inert: bool = False
    aria_hidden: bool = False
    tabindex: int | None = None
    trap: bool = False
    """Its class or that of the box around it is named as a trap for machines."""
    landmark: str = ""
    """header, nav, main, footer, aside, search or nothing."""
    minlength: int | None = None
    maxlength: int | None = None
    inputmode: str = ""
    pattern: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """Value and text of each option of a select."""
    checked: bool = False
    folded: bool = False
    """By its own account it only shows more of the page: a closed `<details>`, `aria-expanded=false`, another tab."""
    group: str = ""
    """The legend of the group it belongs to."""
    invalid: bool = False
    error: str = ""

    @property
    def words(self) -> str:
        """What a person reads on it."""
        return self.text or self.aria_label or self.label or self.title or self.placeholder


@dataclass(frozen=True)
class Form:
    """A form, or a box of loose controls with a button."""

    tag: str = "form"
    role: str = ""
    name: str = ""
    """Its name, id and class in one string."""
    action: str = ""
    label: str = ""
    heading: str = ""
    """The heading inside it or right before it."""
    text: str = ""
    visible: bool = False
    box: Box = NOWHERE
    dialog: bool = False
    landmark: str = ""
    frame: int = 0


@dataclass(frozen=True)
class Dialog:
    """A dialog, or a box that floats over the page."""

    selector: str
    text: str = ""
    label: str = ""
    box: Box = NOWHERE
    modal: bool = False
    role: str = ""
    covers: float = 0.0
    """Share of the viewport it covers."""
    frame: int = 0


@dataclass(frozen=True)
class Widget:
    """A frame or an element that looks like a puzzle for people."""

    tag: str
    src: str = ""
    name: str = ""
    """Its class, id, name and title in one string."""
    size: str = ""
    key: bool = False
    """It carries a site key."""
    hidden: bool = False
    box: Box = NOWHERE


@dataclass(frozen=True)
class Picture:
    """An image large enough to be looked at."""

    alt: str
    src: str
    box: Box


@dataclass(frozen=True)
class FrameSeen:
    """A frame that was looked into."""

    url: str
    name: str = ""
    place: int = 0
    """Its place in ``page.frames`` when it was looked into."""
    text: str = ""
    """Its part of the visible text."""


@dataclass(frozen=True)
class Survey:
    """One look at a page."""

    url: str = ""
    title: str = ""
    lang: str = ""
    text: str = ""
    """Visible text, white space folded, at most 30,000 characters."""
    frames: tuple[FrameSeen, ...] = ()
    controls: tuple[Element, ...] = ()
    pressables: tuple[Element, ...] = ()
    forms: tuple[Form, ...] = ()
    dialogs: tuple[Dialog, ...] = ()
    headings: tuple[str, ...] = ()
    images: int = 0
    pictures: tuple[Picture, ...] = ()
    widgets: tuple[Widget, ...] = ()
    scripts: tuple[str, ...] = ()
    rendered: tuple[str, ...] = ()
    """Calls in the page's own scripts that draw a puzzle."""
    alerts: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    blocked_by_dialog: bool = False
    status: int | None = None
    ready: bool = True
    viewport: tuple[int, int] = (0, 0)
    inline_scripts: int = 0

    def visible_controls(self) -> tuple[Element, ...]:
        """The controls a person can see and reach."""
        return tuple(c for c in self.controls if c.visible and not c.inert)
