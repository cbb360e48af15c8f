"""Seal a case: sweep it, bag it, have it stamped, and say honestly how much it proves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.dossier import contents, pages, records
from bot.dossier.bag import (
    BAGIT,
    MANIFEST,
    STAMP_SUMS,
    TAG_MANIFEST,
    Measured,
    Member,
    bag_info,
    manifest,
    measure,
    oxum,
    write_zip,
)
from bot.dossier.case import Case
from bot.dossier.contents import Gathered
from bot.dossier.hostile import Hostile, check_twins
from bot.dossier.levels import Level
from bot.dossier.mail import LetterVerdict, judge
from bot.dossier.redact import Sweeper
from bot.dossier.stamping import Authority, Stamp, names_of, stamp_all
from bot.dossier.stranger import LetterFiles, instructions
from bot.dossier.taking import CannotSeal, swept
from bot.evidence import moment

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """A dossier that lies on disk."""

    path: Path
    sha256: str
    level: str
    notes: tuple[str, ...]
    seal: str = ""
    """SHA-256 of the tag manifest: what a letter or a complaint prints."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What is the same however the stamping goes."""

    case: Case
    gathered: Gathered
    letters: Sequence[LetterVerdict]
    sweeper: Sweeper
    sealed_at: str


@dataclass(frozen=True, slots=True)
class _Promise:
    """What the bag says about its own stamps before it has them."""

    level: Level
    stamps: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A bag complete but for its stamps."""

    files: tuple[Measured, ...]
    tag_manifest: bytes


def seal(case: Case, out: Path, *, stamps: Sequence[Authority], now: Callable[[], datetime]) -> Sealed:
    """Make the dossier of a case. Raises :class:`LeakFound` or :class:`CannotSeal`, and then leaves nothing behind.

    The level is printed inside what the stamps are taken over, so it is promised before and kept after: when fewer
    authorities answer than were promised, the bag is written anew with the lower level, and says why.
    """
    sweeper = Sweeper([*case.secrets, *case.codes])
    gathered = contents.gather(case, sweeper)
    letters = [judge(letter.name, letter.raw, letter.beside) for letter in gathered.letters]
    work = _Work(case, gathered, letters, sweeper, moment(now()))
    names = names_of(stamps)
    working, operators = tuple(names), min(len(names), 2)
    notes = [*gathered.left_out, *(f"{w.name}: {w.chain.fault}" for w in gathered.walks if not w.chain.holds)]
    while True:
        promise = _Promise(_level(work, operators), working, tuple(notes))
        draft = _draft(work, promise)
        taken, failed = stamp_all(draft.tag_manifest, {name: names[name] for name in working})
        reached = min(len({kept.operator for kept in taken.values()}), 2)
        if not failed and reached == operators:
            return _written(work, out, draft, taken, promise)
        notes += [f"{name}: {reason}" for name, reason in failed.items()]
        if not failed:
            notes.append("the time authorities are one operator: they count as one")
        working, operators = tuple(taken), reached


def _level(work: _Work, operators: int) -> Level:
    chained = all(walk.chain.holds for walk in work.gathered.walks)
    return Level.of(chained=chained, operators=operators, mail=any(letter.counts for letter in work.letters))


def _draft(work: _Work, promise: _Promise) -> _Draft:
    case, gathered = work.case, work.gathered
    happened = records.events(case)
    rows = records.rows(case, happened, gathered)
    seen = records.pictures(gathered)
    story = pages.Story(case, rows, work.letters, seen, promise.level, promise.notes, work.sealed_at)
    journal, journal_head = records.journal(case, happened)
    custody, custody_head = records.custody(case, gathered, work.sealed_at, promise.notes)
    logs = {f"{walk.name}/log.jsonl": walk.chain.head for walk in gathered.walks}
    logs["data/log/journal.jsonl"] = journal_head
    facts = {**_case_facts(work, promise), "heads": logs, **_span(rows)}
    payload = gathered.files + _swept(
        work,
        {
            "data/case.json": records.pretty(facts),
            "data/timeline.csv": pages.timeline_csv(rows),
            "data/timeline.html": pages.timeline_html(story),
            "data/facts/environment.json": records.pretty(dict(case.environment)),
            "data/facts/redactions.json": records.redactions(gathered),
            "data/facts/withheld.sha256": records.withheld(gathered),
            "data/log/journal.jsonl": journal,
            "data/log/custody.jsonl": custody,
        },
    )
    tags = _swept(
        work,
        {
            "bagit.txt": BAGIT,
            "bag-info.txt": bag_info(_info(work, promise, payload, custody_head)),
            MANIFEST: manifest(payload),
            "README.html": pages.readme(story),
            "VERIFY.txt": _instructions(work, promise, [*logs, "data/log/custody.jsonl"]),
        },
    )
    sealed = manifest(tags)
    return _Draft((*payload, *tags, measure(Member(TAG_MANIFEST, sealed))), sealed)


def _swept(work: _Work, written: Mapping[str, bytes]) -> list[Measured]:
    return [swept(Member(name, data), work.sweeper) for name, data in written.items()]


def _instructions(work: _Work, promise: _Promise, logs: Sequence[str]) -> bytes:
    return instructions(
        case=work.case.id,
        world=work.case.world,
        logs=sorted(logs),
        stamps=promise.stamps,
        letters=[LetterFiles(let.name, let.raw, let.folder, let.beside) for let in work.gathered.letters],
    )


def _case_facts(work: _Work, promise: _Promise) -> dict[str, Any]:
    case = work.case
    return {
        "schema": SCHEMA,
        "id": case.id,
        "person": case.person,
        "mandate": "self" if case.mandate is None else case.mandate.get("id"),
        "right": "Article 21(1) GDPR",
        "controller": {
            "name": case.controller.name,
            "attention": case.controller.attention,
            "address": list(case.controller.address),
            "source": case.controller.source,
            "as_of": case.controller.as_of,
        },
        "platform": case.platform,
        "country": case.country,
        "language": case.language,
        "state": case.state,
        "level": str(promise.level),
        "stamps": list(promise.stamps),
        "rehearsal": case.world,
        "software": case.software,
        "sealed": work.sealed_at,
    }


def _span(rows: Sequence[pages.Row]) -> dict[str, Any]:
    return {
        "events": len(rows),
        "first_event": rows[0].utc if rows else None,
        "last_event": rows[-1].utc if rows else None,
    }


def _info(work: _Work, promise: _Promise, payload: Sequence[Measured], head: str) -> dict[str, str]:
    facts = {
        "Bagging-Date": work.sealed_at[:10],
        "External-Identifier": work.case.id,
        "Bag-Software-Agent": work.case.software,
        "Payload-Oxum": oxum(payload),
        "Evidence-Level": str(promise.level),
        "Custody-Head": head,
    }
    return facts if work.case.world is None else {**facts, "Rehearsal": work.case.world}


def _written(work: _Work, out: Path, draft: _Draft, taken: Mapping[str, Stamp], promise: _Promise) -> Sealed:
    beside = {}
    for name, kept in taken.items():
        beside[f"timestamps/{name}.tsr"] = kept.response
        beside[f"timestamps/{name}.chain.pem"] = kept.chain
        beside[f"timestamps/{name}.note.txt"] = f"{kept.note}\n".encode()
    files = _swept(work, beside)
    if files:
        files.append(measure(Member(STAMP_SUMS, manifest(files))))
    everything = [*draft.files, *files]
    try:
        check_twins(file.member.name for file in everything)
    except Hostile as fault:
        raise CannotSeal(str(fault)) from fault
    digest = write_zip(out, work.case.id, everything)
    tag_manifest = next(file for file in draft.files if file.member.name == TAG_MANIFEST)
    return Sealed(out, digest, str(promise.level), promise.notes, tag_manifest.sha256)
