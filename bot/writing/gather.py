"""From the journal and the evidence folders to what a letter may say."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any

from bot.evidence import LOG, log_lines
from bot.objection import Event, EventKind, State
from bot.objection.story import DECISIVE, read
from bot.obstacles import BY_CODE, Mover
from bot.writing.matter import Exhibit, Filing, Happened, Obstruction, Reply

PICTURES = (".png", ".jpg", ".jpeg", ".webp")
NOT_HELD_AGAINST = {"rate_limited"}
"""Obstacles that are the controller's move, but may be owed to our own haste."""
_SAID = re.compile(r"says “(.{1,400}?)”", re.DOTALL)
_STATUS = re.compile(r"HTTP (\d{3})\b")
_LARGEST_LOG = 32 << 20
_LARGEST_SNAPSHOT = 2 << 20
_A_MOMENT = timedelta(seconds=2)
_MOST = 12
"""Obstructions in one letter; more of them prove nothing more."""
_PROVEN = {State.SENT, State.ACKNOWLEDGED, State.ALREADY_OBJECTED}


@dataclass(frozen=True, slots=True)
class _Walk:
    folder: Path
    way: str
    ended: datetime
    lines: tuple[Mapping[str, Any], ...]


def gather(history: Sequence[Event], evidence: Path, mail: Path, world: str | None) -> Happened:
    """What happened to one objection. ``evidence`` holds its walks, ``mail`` the letters as received."""
    walks = tuple(_walks(evidence, world))
    written = [event for event in history if event.kind is EventKind.REMINDED]
    reminders = [event for event in written if event.text("kind") in {"", "reminder"}]
    reasons = [event for event in written if event.text("kind") == "reasons"]
    looks = [event.at for event in history if event.kind is EventKind.LOOKED]
    return Happened(
        obstructions=_obstructions(history, walks, mail),
        filing=_filing(history, walks),
        replies=tuple(_replies(history, mail)),
        reminded=tuple(_day(event, "on") or event.at.date() for event in reminders),
        reasons_given=max((_day(event, "on") or event.at.date() for event in reasons), default=None),
        looked=max(looks, default=None),
        unproven=read(history).unproven_letters,
    )


def _obstructions(history: Sequence[Event], walks: Sequence[_Walk], mail: Path) -> tuple[Obstruction, ...]:
    """What the controller put in the way, one entry per way and obstacle: ours and the person's own are left out."""
    met: dict[tuple[str, str, str, str], list[Event]] = {}
    seen: set[tuple[datetime, str, str]] = set()
    for event in history:
        code, way = event.text("obstacle"), event.text("way")
        if event.kind not in {EventKind.WAY_TRIED, EventKind.STOPPED} or not _against_the_controller(code):
            continue
        if (event.at, way, code) not in seen or event.kind is EventKind.WAY_TRIED:
            seen.add((event.at, way, code))
            met.setdefault((way, code, _quote(event), _status(event)), []).append(event)
    obstructions = []
    for (way, code, quote, status), events in met.items():
        steps = [step for event in (events[0], events[-1]) if (step := _step_of(walks, event, code)) is not None]
        found = [picture for step in steps if (picture := _picture(*step)) is not None]
        shown = tuple(dict.fromkeys((*found, *_their_mail(events[-1], mail))))
        said = next((text for step in steps if (text := as_shown(_snapshot(*step), quote))), quote) if quote else ""
        obstructions.append(Obstruction(way, code, events[0].at, events[-1].at, len(events), said, status, shown))
    return tuple(sorted(obstructions, key=lambda one: one.first)[:_MOST])


def _their_mail(event: Event, mail: Path) -> tuple[Exhibit, ...]:
    """The controller's own letter whose link was walked, where the way began with one."""
    at, path, sha256 = _instant(event.text("received")), mail / Path(event.text("file")).name, event.text("sha256")
    kept = at is not None and bool(event.text("file") and sha256) and _hash(path) == sha256
    return (Exhibit(path.name, sha256, "their_letter", at),) if kept else ()


def _against_the_controller(code: str) -> bool:
    kind = BY_CODE.get(code)
    return kind is not None and kind.whose_move is Mover.CONTROLLER and code not in NOT_HELD_AGAINST


def _quote(event: Event) -> str:
    """The page's own words. What the bot remarks about a page is no quotation."""
    found = _SAID.search(event.text("seen"))
    return found[1] if found else ""


def _status(event: Event) -> str:
    found = _STATUS.search(event.text("seen"))
    return found[1] if found else ""


def _filing(history: Sequence[Event], walks: Sequence[_Walk]) -> Filing | None:
    """The attempt that is proven; one that may or may not have left is no fact for a letter."""
    live = read(history).live
    if live is None or (live.state not in _PROVEN and not _answered(history)):
        return None
    said = [event for event in history if event.kind is EventKind.PERSON_SAID and event.facts.get("was_sent")]
    posted = next((event for event in reversed(said) if event.text("by") == "letter"), None)
    if posted is not None and not live.requests:
        # The day it was posted, not the day on which that was told: a month is counted from the receipt.
        on = _day(posted, "on") or posted.at.date()
        by_mail = posted.text("channel") == "email"
        return Filing(
            _noon(on, posted.at),
            by_post=not by_mail,
            by_email=by_mail,
            received=_day(posted, "received"),
            exhibits=_ours(posted),
        )
    heard = [event for event in history if event.number("attempt") == live.n]
    network = next((e for e in heard if e.kind is EventKind.NETWORK and e.text("outcome") == "ok"), None)
    page = next((e for e in heard if e.kind is EventKind.PAGE and e.text("answer") == "acknowledged"), None)
    folder = next((event.text("folder") for event in (page, network) if event is not None), "")
    return Filing(
        live.at,
        way=live.way,
        status=network.number("status") if network else 0,
        quote=page.text("phrase") if page else "",
        exhibits=_last_picture(walks, folder),
    )


def _answered(history: Sequence[Event]) -> bool:
    """A proven answer to an objection proves that there was one."""
    letter = read(history).letter
    return letter is not None and letter.text("answer") in DECISIVE


def _replies(history: Sequence[Event], mail: Path) -> Iterator[Reply]:
    letters = [event for event in history if event.kind is EventKind.LETTER]
    latest = {
        event.text("sha256") or str(n): event for n, event in enumerate(letters)
    }  # a person may say later what one is
    for event in latest.values():
        if event.facts.get("proven") is not True:
            continue
        at = _instant(event.text("received")) or event.at
        path, sha256 = mail / Path(event.text("file")).name, event.text("sha256")
        real = bool(event.text("file") and sha256) and _hash(path) == sha256
        exhibits = (Exhibit(path.name, sha256, "their_letter", at),) if real else ()
        yield Reply(at, event.text("answer"), event.text("phrase"), exhibits)


def _ours(posted: Event) -> tuple[Exhibit, ...]:
    name, sha256 = posted.text("file"), posted.text("sha256")
    return (Exhibit(name, sha256, "our_letter", posted.at),) if name and sha256 else ()


def _walks(evidence: Path, world: str | None) -> Iterator[_Walk]:
    """Every walk in the real form of this world: a rehearsal's pictures prove nothing to a controller."""
    for log in sorted(evidence.glob(f"*/{LOG}")):
        if log.stat().st_size > _LARGEST_LOG:
            continue
        lines = tuple(log_lines(log))
        way = next((str(line["way"]) for line in lines if line.get("way")), "")
        ended = next((at for line in reversed(lines) if (at := _instant(str(line.get("at", ""))))), None)
        if ended is not None and all(line.get("rehearsal") == world for line in lines):
            yield _Walk(log.parent, way, ended, lines)


def _step_of(walks: Sequence[_Walk], event: Event, code: str) -> tuple[_Walk, Mapping[str, Any]] | None:
    """The step that met the obstacle, in the last walk of this way before the event was written."""
    for walk in sorted(walks, key=lambda walk: (walk.ended, walk.folder.name), reverse=True):
        if walk.way == event.text("way") and walk.ended <= event.at + _A_MOMENT:
            for line in reversed(walk.lines):
                if line.get("outcome") == code:
                    return walk, line
    return None


def _last_picture(walks: Sequence[_Walk], folder: str) -> tuple[Exhibit, ...]:
    for walk in walks:
        if folder and walk.folder.name == folder:
            found = next((one for line in reversed(walk.lines) if (one := _picture(walk, line))), None)
            return (found,) if found else ()
    return ()


def _picture(walk: _Walk, line: Mapping[str, Any]) -> Exhibit | None:
    """The picture of a step."""
    name, sha256 = next(_files(walk, line, PICTURES), ("", ""))
    at = _instant(str(line.get("at", "")))
    return Exhibit(f"{walk.folder.name}/{name}", sha256, "picture", at) if name else None


def _snapshot(walk: _Walk, line: Mapping[str, Any]) -> str:
    """What the page said at that step, as its accessible tree was written down."""
    name, _ = next(_files(walk, line, (".aria.yml",)), ("", ""))
    path = walk.folder / name
    return path.read_text("utf-8", "replace") if name and path.stat().st_size < _LARGEST_SNAPSHOT else ""


def _files(walk: _Walk, line: Mapping[str, Any], endings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Files whose bytes are still those that the log names; another one is no exhibit."""
    files = line.get("files")
    for name, sha256 in files.items() if isinstance(files, Mapping) else ():
        plain = isinstance(name, str) and name == Path(name).name and name.lower().endswith(endings)
        if plain and isinstance(sha256, str) and _hash(walk.folder / name) == sha256:
            yield name, sha256


def as_shown(page: str, quote: str) -> str:
    """The words of a page as the page wrote them: the bot remembers what it compared, without capitals and accents."""
    folded, places = [], []
    for place, letter in enumerate(page):
        plain = [c for c in unicodedata.normalize("NFKD", letter).casefold() if not unicodedata.combining(c)]
        folded += plain
        places += [place] * len(plain)
    wanted = "".join(c for c in unicodedata.normalize("NFKD", quote).casefold() if not unicodedata.combining(c))
    at = "".join(folded).replace("’", "'").find(wanted.replace("’", "'")) if wanted else -1
    return page[places[at] : places[at + len(wanted) - 1] + 1] if at >= 0 else ""


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):  # a name may hold what no file name can
        return ""


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _day(event: Event, key: str) -> date | None:
    try:
        return date.fromisoformat(event.text(key))
    except ValueError:
        return None


def _noon(day: date, like: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=like.tzinfo)
