"""Matters to write about. Nobody in them exists."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.writing import Addressee, Exhibit, Happened, Kind, Matter, Named, Representation
from bot.writing.matter import Filing, Obstruction, Reply

SENT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
DUE = date(2026, 4, 10)
META = Addressee(
    "Meta Platforms Ireland Limited",
    "ATTN: Privacy Operations",
    ("Merrion Road", "Dublin 4", "D04 X2K5", "Ireland"),
)
PICTURE = Exhibit("20260309T080000Z-straight-1a2b/03-open.png", "ab" * 32, "picture", SENT)
CONFIRMATION = Exhibit("20260310T093000Z-straight-9f9f/07-expect.png", "cd" * 32, "picture", SENT)
MAIL = Exhibit("9f7b355f51e2d6b9.eml", "ef" * 32, "their_letter", SENT)
LOCKED = Obstruction(
    way="straight_to_the_form",
    obstacle="region_lock",
    first=datetime(2026, 3, 9, 8, tzinfo=UTC),
    last=datetime(2026, 3, 9, 8, tzinfo=UTC),
    times=1,
    quote="This form is not available in your country",
    exhibits=(PICTURE,),
)
DEAD = replace(LOCKED, way="through_settings", obstacle="dead_link", quote="", status="404", exhibits=())
FILED = Filing(SENT, "straight_to_the_form", 200, "Your request was received", exhibits=(CONFIRMATION,))
REFUSED = Reply(datetime(2026, 3, 20, tzinfo=UTC), "refused", "cannot take further action", (MAIL,))
ASKED = Reply(datetime(2026, 3, 12, tzinfo=UTC), "more_asked", "What information processing", (MAIL,))
AGENT = Representation(
    "Berta Beispiel",
    "friend",
    date(2026, 1, 1),
    date(2026, 12, 31),
    ("21(1)", "12", "18(1)(d)", "77"),
    "berta@example.org",
    Exhibit("m-1a2b3c4d.json", "12" * 32, "mandate"),
)
HAPPENED = {
    Kind.OBJECTION: Happened(obstructions=(LOCKED, DEAD)),
    Kind.REMINDER: Happened(filing=FILED, looked=datetime(2026, 4, 12, 7, tzinfo=UTC)),
    Kind.REASONS: Happened(filing=FILED, replies=(ASKED,)),
    Kind.COMPLAINT_NOTICE: Happened(obstructions=(LOCKED,), filing=FILED, replies=(REFUSED,)),
}
NAMES = {
    "way.straight_to_the_form": "the short way",
    "way.through_settings": "the long way",
    "obstacle.region_lock": "the form is said not to exist in this country",
    "obstacle.dead_link": "the link leads to nothing",
}


def matter(kind: Kind, **other: Any) -> Matter:
    """A matter for a letter of this kind, with what is to differ."""
    usual = Matter(
        kind=kind,
        reference="case-0123456789ab",
        today=date(2026, 4, 14),
        sender="Anna Example",
        contact=("1 Example Street", "00000 Exampletown", "anna@example.org"),
        email="anna@example.org",
        addressee=META,
        country="FR",
        accounts=(Named("facebook", "anna@example.org", "anna@example.org"),),
        happened=HAPPENED[kind],
        names=NAMES,
        due=DUE if HAPPENED[kind].filing else None,
    )
    return replace(usual, **other)
