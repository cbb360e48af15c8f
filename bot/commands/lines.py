"""From the journal to the rows that a report prints."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from bot import glance
from bot.commands.ground import Ground
from bot.household import Account, HouseholdError
from bot.obstacles import BY_CODE, Exit
from bot.report.story import Line, mask

LARGE = 1_000_000
"""Bytes: a household file larger than this is not read only to print names."""


def lines_of(ground: Ground, accounts: Collection[str] | None = None, *, reveal: bool = False) -> list[Line]:
    """One line per objection that the journal knows; with ``accounts`` only these."""
    names = {account.id: account for account in ground.household.accounts}
    rows = (row for row in _rows(ground, None, None) if accounts is None or row.id in accounts)
    return [_as_mandated(ground, line_of(row, names, reveal=reveal), names.get(row.id)) for row in rows]


def lines_left_out(ground: Ground, accounts: Iterable[Account]) -> list[Line]:
    """One line per account that a run may not touch, whether the journal knows it or not."""
    chosen = list(accounts)
    known = {line.handle: line for line in lines_of(ground, [account.id for account in chosen])}
    unknown = {one.name: _as_mandated(ground, _never_run(one, reveal=False), one) for one in chosen}
    return [known.get(account.name) or unknown[account.name] for account in chosen]


def lines_at_a_glance(ground: Ground, person: str | None, platform: str | None, *, reveal: bool) -> list[Line]:
    """Every objection, and every account of the household that was never run. Without SQLAlchemy and pydantic."""
    names = _names(ground, person, platform)
    rows = _rows(ground, person, platform)
    lines = [_as_mandated(ground, line_of(row, names, reveal=reveal), names.get(row.id)) for row in rows]
    known = {row.handle for row in lines}
    new = [account for account in names.values() if account.name not in known]
    return lines + [_as_mandated(ground, _never_run(account, reveal=reveal), account) for account in new]


def _as_mandated(ground: Ground, line: Line, account: Account | None) -> Line:
    """The line with the reason why nothing may be done for this person, where there is one: then it is their move."""
    if account is None or account.mandate == "self":
        return line
    from bot import mandate  # noqa: PLC0415 - most households act for themselves, and a table is printed fast

    person = ground.household.person(account.person_id)
    refused = mandate.check_account(account, person, ground.data, ground.clock.now(), "21(1)")
    if refused is None:
        return line
    if line.whose_move == "us":
        return replace(line, mandate=refused.reason, whose_move="person", next="ask_person")
    return replace(line, mandate=refused.reason)


def line_of(row: glance.Row, names: Mapping[str, Account], *, reveal: bool = False) -> Line:
    """One objection's line."""
    account = names.get(row.id)
    return Line(
        person=row.person,
        name=account.person_name if account else row.person,
        language=account.language if account else "en",
        platform=row.platform,
        handle=row.account,
        account=row.address if reveal else mask(row.address),
        state=row.state,
        obstacle=row.obstacle if row.state == "stopped" else None,
        sends=row.sends,
        way=row.way,
        whose_move=row.whose_move,
        next=row.next,
        due=row.due,
        updated=row.updated,
        world=row.world,
    )


def _never_run(account: Account, *, reveal: bool) -> Line:
    return Line(
        person=account.person_id, name=account.person_name, language=account.language, platform=account.platform,
        handle=account.name, account=account.address if reveal else mask(account.address), state="planned",
        obstacle=None,        sends=0, way=None, whose_move="us", next="walk", due=None, updated=None, world=None,
    )  # fmt: skip


def _rows(ground: Ground, person: str | None, platform: str | None) -> Iterable[glance.Row]:
    if glance.is_file(ground.places.journal):
        return glance.rows(ground.places.journal, ground.clock.now(), person, platform)
    return ground.journal.rows(person, platform)


def _names(ground: Ground, person: str | None, platform: str | None) -> dict[str, Account]:
    """Who is who; a journal can be read without the household file that it came from."""
    path = ground.places.household
    if not path.is_file() or path.stat().st_size > LARGE:
        if not glance.is_file(ground.places.journal) or ground.places.data.is_dir():
            return {}
        raise HouseholdError(f"{path}: there is no household file; `optout init` writes one.")
    return {account.id: account for account in ground.chosen(person, platform)}


def exit_for(state: str, obstacle: str | None, whose_move: str) -> Exit:
    """The exit code that a standing asks for (DESIGN §12)."""
    if state == "stopped" and obstacle in BY_CODE:
        return BY_CODE[obstacle].exit
    if state in {"refused", "silent"}:
        return Exit.REFUSED_OR_SILENT
    if whose_move == "person":
        return Exit.PERSON_NEEDED
    if state in {"confirmed", "already_objected", "covered"}:
        return Exit.NOTHING_LEFT
    return Exit.LATER


def worst_exit(lines: Iterable[Line]) -> Exit:
    """When several apply, the highest wins."""
    return max((exit_for(one.state, one.obstacle, one.whose_move) for one in lines), default=Exit.NOTHING_LEFT)
