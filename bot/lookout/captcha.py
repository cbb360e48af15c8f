"""Recognise a puzzle for people. It is never solved by machine; it must only not be overlooked, or imagined.

An invisible check (a badge in the corner, a line about a privacy policy) asks nothing of a person and is no puzzle.
"""

import re
from collections.abc import Iterable

from bot.fields import FieldKind, FormSeen
from bot.lookout.phrases import page_phrases, parts
from bot.survey import Element, Survey, Widget

_SILENT = re.compile(r"invisible|interaction-only|execute", re.IGNORECASE)
_BOX = re.compile(
    r"(?:^|\s)(?:g-recaptcha|h-captcha|cf-turnstile|frc-captcha|smart-captcha|procaptcha|mtcaptcha|captchafox|wpcf7-turnstile|"
    r"geetest_(?:holder|captcha|btn|box)\S*|yidun\S*|px-captcha\S*|funcaptcha\S*|slide-?verify\S*|slidercaptcha\S*|"
    r"nc-container|tcaptcha\S*|bdc_captchadiv|lemin-cropped-captcha|capy-captcha|trustcaptcha\S*|captcha__?widget)(?:\s|$)",
    re.IGNORECASE,
)
_ELEMENT = re.compile(r"^(?:altcha-widget|cap-widget|mosparo-box|trustcaptcha-component|frc-captcha|captcha-widget)$")
_NOT_A_PUZZLE = re.compile(r"badge|privacy|policy|terms|notice|disclaimer|logo", re.IGNORECASE)
_DRAWN_BY = re.compile(
    r"captcha|securimage|kaptcha|verify_?code|valid_?code|check_?code|vcode|seccode|auth_?img|img_?code|rand_?code|yzm",
    re.IGNORECASE,
)
_BUTTON = 8
"""A button with more words is none."""
_WHOLE_PAGE = 590
"""The text of a form is kept up to 600 characters; one of so many may be a page in a form."""
_CHOICES = 3
_DRAWN = (40, 12)
"""Pixels: a picture of letters is no smaller."""


def captcha_of(survey: Survey, forms: Iterable[FormSeen]) -> str:
    """Which puzzle the page shows to a person, or nothing."""
    forms = tuple(forms)
    for form in forms:
        for found in form.fields:
            if found.kind is FieldKind.CAPTCHA:
                return f"a field asks to solve it ({found.why})"
    for widget in survey.widgets:
        why = _shown(widget)
        if why:
            return why
    return (
        _drawn_by_script(survey)
        or _picture(survey)
        or _box_to_tick(survey)
        or _to_press(survey)
        or next((why for form in forms if (why := _to_slide(form) or _to_choose(form, survey))), "")
    )


def _shown(w: Widget) -> str:
    if w.hidden or _SILENT.search(w.size) or "grecaptcha-badge" in w.name:
        return ""
    if w.tag == "iframe":
        return _frame(w)
    if w.tag in {"button", "input", "textarea", "script", "link", "form", "body", "html"}:
        return ""  # a check bound to a button asks nothing until it is pressed
    if w.key:
        return "an element with a site key"
    if _ELEMENT.match(w.tag) or _BOX.search(w.name):
        return f"a puzzle's box ({w.tag})"
    return ""


def _frame(w: Widget) -> str:
    src = w.src.lower()
    if not any(host in src for host in parts("captcha_scripts", "hosts")) and not re.search(
        r"recaptcha/(?:api2|enterprise)/|captcha|turnstile", src
    ):
        return ""
    if _SILENT.search(src) or w.box.width < _DRAWN[0] or w.box.height < _DRAWN[0]:
        return ""
    if "recaptcha" in src and "/bframe" in src and w.box.height < 200:  # noqa: PLR2004 - folded away until it is needed
        return ""
    return "a puzzle's frame"


def _drawn_by_script(survey: Survey) -> str:
    if not survey.rendered or any(_SILENT.search(call) for call in survey.rendered):
        return ""
    from_maker = any(host in src.lower() for src in survey.scripts for host in parts("captcha_scripts", "hosts"))
    return "a script of the page draws it" if from_maker else ""


def _picture(survey: Survey) -> str:
    typed = [c for c in _typed(survey) if c.type != "search"]
    for w in survey.widgets:
        if (
            w.tag in {"img", "canvas", "svg", "object", "embed"}
            and not w.hidden
            and w.box.width >= _DRAWN[0]
            and w.box.height >= _DRAWN[1]
        ):
            named = f"{w.src} {w.name}"
            if _DRAWN_BY.search(named) and not _NOT_A_PUZZLE.search(named) and typed:
                return "a picture of letters to be typed"
    return ""


def _typed(survey: Survey) -> list[Element]:
    """The lines that can be typed into."""
    kinds = {"text", "", "tel", "number", "search"}
    return [c for c in survey.visible_controls() if c.tag == "input" and c.type in kinds]


def _box_to_tick(survey: Survey) -> str:
    for control in survey.visible_controls():
        if control.type == "checkbox" or control.role == "checkbox":
            said = page_phrases().find(" ".join((control.label, control.aria_label, control.nearby[:80])))
            if "puzzle" in said:
                return f"a box to tick: “{said['puzzle']}”"
    return ""


def _to_press(survey: Survey) -> str:
    """A widget's own button or slide, whatever its classes are called."""
    for p in survey.pressables:
        if p.visible and p.role != "link" and len(p.words.split()) <= _BUTTON:
            said = page_phrases().find(p.words)
            if "puzzle" in said:
                return f"a button says “{said['puzzle']}”"
    return ""


def _to_slide(form: FormSeen) -> str:
    said = page_phrases().find(form.form.text) if form.fields and len(form.form.text) < _WHOLE_PAGE else {}
    return f"its form asks to “{said['puzzle_slide']}”" if "puzzle_slide" in said else ""


def _to_choose(form: FormSeen, survey: Survey) -> str:
    """Pictures to choose from: several choices without a word, in a form that asks which picture shows something."""
    frame, index, _ = form.key
    mute = [
        c
        for c in survey.visible_controls()
        if c.type in {"radio", "checkbox"} and (c.frame, c.form) == (frame, index) and not (c.label or c.aria_label)
    ]
    said = page_phrases().find(form.form.text) if len(mute) >= _CHOICES else {}
    return "pictures to choose from" if {"puzzle_picture", "puzzle_shows"} <= said.keys() else ""


def puzzle_page(survey: Survey, loud: dict[str, str], body: dict[str, str], *, form: bool) -> str:
    """The whole page is a check for people (an interstitial)."""
    if "puzzle" in loud and not form:
        return f"“{loud['puzzle']}”"
    if "puzzle" in body and len(survey.text) < 350 and not form and not _typed(survey):  # noqa: PLR2004 - longer is an article about puzzles
        return f"“{body['puzzle']}”"
    return ""
