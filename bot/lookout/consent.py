"""Recognise a consent dialog, and choose the button that declines what is optional."""

from dataclasses import dataclass

from bot.lookout.phrases import bare, button_words, page_phrases
from bot.survey import Box, Dialog, Element, Survey

_LONGEST_BUTTON = 60
_LONGEST_WALL = 3_000
"""Characters: a page with more has something else to say."""


@dataclass(frozen=True)
class Consent:
    """A consent dialog that is shown."""

    words: str
    decline: Element | None


def consent_of(survey: Survey) -> Consent | None:
    """The topmost consent dialog with its button to decline, if one is shown."""
    for dialog in sorted(survey.dialogs, key=lambda d: (not d.modal, not d.role, -d.covers)):
        said = page_phrases().find(f"{dialog.label} {dialog.text}")
        if "cookies" not in said:
            continue
        buttons = [b for b in _buttons(survey) if b.frame == dialog.frame and _within(b.box, dialog)]
        decline, accepts = _choose(buttons)
        if decline is not None or accepts:
            return Consent(said["cookies"], decline)
    return _in_frame(survey) or _whole_page(survey)


def _in_frame(survey: Survey) -> Consent | None:
    """Some tools put their dialog into a frame of its own."""
    for index in range(1, len(survey.frames)):
        buttons = [b for b in _buttons(survey) if b.frame == index]
        decline, accepts = _choose(buttons)
        if decline is not None and accepts and "cookies" in page_phrases().find(survey.text):
            return Consent(survey.frames[index].url, decline)
    return None


def _whole_page(survey: Survey) -> Consent | None:
    """A wall: the page itself asks, with both answers on it and nothing else to do."""
    if len(survey.text) > _LONGEST_WALL or any(c.type not in {"checkbox", "hidden"} for c in survey.visible_controls()):
        return None
    said = page_phrases().find(" . ".join((survey.title, *survey.headings, survey.text[:_LONGEST_WALL])))
    decline, accepts = _choose(_buttons(survey))
    return Consent(said["cookies"], decline) if "cookies" in said and decline is not None and accepts else None


def _buttons(survey: Survey) -> list[Element]:
    return [
        p for p in survey.pressables if p.visible and not p.disabled and not p.inert and len(p.words) <= _LONGEST_BUTTON
    ]


def _within(box: Box, dialog: Dialog) -> bool:
    x, y = box.x + box.width / 2, box.y + box.height / 2
    d = dialog.box
    return d.x <= x <= d.x + d.width and d.y - 2 <= y <= d.y + d.height + 2


def _choose(buttons: list[Element]) -> tuple[Element | None, bool]:
    """The best button to decline, and whether there is one to accept."""
    declining = [b for b in buttons if bare(b.words) in button_words("decline")]
    accepts = any(bare(b.words) in button_words("accept") for b in buttons)
    declining.sort(key=lambda b: (not b.dialog, b.role != "button", -len(bare(b.words)), b.box.y))
    return (declining[0] if declining else None), accepts
