"""One run of a household, seen by a person at a terminal."""

import sys
from collections.abc import Mapping, Sequence

from bot import mandate
from bot.batch import Run
from bot.commands.ground import Ground
from bot.commands.lines import lines_left_out, lines_of, worst_exit
from bot.commands.narrator import Narrator, outcome
from bot.commands.standing import write_lines
from bot.household import Account
from bot.lock import HouseholdLock
from bot.obstacles import BY_CODE, Exit


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
    rehearsed = {account.name: run.rehearsed[account.id] for account in accounts if account.id in run.rehearsed}
    write_lines(lines, reveal=False, as_json=as_json, rehearsed=rehearsed if rehearse else None)
    if rehearse and not as_json:
        sys.stdout.write(_rehearsal(rehearsed))
    for bug in run.bugs:
        sys.stderr.write(bug)
    if run.bugs:
        return Exit.OUR_BUG
    return max(
        worst_exit(lines), *(BY_CODE[word].exit for word in rehearsed.values() if word in BY_CODE), Exit.NOTHING_LEFT
    )


def _rehearsal(rehearsed: Mapping[str, str]) -> str:
    """How far each rehearsal came: a form that was not reached was not filled in, and is not said to be."""
    filled = sum(word == "filled_in" for word in rehearsed.values())
    told = [f"  {name}: {outcome(word)}" for name, word in rehearsed.items()]
    head = f"This was a rehearsal: nothing was sent. Forms filled in as meant: {filled} of {len(rehearsed)}."
    return "\n".join([head, *told]) + "\n"


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
