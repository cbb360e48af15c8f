"""What each way asked of a person, and how long each answer took: drawn."""

from collections.abc import Sequence
from datetime import date

from bot.chart import Chart, Wait, bars, waits
from bot.report.covers import sent_at
from bot.report.story import Story, friction_of, moment
from bot.report.wording import Words

DECISIONS = ("confirmed", "refused")
"""What ends the month of GDPR Art. 12(3): a proven letter that decides."""


DRAWN = ("clicks", "screens", "fields", "seconds")
"""The figures that differ from way to way; the others are in the table."""
UNKNOWN = "–"


def effort(story: Story, say: Words) -> tuple[Chart, ...]:
    """Per figure the bars of each way that was counted; none where nothing was."""
    counted = friction_of(story)

    def shown(value: float) -> str:
        return f"{value:.1f}".removesuffix(".0").replace(".", say("language.decimal"))

    return tuple(
        bars(
            f"{say('story.friction')}: {say.inline(say(f'story.{name}'))}",
            [(say.way(story, one.way), getattr(one, name)) for one in counted],
            shown,
            UNKNOWN,
        )
        for name in DRAWN
        if any(getattr(one, name) is not None for one in counted)
    )


def waiting(stories: Sequence[Story], say: Words, today: date) -> Chart | None:
    """Days from sending to the decision, or to today, beside the last day the law allows; None if nothing left."""
    rows = [row for row in map(_row, stories) if row is not None]
    if not rows:
        return None

    def shown(days: int, undecided: bool) -> str:
        return say("story.wait_open" if undecided else "story.wait_decided", days=days)

    limits = {(row.due - row.sent).days for row in rows if row.due is not None}
    label = say("story.wait_limit", days=limits.pop()) if len(limits) == 1 else ""
    return waits(say("story.wait"), rows, today, shown, label)


def _row(story: Story) -> Wait | None:
    """An objection that left, by its own journal."""
    sent = sent_at(story)
    if sent is None:
        return None
    decided = [
        letter.received for letter in story.letters if letter.proven and letter.kind in DECISIONS and letter.received
    ]
    answered = min((at.date() for at in decided if at >= sent), default=None)
    return Wait(story.line.platform_name, sent.date(), answered, _due(story))


def _due(story: Story) -> date | None:
    """The day that was written down with the intent: working days and holidays are reckoned in it."""
    written = [moment((event.get("facts") or {}).get("answer_due")) for event in story.events]
    known = [at for at in written if at is not None]
    return known[-1].date() if known else None
