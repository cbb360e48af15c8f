"""The walk that asks where it does not know, and never sends."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.browser import find
from bot.browser.find import FIELD_OF, Found, Several
from bot.fields import TEXTUAL, Field, nameable
from bot.obstacles import FormChanged
from bot.rehearsal import RehearsalWalk
from bot.survey import Survey
from bot.teach.needs import FIELD, LINK, OPTION, SEND, Need

ASK_AFTER = 5.0
"""Seconds a link may take to appear before the person is asked for it."""


def _is_typed(field: Field) -> bool:
    return field.element.type in TEXTUAL and field.element.tag != "select"


Ask = Callable[["TeachingWalk", Need, tuple[Need, ...]], Need]


@dataclass
class TeachingWalk(RehearsalWalk):
    """Walks by the words it knows. What it does not find, or is to be shown, a person points at; then it goes on."""

    ask: Ask | None = None
    """Asks a person for what a phrase means here; the phrasebook of the errand knows it afterwards."""
    wanted: str = ""
    """A phrase to be shown even where it is found."""
    shown: list[str] = field(default_factory=list)

    def follow_if_shown(self, phrase: str) -> None:
        """A screen that not everybody sees is only asked for by its name."""
        if self._is_wanted(phrase):
            self._ask(Need(phrase, LINK))
        super().follow_if_shown(phrase)

    def fill(self, phrase: str, value: str) -> None:
        """The field; else the person shows it."""
        if self._is_wanted(phrase):
            self._at_the_form(phrase)
            self._ask(Need(phrase, FIELD))
        try:
            super().fill(phrase, value)
        except FormChanged:
            if self._now(phrase):
                raise  # it was found: what went wrong is something else
            self._ask(Need(phrase, FIELD))
            super().fill(phrase, value)

    def fill_if_shown(self, phrase: str, value: str) -> None:
        """A field that not every form has is only asked for by its name."""
        if self._is_wanted(phrase):
            self._ask(Need(phrase, FIELD))
        super().fill_if_shown(phrase, value)

    def choose_if_shown(self, phrase: str, value: str) -> None:
        """An option that not every form has is only asked for by its name."""
        for need in (Need(phrase, FIELD if phrase in FIELD_OF else OPTION), Need(value, OPTION)):
            if self._is_wanted(need.phrase):
                self._at_the_form(phrase)
                self._ask(need)
        super().choose_if_shown(phrase, value)

    def send(self, phrase: str) -> None:
        """The button is looked for, and left alone."""
        if self.answered is not None:
            return
        with self._step("look for", phrase):
            if self._is_wanted(phrase):
                self._ask(Need(phrase, SEND))
            try:
                self._submit_button(phrase)
            except FormChanged:
                self._ask(Need(phrase, SEND))
                self._submit_button(phrase)

    def _was_taught(self, seen: Survey) -> bool:
        """A person is there, who can tell: whatever they could name is taken for a form."""
        return super()._was_taught(seen) or any(find.usable(f.element) for f in nameable(seen) if _is_typed(f))

    def _look_for(self, phrase: str) -> tuple[Found | Several | None, str]:
        if not self._is_wanted(phrase):
            found, named = self._soon(phrase)
            if isinstance(found, Found):
                return found, named
        self._ask(Need(phrase, LINK), tuple(Need(late, LINK) for late in self._passed_over))
        return super()._look_for(phrase)

    def _soon(self, phrase: str) -> tuple[Found | Several | None, str]:
        """A person is there: they are asked sooner than a walk alone would give up."""
        patience = self.eyes.patience
        self.eyes.patience = min(patience, ASK_AFTER)
        try:
            return super()._look_for(phrase)
        finally:
            self.eyes.patience = patience

    def _is_wanted(self, phrase: str) -> bool:
        return self.wanted == phrase and phrase not in self.shown

    def _ask(self, need: Need, instead: tuple[Need, ...] = ()) -> None:
        assert self.ask is not None  # noqa: S101 - given when the walk was made
        self.shown.append(self.ask(self, need, instead).phrase)
