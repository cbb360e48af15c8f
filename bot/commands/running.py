"""One run of a household, seen by a person at a terminal."""

import sys
from collections.abc import Sequence

from bot import mandate
from bot.batch import Progress, Run
from bot.commands.ground import Ground
from bot.commands.lines import lines_left_out, lines_of, worst_exit
from bot.commands.standing import write_lines
from bot.household import Account
from bot.lock import HouseholdLock
from bot.obstacles import Exit


class Narrator:
    """Says each word once: a line per account on a terminal, plain lines elsewhere, nothing for a machine."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty() and not quiet
        self._shown: dict[str, str] = {}
        self.done = 0
        self.total = 0

    def __call__(self, word: Progress) -> None:
        """One word about one account."""
        name = word.account.name
        if word.what in {"ended", "covered"}:
            self.done += word.what == "ended"
        if self._quiet:
            return
        if word.what == "walks":
            self._line(f"{name}: {word.text}", passing=True)
        elif word.what == "ended":
            self._line(f"{name}: done ({self.done} of {self.total})")
        elif word.what == "covered":
            self._line(f"{name}: covered {word.text}")
        elif word.what == "bug":
            self._line(f"{name}: stopped by a mistake of ours: {word.text}")

    def say(self, text: str) -> None:
        """A sentence of the run itself."""
        if not self._quiet:
            self._line(text)

    def _line(self, text: str, *, passing: bool = False) -> None:
        """What passes is overwritten on a terminal; in a log only starts and ends are written."""
        if self._live:
            sys.stderr.write(f"\r\x1b[2K{text[:100]}" + ("" if passing else "\n"))
        elif not passing or text.endswith("starts"):
            sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def go(
    ground: Ground,
    person: str | None,
    platform: str | None,
    *,
    rehearse: bool,
    at_once: int,
    wait: float,
    as_json: bool,
) -> int:
    """Mails first, then walks, then the mailbox again; ends with the table."""
    narrator = Narrator(quiet=as_json)
    with HouseholdLock(ground.data, what="rehearsal" if rehearse else "run", now=ground.clock.now()):
        run = ground.run(narrator, at_once=at_once, rehearse=rehearse)
        chosen = ground.chosen(person, platform)
        accounts = run.enrol(allowed(ground, chosen, narrator))
        narrator.total = len(accounts)
        _mail(ground, accounts, narrator)
        run.walk(accounts)
        if not rehearse:
            _watch(ground, run, accounts, wait, narrator)
            run.cover(accounts)
    return _end(ground, run, accounts, chosen, as_json=as_json, rehearse=rehearse)


def allowed(ground: Ground, accounts: Sequence[Account], narrator: Narrator) -> tuple[Account, ...]:
    """Those whose persons act for themselves or have given a mandate that holds today (DESIGN §13)."""
    found = []
    for account in accounts:
        person = ground.household.person(account.person_id)
        refused = mandate.check_account(account, person, ground.data, ground.clock.now(), "21(1)")
        if refused is None:
            found.append(account)
        else:
            narrator.say(f"{account.name}: nothing is done: {refused.reason}")
    return tuple(found)


def _mail(ground: Ground, accounts: Sequence[Account], narrator: Narrator) -> None:
    for trouble in ground.post.look(accounts):
        narrator.say(trouble)


def _watch(ground: Ground, run: Run, accounts: Sequence[Account], wait: float, narrator: Narrator) -> None:
    """As long as somebody's answer is open and the patience lasts; a letter ends the waiting for it at once."""
    waiting = run.awaiting(accounts)
    if not waiting or wait <= 0:
        return
    narrator.say(
        f"waiting up to {wait:.0f} s for letters about {len(waiting)} objection{'s' if len(waiting) > 1 else ''}"
    )
    for trouble in ground.post.watch(waiting, wait, until=lambda: not run.awaiting(waiting)):
        narrator.say(trouble)


def _end(
    ground: Ground,
    run: Run,
    accounts: Sequence[Account],
    chosen: Sequence[Account],
    *,
    as_json: bool,
    rehearse: bool,
) -> int:
    """The table: who was dealt with, and who was left out for want of a mandate."""
    done = {account.id for account in accounts}
    left_out = lines_left_out(ground, (account for account in chosen if account.id not in done))
    lines = lines_of(ground, done) + [line for line in left_out if line.mandate]
    write_lines(lines, reveal=False, as_json=as_json)
    if rehearse and not as_json:
        sys.stdout.write("This was a rehearsal: every form was filled in, nothing was sent.\n")
    for bug in run.bugs:
        sys.stderr.write(bug)
    return Exit.OUR_BUG if run.bugs else worst_exit(lines)


def watch_only(ground: Ground, person: str | None, seconds: float, *, as_json: bool) -> int:
    """Hold the mailboxes open; ends with the table."""
    narrator = Narrator(quiet=as_json)
    with HouseholdLock(ground.data, what="watch", now=ground.clock.now()):
        run = ground.run(narrator)
        chosen = ground.chosen(person, None)
        accounts = run.enrol(allowed(ground, chosen, narrator))
        _mail(ground, accounts, narrator)
        _watch(ground, run, accounts, seconds, narrator)
        run.cover(accounts)
    return _end(ground, run, accounts, chosen, as_json=as_json, rehearse=False)
