"""Grievances to complain about. Nobody in them exists."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.dossier.filing.authorities import Authority, every, lead
from bot.dossier.filing.grievance import Contact, Counted, Grievance, Record
from bot.writing import Happened
from bot.writing.matter import Named
from tests.writing.matters import CONFIRMATION, DEAD, DUE, FILED, LOCKED, MAIL, META, NAMES, REFUSED, SENT

RECORD = Record("case-0123456789ab.zip", "5a" * 32, "7b" * 32, "E3M", b"ab  data/case.json\n")
CONTACTS = (
    Contact(SENT, mine=True, channel="form", what="objection", exhibits=(CONFIRMATION,)),
    Contact(SENT, mine=False, channel="page", what="page_answer", quote="Your request was received"),
    Contact(REFUSED.at, mine=False, channel="mail", what="refused", quote=REFUSED.quote, exhibits=(MAIL,)),
)
COUNTED = (
    Counted("straight_to_the_form", {"clicks": 2, "screens": 1, "fields": 5, "mandatory": 3, "seconds": 4.5}),
    Counted("through_settings", {"clicks": 7, "screens": 6, "fields": None, "mandatory": None, "seconds": None}),
)
REFUSAL = Happened(obstructions=(LOCKED, DEAD), filing=FILED, replies=(REFUSED,))
SILENCE = Happened(filing=FILED, reminded=(date(2026, 4, 13),), looked=datetime(2026, 5, 2, 7, tzinfo=UTC))
LOCKED_OUT = Happened(obstructions=(LOCKED,))
DEAD_END = Happened(obstructions=(DEAD,))


def grievance(authority: str | Authority = "fr-cnil", **other: Any) -> Grievance:
    """A refused objection, with what is to differ."""
    usual = Grievance(
        reference="case-0123456789ab",
        today=date(2026, 5, 2),
        last_event=datetime(2026, 5, 1, 8, tzinfo=UTC),
        person="Anna Example",
        contact=("1 Example Street", "00000 Exampletown", "anna@example.org"),
        has_address=True,
        language="fr",
        country="FR",
        platform="facebook",
        controller=META,
        authority=every()[authority] if isinstance(authority, str) else authority,
        chosen="own",
        lead=lead(META.name),
        accounts=(Named("facebook", "anna@example.org", "anna@example.org"),),
        happened=REFUSAL,
        contacts=CONTACTS,
        names={**NAMES, "figure.clicks": "Clicks", "figure.screens": "Screens"},
        record=RECORD,
        counted=COUNTED,
        due=DUE,
    )
    return replace(usual, **other)
