"""A walk's folder: what it may hold, how it is named, and what is left when its writer is killed."""

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chain import GENESIS, BrokenChain, Chain, canonical, line_hash, verify_chain
from bot.evidence import Folder, moment, slug

START = datetime(2026, 11, 22, 6, 0, 0, 123456, tzinfo=UTC)
SECRET = 'pä$$ "word" 42'


def _folder(root: Path, *secrets: str, world: str | None = "town") -> Folder:
    return Folder.create(root, walk="walk-1", rehearsal=world, now=lambda: START, secrets=lambda: secrets)


def _lines(folder: Folder) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder.path / "log.jsonl").read_text().splitlines()]


def test_files_sort_into_the_story(tmp_path: Path) -> None:
    """A running number of two digits, and the step in ASCII."""
    with _folder(tmp_path) as folder:
        folder.record("open instagram", files={"png": b"1"})
        folder.record("follow «Centre de confidentialité»", files={"png": b"2", "aria.yml": b"-"})

    names = sorted(path.name for path in folder.path.iterdir())

    assert [
        "01-open-instagram.png",
        "02-follow-centre-de-confidentialite.aria.yml",
        "02-follow-centre-de-confidentialite.png",
        "log.jsonl",
    ] == names
    assert "02-follow-centre-de-confidentialite.png" == folder.name_of(2, "png")


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("follow object", "follow-object"),
        ("fill anna@example.org", "fill"),
        ("call +33 6 12 34 56 78 now", "call-now"),
        ("../../etc/passwd", "etc-passwd"),
        ("Ωμέγα", "step"),
        ("x" * 300, "x" * 40),
    ],
)
def test_a_file_name_tells_nothing_about_a_person(step: str, expected: str) -> None:
    """No address, no number, no path, nothing but ASCII."""
    assert expected == slug(step)


def test_a_line_holds_the_facts_and_the_hashes(tmp_path: Path) -> None:
    """UTC with milliseconds, the hash of each file, the hash of the line before."""
    with _folder(tmp_path) as folder:
        first = folder.record("open", files={"png": b"picture"}, url="https://example.org/", status=200)
        second = folder.record("look", files={})

    assert _lines(folder) == [first, second]
    assert {
        "n": 1,
        "at": "2026-11-22T06:00:00.123Z",
        "step": "open",
        "files": {"01-open.png": hashlib.sha256(b"picture").hexdigest()},
        "prev": GENESIS,
        "rehearsal": "town",
        "url": "https://example.org/",
        "status": 200,
    } == first
    assert line_hash(canonical(first) + b"\n") == second["prev"]
    assert line_hash(canonical(second) + b"\n") == folder.head
    assert verify_chain(folder.path / "log.jsonl").holds


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    """Files 0600, folder 0700, whatever the umask."""
    before = os.umask(0)
    try:
        with _folder(tmp_path) as folder:
            folder.record("open", files={"png": b"1"})
    finally:
        os.umask(before)

    assert 0o700 == stat.S_IMODE(folder.path.stat().st_mode)
    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in folder.path.iterdir()}


def test_a_secret_is_withheld_from_facts_and_from_text(tmp_path: Path) -> None:
    """As it is, URL-encoded, JSON-escaped; a fact with one is withheld whole, text loses it and says how often."""
    snapshot = f'- textbox: "{SECRET}"\n- link: /x?p=p%C3%A4%24%24%20%22word%22%2042\n'.encode()
    with _folder(tmp_path, SECRET, "493817") as folder:
        line = folder.record(
            f"fill {SECRET}",
            files={"aria.yml": snapshot},
            typed=SECRET,
            nested={"deep": ["fine", f"p={SECRET}"]},
            code=493817,
            number=1493817,
        )

    everything = b"".join(path.read_bytes() for path in folder.path.iterdir())
    assert "[withheld]" == line["step"] == line["typed"] == line["code"]
    assert {"deep": ["fine", "[withheld]"]} == line["nested"]
    assert 1493817 == line["number"]
    assert 2 == line["redacted"]
    assert b"w%22ord" not in everything
    assert b"word" not in everything


def test_a_secret_learned_later_is_withheld_from_then_on(tmp_path: Path) -> None:
    """A code arrives by mail in the middle of a walk."""
    known: set[str] = set()
    with Folder.create(tmp_path, walk="w", rehearsal=None, now=lambda: START, secrets=lambda: known) as folder:
        folder.record("before", files={})
        known.add("a-token-of-today")

        assert "[withheld]" == folder.record("after", files={}, url="/x?a-token-of-today")["url"]


@pytest.mark.parametrize("facts", [{"prev": "x"}, {"n": 3}, {"at": "now"}, {"rehearsal": None}])
def test_the_logs_own_words_are_its_own(tmp_path: Path, facts: dict[str, object]) -> None:
    """A fact cannot stand in for the chain, the number or the rehearsal mark."""
    folder = _folder(tmp_path)

    with pytest.raises((ValueError, TypeError)):
        folder.record("open", **{"files": {}, **facts})  # type: ignore[arg-type]
    assert 0 == folder.steps


def test_a_fact_that_is_not_plain_writes_nothing(tmp_path: Path) -> None:
    """No file without its line."""
    folder = _folder(tmp_path)

    with pytest.raises((TypeError, ValueError)):
        folder.record("open", files={"png": b"1"}, bad=float("nan"))
    assert ["log.jsonl"] == [path.name for path in folder.path.iterdir()]


def test_half_a_surrogate_from_a_page_is_kept(tmp_path: Path) -> None:
    """A page may say anything; the line stays JSON in UTF-8."""
    with _folder(tmp_path) as folder:
        folder.record("look", files={}, title="a\udc80b\ud83d")

    assert "a\udc80b\ud83d" == _lines(folder)[0]["title"]
    assert verify_chain(folder.path / "log.jsonl").holds


def test_a_time_without_a_zone_is_refused() -> None:
    """It could be any hour of the day."""
    with pytest.raises(ValueError, match="zone"):
        moment(datetime(2026, 11, 22))  # noqa: DTZ001 - that is the point


def test_a_torn_line_is_cut_off_and_named(tmp_path: Path) -> None:
    """New lines chain on the last whole line, and one line says what was torn and which files it had written."""
    with _folder(tmp_path) as folder:
        folder.record("open", files={"png": b"1"})
    log = folder.path / "log.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"at":"2026-11-22T06:')
    (folder.path / "02-look.png").write_bytes(b"2")

    assert 21 == verify_chain(log).torn
    with Folder.reopen(folder.path, rehearsal="town", now=lambda: START + timedelta(hours=1)) as again:
        again.record("open", files={})

    lines = _lines(again)
    assert ["open", "reopened", "open"] == [line["step"] for line in lines]
    assert 21 == lines[1]["torn_bytes"]
    assert {"02-look.png": hashlib.sha256(b"2").hexdigest()} == lines[1]["files"]
    assert line_hash(whole) == lines[1]["prev"]
    assert (True, 3, 0) == (verify_chain(log).holds, verify_chain(log).lines, verify_chain(log).torn)


def test_a_folder_closed_in_order_is_reopened_without_a_word(tmp_path: Path) -> None:
    """Nothing was torn, so there is nothing to say."""
    with _folder(tmp_path) as folder:
        folder.record("open", files={"png": b"1"})

    with Folder.reopen(folder.path, rehearsal="town", now=lambda: START) as again:
        assert 1 == again.steps
        assert folder.head == again.head


def test_a_log_that_was_edited_is_not_continued(tmp_path: Path) -> None:
    """An edited line is found at the next one."""
    with _folder(tmp_path) as folder:
        folder.record("open", files={}, status=200)
        folder.record("look", files={})
    log = folder.path / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b":200", b":404"))

    verdict = verify_chain(log)

    assert (False, "line 2 does not follow the line before it") == (verdict.holds, verdict.fault)
    with pytest.raises(BrokenChain):
        Folder.reopen(folder.path, rehearsal="town", now=lambda: START)


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.evidence import Folder
folder = Folder.create(Path(sys.argv[1]), walk="w", rehearsal=None, now=lambda: datetime.now(UTC))
while True:
    folder.record("step", files={"png": b"x" * 2000}, note="n" * 2000)
"""


def test_a_writer_killed_at_any_moment_leaves_a_log_that_goes_on(tmp_path: Path) -> None:
    """Every whole line holds; what the kill left is listed when the folder is opened again."""
    writer = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)])
    log = tmp_path / "w" / "log.jsonl"
    deadline = time.monotonic() + 30
    while not (log.exists() and log.stat().st_size > 20_000) and time.monotonic() < deadline:
        os.sched_yield()
    writer.send_signal(signal.SIGKILL)
    writer.wait()

    with Folder.reopen(tmp_path / "w", rehearsal=None, now=lambda: START) as folder:
        folder.record("after", files={})

    listed = {name for line in _lines(folder) for name in line["files"]}  # type: ignore[attr-defined]
    assert verify_chain(log).holds
    assert {path.name for path in folder.path.iterdir()} - {"log.jsonl"} == listed


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b'{"prev":"' + b"0" * 64 + b'","prev":"x"}\n', "line 1 is not one JSON object"),
        (b"[1]\n", "line 1 is not one JSON object"),
        (b'{"a":1}\n', "line 1 does not follow"),
        (b'{"prev":"' + b"1" * 64 + b'"}\n', "line 1 does not follow"),
        (b'{"n":7,"prev":"' + b"0" * 64 + b'"}\n', "line 1 says it is number 7"),
        (b'{"prev":"' + b"0" * (2 << 20), "line 1 is longer"),
        (b"\xff\xfe\n", "line 1 is not one JSON object"),
        (b"[" * 100_000 + b"\n", "line 1 is not one JSON object"),
    ],
)
def test_a_hostile_log_is_named(tmp_path: Path, data: bytes, fault: str) -> None:
    """Twice the same key, no chain, no end: never a crash."""
    log = tmp_path / "log.jsonl"
    log.write_bytes(data)

    verdict = verify_chain(log)

    assert not verdict.holds
    assert verdict.fault.startswith(fault)


@pytest.mark.parametrize("newline", [b"\n", b""], ids=["with newline", "without newline"])
def test_others_may_hash_the_line_without_its_newline(tmp_path: Path, newline: bytes) -> None:
    """From end to end in one way; never one line so and the next otherwise."""
    log = tmp_path / "log.jsonl"
    head, text = GENESIS, b""
    for step in range(4):
        line = canonical({"step": step, "prev": head})
        head = hashlib.sha256(line + newline).hexdigest()
        text += line + b"\n"
    log.write_bytes(text)

    assert verify_chain(log).holds
    mixed = canonical({"step": 4, "prev": hashlib.sha256(line + (b"" if newline else b"\n")).hexdigest()})
    log.write_bytes(text + mixed + b"\n")
    assert not verify_chain(log).holds


def test_a_second_log_starts_with_the_head_of_the_first(tmp_path: Path) -> None:
    """What happens after sealing chains on what was sealed."""
    with Chain.create(tmp_path / "one") as one:
        one.append({"event": "sealed"})
    with Chain.create(tmp_path / "two", start=one.head) as two:
        two.append({"event": "stamped"})

    assert verify_chain(tmp_path / "two", start=one.head).holds
    assert not verify_chain(tmp_path / "two").holds
