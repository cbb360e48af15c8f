"""Tell what only you can know: was it sent?"""

import click

from bot.commands.ground import Ground
from bot.commands.options import where
from bot.obstacles import Exit


@click.command()
@click.argument("account")
@click.option(
    "--was-sent", required=True, type=click.Choice(["yes", "no"]), help="Did the objection reach the platform?"
)
@where
def answer(ground: Ground, account: str, was_sent: str) -> int:
    """Settle an objection that may or may not have been sent.

    “no” lets the next run send it; “yes” waits for the answer by mail.
    """
    from bot import deadline  # noqa: PLC0415
    from bot.objection import Event, EventKind, State, standing  # noqa: PLC0415

    found = ground.household.find(account)
    objection = ground.journal.enrol(found)
    history = ground.journal.history(objection)
    now = ground.clock.now()
    before = standing(history, now)
    if before.state is not State.MAYBE_SENT:
        raise click.UsageError(f"{found.name} is “{before.state.value}”, not “maybe_sent”: there is nothing to settle.")
    clock = deadline.facts(before.sent_at or now, found.country) if was_sent == "yes" else {}
    facts = {"was_sent": was_sent == "yes", "attempt": before.attempts, **clock}
    after = ground.journal.append(objection, Event(now, EventKind.PERSON_SAID, facts))
    click.echo(f"{found.name}: {before.state.value} → {after.state.value}")
    return Exit.NOTHING_LEFT
