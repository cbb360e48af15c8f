"""Find the one thing on a page that a phrase means."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bot import fields as finding
from bot.fields import Field, FieldKind
from bot.phrasebook import Phrasebook, Wording, normal
from bot.survey import Element, Survey

FIELD_OF = {
    "account e-mail": FieldKind.EMAIL,
    "phone number": FieldKind.PHONE,
    "country of residence": FieldKind.COUNTRY,
    "how this affects you": FieldKind.REASON,
    "confirmation code": FieldKind.CODE,
    "full name": FieldKind.NAME,
    "submit": FieldKind.SUBMIT,
}
SURE_ENOUGH = 0.5
"""A guess of :mod:`bot.fields` below this is an honest `form_changed`."""


@dataclass(frozen=True, slots=True)
class Found:
    """The element, and how it was found."""

    element: Element
    by: str
    """wording, address (soft drift), taught or guess."""
    words: str
    """The wording that matched, or why it was guessed."""
    repeat: bool = False
    """A second field that asks for the same again."""

    @property
    def drifted(self) -> bool:
        """The wording failed, the address matched."""
        return self.by == "address"


@dataclass(frozen=True, slots=True)
class Several:
    """Different targets bear the same words: a machine must not choose."""

    count: int


def link(survey: Survey, phrase: str, book: Phrasebook, language: str) -> Found | Several | None:
    """The link or button that ``phrase`` names: by its wording, else by its address."""
    shown = [e for e in survey.pressables if usable(e)]
    if any(e.dialog for e in shown) and survey.blocked_by_dialog:
        shown = [e for e in shown if e.dialog]
    shown = [e for e in shown if not _leads_astray(e, phrase, book)]
    for fits in (_is_exactly, _begins_with, _holds_most_of):
        hits = _hits(shown, book.wordings(phrase, language), fits)
        if hits:
            return _only(hits, phrase, book)
    led = [(e, None) for e in shown if e.href and book.leads_to(phrase, real_target(e.href))]
    return _only(led, phrase, book) if led else None


def onward(survey: Survey, book: Phrasebook, language: str) -> Found | None:
    """The one button of a short page that holds nothing else to do than to go on."""
    shown = [e for e in survey.pressables if usable(e) and e.landmark in {"main", ""}]
    if len(survey.text) > SHORT_PAGE or any(usable(c) and c.type != "search" for c in survey.controls):
        return None
    hits = _hits(shown, book.wordings("continue", language), _is_exactly)
    found = _only(hits, "continue", book) if hits else None
    return found if isinstance(found, Found) else None


SHORT_PAGE = 1_500
"""A page with more text says something that a person should read."""


def usable(element: Element) -> bool:
    """Shown, alive and not behind a dialog."""
    return element.visible and not element.offscreen and not element.disabled and not element.inert


def names(element: Element) -> tuple[str, ...]:
    """Everything a person would call the element, normalised."""
    said = (element.aria_label, element.text, element.title)
    return tuple(dict.fromkeys(normal(text) for text in said if text and text.strip()))


def real_target(href: str) -> str:
    """The address behind a link, unwrapped from the platform's own redirector (l.php?u=…)."""
    parts = urlsplit(href)
    if parts.path.rstrip("/").endswith(("l.php", "/flx/warn")):
        inner = parse_qs(parts.query).get("u", [""])[0]
        if inner.startswith("https://"):
            return inner
    return href


def nearest(survey: Survey, phrase: str, book: Phrasebook, language: str, count: int = 3) -> tuple[str, ...]:
    """The labels on the page that come nearest to the phrase: for the hint, never for pressing."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only when something failed

    wanted = [normal(w.text) for w in book.wordings(phrase, language)] or [normal(phrase)]
    seen = sorted({name[:60] for e in survey.pressables if usable(e) for name in names(e)})
    scored = (max(process.extract(w, seen, scorer=fuzz.token_set_ratio, limit=count), default=None) for w in wanted)
    best = sorted({hit[0]: hit[1] for hit in scored if hit}.items(), key=lambda pair: -pair[1])
    return tuple(name for name, _ in best[:count])


def fields_named(survey: Survey, phrase: str, book: Phrasebook, language: str, found: Iterable[Field]) -> list[Found]:
    """The controls a phrase means, best first: a wording that fits outranks a guess."""
    kind = FIELD_OF[phrase]
    taught = taught_field(survey, phrase, book, language)
    guesses = [f for f in found if f.kind is kind and not f.login and usable(f.element)]
    worded = [f for f in guesses if _labelled(f.element, book.wordings(phrase, language))]
    sure = [f for f in guesses if f.confidence >= SURE_ENOUGH]
    chosen = [Found(f.element, "wording", f.why, f.repeat) for f in worded]
    chosen += [Found(f.element, "guess", f.why, f.repeat) for f in sure if f not in worded]
    chosen.sort(key=lambda hit: hit.repeat)
    if taught is not None:
        return [taught, *(hit for hit in chosen if hit.element.selector != taught.element.selector)]
    if chosen or kind is not FieldKind.SUBMIT:
        return chosen
    hit = link(survey, phrase, book, language)
    return [hit] if isinstance(hit, Found) else []


def shut(phrase: str, found: Iterable[Field]) -> list[Found]:
    """The fields a phrase means that are filled in already and let nobody change them."""
    kind = FIELD_OF[phrase]
    of_it = (f for f in found if f.kind is kind and not f.login and f.confidence >= SURE_ENOUGH)
    shown = (f for f in of_it if f.element.disabled and f.element.value and f.element.visible)
    return [Found(f.element, "guess", f.why) for f in shown]


def taught_field(survey: Survey, phrase: str, book: Phrasebook, language: str) -> Found | None:
    """The one control or button that bears words a person has taught for the phrase, whatever it was taken for."""
    wordings = [w for w in book.wordings(phrase, language) if w.trust == "taught"]
    if not wordings:
        return None
    kind = FIELD_OF[phrase]
    if kind is FieldKind.SUBMIT:
        hit = link(survey, phrase, book, language)
        return hit if isinstance(hit, Found) and hit.by == "taught" else None
    may = [f.element for f in finding.nameable(survey) if usable(f.element) and _could_be(f.element, kind)]
    for wording in wordings:
        words = normal(wording.text)
        hits = [e for e in may if any(_is_label(words, normal(said)) for said in asked_by(e))]
        if len(hits) == 1:
            return Found(hits[0], "taught", wording.text)
    return None


def asked_by(element: Element) -> tuple[str, ...]:
    """What a person reads as the question of a field, the most telling first."""
    return element.label, element.aria_label, element.placeholder, element.nearby


def _is_label(words: str, said: str) -> bool:
    return said == words or (len(words) > LONG_LABEL and said.startswith(words))


LONG_LABEL = 60
"""Characters from which on the beginning of a label is enough: a paragraph is not kept as a whole."""


def _could_be(element: Element, kind: FieldKind) -> bool:
    """A country may be chosen in many ways; all else is typed."""
    typed = element.type in finding.TEXTUAL and element.tag != "select"
    return kind is FieldKind.COUNTRY or typed


def _labelled(element: Element, wordings: Sequence[Wording]) -> bool:
    said = normal(" ".join((element.label, element.aria_label, element.placeholder)))
    return any(normal(w.text) in said for w in wordings)


def _hits(
    shown: Sequence[Element], wordings: Sequence[Wording], fits: Callable[[str, str], bool]
) -> list[tuple[Element, Wording | None]]:
    """The elements that fit the first wording that any element fits; the person's language comes first."""
    named = [(e, names(e)) for e in shown]
    for wording in wordings:
        words = normal(wording.text)
        hits: list[tuple[Element, Wording | None]] = [
            (e, wording) for e, said in named if any(fits(words, name) for name in said)
        ]
        if hits:
            return hits
    return []


def says(element: Element, phrase: str, book: Phrasebook, language: str) -> bool:
    """Whether the element's whole name is one of the phrase's wordings."""
    said = names(element)
    return any(_is_exactly(normal(w.text), name) for w in book.wordings(phrase, language) for name in said)


def _is_exactly(words: str, name: str) -> bool:
    return name == words or name.strip(_ORNAMENTS) == words


_ORNAMENTS = " ›>→.:…+\"'«»„“”‹"
"""What labels are set between or end in, and does not belong to their words."""


def _begins_with(words: str, name: str) -> bool:
    """A row that goes on with a description, or a counter: "Privacy Center – manage your data"."""
    rest = name[len(words) :]
    return name.startswith(words) and not rest[:1].isalnum() and (" " in words or rest[:1] not in {" ", ""})


def _holds_most_of(words: str, name: str) -> bool:
    """A longer label around at least two known words. One word alone is too little: "object" is in many."""
    return " " in words and f" {words} " in f" {name} " and len(words) * 3 >= len(name)


def _only(hits: Sequence[tuple[Element, Wording | None]], phrase: str, book: Phrasebook) -> Found | Several:
    """One target, or none: links that lead to the same place are one; a known target outranks an unknown one."""
    ranks = {book.rank(phrase, real_target(e.href)) for e, _ in hits if e.href} - {None}
    best = min(ranks, default=None, key=lambda rank: rank or 0)

    def is_best(element: Element) -> bool:
        return best is not None and bool(element.href) and book.rank(phrase, real_target(element.href)) == best

    for keep in (_all, _in_dialog, lambda e: _is_known(e, phrase, book), is_best, _in_main):
        kept = [hit for hit in hits if keep(hit[0])]
        targets = {_target(e) for e, _ in kept}
        if len(targets) == 1:
            element, wording = kept[0]
            return Found(element, _by(wording), wording.text if wording else real_target(element.href))
        if kept:
            hits = kept
    return Several(len({_target(e) for e, _ in hits}))


def _by(wording: Wording | None) -> str:
    if wording is None:
        return "address"
    return "taught" if wording.trust == "taught" else "wording"


def _all(_: Element) -> bool:
    return True


def _in_dialog(element: Element) -> bool:
    return element.dialog


def _in_main(element: Element) -> bool:
    return element.landmark in {"main", ""}


def _leads_astray(element: Element, phrase: str, book: Phrasebook) -> bool:
    """The third-party form answers "cannot take further action": no phrase but its own ever means a link to it."""
    if phrase.startswith("third-party form") or not element.href:
        return False
    return any(book.leads_to(name, real_target(element.href)) for name in ("third-party form", "another form"))


def _is_known(element: Element, phrase: str, book: Phrasebook) -> bool:
    return bool(element.href) and book.leads_to(phrase, real_target(element.href))


def _target(element: Element) -> str:
    """What makes two links the same: where they lead; for a button, which box it is."""
    if element.href and not element.href.startswith("javascript:"):
        parts = urlsplit(real_target(element.href))
        return f"{parts.netloc}{parts.path.rstrip('/')}"
    x, y, width, height = element.box
    return f"box {round(x + width / 2)} {round(y + height / 2)}" if width else element.selector
