"""What a walk left behind is read back without trusting it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.evidence import Folder
from bot.report.traces import walk_trace, walks_in

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def walked(root: Path, name: str = "20261122T093000Z-through-settings-ab12") -> Path:
    """A folder as a walk leaves it."""
    ticks = (NOW + timedelta(seconds=2 * n) for n in range(99))
    with Folder.create(root, walk=name, rehearsal="town", now=lambda: next(ticks)) as folder:
        folder.record("start", files={}, way="through_settings", platform="facebook")
        folder.record(
            "open-facebook",
            files={"png": b"1", "aria.yml": b"-"},
            verb="open",
            phrase="facebook",
            outcome="done",
            url_before="about:blank",
            url_after="https://www.facebook.com/",
            status=200,
            seconds=0.5,
        )
        folder.record(
            "follow-object",
            files={"jpg": b"2"},
            verb="follow",
            phrase="object",
            outcome="label_drift",
            url_after="https://www.facebook.com/",
            seconds=1.5,
        )
    return folder.path


def test_a_folder_becomes_the_steps_of_its_walk(tmp_path: Path) -> None:
    """Way, start, steps, outcomes and pictures, from the log alone."""
    trace = walk_trace(walked(tmp_path))

    assert ("through_settings", NOW) == (trace.way, trace.started)
    assert ["open facebook", "follow object"] == [step.step for step in trace.steps]
    assert ["", "label_drift"] == [step.outcome for step in trace.steps]
    assert ["02-open-facebook.png", "03-follow-object.jpg"] == [p.name for step in trace.steps for p in step.pictures]
    assert trace.friction is not None
    assert (1, 2, 1) == (trace.friction.clicks, trace.friction.screens, trace.friction.dead_ends)


def test_the_walks_of_an_account_are_in_order(tmp_path: Path) -> None:
    """Folders are named by their time."""
    walked(tmp_path, "20261122T100000Z-b")
    walked(tmp_path, "20261122T093000Z-a")

    assert ["20261122T093000Z-a", "20261122T100000Z-b"] == [walk.folder for walk in walks_in(tmp_path)]


def test_a_torn_or_strange_log_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    """Half a line, no object, a picture outside the folder: passed over."""
    log = walked(tmp_path) / "log.jsonl"
    with log.open("ab") as more:
        more.write(b"[1]\n\xff\xfe\n")
        more.write(b'{"verb": "open", "at": 7, "n": true, "files": {"../x.png": "0", "a.png": "1"}, "status": "x"}\n')
        more.write(b'{"ver')
    trace = walk_trace(log.parent)

    assert 3 == len(trace.steps)
    assert ("a.png", None, 3) == (trace.steps[-1].pictures[0].name, trace.steps[-1].status, trace.steps[-1].n)


def test_no_log_is_no_walk(tmp_path: Path) -> None:
    """A folder without a log tells nothing, and breaks nothing."""
    (tmp_path / "empty").mkdir()

    assert () == walks_in(tmp_path)
    assert () == walk_trace(tmp_path / "missing").steps
