"""A survey with what is read out of it, each thing once."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from bot.fields import Field, FormSeen, Purpose, find
from bot.fields import forms as forms_of
from bot.lookout.phrases import page_phrases, parts
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

    @cached_property
    def proof(self) -> str:
        """A wording that proves receipt, on the platform's own page: a foreign frame proves nothing.

        In running text it must be stated; what a dialog or a status announces is said of this request in any words.
        """
        own = [f.text for f in self.survey.frames if self._is_own(f.url)] if self.survey.frames else [self.survey.text]
        texts = [normal(text) for text in own]
        stated = (found for text in texts if (found := proof_in(text, self.known.proofs)))
        said = self.announced
        return next(stated, "") or (said if said and any(holds(said, text) for text in texts) else "")

    @cached_property
    def announced(self) -> str:
        """A wording that proves receipt in a dialog or a status."""
        said = normal(" . ".join((*self.survey.alerts, *(d.text for d in self.survey.dialogs))))
        return next((p for p in self.known.proofs if p and holds(p, said)), "")

    def _is_own(self, url: str) -> bool:
        """Whether a frame is the platform's; one without an address of its own is its page's."""
        address = urlsplit(url)
        return not self.hosts or not address.hostname or covers(address.hostname, self.hosts)


def covers(host: str, allowed: Collection[str]) -> bool:
    """Whether a host is one of those allowed; ``*.example.org`` covers example.org and all below it."""
    host = host.rstrip(".").lower()
    for one in allowed:
        name = one.lower().removeprefix("*.")
        if host == name or (one.startswith("*.") and host.endswith(f".{name}")):
            return True
    return False


def proof_in(text: str, proofs: Sequence[str]) -> str:
    """The first wording that the normalised text states: neither quoted nor said under a condition."""
    return next((p for p in proofs if p and states(p, text)), "")


def states(words: str, text: str) -> bool:
    """Whether the text says the words of this request and at this moment.

    "If we honor your objection, your request will be applied going forward" is printed for everyone, and an article
    quotes what others were told.
    """
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        piece = text[max(0, start - _REACH) : end + _REACH]
        if holds(words, piece) and not _hedged(text[max(0, start - _REACH) : start], text[end : end + _REACH]):
            return True
        start = text.find(words, start + 1)
    return False


_REACH = 160
"""Characters around a wording that belong to its sentence."""
_END = re.compile(r"[.!?…:](?=\s|$)")
_CLAUSE = re.compile(r"[,;–—()]")
_WORD = re.compile(r"[^\W\d_]+")


def _hedged(before: str, after: str) -> bool:
    """Whether the words stand in quotes, or in a sentence that opens or closes with a condition."""
    if before.rstrip().endswith(('"', " '")) or before.strip() == "'":
        return True
    conditions = parts("conditions")
    *earlier, last = _CLAUSE.split(_END.split(before)[-1])
    openings = (_WORD.match(clause.lstrip(" \"'¿")) for clause in (*earlier, last))
    if any(opening and opening[0] in conditions for opening in openings):
        return True
    if earlier and not last.strip() and any(word in conditions for word in _WORD.findall(earlier[-1])):
        return True  # a heading without a full stop may stand before the condition
    rest = _END.split(after, maxsplit=1)[0]
    return any(word in conditions for word in _WORD.findall(rest))
