"""A survey with what is read out of it, each thing once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.fields import Field, FormSeen, Purpose, find
from bot.fields import forms as forms_of
from bot.lookout.phrases import page_phrases
from bot.lookout.sights import Known
from bot.phrasebook import holds, normal
from bot.survey import Survey

SHORT = 1_500
"""A page with less text says one thing; what a longer one says somewhere in its text may be an article about it."""


@dataclass(frozen=True)
class View:
    """A survey with what is read out of it once."""

    survey: Survey
    known: Known
    status: int | None
    hosts: Collection[str]

    @cached_property
    def forms(self) -> tuple[FormSeen, ...]:
        return forms_of(self.survey)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return find(self.survey)

    @cached_property
    def main(self) -> tuple[FormSeen, ...]:
        """The forms a walk could be about."""
        return tuple(f for f in self.forms if f.purpose is Purpose.MAIN)

    @cached_property
    def short(self) -> bool:
        return len(self.survey.text) < SHORT

    @cached_property
    def urgent(self) -> dict[str, str]:
        """What alerts and dialogs say; that counts beside a form, too."""
        return page_phrases().find(" . ".join((*self.survey.alerts, *(d.text[:600] for d in self.survey.dialogs))))

    @cached_property
    def loud(self) -> dict[str, str]:
        """What title and headings say."""
        return page_phrases().find(" . ".join((self.survey.title, *self.survey.headings[:8])))

    @cached_property
    def body(self) -> dict[str, str]:
        return page_phrases().find(self.survey.text[:6000])

    def says(self, what: str) -> str:
        """The phrase by which the page says it, taking care not to take a help article for the fact."""
        if what in self.urgent:
            return self.urgent[what]
        if self.main:
            return ""
        if what in self.loud:
            return self.loud[what]
        return self.body.get(what, "") if self.short else ""

    @cached_property
    def text(self) -> str:
        return normal(self.survey.text)


def proof_in(text: str, proofs: Sequence[str]) -> str:
    return next((p for p in proofs if p and holds(p, text)), "")
