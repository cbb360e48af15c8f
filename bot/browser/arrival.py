"""Know the form at the end of the road, and what only looks like it."""

from dataclasses import dataclass

from bot.browser import find, hands
from bot.browser.aftermath import PageWord, Said, says_already
from bot.browser.find import Found
from bot.browser.further import Further
from bot.browser.road import Road
from bot.browser.verb import verb
from bot.fields import FieldKind
from bot.lookout import Sight, SightKind
from bot.obstacles import UnknownPage, WrongForm
from bot.phrasebook import Wording
from bot.survey import Element, Survey

LOOK_ALIKES = {
    "third-party form": "The road ended on the form for information from third parties",
    "another form": "The road ended on a form of the platform that is no objection",
}
PERHAPS_ALREADY = (
    "It seems to say that this account has objected before (“{}”), in words that nobody has seen at a source: "
    "if you remember it, say so with `optout answer ACCOUNT --was-sent yes`"
)
"""A guess never classifies an answer: it is shown to a person."""
ONWARD = 2
"""How many pages that hold nothing but a button to go on are passed on the way to a form."""


@dataclass
class Arrival(Road):
    """The end of the road: a form, an answer, or an obstacle that says why not."""

    @verb
    def see_the_form(self) -> None:
        """The road ends here: a form, or an obstacle says why not."""
        with self._step("arrive", "at the form") as notes:
            self._at_the_form("its fields")
            notes.exhibit = True

    def _at_the_form(self, phrase: str) -> None:
        """A page with something to fill in, which is neither the hub nor a look-alike; or one that has answered."""
        tried = f"The form was opened to find “{phrase}”"
        for _ in range(ONWARD + 1):
            self._not_a_look_alike(tried)
            here = self._look_for_a_form(tried)
            self._not_a_look_alike(tried)
            self.eyes.at_home(tried)
            if not isinstance(here, Found):
                break
            self._go_on(here)
        if isinstance(here, PageWord):
            self._hear_already(here)
        elif isinstance(here, Wording):
            raise UnknownPage(tried=tried, seen=PERHAPS_ALREADY.format(here.text))
        elif here is not True:
            raise UnknownPage(tried=tried, seen="The road ended on a page that is neither a form nor anything we know")
        else:
            self._not_led_elsewhere(tried)
            self.friction.at_the_form()
            self._count_what_is_asked()

    def _look_for_a_form(self, tried: str) -> object:
        """What the page is; where it is nothing yet, it may be further down or folded away."""
        further = Further(self.eyes, self.errand.account.language)

        def question(seen: Survey, sight: Sight) -> object | None:
            here = self._form_or_onward(seen, sight)
            if here is None:
                further.look(seen)
            return here

        here = self.eyes.until(question, tried=tried)
        self.friction.click(further.presses)
        return here

    def _count_what_is_asked(self) -> None:
        seen, sight = self.eyes.last, self.eyes.sight
        if seen is not None and sight is not None:
            forms = {(f.element.frame, f.element.form) for f in sight.fields if not f.login}
            self.friction.asked(e for e in seen.controls if find.usable(e) and (e.frame, e.form) in forms)

    def _form_or_onward(self, seen: Survey, sight: Sight) -> bool | PageWord | Wording | Found | None:
        already = says_already(seen, self.errand.book)
        if already:
            return PageWord(Said.ALREADY_OBJECTED, already.text) if already.proves else already
        if _is_form(seen, sight) or self._was_taught(seen):
            return True
        return find.onward(seen, self.errand.book, self.errand.account.language)

    def _was_taught(self, seen: Survey) -> bool:
        """A form by no word we know, but a person has named one of its fields."""
        book, language = self.errand.book, self.errand.account.language
        return any(find.taught_field(seen, phrase, book, language) for phrase in find.FIELD_OF if phrase != "submit")

    def _go_on(self, found: Found) -> None:
        """A page between the link and the form that only wants to be passed."""
        self._pressed = True
        self.eyes.journey.act()
        hands.follow(self.eyes, found.element)
        self.friction.click()
        self.friction.step("follow")
        self.eyes.settle("A page in between was passed")

    def _hear_already(self, word: PageWord) -> None:
        """An answer, not an obstacle: this account has objected before. Nothing more is done."""
        self.answered = word
        self.errand.heard("page", answer=word.said.value, phrase=word.words)

    def _not_a_look_alike(self, tried: str) -> None:
        if self.errand.book.leads_to("hub", self.page.url):
            raise UnknownPage(
                tried=tried, seen="The road ends at the hub of July 2026, whose inside nobody has described"
            )
        for name, said in LOOK_ALIKES.items():
            if self.errand.book.leads_to(name, self.page.url):
                raise WrongForm(tried=tried, seen=said)

    def _not_led_elsewhere(self, tried: str) -> None:
        """The address of one form that leads to another: it is the wrong one unless it speaks of objecting."""
        book, seen = self.errand.book, self.eyes.last
        if self._opened and seen is not None and not book.leads_to(self._opened, self.page.url):
            said = " ".join(
                (seen.title, *seen.headings, *(c.label for c in seen.controls), *(c.group for c in seen.controls))
            )
            if book.match("speaks of objecting", said) is None:
                raise WrongForm(
                    tried=tried, seen="The address of the form led to another form, which speaks of no objection"
                )


def _is_form(seen: Survey, sight: Sight) -> bool:
    """Something to fill in and a button that sends it; or a question that comes first, with its answers to choose."""
    if sight.kind is SightKind.FORM:
        return True
    shown = [e for e in seen.controls if find.usable(e)]
    asks_first = sum(e.type == "radio" or e.role == "radio" for e in shown) > 1 or any(map(_asks_by_list, shown))
    return asks_first or (bool(shown) and any(f.kind is FieldKind.SUBMIT and not f.login for f in sight.fields))


FEW = 4
"""Entries of a list that asks a question, the one that says nothing among them; more is a list to choose from."""


def _asks_by_list(element: Element) -> bool:
    asks = "?" in element.label or "?" in element.aria_label
    return asks and 1 < len(element.options) <= FEW and element.landmark in {"main", ""}
