"""Another program is ended when it takes too long, with everything it started."""

import os
import sys
import time
from pathlib import Path

from bot.bounded import bounded


def test_a_program_that_ends_by_itself_is_reported_with_both_its_streams() -> None:
    """Exit code and output are the program's own."""
    ended = bounded(["/bin/sh", "-c", "echo out; echo err >&2; exit 3"], seconds=30)

    assert (3, "out\nerr\n") == (ended.code, ended.output)
    assert not ended.well


def test_a_program_that_is_not_there_is_a_result_and_no_exception() -> None:
    """127, as a shell says."""
    assert 127 == bounded(["/nonexistent/program"], seconds=1).code


def test_it_cannot_ask_anything() -> None:
    """Its input is empty: a question reads the end of the file and does not wait for a person."""
    assert bounded(["/bin/sh", "-c", "read answer || echo nobody"], seconds=30).output == "nobody\n"


def test_a_hanging_program_and_its_children_are_ended_within_the_limit(tmp_path: Path) -> None:
    """Also a child that ignores the polite signal and keeps the output open."""
    line = tmp_path / "line"
    os.mkfifo(line)
    reader = os.open(line, os.O_RDONLY | os.O_NONBLOCK)
    child = f"trap '' TERM; exec 3>{line}; echo here >&3; while :; do /bin/sleep 60; done"
    began = time.monotonic()
    ended = bounded(["/bin/sh", "-c", f"({child}) & echo begun; wait"], seconds=2)

    assert (None, "begun\n") == (ended.code, ended.output)
    assert time.monotonic() - began < 30
    assert b"here\n" == os.read(reader, 99)
    os.set_blocking(reader, True)
    assert b"" == os.read(reader, 99)  # the end of the line: it comes when nobody holds it any more
    os.close(reader)


def test_a_download_that_moves_may_take_longer_than_one_that_does_not() -> None:
    """The limit counts from the last percentage shown."""
    moving = "import time\nfor n in range(5):\n    print(f'{n}% of 100 MiB', flush=True)\n    time.sleep(0.7)"
    silent = "import time\ntime.sleep(60)"
    chatty = "import time\nfor n in range(600):\n    print('retrying', flush=True)\n    time.sleep(0.1)"

    assert bounded([sys.executable, "-c", moving], seconds=3.0, while_moving=60).well
    assert bounded([sys.executable, "-c", silent], seconds=0.5, while_moving=60).code is None
    assert bounded([sys.executable, "-c", chatty], seconds=0.5, while_moving=60).code is None


def test_a_download_that_always_moves_ends_too() -> None:
    """The limit of the whole holds whatever the program prints."""
    forever = "import time\nwhile True:\n    print('1%', flush=True)\n    time.sleep(0.05)"

    assert bounded([sys.executable, "-c", forever], seconds=30, while_moving=1).code is None
