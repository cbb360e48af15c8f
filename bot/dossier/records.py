"""What a dossier tells beside its exhibits: the journal, the custody log, and the facts about what was held back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.chain import GENESIS, canonical, line_hash
from bot.disguises import WITHHELD
from bot.dossier.case import Case
from bot.dossier.contents import Gathered
from bot.dossier.pages import Picture, Row, row
from bot.dossier.taking import CannotSeal
from bot.evidence import LOG, moment

_PICTURES = (".png", ".jpg", ".jpeg", ".webp")


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of the journal, read."""

    at: datetime
    kind: str
    facts: Mapping[str, Any]
    title: str = ""
    said: str = ""


def events(case: Case) -> list[Happened]:
    """The journal in its own order: a clock set back does not reorder what happened."""
    return [
        Happened(
            _moment(event["at"]),
            str(event["kind"]),
            event.get("facts") or {},
            str(event.get("title") or ""),
            str(event.get("said") or ""),
        )
        for event in case.events
    ]


def _moment(value: object) -> datetime:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if at.tzinfo is None:
        raise CannotSeal("an event of the journal has a time without a zone")
    return at.astimezone(UTC)


def rows(case: Case, happened: Sequence[Happened], gathered: Gathered) -> list[Row]:
    """The timeline, each event with the exhibit that shows it."""
    by_hash = {letter.sha256: letter.name for letter in gathered.letters}
    by_hash |= {file.sha256: file.member.name for file in gathered.sent}
    walks = {walk.name.rsplit("/", 1)[-1]: f"{walk.name}/{LOG}" for walk in gathered.walks}
    found = []
    for event in happened:
        named = [walks[str(value)] for value in event.facts.values() if isinstance(value, str) and value in walks]
        exhibit = by_hash.get(str(event.facts.get("sha256", "")), named[0] if named else "")
        told = row(event.at, event.kind, event.facts, exhibit, case.timezone)
        found.append(replace(told, title=event.title, said=event.said))
    return found


def pictures(gathered: Gathered) -> list[Picture]:
    """Every picture of every walk, in order."""
    return [
        Picture(f"{walk.name}/{name}", str(line.get("step", "")), str(line.get("at", "")), str(sha256))
        for walk in gathered.walks
        for line in walk.lines
        for name, sha256 in line.get("files", {}).items()
        if str(name).lower().endswith(_PICTURES)
    ]


def chained(lines: Sequence[Mapping[str, Any]]) -> tuple[bytes, str]:
    """A whole chained log at once, and its head."""
    head, written = GENESIS, []
    for n, line in enumerate(lines, start=1):
        written.append(canonical({**line, "n": n, "prev": head}) + b"\n")
        head = line_hash(written[-1])
    return b"".join(written), head


def journal(case: Case, happened: Sequence[Happened]) -> tuple[bytes, str]:
    """``log/journal.jsonl``: every event with its facts."""
    return chained(
        [
            {"at": moment(event.at), "kind": event.kind, "facts": _plain(event.facts), "rehearsal": case.world}
            for event in happened
        ]
    )


def custody(case: Case, gathered: Gathered, sealed: str, notes: Sequence[str]) -> tuple[bytes, str]:
    """``log/custody.jsonl``: what was taken in, what was held back, and by which hand."""
    who = {"who": case.software, "rehearsal": case.world, "at": sealed}
    lines: list[Mapping[str, Any]] = [
        {**who, "event": "walk taken in", "name": walk.name, "head": walk.chain.head, "lines": walk.chain.lines}
        for walk in gathered.walks
    ]
    lines += [{**who, "event": "letter taken in", "name": let.name, "sha256": let.sha256} for let in gathered.letters]
    lines += [
        {**who, "event": "the person's own letter taken in", "name": file.member.name, "sha256": file.sha256}
        for file in gathered.sent
    ]
    lines += [
        {**who, "event": "mandate taken in", "name": file.member.name, "sha256": file.sha256}
        for file in gathered.mandate
    ]
    lines += [
        {**who, "event": "withheld", "name": held.name, "sha256": held.sha256, "reason": held.reason}
        for held in gathered.withheld
    ]
    lines += [{**who, "event": "noted", "what": note} for note in notes]
    return chained([*lines, {**who, "event": "sealed"}])


def redactions(gathered: Gathered) -> bytes:
    """``facts/redactions.json``: rule, exhibit, place and count, never the value."""
    found: list[Mapping[str, Any]] = []
    for walk in gathered.walks:
        found += walk.record.redactions if walk.record else ()
        for line in walk.lines:
            place = f"step {line.get('n')}"
            if count := line.get("redacted", 0):
                found.append({"rule": "known secret in a file", "exhibit": walk.name, "place": place, "count": count})
            for name, count in _scrubbed(line):
                rule = "script, hidden or typed value of a page"
                found.append({"rule": rule, "exhibit": walk.name, "place": f"{place}, {name}", "count": count})
            if count := canonical(line).count(WITHHELD.encode()):
                found.append({"rule": "known secret in a fact", "exhibit": walk.name, "place": place, "count": count})
    return pretty(found)


def _scrubbed(line: Mapping[str, Any]) -> list[tuple[str, int]]:
    told = line.get("scrubbed")
    pairs = told.items() if isinstance(told, dict) else ()
    return [(str(name), count) for name, count in pairs if isinstance(count, int) and count]


def withheld(gathered: Gathered) -> bytes:
    """``facts/withheld.sha256``: ``sha256sum -c`` reads it in the vault; the reason stands in a comment above."""
    lines = []
    for held in sorted(gathered.withheld, key=lambda held: held.name):
        reason = " ".join(held.reason.split())
        lines.append(f"# {reason}\n{held.sha256}  {' '.join(held.name.split())}\n")
    return "".join(lines).encode() or b"# nothing was withheld\n"


def pretty(value: object) -> bytes:
    """JSON for people: sorted, indented, always the same."""
    return (json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
