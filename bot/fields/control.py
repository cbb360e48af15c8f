"""What one control asks for, from everything that is said of it.

The order of trust: its autocomplete (the HTML standard's own names), its type, the words a person reads, the
developer's name for it, and last the words that merely stand near it.
"""

import re

from bot.fields.countries import lists_countries
from bot.fields.kinds import DIALLING_CODES, NOTHING_SAYS, Field, FieldKind
from bot.fields.spoken import CHOICES, LONG, Said, context, idents, lead_of, names_of, spoken
from bot.fields.words import plain
from bot.survey import Element

K = FieldKind
TEXTUAL = frozenset({"text", "email", "tel", "search", "url", "number", "", "textarea"})
_AUTOCOMPLETE = {
    "email": K.EMAIL,
    "tel": K.PHONE,
    "tel-national": K.PHONE,
    "tel-local": K.PHONE,
    "country": K.COUNTRY,
    "country-name": K.COUNTRY,
    "one-time-code": K.CODE,
    "name": K.NAME,
    "given-name": K.NAME,
    "family-name": K.NAME,
    "additional-name": K.NAME,
    "current-password": K.PASSWORD,
}
"""HTML Living Standard, autofill detail tokens."""
_OTHER_AUTOCOMPLETE = re.compile(
    r"^(?:organization|street-address|address-|postal-code|cc-|bday|sex|url|photo|transaction-|language|honorific-|tel-(?:country|area|ext)|impp)"
)
_PART = 0.45
"""A part of a number is told, but not surely enough to be filled with the whole."""
_DIGITS = 8
"""An example of a phone number has no fewer."""
_EMAIL_SAMPLE = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]{2,}")
_PHONE_SAMPLE = re.compile(r"^(?:e\.?g\.?:? ?|ex\.?:? ?|z\.? ?b\.?:? ?)?\+?[\d(][\dx_#•\s().\-/]{6,20}$", re.IGNORECASE)
_SUM = re.compile(
    r"(?<![\d.,/])\d{1,2}\s*(?:[+×x*·]|plus|minus|-|–|mal|fois|por|più|piu|meno|mas|más|menos|mais|plús|плюс|минус|мінус|συν|زائد|加|減|减|たす|더하기)\s*"
    r"\d{1,2}\s*(?:=|\?|？|$)|(?<![\d.,/])\d{1,2}\s+\d{1,2}\s*\?|(?<![\d.,/])\d{1,2}\s*[+×*]\s*(?:_+|\?)\s*="
    r"|(?<![\d.,/])\d{1,2}\s*[+×]\s*[^\W\d_]{2,12}\s*(?:=|\?|？)|(?<!\w)[^\W\d_]{2,12}\s*[+×]\s*\d{1,2}\s*(?:=|\?|？)"
    r"|(?<![\d.,/])\d{1,2}\s*[+×]\s*\d{1,2}[^\d?？]{0,14}[?？]",
    re.IGNORECASE,
)
"""A sum to be solved, one of its numbers perhaps in words; where its sign is a picture, two small numbers and a
question mark are left of it."""


def judge(e: Element, languages: frozenset[str]) -> Field:
    """What this control asks for. It is taken as seen; whether it may be a trap is asked elsewhere (``trap``)."""
    kind, confidence, why = _judged(e, languages)
    repeat = kind is K.EMAIL and "repeat" in context().kinds(f"{e.label} {e.aria_label} {e.placeholder}", languages)
    if repeat:
        confidence, why = round(confidence * 0.9, 3), f"{why}; asks for it a second time"
    return Field(kind, e, confidence, why, repeat=repeat)


def _judged(e: Element, languages: frozenset[str]) -> tuple[FieldKind, float, str]:
    kind = e.type.lower()
    if kind == "password":
        return K.PASSWORD, 0.99, "type=password"
    if kind in CHOICES or e.role in CHOICES:
        return K.OTHER, 0.9, "a choice, not a text"
    if kind in {"date", "month", "week", "time", "datetime-local"}:
        return K.OTHER, 0.9, f"type={kind}"
    if e.tag == "select" or e.role == "listbox":
        return _list(e, languages)
    if e.tag == "textarea" and e.readonly:
        return K.OTHER, 0.8, "a text to be read"
    says = spoken(e, languages)
    by_token = _autocomplete(e, says)
    if by_token:
        return by_token
    chooser = e.role == "combobox" and bool(says) and says[0].lead == "country"  # a list that is typed into
    if not chooser and (kind == "search" or e.role == "searchbox" or e.landmark == "search"):
        return K.SEARCH, 0.95, "a search box"
    return _typed(e, says) or _worded(e, says) or _long(e, languages) or _named(e) or (K.OTHER, 0.5, NOTHING_SAYS)


def _autocomplete(e: Element, says: tuple[Said, ...]) -> tuple[FieldKind, float, str] | None:
    tokens = e.autocomplete.lower().split()
    if not tokens:
        return None
    last = tokens[-2] if tokens[-1] == "webauthn" and len(tokens) > 1 else tokens[-1]
    kind = _AUTOCOMPLETE.get(last)
    loud = says[0] if says else None
    if last == "username" or (kind is K.EMAIL and loud and loud.lead == "username"):
        if e.type == "email" or (loud and "email" in loud.kinds):
            return K.EMAIL, 0.9, "autocomplete=username, and it asks for an e-mail address"
        return K.USERNAME, 0.9, "autocomplete=username"
    if (
        kind in {K.EMAIL, K.PHONE, K.NAME}
        and loud
        and loud.source == "label"
        and loud.lead in {"other", "search", "captcha", "code"}
        and kind.value not in loud.kinds
    ):
        return None  # a token copied from another field: believe what the person reads
    if kind is K.NAME and loud and loud.lead in {"email", "phone", "country", "reason"}:
        return None
    if kind:
        return kind, 0.98, f"autocomplete={last}"
    if _OTHER_AUTOCOMPLETE.match(last) and not (e.type == "email" or (loud and loud.lead in {"email", "phone"})):
        return K.OTHER, 0.95, f"autocomplete={last}"
    return None


def _typed(e: Element, says: tuple[Said, ...]) -> tuple[FieldKind, float, str] | None:
    lead = says[0].lead if says else ""
    if e.type == "email":
        if lead == "search":
            return K.SEARCH, 0.7, "type=email, but it says search"
        return (
            (K.EMAIL, 0.98, f"type=email; “{says[0].text[:40]}”") if lead == "email" else (K.EMAIL, 0.94, "type=email")
        )
    if e.type == "tel" and lead not in {"code", "other", "captcha", "email", "name"}:
        kinds = names_of(e)
        if lead != "phone" and ((kinds & {"other", "code"} and "phone" not in kinds) or _short(e)):
            return (
                (K.CODE, 0.7, "a short number")
                if "code" in kinds
                else (K.OTHER, 0.6, "type=tel for a number that is no phone's")
            )
        sure = _PART if _short(e) else 0.96 if lead == "phone" else 0.9
        return K.PHONE, sure, "type=tel"
    if e.type == "tel" and lead == "other" and "phone" in says[0].kinds and not _short(e):
        return K.PHONE, 0.7, "type=tel"
    return None


def _short(e: Element) -> bool:
    return e.maxlength is not None and e.maxlength < 7  # noqa: PLR2004 - no phone number is shorter


def _worded(e: Element, says: tuple[Said, ...]) -> tuple[FieldKind, float, str] | None:
    long = e.tag == "textarea"
    if _SUM.search(e.label or e.placeholder or e.nearby) and not long:
        return K.CAPTCHA, 0.9, "a sum to be solved"
    if (
        not long
        and _EMAIL_SAMPLE.search(e.placeholder)
        and not any(s.lead in {"other", "search", "code", "username"} for s in says[:1])
    ):
        return K.EMAIL, 0.93, "the example is an e-mail address"
    for said in says:
        sure = {"label": 0.95, "placeholder": 0.93, "title": 0.85, "nearby": 0.85, "group": 0.6}[said.source]
        found = _as_said(e, said, long)
        loose = said.source == "group" or (said.source == "nearby" and not e.nearby_own)
        if loose and found is not None and _named_otherwise(e, found):
            continue
        if found is K.PHONE and _short(e):
            return found, _PART, f"{said.source}: “{said.text[:40]}”; a part of the number"
        if found is not None:
            return found, sure, f"{said.source}: “{said.text[:40]}”"
    if (
        not long
        and e.placeholder
        and _PHONE_SAMPLE.match(e.placeholder)
        and e.type != "number"
        and sum(c.isdigit() or c in "xX_" for c in e.placeholder) >= _DIGITS
    ):
        return K.PHONE, 0.75, "the example is a phone number"
    return None


def _named_otherwise(e: Element, found: FieldKind) -> bool:
    named = names_of(e)
    strong = named & {"email", "phone", "country", "search", "captcha", "name"}
    return bool(strong) and found.value not in named


def _as_said(e: Element, said: Said, long: bool) -> FieldKind | None:
    lead = said.lead
    if long or (e.tag not in {"input", "select"} and e.type == "" and e.role == "textbox" and e.box.height > 60):  # noqa: PLR2004 - higher than a line
        return (
            K.CAPTCHA
            if lead == "captcha"
            else K.REASON
            if lead in {"reason", "email", "phone", "country", "name", "code"} or "reason" in said.kinds
            else K.OTHER
        )
    if e.type == "url" or (e.type == "number" and lead in {"email", "name", "reason"}):
        return K.OTHER
    if lead in {"email", "phone"} and {"email", "phone"} <= said.kinds and "username" not in said.kinds:
        return K.EMAIL if _first_is(said, "email") else K.PHONE
    if lead == "username":
        return K.EMAIL if "email" in said.kinds and "email" in idents().kinds(e.name) else K.USERNAME
    if lead == "email" and "username" in said.kinds:
        return K.EMAIL if "email" in idents().kinds(f"{e.name} {e.id}") else K.USERNAME
    if lead == "code" and "other" in said.kinds:
        return K.OTHER  # the code on the back of a card, of a coupon, of a region
    if lead == "country" and len(plain(said.text).split()) > LONG:
        return None
    return FieldKind(lead) if lead in set(FieldKind) else None


def _first_is(said: Said, kind: str) -> bool:
    return said.lead == kind


def _long(e: Element, languages: frozenset[str]) -> tuple[FieldKind, float, str] | None:
    """A box of several lines asks why, unless it asks where one lives."""
    if e.tag != "textarea" and (e.role != "textbox" or e.tag == "input" or e.box.height <= 60):  # noqa: PLR2004 - higher than a line
        return None
    if "address" in context().kinds(e.label or e.aria_label or e.placeholder or e.nearby, languages):
        return K.OTHER, 0.8, "a box for an address"
    named = names_of(e)
    return K.REASON, 0.7 if "reason" in named else 0.55, "a box for long text"


def _named(e: Element) -> tuple[FieldKind, float, str] | None:
    named = names_of(e)
    if "honeypot" in named:
        return K.HONEYPOT, 0.9, "named as a trap"
    if e.name.lower() in {"q", "s", "query", "search", "k", "keyword"}:
        return K.SEARCH, 0.9, f"name={e.name}"
    for kind in (K.CAPTCHA, K.SEARCH, K.EMAIL, K.PHONE, K.OTHER, K.USERNAME, K.COUNTRY, K.NAME, K.CODE):
        clash = named & {"other", "captcha", "search"} if kind in {K.EMAIL, K.PHONE} else frozenset()
        if kind.value in named and not (clash and not _only_login(clash)):
            sure = 0.85 if kind in {K.EMAIL, K.PHONE} else 0.7
            return kind, sure, f"name or id: {(e.name or e.id)[:40]}"
    written = _written(e)
    if written:
        return written
    if e.inputmode == "email" or "@" in e.pattern:
        return K.EMAIL, 0.85, "inputmode or pattern of an e-mail address"
    if e.inputmode == "tel" and not _short(e):
        return K.PHONE, 0.75, "inputmode=tel"
    if e.inputmode == "numeric" and e.maxlength in range(4, 9):
        return K.CODE, 0.55, "a short number"
    return None


def _written(e: Element) -> tuple[FieldKind, float, str] | None:
    """What stands in a field that has no name: an address filled in before, or a label put there by an old script."""
    if e.placeholder or e.type not in {"text", ""} or not e.value:
        return None
    if _EMAIL_SAMPLE.fullmatch(e.value.strip()):
        return K.EMAIL, 0.8, "an e-mail address stands in it"
    lead, _ = lead_of(e.value, frozenset())
    if lead in {"email", "phone", "name"} and len(e.value.split()) <= 4:  # noqa: PLR2004 - longer is what somebody wrote
        return FieldKind(lead), 0.7, f"it says “{e.value[:40]}”"
    return None


def _only_login(clash: frozenset[str]) -> bool:
    return not clash - {"login"}


def _list(e: Element, languages: frozenset[str]) -> tuple[FieldKind, float, str]:
    texts = [text for _, text in e.options]
    if sum(bool(re.search(r"\+\d{1,4}\b", t)) for t in texts) > max(2, len(texts) // 3):
        return K.OTHER, 0.9, DIALLING_CODES
    countries = lists_countries(e.options)
    says = spoken(e, languages)
    lead = says[0].lead if says else ""
    named = names_of(e)
    if countries and (lead == "country" or "country" in named or not says):
        return K.COUNTRY, 0.97, "a list of countries"
    if countries and lead not in {"search", "code"} and not (says and says[0].source == "label" and lead == "other"):
        return K.COUNTRY, 0.85, "a list of countries"
    if lead == "country" and says[0].source in {"label", "placeholder", "nearby"} and len(texts) != 1:
        return K.COUNTRY, 0.85, f"{says[0].source}: “{says[0].text[:40]}”"
    if e.autocomplete.lower().split()[-1:] in (["country"], ["country-name"]) or (
        "country" in named and not says and "other" not in named
    ):
        return K.COUNTRY, 0.85, "named as a country"
    return K.OTHER, 0.8, "a list of something else"
