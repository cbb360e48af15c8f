"""The story of one account in the order it happened, each entry in plain words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.report.story import Event, LetterTrace, Story, WalkTrace, clean, moment, sentence
from bot.report.wording import Words


@dataclass(frozen=True)
class Entry:
    """One thing that happened."""

    at: datetime | None
    title: str
    detail: str = ""
    english: bool = False
    """Is the detail in the words of the program, which are English?"""
    kind: str = "event"
    walk: WalkTrace | None = None
    letter: LetterTrace | None = None
    times: int = 1
    since: datetime | None = None


REMINDERS = ("reminder", "reasons", "complaint-notice", "complaint")
"""What can have gone out to a controller, or, the last, to an authority; a reminder without a kind is the first."""
SPEAK_OF_WALKS = ("way_tried", "about_to_send", "stopped", "rehearsed")
LAST = datetime.max.replace(tzinfo=UTC)


def timeline(story: Story, say: Words) -> tuple[Entry, ...]:
    """Events, walks and letters as one story. The journal's own order is kept: a clock may have been set back."""
    told = [entry_of(story, event, say) for event in story.events]
    placed = [(_place(walk, story.events), _walk(walk, story, say)) for walk in story.walks]
    placed += [(_by_time(entry.at, story.events), entry) for entry in _unheard(story, say)]
    placed.sort(key=lambda one: (one[0], one[1].at or LAST))
    for before, entry in reversed(placed):
        told.insert(before, entry)
    return tuple(_looks_folded(told, say))


def _walk(walk: WalkTrace, story: Story, say: Words) -> Entry:
    title = say("event.walk", way=say.way(story, walk.way))
    return Entry(moment(walk.started), title, kind="walk", walk=walk)


def _place(walk: WalkTrace, events: Sequence[Event]) -> int:
    """A walk stands before the first event that came of it. Where a world's clock stands still, time cannot tell."""
    started = moment(walk.started) or LAST
    for n, event in enumerate(events):
        facts = event.get("facts") or {}
        if facts.get("folder") == walk.folder:
            return n
        later = (moment(event.get("at")) or LAST) >= started
        if later and event.get("kind") in SPEAK_OF_WALKS and facts.get("way") == walk.way:
            return n
    return _by_time(started, events)


def _by_time(at: datetime | None, events: Sequence[Event]) -> int:
    """Before the first event that is later."""
    return next((n for n, event in enumerate(events) if (moment(event.get("at")) or LAST) > (at or LAST)), len(events))


def _unheard(story: Story, say: Words) -> list[Entry]:
    """Letters that no event of the journal speaks of."""
    heard = [_letter_of(story, event) for event in story.events if _names_a_letter(event)]
    return [_letter(letter, say) for letter in story.letters if letter not in heard]


def _names_a_letter(event: Event) -> bool:
    return event.get("kind") == "letter" or bool((event.get("facts") or {}).get("sha256"))


def _letter_of(story: Story, event: Event) -> LetterTrace | None:
    """The kept letter an event speaks of: the one stored under its hash, else the one received at that moment."""
    facts = event.get("facts") or {}
    sha256 = str(facts.get("sha256") or "")[:16]
    named = (letter for letter in story.letters if sha256 and sha256 in letter.file)
    same_time = (letter for letter in story.letters if moment(letter.received) == moment(event.get("at")))
    return next(named, None) or next(same_time, None)


def _letter(letter: LetterTrace, say: Words) -> Entry:
    title = say("event.letter", kind=say.of("letter", letter.kind))
    proof = say("event.letter_proven", domain=clean(letter.domain or "?")) if letter.proven else _unproven(say)
    return Entry(moment(letter.received), title, proof, kind="letter", letter=letter)


def _unproven(say: Words) -> str:
    return say("event.letter_unproven")


def entry_of(story: Story, event: Event, say: Words) -> Entry:
    """One event of the journal, in plain words."""
    kind = str(event.get("kind", ""))
    raw = event.get("facts")
    facts: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    title, detail = _told(story, kind, facts, say, event.get("at"))
    letter = _letter_of(story, event) if _names_a_letter(event) else None
    said = facts.get("received") and kind != "stopped"  # what is told of a letter is in the reader's language
    english = bool(detail) and not said and kind in ("stopped", "way_tried", "covered", "notice")
    return Entry(moment(event.get("at")), title, clean(detail, limit=400), english, kind, letter=letter)


def _told(story: Story, kind: str, facts: Mapping[str, Any], say: Words, at: object = None) -> tuple[str, str]:
    """One event as a short sentence and its detail. A kind that this report does not know is named, never dropped."""
    way = say.way(story, str(facts.get("way") or ""))
    obstacle = say.of("obstacle", str(facts.get("obstacle") or ""), "short")
    match kind:
        case "stopped":
            seen = " ".join(sentence(str(facts[key])) for key in ("tried", "seen") if facts.get(key))
            return say("event.stopped", obstacle=obstacle), seen
        case "way_tried":
            return _way_tried(way, obstacle, facts, say, moment(at))
        case "notice":
            return _notice(facts, say)
        case "network":
            status = facts.get("status")
            return say.of("event", f"network_{facts.get('outcome', '')}"), f"HTTP {status}" if status else ""
        case "page":
            return say.of("event", f"page_{facts.get('answer', '')}"), _quoted(facts.get("phrase"))
        case "letter":
            word = "letter_said" if facts.get("by") == "person" else "letter"
            title = say(f"event.{word}", kind=say.of("letter", str(facts.get("answer") or "needs_review")))
            return title, _proof(story, facts, say)
        case "person_said":
            return say("event.person_said_yes" if facts.get("was_sent") else "event.person_said_no"), ""
        case "covered":
            return _covered(facts, say), clean(facts.get("because") or "")
        case "rehearsed" if facts.get("what"):
            title, detail = _told(story, str(facts["what"]), {**facts, "what": ""}, say, at)
            return f"{say('page.rehearsal')} · {title}", detail
        case "mailed" | "reminded":
            return _went_out(kind, facts, say)
        case "planned" | "about_to_send" | "looked" | "rehearsed":
            return say(f"event.{kind}"), way if kind == "rehearsed" else ""
        case _:
            return say("event.other", kind=clean(kind).replace("_", " ")), ""


def _way_tried(way: str, obstacle: str, facts: Mapping[str, Any], say: Words, at: datetime | None) -> tuple[str, str]:
    if facts.get("passed_over"):
        return say("event.passed_over", way=way), clean(facts.get("why") or "")
    if not facts.get("obstacle"):
        return say("event.opened", way=way), ""
    title = say("event.closed", way=way, obstacle=obstacle)
    received = moment(facts.get("received"))
    if received is None:
        return title, clean(facts.get("seen") or "")
    # The letter is an exhibit: the sentence is said in the reader's language, with both its dates.
    status = facts.get("status")
    answered = isinstance(status, int) and status >= 400  # noqa: PLR2004 - RFC 9110
    key = "event.own_link_answered" if answered else "event.own_link_opened"
    return title, say(key, received=say.date(received), date=say.date(at), status=status)


def _notice(facts: Mapping[str, Any], say: Words) -> tuple[str, str]:
    received = moment(facts.get("received"))
    if not facts.get("found") or received is None:
        return say("event.no_notice"), clean(facts.get("why") or "")
    signed = say("event.letter_proven", domain=clean(facts.get("domain") or "?"))
    return say("event.notice", received=say.date(received)), signed


def _went_out(kind: str, facts: Mapping[str, Any], say: Words) -> tuple[str, str]:
    """The person's own letter on its way, or gone; the detail is what their mail server said."""
    if kind == "mailed":
        return say.of("event", f"mailed_{facts.get('outcome', '')}"), clean(facts.get("said") or "")
    word = f"reminded_{facts['kind']}" if facts.get("kind") in REMINDERS else "reminded"
    return say(f"event.{word}"), ""


def _covered(facts: Mapping[str, Any], say: Words) -> str:
    by = clean(facts.get("by") or "")
    # an opaque id tells a reader nothing; a handle ("anna/facebook") does
    return say("event.covered", by=by) if "/" in by else say("event.covered_linked")


def _proof(story: Story, facts: Mapping[str, Any], say: Words) -> str:
    if not facts.get("proven"):
        return _unproven(say)
    domains = [letter.domain for letter in story.letters if letter.proven and letter.domain]
    domain = clean(facts.get("domain") or (domains[0] if domains else ""))
    quote = _quoted(facts.get("phrase"))
    signed = say("event.letter_proven", domain=domain) if domain else ""
    return "; ".join(part for part in (signed, quote) if part)


def _quoted(phrase: object) -> str:
    return f"“{clean(phrase, limit=200)}”" if phrase else ""


def _looks_folded(entries: Iterable[Entry], say: Words) -> list[Entry]:
    """Looks into the mailbox that follow each other become one entry: a month of waiting is one line."""
    folded: list[Entry] = []
    for entry in entries:
        before = folded[-1] if folded else None
        if entry.kind == "looked" and before and before.kind == "looked":
            times = before.times + 1
            title = say("event.looked_often", times=times, moment=say.moment(entry.at))
            folded[-1] = replace(before, title=title, times=times)
        else:
            folded.append(entry)
    return folded
