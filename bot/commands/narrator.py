"""What a person reads on standard error while a run is under way."""

import os
import sys
from collections.abc import Mapping

from bot.batch import Progress
from bot.obstacles import BY_CODE
from bot.report.wording import words

WIDE = 100
"""Columns of a terminal that does not say how wide it is."""
REHEARSED: Mapping[str, str] = {
    "filled_in": "filled in, nothing sent",
    "unlike": "filled in, but what was stopped on its way out did not hold all of it; nothing sent",
    "no_request": "filled in, but the button asked for nothing; nothing sent",
    "unfinished": "not finished; nothing sent",
}
"""How a rehearsal can end, apart from the codes of the obstacles."""


def outcome(word: str) -> str:
    """How a walk ended: what a rehearsal came to, the obstacle it met, or the state that it led to."""
    say = words("en")
    if word in REHEARSED:
        return REHEARSED[word]
    if word in BY_CODE:
        return f"stopped: {say.of('obstacle', word, 'short')}"
    return say.inline(say.of("state", word, "short")) or "ended"


class Narrator:
    """Says each word once: a line per account on a terminal, plain lines elsewhere, nothing for a machine."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._done = 0
        self._total = 0

    def __call__(self, word: Progress) -> None:
        """One word about one account."""
        name = word.account.name
        if word.what == "waits":
            self._total += 1
        elif word.what == "walks":
            self._line(f"{name}: {word.text}", passing=True)
        elif word.what == "ended":
            self._done += 1
            self._line(f"{name}: {outcome(word.text)} ({self._done} of {self._total})")
        elif word.what == "covered":
            self._line(f"{name}: covered {word.text}")
        elif word.what == "bug":
            self._line(f"{name}: stopped by a mistake of ours: {word.text}")

    def say(self, text: str) -> None:
        """A sentence of the run itself."""
        self._line(text)

    def _line(self, text: str, *, passing: bool = False) -> None:
        """What passes is overwritten on a terminal; in a log only starts and ends are written.

        A reader that went away ends the telling, never the run.
        """
        if self._quiet or (passing and not self._live and not text.endswith("starts")):
            return
        try:
            if self._live:
                # longer than the terminal is wide it would wrap, and its first part would stay
                sys.stderr.write(f"\r\x1b[2K{text[: _columns() - 1]}" if passing else f"\r\x1b[2K{text}\n")
            else:
                sys.stderr.write(f"{text}\n")
            sys.stderr.flush()
        except OSError:
            self._quiet = True


def _columns() -> int:
    """Asked each time: a window can be made narrower in the middle of a run."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or WIDE
    except (OSError, ValueError):
        return WIDE
