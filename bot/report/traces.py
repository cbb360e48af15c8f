"""Read back what a walk left behind: the log line of each step, and its pictures."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.report.story import Friction, StepTrace, WalkTrace, figures, moment

LOG = "log.jsonl"
PICTURES = (".png", ".jpg", ".jpeg", ".webp")
LOG_LIMIT = 32 * 1024 * 1024
"""A log larger than this is not one of ours."""
ENDS = ("dead_link", "blank_page", "label_drift", "wrong_form", "region_lock", "country_missing")
"""Where a road ends without a form."""


def walks_in(evidence: Path) -> tuple[WalkTrace, ...]:
    """Every walk below a folder of evidence, oldest first."""
    folders = sorted(log.parent for log in evidence.glob(f"*/{LOG}"))
    return tuple(walk_trace(folder) for folder in folders)


def walk_trace(folder: Path) -> WalkTrace:
    """One walk as its log tells it. Half a line, left by a kill, is passed over; the chain is `verify`'s business."""
    lines = list(_lines(folder / LOG))
    told = [line for line in lines if line.get("verb")]
    way = next((str(line["way"]) for line in lines if line.get("way")), "")
    started = next((at for line in lines if (at := moment(line.get("at")))), None)
    steps = tuple(_step(folder, line, n) for n, line in enumerate(told, 1))
    return WalkTrace(folder.name, way, started, steps, _friction(way, lines))


def _lines(log: Path) -> Iterator[Mapping[str, Any]]:
    try:
        if log.stat().st_size > LOG_LIMIT:
            return
        text = log.read_text("utf-8", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        try:
            facts = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(facts, dict):
            yield facts


def _step(folder: Path, line: Mapping[str, Any], n: int) -> StepTrace:
    outcome = str(line.get("outcome") or "")
    return StepTrace(
        n=_number(line.get("n"), n),
        step=" ".join(str(line.get(key) or "") for key in ("verb", "phrase")).strip() or str(line.get("step") or ""),
        at=moment(line.get("at")),
        url_before=str(line.get("url_before") or ""),
        url_after=str(line.get("url_after") or ""),
        status=_number(line.get("status"), 0) or None,
        matched=str(line.get("matched") or ""),
        outcome="" if outcome == "done" else outcome,
        pictures=tuple(_pictures(folder, line.get("files"))),
        duration_s=_seconds(line.get("seconds")),
    )


def _pictures(folder: Path, files: object) -> Iterator[Path]:
    names = files if isinstance(files, Mapping) else {}
    for name in names:
        # a bare name only: a log that names "../x" is not one of ours
        if isinstance(name, str) and name == Path(name).name and name.lower().endswith(PICTURES):
            yield folder / name


def _friction(way: str, lines: Sequence[Mapping[str, Any]]) -> Friction | None:
    """What the walk counted itself, else what its steps show."""
    steps = [line for line in lines if line.get("verb")]
    if not steps:
        return None
    verbs = [str(line.get("verb")) for line in steps]
    outcomes = [str(line.get("outcome")) for line in steps]
    shown = Friction(
        way,
        clicks=sum(verb.startswith("follow") for verb in verbs),
        screens=sum(verb.startswith(("open", "follow")) for verb in verbs),
        logins=outcomes.count("login_wall"),
        dead_ends=sum(outcome in ENDS for outcome in outcomes),
        # not from the clock: in a world it may stand still
        seconds=round(sum(_seconds(line.get("seconds")) or 0.0 for line in steps), 1),
    )
    counted = next((figures(way, line) for line in reversed(lines) if "clicks" in line), None)
    if counted is None:
        return shown
    told = {name: value for name, value in vars(counted).items() if value is not None}
    return replace(shown, **told)


def _number(value: object, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
