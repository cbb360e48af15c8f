"""Fill in a form that nobody has described."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot import fields as finding
from bot.browser import choices, filling, find, hands
from bot.browser.arrival import Arrival
from bot.browser.capture import Notes
from bot.browser.countries import CountryNames, option_for
from bot.browser.find import Found
from bot.browser.verb import verb
from bot.fields import FieldKind
from bot.obstacles import CountryMissing, FieldRefused, FormChanged, WrongAccount
from bot.phrasebook import normal
from bot.survey import Element, Survey


@dataclass
class Desk(Arrival):
    """The verbs that fill in and choose."""

    countries: CountryNames = field(kw_only=True)
    _filled: dict[str, str] = field(default_factory=dict)

    @verb
    def fill(self, phrase: str, value: str) -> None:
        """Type into the field that the phrase names."""
        with self._step("fill", phrase) as notes:
            self._at_the_form(phrase)
            if self.answered:
                return
            hits = self.eyes.until(
                lambda s, _: self._fields(s, phrase) or find.shut(phrase, finding.find(s)) or None,
                tried=f"The field “{phrase}” was looked for",
            )
            if not hits:
                raise FormChanged(tried=f"The field “{phrase}” was looked for", seen="The form holds no such field")
            self._type(hits, phrase, value, notes)

    @verb
    def fill_if_shown(self, phrase: str, value: str) -> None:
        """The same, for a field that not every form has. An empty value leaves the field alone."""
        if not value:
            return
        with self._step("fill", phrase) as notes:
            hits = self._now(phrase)
            notes.say(shown=bool(hits))
            if hits:
                self._type(hits, phrase, value, notes)

    @verb
    def fill_if_required(self, phrase: str, value: str) -> None:
        """Type only where the form insists and nothing has been filled in."""
        if phrase in self._filled:
            return
        hits = [hit for hit in self._now(phrase) if _insists(hit.element)]
        if hits:
            with self._step("fill", phrase) as notes:
                notes.say(standard=True)
                self._type(hits, phrase, value, notes)

    @verb
    def choose_if_shown(self, phrase: str, value: str) -> None:
        """Take one option of a list or a group: ``value`` is a country code, or the key of a phrase."""
        with self._step("choose", phrase) as notes:
            self._at_the_form(phrase)
            if self.answered:
                return
            if find.FIELD_OF.get(phrase) is FieldKind.COUNTRY:
                self._choose_country(phrase, value, notes)
            else:
                self._choose_option(phrase, value, notes)

    def _fields(self, seen: Survey, phrase: str) -> list[Found]:
        found = finding.find(seen)
        return find.fields_named(seen, phrase, self.errand.book, self.errand.account.language, found)

    def _now(self, phrase: str) -> list[Found]:
        seen = self.eyes.survey()
        return self._fields(seen, phrase) if seen is not None else []

    def _type(self, hits: Sequence[Found], phrase: str, value: str, notes: Notes) -> None:
        self.eyes.at_home(f"“{phrase}” was filled in")
        notes.say(matched=hits[0].by, words=hits[0].words)
        if find.FIELD_OF[phrase] is FieldKind.PHONE:
            value = self._after_its_code(hits[0].element, value, notes)
        for hit in _with_repeat(hits):
            self._type_one(hit.element, phrase, value, notes)
        self._filled[phrase] = value

    def _type_one(self, element: Element, phrase: str, value: str, notes: Notes) -> None:
        hands.guard(self.eyes, element, self.eyes.hosts)
        tried = f"“{phrase}” was filled in"
        is_address = find.FIELD_OF[phrase] is FieldKind.EMAIL
        if element.value and normal(element.value) == normal(value):
            notes.say(prefilled=True)
            return
        if is_address and filling.is_masked(element.value, value):
            notes.say(prefilled=True, masked=True)
            return
        if element.value and is_address:
            raise WrongAccount(
                tried="The e-mail of the account was to be filled in",
                seen="The form already bears another e-mail: the session belongs to another account",
            )
        if element.minlength and element.minlength > len(value) and phrase == "how this affects you":
            raise FieldRefused(tried=tried, seen=f"The form asks for at least {element.minlength} characters")
        kept = hands.write(self.eyes, element, value)
        is_number = find.FIELD_OF[phrase] is FieldKind.PHONE
        if not filling.keeps(value, kept, phone=is_number, exact=is_address):
            raise FieldRefused(tried=tried, seen=filling.how_it_is_kept(value, kept))

    def _after_its_code(self, element: Element, number: str, notes: Notes) -> str:
        """Where a list beside the field asks for the calling code, it is chosen there; what is left is to be typed."""
        seen = self.eyes.last
        beside = filling.list_of_codes(seen, element) if seen is not None else None
        if beside is None:
            return number
        hands.guard(self.eyes, beside, self.eyes.hosts)
        parts = filling.parts_of(number)
        entry = filling.entry_for(parts, self.countries.of(parts.region) if parts.region else (), beside.options)
        if entry is None:
            raise CountryMissing(
                tried="The calling code of the number was looked for",
                seen=f"The list has {len(beside.options)} entries, none is +{parts.code}",
            )
        notes.say(code_listed=True)
        if beside.value != entry:
            hands.select(self.eyes, beside, entry)
        return parts.national

    def _choose_country(self, phrase: str, code: str, notes: Notes) -> None:
        hits = self._now(phrase)
        notes.say(shown=bool(hits))
        if not hits:
            return
        element = hits[0].element
        hands.guard(self.eyes, element, self.eyes.hosts)
        names = self.countries.of(code)
        if element.options:
            value = option_for(code, names, element.options)
            if value is None:
                raise CountryMissing(
                    tried="The country of residence was looked for",
                    seen=f"The list has {len(element.options)} entries, none is {code}",
                )
            if element.value != value:
                hands.select(self.eyes, element, value)
        elif element.tag == "input" and element.type not in {"button", "submit", "image"}:
            self._filled[phrase] = self._write_country(element, names, code)
            return
        else:
            self._choose_in_list(element, names, code)
        self._filled[phrase] = code

    def _write_country(self, element: Element, names: frozenset[str], code: str) -> str:
        """A field to type a country into: as its own list has it, else by name, and the entry it then offers."""
        if normal(element.value) in names:
            return element.value
        listed = hands.offered(self.eyes, element)
        missing = CountryMissing(
            tried="The country of residence was looked for", seen=f"What the field offers holds no {code}"
        )
        if listed:
            entry = option_for(code, names, listed)
            if entry is None:
                raise missing
            hands.write(self.eyes, element, entry)
            return entry
        name = self.countries.named(code, self.eyes.last.lang if self.eyes.last else "")
        hands.write_and_stay(self.eyes, element, name)
        entry_shown = self.eyes.until(lambda s, _: _entry(s, names), patience=2.0, tried="A country was typed")
        if entry_shown is not None:
            hands.press(self.eyes, entry_shown)
        elif element.role == "combobox":
            raise missing
        else:
            hands.write(self.eyes, element, name)
        return name

    def _choose_in_list(self, element: Element, names: frozenset[str], code: str) -> None:
        """A list made of boxes: open it, then press the entry."""
        if any(name in names for name in find.names(element)) or normal(element.value or "") in names:
            return
        hands.press(self.eyes, element)
        entry = self.eyes.until(lambda s, _: _entry(s, names), patience=3.0, tried="The list of countries was opened")
        if entry is None:
            raise CountryMissing(
                tried="The country of residence was looked for", seen=f"The list that opened does not show {code}"
            )
        hands.press(self.eyes, entry)

    def _choose_option(self, phrase: str, value: str, notes: Notes) -> None:
        book, language = self.errand.book, self.errand.account.language
        group = book.wordings(phrase, language) if value != phrase else ()
        wanted = book.wordings(value, language)
        seen = self.eyes.last or self.eyes.survey()
        found = choices.option_labelled(seen, wanted, group=group) if seen else None
        listed = choices.list_labelled(seen, wanted, group=group) if seen and not found else None
        notes.say(shown=bool(found or listed))
        if listed is not None:
            self._take_entry(*listed, notes)
        if found is None:
            return
        hands.guard(self.eyes, found.element, self.eyes.hosts)
        notes.say(words=found.words)
        if not found.element.checked:
            hands.tick(self.eyes, found.element)
            self.eyes.wait_for_change(0.3)

    def _take_entry(self, found: Found, value: str, notes: Notes) -> None:
        hands.guard(self.eyes, found.element, self.eyes.hosts)
        notes.say(words=found.words)
        if found.element.value != value:
            hands.select(self.eyes, found.element, value)
            self.eyes.wait_for_change(0.3)


def _insists(element: Element) -> bool:
    return bool(element.required) and not element.value


def _with_repeat(hits: Sequence[Found]) -> list[Found]:
    """The field, and the one of the same form that asks to repeat it."""
    first = hits[0].element
    beside = [h for h in hits[1:] if h.repeat and (h.element.form, h.element.frame) == (first.form, first.frame)]
    return [hits[0], *beside[:1]]


def _entry(seen: Survey, names: frozenset[str]) -> Element | None:
    shown = [e for e in (*seen.pressables, *seen.controls) if find.usable(e)]
    return next((e for e in shown if any(name in names for name in find.names(e))), None)
