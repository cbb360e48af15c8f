"""Find the one answer that a phrase means among radio buttons, boxes to tick and the entries of a list."""

from collections.abc import Sequence

from bot.browser.find import Found, usable
from bot.phrasebook import Wording, normal
from bot.survey import Element, Survey


def option_labelled(survey: Survey, wordings: Sequence[Wording], *, group: Sequence[Wording] = ()) -> Found | None:
    """The radio button, checkbox or choice whose own label is one of the wordings, within the group that asks."""
    wanted = [(w, normal(w.text)) for w in wordings]
    asks = [normal(w.text) for w in group]
    for element in survey.controls:
        if not _is_choice(element) or not _choosable(element):
            continue
        around = normal(" ".join((element.group, element.nearby)))
        if asks and not any(ask.rstrip("? ") in around for ask in asks):
            continue
        label = normal(element.label or element.aria_label or element.text)
        for wording, words in wanted:
            if label == words or (len(words) > SHORT and words.rstrip("? ") in label):
                return Found(element, "wording", wording.text)
    return None


def list_labelled(survey: Survey, wordings: Sequence[Wording], *, group: Sequence[Wording]) -> tuple[Found, str] | None:
    """The list that asks what the group asks, and the value of its entry that is one of the wordings."""
    wanted = {normal(w.text): w.text for w in wordings}
    asks = [normal(w.text).rstrip("? ") for w in group]
    for element in survey.controls:
        said = normal(" ".join((element.label, element.aria_label, element.group, element.nearby)))
        if not element.options or not usable(element) or not any(ask in said for ask in asks):
            continue
        for value, label in element.options:
            if normal(label) in wanted:
                return Found(element, "wording", wanted[normal(label)]), value
    return None


SHORT = 12
"""Wordings up to this length must be the whole label: "Ja" is also part of other words' rows."""


def _is_choice(element: Element) -> bool:
    return element.type in {"radio", "checkbox"} or element.role in {"radio", "checkbox", "menuitemradio", "option"}


def _choosable(element: Element) -> bool:
    """A radio button's own input is often invisible; its label is what one sees."""
    return not element.disabled and not element.inert
