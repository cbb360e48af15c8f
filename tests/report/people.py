"""An invented household whose eleven accounts met everything a report has words for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.report.story import Friction, LetterTrace, Line, StepTrace, Story, WalkTrace

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WAYS = {
    "straight_to_the_form": "The short way: the address of the form of 2025",
    "straight_to_the_form_of_2024": "The short way: the address of the form of 2024",
    "through_settings": "The long way, the one a person can retrace with their own eyes",
}

PEOPLE = {
    "anna": ("Anna Exemple", "fr"),
    "bernd": ("Bernd Beispiel", "de"),
    "carol": ("Carol Example", "en"),
    "dario": ("Dario Esempio", "it"),
}
SHORT, SHORT_2024, LONG = WAYS
ROWS = (
    # handle, state, obstacle, sends, way, whose move, next, due in days
    ("anna/facebook", "confirmed", None, 1, SHORT, "nobody", "recheck", 365),
    ("anna/instagram", "covered", None, 0, None, "nobody", "nothing", None),
    ("anna/whatsapp", "more_asked", None, 1, SHORT, "person", "ask_person", 0),
    ("bernd/facebook", "acknowledged", None, 1, LONG, "controller", "watch_mail", 30),
    ("bernd/instagram", "stopped", "region_lock", 0, None, "controller", "walk", 1),
    ("bernd/facebook-2", "stopped", "login_wall", 0, None, "person", "ask_person", 0),
    ("carol/facebook", "refused", None, 1, SHORT, "person", "complaint", 0),
    ("carol/instagram", "silent", None, 1, SHORT_2024, "person", "remind", 0),
    ("carol/whatsapp", "maybe_sent", None, 1, SHORT, "controller", "watch_mail", 1),
    ("dario/facebook", "stopped", "dead_link", 0, None, "controller", "walk", 1),
    ("dario/instagram", "planned", None, 0, None, "us", "walk", 0),
)


def line(**changes: Any) -> Line:
    """One account, with what a test wants different."""
    plain = Line(
        person="anna", name="Anna Exemple", language="fr", platform="facebook", handle="anna/facebook",
        account="a***@e***.org", state="planned", obstacle=None, sends=0, way=None, whose_move="us", next="walk",
        due=None, updated=NOW, world=None,
    )  # fmt: skip
    return replace(plain, **changes)


def lines(world: str | None = "town") -> list[Line]:
    """The household, one line per account."""
    made = []
    for handle, state, obstacle, sends, way, mover, action, days in ROWS:
        person, _, platform = handle.removesuffix("-2").partition("/")
        name, language = PEOPLE[person]
        stopped = {"tried": "“object” was looked for", "seen": "HTTP 404 at www.facebook.com"} if obstacle else {}
        made.append(
            line(
                person=person, name=name, language=language, platform=platform, handle=handle,
                account="+33***12" if platform == "whatsapp" else f"{person[0]}***@e***.org",
                state=state, obstacle=obstacle, sends=sends, way=way, whose_move=mover, next=action,
                due=None if days is None else NOW + timedelta(days=days), world=world, **stopped,
            )
        )  # fmt: skip
    return made


def event(minutes: float, kind: str, **facts: Any) -> Mapping[str, Any]:
    """One entry of the journal."""
    return {"at": NOW - timedelta(days=2) + timedelta(minutes=minutes), "kind": kind, "facts": facts}


def story(one: Line, pictures: Path) -> Story:
    """The account's story, as a walk of five steps, what the witnesses said, and a letter."""
    way = one.way or "straight_to_the_form"
    events = [event(0, "planned")]
    letters: list[LetterTrace] = []
    if one.obstacle:
        events += [
            event(2, "way_tried", way=way, obstacle=one.obstacle, seen=one.seen),
            event(3, "stopped", way=way, obstacle=one.obstacle, tried=one.tried, seen=one.seen),
        ]
    elif one.sends:
        events += _sent(one, way)
    elif one.state == "covered":
        events.append(event(4, "covered", by="anna/facebook", because="one Accounts Center"))
    if one.state in ("confirmed", "refused", "more_asked"):
        letters.append(letter(one.state, 60))
        events.append(event(60, "letter", answer=one.state, proven=True, phrase="we will honor your objection"))
    return Story(one, events, _walks(one, way, pictures), letters, WAYS)


def _sent(one: Line, way: str) -> list[Mapping[str, Any]]:
    outcome = "cut" if one.state == "maybe_sent" else "ok"
    said = "nothing" if one.state == "maybe_sent" else "acknowledged"
    looks = [event(10 + n, "looked", folders=["INBOX", "Junk"]) for n in range(12)]
    return [
        event(2, "way_tried", way=way, opened=True),
        event(3, "about_to_send", attempt=1, way=way),
        event(3.1, "network", attempt=1, requests=1, status=200 if outcome == "ok" else None, outcome=outcome),
        event(3.2, "page", attempt=1, answer=said, phrase="We received your request"),
        *looks,
    ]


def letter(kind: str, minutes: float, *, proven: bool = True) -> LetterTrace:
    """One kept letter."""
    at = NOW - timedelta(days=2) + timedelta(minutes=minutes)
    domain = "support.facebook.com" if proven else None
    return LetterTrace(at, "Your request #1234", kind, proven, domain, "letters/9f2c1a.eml")


def _walks(one: Line, way: str, pictures: Path) -> list[WalkTrace]:
    if one.state in ("planned", "covered"):
        return []
    started = NOW - timedelta(days=2) + timedelta(minutes=1)
    says = ["open facebook", "follow settings", "follow privacy center", "follow object", "send submit"]
    steps = [
        StepTrace(
            n, step, started + timedelta(seconds=7 * n), "", f"https://www.facebook.com/help/contact/712876720715583?s={n}",
            404 if one.obstacle and n == len(says) else 200, "wording",
            (one.obstacle or "") if n == len(says) else "", (pictures / f"{n:02d}-{step.replace(' ', '-')}.png",), 1.4,
        )
        for n, step in enumerate(says, 1)
    ]  # fmt: skip
    figures = Friction(way, clicks=6, screens=5, fields=2, mandatory=1, seconds=21.4)
    tried = WalkTrace(f"20261120T093100Z-{way}", way, started, steps, figures)
    if way != "through_settings":
        return [tried]
    short = Friction("straight_to_the_form", clicks=0, screens=1, dead_ends=1, seconds=2.5)
    return [WalkTrace("20261120T093030Z-short", "straight_to_the_form", started, steps[:1], short), tried]


def stories(pictures: Path, world: str | None = "town") -> list[Story]:
    """The whole household."""
    return [story(one, pictures) for one in lines(world)]
