"""Recognise the page in front of us.

``look`` is pure: it names what a survey shows, in a fixed order (``SightKind``), and says why.
It never proves a success by its own tables: the wordings that do are handed in, and each was seen on a real page.
"""

from collections.abc import Collection
from dataclasses import replace

from bot import fields
from bot.lookout.captcha import captcha_of
from bot.lookout.consent import consent_of
from bot.lookout.phrases import button_words, page_phrases
from bot.lookout.questions import BEFORE_A_DIALOG, QUESTIONS, unknown
from bot.lookout.sights import NOTHING_KNOWN, OBSTACLE, Known, Sight, SightKind
from bot.lookout.view import View, covers
from bot.survey import Survey

__all__ = ["NOTHING_KNOWN", "OBSTACLE", "Known", "Sight", "SightKind", "covers", "look", "warm"]


def warm() -> None:
    """Read the tables of words now, so that the first page does not pay for it."""
    fields.warm()
    page_phrases()
    for table in ("decline", "accept"):
        button_words(table)


def look(
    survey: Survey,
    known: Known = NOTHING_KNOWN,
    *,
    status: int | None = None,
    platform_hosts: Collection[str] | None = None,
) -> Sight:
    """Name the page. ``platform_hosts``: the hosts a walk may be on (``*.example.org`` covers all below it)."""
    view = View(survey, known, survey.status if status is None else status, platform_hosts or ())
    consent = consent_of(survey)
    captcha = captcha_of(survey, view.forms)
    questions = QUESTIONS if consent is None else BEFORE_A_DIALOG
    otherwise = unknown(view) if consent is None else Sight(SightKind.CONSENT, "a dialog asks about cookies")
    sight = next((s for s in (ask(view, captcha) for ask in questions) if s is not None), otherwise)
    return replace(
        sight,
        decline=consent.decline if consent else None,
        consent=consent is not None,
        proof=view.proof,
        captcha=captcha,
        fields=view.fields,
    )
