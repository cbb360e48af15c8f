"""What a page is asked, one question after the other, in a fixed order."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bot.fields import FieldKind, Purpose
from bot.lookout.captcha import puzzle_page
from bot.lookout.phrases import parts
from bot.lookout.sights import Sight, SightKind
from bot.lookout.view import SHORT, View, covers, proof_in
from bot.phrasebook import holds, normal

S = SightKind
_NOTHING = 60
_TOO_MANY, _GONE, _LOCKED_BY_LAW = 429, {404, 410}, 451
_SERVER_FAULT = 500


def _no_network(view: View, _: str) -> Sight | None:
    if view.survey.url.startswith(("chrome-error:", "about:neterror", "edge-error:")):
        return Sight(S.NO_NETWORK, "the browser shows its own error page", view.survey.text[:120])
    return None


def _left(view: View, _: str) -> Sight | None:
    if not view.hosts:
        return None
    address = urlsplit(view.survey.url)
    if address.scheme in {"https", "http"} and not covers(address.hostname or "", view.hosts):
        return Sight(S.LEFT, "the address is none of the platform's", address.hostname or "")
    return None


def _blank(view: View, _: str) -> Sight | None:
    s = view.survey
    if s.dialogs or s.pictures or any(p.visible for p in s.pressables) or s.visible_controls():
        return None
    text = s.text.strip()
    if not text:
        return Sight(S.BLANK, "nothing is shown" if s.ready else "nothing is shown yet")
    titles = {normal(s.title), *(normal(h) for h in s.headings)}
    if len(text) < _NOTHING and normal(text) in titles and not view.loud and not view.proof:
        return Sight(S.BLANK, "a title and nothing else", text)
    return None


def _technical(view: View, _: str) -> Sight | None:
    if view.status is not None and view.status >= _SERVER_FAULT:
        return Sight(S.TECHNICAL, f"HTTP {view.status}", view.says("technical"))
    if _says_gone_or_busy(view):
        return None
    phrase = view.says("technical")
    return Sight(S.TECHNICAL, f"it says “{phrase}”", phrase) if phrase else None


def _says_gone_or_busy(view: View) -> bool:
    """ "Try again later" stands on pages of many kinds: what is more exact goes first."""
    if view.status in _GONE or view.status == _TOO_MANY or view.says("rate_limit") or view.says("region_lock"):
        return True
    return "not_found" in view.loud and "technical" not in view.loud


def _not_found(view: View, _: str) -> Sight | None:
    if view.status in _GONE and not view.main:
        return Sight(S.NOT_FOUND, f"HTTP {view.status}", view.says("not_found"))
    phrase = view.says("not_found")
    if phrase and not view.main and not view.says("region_lock") and not view.says("rate_limit"):
        return Sight(S.NOT_FOUND, f"it says “{phrase}”", phrase)
    return None


def _rate_limit(view: View, _: str) -> Sight | None:
    if view.status == _TOO_MANY:
        return Sight(S.RATE_LIMIT, "HTTP 429", view.says("rate_limit"))
    phrase = view.says("rate_limit")
    return Sight(S.RATE_LIMIT, f"it says “{phrase}”", phrase) if phrase else None


def _checkpoint(view: View, _: str) -> Sight | None:
    path = urlsplit(view.survey.url).path.lower() + "/"
    on_road = next((p for p in parts("url_checkpoint") if p in path), "")
    phrase = view.says("checkpoint") if len(view.survey.text) < 2 * SHORT else ""
    if on_road:
        return Sight(S.CHECKPOINT, "the address is a check of who is there", on_road)
    if phrase and not any(f.kind in {FieldKind.REASON, FieldKind.COUNTRY} for f in view.fields):
        return Sight(S.CHECKPOINT, f"it says “{phrase}”", phrase)
    return None


def _code(view: View, _: str) -> Sight | None:
    for found in view.fields:
        if found.kind is not FieldKind.CODE or found.confidence < 0.6:  # noqa: PLR2004 - a guess stops no walk
            continue
        form = next(f for f in view.forms if any(x.element is found.element for x in f.fields))
        typed = [f for f in form.fields if f.kind is not FieldKind.OTHER]
        if found.element.dialog or len(typed) <= 2 or "one-time-code" in found.why:  # noqa: PLR2004 - the code, and what it is for
            return Sight(S.CODE, "a field asks for a code", found.why)
    return None


def _captcha(view: View, captcha: str) -> Sight | None:
    if captcha:
        return Sight(S.CAPTCHA, captcha)
    why = puzzle_page(view.survey, view.loud, view.body, form=bool(view.main))
    return Sight(S.CAPTCHA, f"the page is a check for people: {why}", why) if why else None


def _login(view: View, _: str) -> Sight | None:
    if view.main:
        return None
    path = urlsplit(view.survey.url).path.lower()
    on_road = next((p for p in parts("url_login") if p in path), "")
    phrase = view.says("login_wall")
    walls = [f for f in view.forms if f.purpose in {Purpose.LOGIN, Purpose.SIGNUP}]
    inner = [f for f in walls if not f.in_bar and f.form.landmark not in {"aside", "footer"}]
    if inner:
        if on_road or phrase or len(view.survey.text) < 2 * SHORT or any(f.form.dialog for f in inner):
            return Sight(
                S.LOGIN,
                f"a form asks to {'log in' if inner[0].purpose is Purpose.LOGIN else 'sign up'}",
                on_road or phrase,
            )
        return None
    if walls and (on_road or phrase or len(view.survey.text) < SHORT / 2):
        return Sight(S.LOGIN, "the page asks to log in", on_road or phrase)
    if phrase and view.short:
        return Sight(S.LOGIN, f"it says “{phrase}”", phrase)
    return None


def _region_lock(view: View, _: str) -> Sight | None:
    if view.status == _LOCKED_BY_LAW:
        return Sight(S.REGION_LOCK, "HTTP 451", view.says("region_lock"))
    phrase = view.says("region_lock") or view.loud.get("region_lock", "")
    if not phrase and not view.main and len(view.survey.text) < 2 * SHORT:
        phrase = view.body.get("region_lock", "")
    return Sight(S.REGION_LOCK, f"it says “{phrase}”", phrase) if phrase else None


def _wrong_form(view: View, _: str) -> Sight | None:
    address = view.survey.url.lower()
    for mark in view.known.wrong_forms:
        if ("/" in mark and mark.lower() in address) or ("/" not in mark and holds(mark, view.text)):
            return Sight(S.WRONG_FORM, "a look-alike form", mark)
    phrase = view.body.get("wrong_form") or view.loud.get("wrong_form")
    if phrase and view.main:
        return Sight(S.WRONG_FORM, "the form for information from third parties", phrase)
    return None


def _form(view: View, _: str) -> Sight | None:
    proof = view.announced
    if proof and view.proof:
        return Sight(S.CONFIRMATION, "a dialog or status says that it was received", proof)
    if not view.main or not any(f.kind is FieldKind.SUBMIT for f in view.fields):
        return None
    kinds = sorted({f.kind.value for f in view.fields if not f.login})
    return Sight(S.FORM, f"fields: {', '.join(kinds)}", view.survey.headings[0] if view.survey.headings else "")


def _confirmation(view: View, _: str) -> Sight | None:
    proof = view.proof
    return Sight(S.CONFIRMATION, "the page says that it was received", proof) if proof else None


def _already(view: View, _: str) -> Sight | None:
    words = proof_in(view.text, view.known.already)
    return Sight(S.ALREADY, "the page says that this account has objected", words) if words else None


def _landmark(view: View, _: str) -> Sight | None:
    address = view.survey.url.lower()
    titles = [normal(t) for t in (view.survey.title, *view.survey.headings)]
    for name, marks in view.known.landmarks.items():
        for mark in marks:
            if ("/" in mark and mark.lower() in address) or any(holds(mark, t) for t in titles if "/" not in mark):
                return Sight(S.LANDMARK, f"a known place: {name}", name)
    return None


def unknown(view: View) -> Sight:
    """What is left when no question was answered."""
    s = view.survey
    if s.pictures and len(re.sub(r"\W", "", s.text)) < _NOTHING:
        return Sight(S.UNKNOWN, "only a picture", s.pictures[0].alt)
    return Sight(S.UNKNOWN, "nothing known describes it", s.headings[0] if s.headings else s.title)


BEFORE_A_DIALOG = (
    _no_network, _left, _blank, _technical, _not_found, _rate_limit, _checkpoint, _code, _captcha, _login,
)  # fmt: skip
"""What is asked even where a consent dialog lies over the page."""
QUESTIONS: tuple[Callable[[View, str], Sight | None], ...] = (
    *BEFORE_A_DIALOG, _region_lock, _wrong_form, _form, _confirmation, _already, _landmark,
)  # fmt: skip
