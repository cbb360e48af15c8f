"""Everything a letter may say about one account, gathered as values."""

from datetime import date

import click

from bot import deadline, mandate
from bot.commands.ground import Ground
from bot.dossier import controllers
from bot.grounds import Grounds
from bot.household import Account
from bot.obstacles import BY_CODE
from bot.report.wording import words as report_words
from bot.vault import Vault
from bot.writing import Addressee, Exhibit, Happened, Kind, Matter, Named, Representation, gather, words

RIGHT = {Kind.OBJECTION: "21(1)", Kind.REASONS: "21(1)", Kind.REMINDER: "12", Kind.COMPLAINT_NOTICE: "77"}
"""Which right a letter exercises: what a mandate must cover."""


def matter_of(
    ground: Ground, account: Account, kind: Kind, language: str, address: tuple[str, ...], *, with_grounds: bool
) -> Matter:
    """The matter of one letter."""
    controller = controllers()[account.platform]
    objection = ground.journal.enrol(account)
    history = ground.journal.history(objection)
    happened = gather(history, ground.data / "evidence" / objection, ground.data / "mail", ground.world_name)
    said = words(language, account.country)
    return Matter(
        kind=kind,
        reference=f"case-{account.id[:12]}",
        today=ground.clock.now().date(),
        sender=account.person_name,
        contact=_contact(account, address, said("frame.phone", phone=account.phone) if account.phone else ""),
        email=account.email,
        addressee=Addressee(controller.name, controller.attention, controller.address),
        country=account.country,
        accounts=_accounts(ground, account),
        happened=happened,
        names=_names(ground, account, said.language),
        grounds=_grounds(ground, account) if with_grounds else (),
        agent=_agent(ground, account, kind),
        due=_due(account, happened),
        world=ground.world_name,
    )


def _contact(account: Account, address: tuple[str, ...], phone: str) -> tuple[str, ...]:
    return tuple(line for line in (*address, account.email, phone) if line)


def _due(account: Account, happened: Happened) -> date | None:
    """The last day for an answer; later where the controller has said in time that it needs longer."""
    filing = happened.filing
    if filing is None:
        return None
    start = deadline.noon(filing.received) if filing.received else filing.at
    answer = deadline.answer_day(start, account.country)
    extended = happened.reply("extended")
    in_time = extended is not None and extended.at.date() <= answer
    return deadline.answer_day(start, account.country, extended=True) if in_time else answer


def _accounts(ground: Ground, account: Account) -> tuple[Named, ...]:
    """The account, and those of the same person that share its Accounts Center: one objection is for all of them."""
    person = ground.household.person(account.person_id)
    linked = [
        one
        for one in person.accounts
        if one.id == account.id or (account.accounts_center and one.accounts_center == account.accounts_center)
    ]
    answerable = [one for one in linked if controllers()[one.platform] == controllers()[account.platform]]
    ordered = sorted(answerable, key=lambda one: one.id != account.id)
    return tuple(Named(one.platform, one.address, one.email) for one in ordered)


def _names(ground: Ground, account: Account, language: str) -> dict[str, str]:
    """What ways and obstacles are called, from the words of the report; a new way in the words of its flow."""
    said = report_words(language)
    flow = ground.flows.get(account.platform)
    ways = {way.key: way.title for way in flow.ways} if flow else {}
    named = {f"way.{key}": said(f"way.{key}") if said.has(f"way.{key}") else title for key, title in ways.items()}
    return named | {f"obstacle.{code}": said.of("obstacle", code, "short") for code in BY_CODE}


def _grounds(ground: Ground, account: Account) -> tuple[tuple[str, str], ...]:
    """What the household file says, then what was told theme by theme."""
    own = (("own", account.reason),) if account.reason else ()
    kept = Grounds(Vault.open(ground.data), account.person_id).all()
    return (*own, *((theme.value, text) for theme, text in kept.items()))


def _agent(ground: Ground, account: Account, kind: Kind) -> Representation | None:
    """Who signs for the person; no letter for another adult without a mandate that covers it."""
    person = ground.household.person(account.person_id)
    if person.mandate == mandate.SELF:
        return None
    refused = mandate.check_account(account, person, ground.data, ground.clock.now(), RIGHT[kind])
    if refused is not None:
        raise click.UsageError(refused.reason)
    found = mandate.load(ground.data, person.mandate)
    assert found is not None  # noqa: S101 - it was just read
    record = ground.data / "mandates" / f"{found.id}.json"
    return Representation(
        agent=found.agent,
        capacity=found.capacity,
        start=date.fromisoformat(found.start),
        end=date.fromisoformat(found.end),
        rights=found.rights,
        replies_to=found.replies_to or account.email,
        exhibit=Exhibit(record.name, mandate.hash_of(record), "mandate"),
    )
