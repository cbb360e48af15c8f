"""Who acts for whom: record, show, revoke."""

import json
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, where
from bot.obstacles import Exit

CAPACITIES = ("parent", "guardian", "spouse", "relative", "friend", "lawyer", "body")
CONSENTS = ("at_the_keyboard", "email", "wet_ink", "qualified_signature")
RIGHTS = ("21(1)", "12", "18(1)(d)", "77")
DAY = click.DateTime(formats=["%Y-%m-%d"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def mandate() -> None:
    """Who acts for whom: record, show, revoke.

    Nothing is done for another adult without a mandate, and nothing for a minor without the declaration of a holder of
    parental responsibility. No copy of an identity document is asked for.
    """


@mandate.command("add")
@click.argument("person")
@click.option("--agent", required=True, help="Who acts: your name.")
@click.option("--agent-contact", required=True, help="How you are reached: an e-mail address.")
@click.option("--capacity", required=True, type=click.Choice(CAPACITIES), help="As what you act.")
@click.option("--until", required=True, type=DAY, metavar="DATE", help="The last day of the mandate.")
@click.option("--from", "start", type=DAY, metavar="DATE", help="Its first day [today].")
@click.option("--consent", required=True, type=click.Choice(CONSENTS), help="How the person agreed.")
@click.option("--consent-file", type=FILE, help="What shows it: a scan or an .eml. Only its hash is kept.")
@click.option("--right", "rights", multiple=True, type=click.Choice(RIGHTS), help="Only these rights [all].")
@click.option("--platform", "platforms", multiple=True, help="Only these platforms [those of the person].")
@click.option("--replies-to", default="", help="Who receives the answers [the account's e-mail].")
@click.option("--channel", default="web form, e-mail, post", show_default=True, help="How it may be used.")
@click.option("--registry", default="", help="A body under Art. 80: its register number.")
@click.option("--minor", is_flag=True, help="The person is a minor.")
@click.option("--parental-responsibility", default="", metavar="TEXT", help="The holder's declaration, in a sentence.")
@click.option("--child-consulted/--child-not-consulted", default=None, help="Whether the child was asked.")
@click.option("--id", "mandate_id", default="", help="A short word [an opaque one].")
@click.option("--yes", is_flag=True, help="The person has read the text and agrees; do not ask.")
@as_json
@where
def add_one(ground: Ground, person: str, yes: bool, as_json: bool, **given: Any) -> int:
    """Record that PERSON (an id of the household file) lets somebody act for them.

    The text of the mandate is shown in the person's language; its version and hash are kept with the record.
    """
    from bot.mandate import MandateError, add, text_of  # noqa: PLC0415

    try:
        record = _record(ground, person, given)
        click.echo(text_of(record), err=as_json)
        if not yes:
            click.confirm("Does the person agree to this text?", abort=True, err=as_json)
        path = add(ground.data, record)
    except MandateError as why:
        raise click.UsageError(str(why)) from None
    click.echo(json.dumps(_shown(record), ensure_ascii=False) if as_json else f"recorded in {path}")
    if not as_json:
        click.echo(f'In the household file, write for “{record.person}”: mandate = "{record.id}"')
    return Exit.NOTHING_LEFT


@mandate.command("show")
@click.argument("mandate_id", required=False)
@as_json
@where
def show(ground: Ground, mandate_id: str | None, as_json: bool) -> int:
    """Print every mandate, or one of them in full, and whether it holds today."""
    from bot.mandate import MandateError, load, recorded  # noqa: PLC0415

    try:
        found = [load(ground.data, mandate_id)] if mandate_id else list(recorded(ground.data))
    except MandateError as why:
        raise click.UsageError(str(why)) from None
    if mandate_id and found == [None]:
        raise click.UsageError(f"no mandate {mandate_id} is recorded.")
    today = ground.clock.now().date().isoformat()
    shown = [{**_shown(one), "holds": _holds(one, today)} for one in found if one is not None]
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
        return Exit.NOTHING_LEFT
    for one in shown:
        if mandate_id:
            click.echo("\n".join(f"{key}: {value}" for key, value in one.items() if value not in ("", None, ())))
        else:
            state = "holds" if one["holds"] else "does not hold"
            click.echo(f"{one['id']}: for {one['person']}, {one['capacity']}, {one['start']} to {one['end']}; {state}")
    return Exit.NOTHING_LEFT


@mandate.command("revoke")
@click.argument("mandate_id")
@click.option("--on", "day", type=DAY, metavar="DATE", help="From this day on [today].")
@where
def revoke_one(ground: Ground, mandate_id: str, day: datetime | None) -> int:
    """End a mandate: nothing more is done under it. The record stays."""
    from bot.mandate import MandateError, revoke  # noqa: PLC0415

    on = day.date() if day else ground.clock.now().date()
    try:
        ended = revoke(ground.data, mandate_id, on)
    except MandateError as why:
        raise click.UsageError(str(why)) from None
    click.echo(f"{ended.id}: revoked on {ended.revoked}; nothing more is done under it.")
    return Exit.NOTHING_LEFT


def _record(ground: Ground, person_id: str, given: dict[str, Any]) -> Any:  # noqa: ANN401 - imported when it runs
    """The record from what was said on the command line and what the household file knows."""
    from bot.dossier import controllers  # noqa: PLC0415
    from bot.mandate import Mandate, hash_of, new_id, with_text  # noqa: PLC0415

    person, now = ground.household.person(person_id), ground.clock.now()
    start = given["start"].date() if given["start"] else now.date()
    known = tuple(dict.fromkeys(account.platform for account in person.accounts))
    platforms = given["platforms"] or known
    unknown = [platform for platform in platforms if platform not in controllers()]
    if unknown:
        raise click.UsageError(f"“{unknown[0]}” is no platform; known are {', '.join(controllers())}.")
    evidence = given["consent_file"]
    record = Mandate(
        id=given["mandate_id"] or new_id(person.id, given["agent"], start),
        person=person.id,
        principal=person.name,
        principal_contact=next((account.email for account in person.accounts if account.email), ""),
        agent=given["agent"],
        agent_contact=given["agent_contact"],
        capacity=given["capacity"],
        start=start.isoformat(),
        end=given["until"].date().isoformat(),
        consent=given["consent"],
        consent_at=now.isoformat(),
        rights=given["rights"] or RIGHTS,
        controllers=tuple(dict.fromkeys(controllers()[platform].name for platform in platforms)),
        platforms=platforms,
        accounts=tuple(account.id for account in person.accounts if account.platform in platforms),
        language=person.language,
        channel=given["channel"],
        replies_to=given["replies_to"] or given["agent_contact"],
        registry=given["registry"],
        consent_sha256=hash_of(evidence) if evidence else "",
        minor=given["minor"],
        parental_responsibility=given["parental_responsibility"],
        child_consulted=given["child_consulted"],
    )
    return with_text(record)


def _shown(record: Any) -> dict[str, Any]:  # noqa: ANN401 - imported when it runs
    return asdict(replace(record))


def _holds(record: Any, today: str) -> bool:  # noqa: ANN401 - imported when it runs
    return bool(record.start <= today <= record.end and not (record.revoked and record.revoked <= today))
