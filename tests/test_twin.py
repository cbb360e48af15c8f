"""A lane is a twin of the run where that is safe. The parent of each twin here is a Python of its own."""

import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest

from bot import twin
from bot.clock import Clock
from bot.journal import Journal
from bot.objection import Event as Happening
from bot.objection import EventKind
from tests.test_journal import account

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="nobody is forked here: only Linux tells of a child's end"
)

SHARED = """
import os, socket, sys
from functools import partial
from multiprocessing import Pipe
from pathlib import Path
from bot.twin import Twin, possible

ours, theirs = Pipe()
other = open(sys.argv[1], "w")
lock = os.open(sys.argv[1], os.O_RDWR)

def work():
    files = [Path("/proc/self/fd") / name for name in os.listdir("/proc/self/fd")]
    theirs.send(sorted(int(one.name) for one in files if one.exists() and int(one.name) > 2))
    theirs.send(Path("/proc/self/comm").read_text().strip())
    theirs.send(os.read(0, 1))
    try:
        theirs.recv()
    except EOFError:
        os.write(1, b"the parent is gone")

assert possible()
child = Twin(work, keep=[theirs.fileno()])
kept = theirs.fileno()
theirs.close()
files, name, read = ours.recv(), ours.recv(), ours.recv()
alive = child.is_alive()
ours.close()
child.join(20)
print([kept] == files, name, read, alive, child.is_alive(), flush=True)
"""
FAILS = """
import os
from bot.logs import REDACTOR
from bot.twin import Twin

REDACTOR.add("hush-hush-hush")

def work():
    raise ValueError("hush-hush-hush")

child = Twin(work, keep=[])
child.join()
print(child.is_alive())
"""
ENDED = """
import signal, threading
from multiprocessing import Pipe
from bot.twin import Twin

signal.signal(signal.SIGTERM, signal.default_int_handler)
ours, theirs = Pipe()

def work():
    theirs.send("here")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        theirs.send("interrupted")

child = Twin(work, keep=[theirs.fileno()])
theirs.close()
ours.recv()
child.terminate()
child.join(20)
try:
    print(ours.recv())
except EOFError:
    print("ended", child.is_alive())
"""
STUBBORN = """
import signal, threading
from bot.twin import Twin

def work():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Event().wait()

child = Twin(work, keep=[])
child.join(0.2)
before = child.is_alive()
child.kill()
child.join()
print(before, child.is_alive())
"""
LANE = """
from pathlib import Path
from bot.lane import Lane, LaneSetup
from bot.twin import Twin

setup = LaneSetup(browser=Path("none"), arguments=(), phrases=(), data=Path("none"), journal="none", world=None,
                  clock=None, dns=None, ca=None, patience=0.0, answer_patience=0.0, code_patience=0.0, retry_pause=0.0)
for alone in (lambda: True, lambda: False, None):
    lane = Lane(setup, alone=alone)
    lane._start()
    process = lane._process
    alive = process.is_alive()
    lane.end()
    print(isinstance(process, Twin), alive, process.is_alive())
"""
TWO_HANDS = """
import sys
from multiprocessing import Pipe
from bot.clock import Clock
from bot.journal import Journal
from bot.objection import Event, EventKind
from bot.twin import Twin

path, one = sys.argv[1], sys.argv[2]
ours, theirs = Pipe()

def note(journal, who):
    journal.append(one, Event(Clock().now(), EventKind.WAY_TRIED, {"way": who, "obstacle": "dead_link"}))

def work():
    with Journal.open(path, world=None, clock=Clock()) as journal:
        for _ in range(25):
            note(journal, "child")
        theirs.send("done")
        theirs.recv()

with Journal.open(path, world=None, clock=Clock()) as journal:
    journal.history(one)
    assert journal.let_go()
    child = Twin(work, keep=[theirs.fileno()])
    for _ in range(25):
        note(journal, "parent")
    ours.recv()
    ours.send("go")
    child.join()
    ways = [event.text("way") for event in journal.history(one)]
print(ways.count("parent"), ways.count("child"))
"""


def _said(script: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60, check=True
    )


def test_a_twin_keeps_one_file_of_its_parents_and_hears_when_it_is_gone(tmp_path: Path) -> None:
    """No other pipe, no lock, no terminal: an end that a child holds open would never come."""
    said = _said(SHARED, str(tmp_path / "file")).stdout

    assert f"the parent is goneTrue {twin.NAME} b'' True False" == said.strip()


def test_what_goes_wrong_in_a_twin_is_said_without_secrets() -> None:
    """Its parent goes on and finds it ended."""
    ended = _said(FAILS)

    assert "False" == ended.stdout.strip()
    assert "ValueError" in ended.stderr
    assert "hush" not in ended.stderr.splitlines()[-1]


def test_a_twin_that_is_asked_to_end_ends() -> None:
    """Its parent may hear SIGTERM as Ctrl-C; the child has not learnt that from it."""
    assert "ended False" == _said(ENDED).stdout.strip()


def test_a_twin_that_does_not_end_is_ended() -> None:
    """`join` has its time, `kill` has the last word."""
    assert "True False" == _said(STUBBORN).stdout.strip()


def test_a_lane_is_a_twin_only_where_all_was_let_go_of() -> None:
    """Else a new Python is started; either lives and ends alike."""
    said = _said(LANE).stdout.splitlines()

    assert ["True True False", "False True False", "False True False"] == said


def test_nobody_is_forked_where_a_second_thread_runs() -> None:
    """It may hold a lock that nobody would ever give back."""
    end = Event()
    thread = Thread(target=end.wait)
    thread.start()
    beside = twin.possible()
    end.set()
    thread.join()

    assert not beside


def test_parent_and_twin_write_into_one_journal(tmp_path: Path) -> None:
    """Each on a connection of its own, at the same time: nothing is lost."""
    path = str(tmp_path / "journal.sqlite")
    with Journal.open(path, world=None, clock=Clock()) as journal:
        one = journal.enrol(account())

    assert "25 25" == _said(TWO_HANDS, path, one).stdout.strip()


def test_a_journal_says_when_it_cannot_let_go(tmp_path: Path) -> None:
    """A connection that is in use stays open: nobody may be forked then."""
    with Journal.open(tmp_path / "journal.sqlite", world=None, clock=Clock()) as journal:
        one = journal.enrol(account())
        with journal._engine.connect():
            busy = journal.let_go()
        free = journal.let_go()
        journal.append(one, Happening(Clock().now(), EventKind.WAY_TRIED, {"way": "w", "obstacle": "dead_link"}))

        assert (False, True) == (busy, free)
        assert 2 == len(journal.history(one))
