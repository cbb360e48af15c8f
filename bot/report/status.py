"""Where an account stands and how it came there, as JSON and as text."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from bot.report.story import Line, Story, WalkTrace, clean, friction_of, mask, moment, stamp
from bot.report.timeline import timeline
from bot.report.wording import words


def status_json(lines: Iterable[Line], reveal: bool) -> list[dict[str, Any]]:
    """One object per account, with the keys that other people's scripts rely on; addresses masked unless revealed."""
    return [line_json(line, reveal) for line in lines]


def line_json(line: Line, reveal: bool) -> dict[str, Any]:
    """One account: small enough to be streamed, one by one."""
    return {
        "person": line.person,
        "platform": line.platform,
        "handle": line.handle,
        "account": line.account if reveal else mask(line.account),
        "state": line.state,
        "obstacle": line.obstacle,
        "sends": line.sends,
        "way": line.way,
        "whose_move": line.whose_move,
        "next": line.next,
        "due": stamp(line.due),
        "updated": stamp(line.updated),
        "world": line.world,
        "mandate": line.mandate or None,
    }


def show_json(story: Story, reveal: bool = False) -> dict[str, Any]:
    """One account's whole story as plain data: where it stands, every event, walk, letter, and the friction."""
    return {
        **line_json(story.line, reveal),
        "tried": story.line.tried,
        "seen": story.line.seen,
        "events": [_plain(event) for event in story.events],
        "walks": [_walk(walk) for walk in story.walks],
        "letters": [
            {
                "received": stamp(letter.received),
                "subject": letter.subject,
                "kind": letter.kind,
                "proven": letter.proven,
                "domain": letter.domain,
                "file": PurePath(letter.file).name,
            }
            for letter in story.letters
        ],
        "friction": [vars(figures) for figures in friction_of(story)],
    }


def _walk(walk: WalkTrace) -> dict[str, Any]:
    return {
        "folder": walk.folder,
        "way": walk.way,
        "started": stamp(walk.started),
        "steps": [
            {
                "n": step.n,
                "step": step.step,
                "at": stamp(step.at),
                "url_before": step.url_before,
                "url_after": step.url_after,
                "status": step.status,
                "matched": step.matched,
                "outcome": step.outcome,
                "pictures": [picture.name for picture in step.pictures],
                "duration_s": step.duration_s,
            }
            for step in walk.steps
        ],
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A value as JSON holds it: times in RFC 3339, paths by name, everything else it does not know as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, PurePath):
        return value.name
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def show_text(story: Story, language: str = "en") -> str:
    """The timeline of one account for a terminal, with the pictures' file names under each walk."""
    say = words(language)
    line = story.line
    head = [
        f"{clean(line.handle)}  {clean(line.account)}",
        f"{say.what_happened(line)}. {say('page.whose_move')}: {say.whose_move(line, named=False)}. "
        f"{say('page.next')}: {say.next_step(line)}{_by(line.due)}.",
    ]
    if line.obstacle and line.state in ("stopped", "planned"):
        facts = story.noted
        todo = say.of("obstacle", line.obstacle, "todo", controller=line.controller)
        head += [f"  {part}" for part in [*facts, todo]]
    text = [*head, ""]
    for entry in timeline(story, say):
        at = moment(entry.at)
        when = f"{at:%Y-%m-%d %H:%M:%S}Z" if at else " " * 20
        text.append(f"{when}  {entry.title}{f' ({entry.detail})' if entry.detail else ''}")
        if entry.walk:
            text += _steps(entry.walk)
    return "\n".join([*text, *_friction(story, language)]) + "\n"


def _by(due: datetime | None) -> str:
    known = moment(due)
    return f" ({known:%Y-%m-%d})" if known else ""


def _steps(walk: WalkTrace) -> list[str]:
    indent = " " * 22
    rows = [f"{indent}{clean(walk.folder)}"]
    for step in walk.steps:
        pictures = " ".join(clean(picture.name) for picture in step.pictures)
        outcome = clean(step.outcome)
        rows.append(f"{indent}{step.n:2d} {clean(step.step)}{f': {outcome}' if outcome else ''}  {pictures}".rstrip())
    return rows


def _friction(story: Story, language: str) -> Sequence[str]:
    say = words(language)
    rows = []
    for figures in friction_of(story):
        counted = {key: getattr(figures, key) for key in FIGURES if getattr(figures, key) is not None}
        parts = ", ".join(f"{say.inline(say('story.' + key))} {value:g}" for key, value in counted.items())
        rows.append(f"  {say.way(story, figures.way)}: {parts}")
    return ["", f"{say('story.friction')}:", *rows] if rows else []


FIGURES = ("clicks", "screens", "fields", "mandatory", "logins", "dead_ends", "seconds")
"""The figures of friction, in the order they are told."""
