"""What a person pointed at, and why it may or may not be remembered."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot import fields as finding
from bot.browser import choices, find
from bot.browser.capture import clean
from bot.fields import NEVER_FILLED, Purpose
from bot.household import Account
from bot.lookout import Sight, SightKind
from bot.lookout.phrases import bare, button_words, page_phrases
from bot.phrasebook import PROVING, Address, Phrasebook, Wording, is_below, normal
from bot.survey import Element, Survey
from bot.teach.needs import FIELD, LINK, OPTION, SEND, Need

LONGEST = 100
"""Characters of a label that are remembered; a longer one is a paragraph, and its beginning will do."""
ELSEWHERE = {Purpose.LOGIN: "a log-in", Purpose.SIGNUP: "a sign-up", Purpose.SEARCH: "a search"}
LANGUAGES = {
    "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "fi": "Finnish", "fr": "French", "ga": "Irish", "hr": "Croatian", "hu": "Hungarian",
    "is": "Icelandic", "it": "Italian", "lt": "Lithuanian", "lv": "Latvian", "mt": "Maltese", "nb": "Norwegian",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "sk": "Slovak",
    "sl": "Slovenian", "sv": "Swedish",
}  # fmt: skip
_WILL = {LINK: "will be followed as", FIELD: "will name the field", OPTION: "will be chosen as", SEND: "will send as"}


class NotThisError(Exception):
    """What was pointed at is not remembered; one sentence says why."""


class KnownAlreadyError(NotThisError):
    """What was pointed at is found without being taught."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing that was taught."""

    phrase: str
    language: str
    what: str
    """link, field, option or send."""
    words: str
    """The label; empty when it has none that is new or may be kept."""
    target: str
    """Where the link leads, without the values of its query; empty for all but links of the platform's own."""
    page: str
    """Where it was seen, as clean as the target."""
    seen: str
    """ISO date."""

    @property
    def pattern(self) -> str:
        """Recognises a link that leads to the same place; a query and its values do not count."""
        parts = urlsplit(self.target)
        where = re.escape(f"{parts.netloc}{parts.path.rstrip('/')}")
        return rf"^https://{where}/?(\?|#|$)" if self.target else ""

    @property
    def wording(self) -> Wording | None:
        """As the phrasebook holds it."""
        return Wording(self.words, self.language, "taught", self.seen, "taught") if self.words else None

    @property
    def address(self) -> Address | None:
        """As the phrasebook holds it."""
        return Address(self.phrase, "", self.pattern, "taught", self.seen, self.seen, "taught") if self.target else None

    def said(self) -> str:
        """What will be remembered, in plain words, for a person who says yes or no."""
        where = f"seen on {self.page} on {self.seen}, taught by you; it will never prove a success."
        if not self.words:
            return f"Every link to {self.target} will be followed as “{self.phrase}”, {where}"
        tongue = LANGUAGES.get(self.language, self.language)
        also = f" A link to {self.target} will be followed as well, whatever it says." if self.target else ""
        return f"“{self.words}” in {tongue} {_WILL[self.what]} “{self.phrase}”, {where}{also}"


@dataclass(frozen=True, slots=True)
class Scene:
    """The page on which a person points, as it was seen right after."""

    seen: Survey
    sight: Sight
    book: Phrasebook
    hosts: Collection[str]
    account: Account

    def lesson(self, need: Need, element: Element | None, today: str) -> Lesson:
        """What would be remembered. Raises :class:`NotThisError`."""
        if need.phrase in PROVING or need.what not in _WILL:
            raise NotThisError(f"“{need.phrase}” is not taught: it decides what a page has answered.")
        if element is None:
            raise NotThisError("That is no link, button or field; press on its own words.")
        self._is_the_platforms(element)
        self._is_no_trap(element, need)
        lesson = self._what_is_new(need, element, today)
        if self._is_found_again(replace(lesson, words="", target=""), element):
            raise KnownAlreadyError(
                f"That is what optout takes for “{need.phrase}” already; nothing needs to be remembered."
            )
        if not (lesson.words or lesson.target):
            raise NotThisError(
                "It bears no words that may be kept and leads to no address of its own: it cannot be told again."
            )
        if not self._is_found_again(lesson, element):
            raise NotThisError(
                "By its words and its address it cannot be told from something else on this page."
                if need.what == LINK
                else f"Even with its label optout does not take it for “{need.phrase}”; it is not remembered."
            )
        return lesson

    def _is_the_platforms(self, element: Element) -> None:
        for url in (self.seen.url, self.seen.frames[element.frame].url if self.seen.frames else ""):
            if not _is_at_home(url, self.hosts):
                raise NotThisError("That is not on the platform's own pages; nothing there is remembered.")
        if _leads_away(element) and not _is_at_home(find.real_target(element.href), self.hosts):
            raise NotThisError("That link leaves the platform's own pages; it is not remembered.")

    def _is_no_trap(self, element: Element, need: Need) -> None:
        if self.sight.kind is SightKind.WRONG_FORM or self._is_the_look_alike(element):
            raise NotThisError(
                "That belongs to the form for information from third parties, which is answered with “cannot take "
                "further action”; it is not remembered."
            )
        if _is_secret(element):
            raise NotThisError("That is a field for a password or a secret; optout never fills one in.")
        if _is_about_cookies(element, self.seen, self.sight):
            raise NotThisError("That belongs to the cookie dialog, which optout declines by itself.")
        if need.what != LINK:
            self._is_of_the_form(element)
        is_field = element in self.seen.controls and element.type not in {"submit", "button", "image"}
        if is_field and need.what in {LINK, SEND}:
            raise NotThisError(f"That is a field; “{need.phrase}” is a link or a button.")
        if not is_field and need.what in {FIELD, OPTION}:
            raise NotThisError(f"That is no field; “{need.phrase}” is one.")

    def _is_the_look_alike(self, element: Element) -> bool:
        urls = [self.seen.url] + ([find.real_target(element.href)] if element.href else [])
        return any(self.book.leads_to("third-party form", url) for url in urls)

    def _is_of_the_form(self, element: Element) -> None:
        for form in finding.forms(self.seen):
            for field in form.fields:
                if (field.element.frame, field.element.selector) != (element.frame, element.selector):
                    continue
                if form.purpose in ELSEWHERE:
                    raise NotThisError(
                        f"That field belongs to {ELSEWHERE[form.purpose]}; the objection is not made there."
                    )
                if field.kind in NEVER_FILLED:
                    raise NotThisError("That field is not one a person fills in to object.")

    def _what_is_new(self, need: Need, element: Element, today: str) -> Lesson:
        words = self._words(element, need)
        known = {normal(w.text) for w in self.book.wordings(need.phrase) if w.language == self.account.language}
        words = "" if normal(words) in known else words
        target = self._target(element) if need.what == LINK else ""
        target = "" if self.book.leads_to(need.phrase, target) else target
        page = clean(self.seen.url).partition("?")[0]
        return Lesson(need.phrase, self.account.language, need.what, words, target, page, today)

    def _words(self, element: Element, need: Need) -> str:
        """The name of a link or button, the label of a field; nothing that holds the person's own name or address."""
        spoken = (element.aria_label, element.text, element.title)
        asked = find.asked_by(element)
        said = next((text for text in (asked if need.what in {FIELD, OPTION} else spoken) if text.strip()), "")
        words = " ".join(said.split())
        if len(words) > LONGEST:
            words = words[:LONGEST].rsplit(" ", 1)[0]
        mine = [normal(v) for v in (self.account.email, self.account.phone, self.account.person_name) if v]
        return "" if "@" in words or any(value in normal(words) for value in mine) else words

    def _target(self, element: Element) -> str:
        """The link's own address, if it has one that no other link of the page shares."""
        if not _leads_away(element):
            return ""
        url = find.real_target(element.href)
        if _same_page(url, self.seen.url):
            return ""
        bare_url = clean(url).partition("?")[0]
        others = {
            find.real_target(e.href).partition("#")[0]
            for e in self.seen.pressables
            if find.usable(e) and e.href and find.names(e) != find.names(element)
        }
        shared = any(
            o.partition("?")[0].rstrip("/") == bare_url.rstrip("/") and o != url.partition("#")[0] for o in others
        )
        return "" if shared else bare_url

    def _is_found_again(self, lesson: Lesson, element: Element) -> bool:
        """The next run must find this, and nothing else, by what is remembered."""
        book = self.book.with_taught(lesson.wording, lesson.phrase, lesson.address)
        language = self.account.language
        found: object
        if lesson.what == LINK:
            found = find.link(self.seen, lesson.phrase, book, language)
        elif lesson.what == OPTION:
            found = choices.option_labelled(self.seen, book.wordings(lesson.phrase, language))
        else:
            hits = find.fields_named(self.seen, lesson.phrase, book, language, finding.find(self.seen))
            found = hits[0] if hits else None
        return isinstance(found, find.Found) and _is_same(found.element, element)


def _is_same(one: Element, other: Element) -> bool:
    if (one.frame, one.selector) == (other.frame, other.selector):
        return True
    return bool(one.href) and find.real_target(one.href) == find.real_target(other.href)


def _is_at_home(url: str, hosts: Collection[str]) -> bool:
    parts = urlsplit(url)
    if parts.scheme in {"about", "blob"}:  # a frame that its page wrote itself
        return True
    return parts.scheme == "https" and is_below(parts.hostname or "", hosts)


def _leads_away(element: Element) -> bool:
    """A link; an address made of script is a button's."""
    return bool(element.href) and not element.href.lower().startswith("javascript:")


def _same_page(url: str, page: str) -> bool:
    return url.partition("#")[0] == page.partition("#")[0]


def _is_secret(element: Element) -> bool:
    return element.type == "password" or "password" in element.autocomplete


def _is_about_cookies(element: Element, seen: Survey, sight: Sight) -> bool:
    if not sight.consent:
        return False
    if bare(element.words) in button_words("accept") | button_words("decline") and (element.dialog or element.frame):
        return True
    x, y = element.box.x + element.box.width / 2, element.box.y + element.box.height / 2
    return any(
        d.frame == element.frame
        and d.box.x <= x <= d.box.x + d.box.width
        and d.box.y <= y <= d.box.y + d.box.height
        and "cookies" in page_phrases().find(f"{d.label} {d.text}")
        for d in seen.dialogs
    )
