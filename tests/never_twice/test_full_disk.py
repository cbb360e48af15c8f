"""What cannot be written down is not sent."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.never_twice.conftest import Build

USAGE = 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of eight megabytes."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small file system is mounted for this test, which only root may do")
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", place], check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small file system")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def fill(disk: Path) -> Path:
    """Not a byte is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"\0" * 4096) == 4096:
            pass
    return filler


@pytest.mark.parametrize("full", ["the journal's", "the evidence's"])
def test_a_full_disk_before_the_intent_means_no_press(build: Build, small_disk: Path, full: str) -> None:
    """Nothing arrives, the run ends in plain words, and when there is room again a later run sends once."""
    siege = build([("whatsapp", "silent", 3)])
    if full == "the journal's":
        siege.journal = str(small_disk / "journal.sqlite")
    else:
        siege.data, siege.journal = small_disk / "data", str(siege.data / "journal.sqlite")
    with siege.run() as program:
        assert program.until(lambda: ": starts" in program.said)
        filler = fill(small_disk)
        code = program.wait(90)

    assert [0, 0, 0] == list(siege.arrived().values())
    assert USAGE == code, program.said
    assert "nothing left for this account" in program.said
    assert "Traceback" not in program.said

    filler.unlink()
    siege.household.optout("run", "--wait", "0")

    assert [] == siege.contradictions()
    assert [1, 1, 1] == list(siege.arrived().values())
