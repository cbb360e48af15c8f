"""Which letter the facts allow now: a reminder claims silence, a notice claims a refusal; neither may be invented."""

from datetime import date, timedelta

from bot.writing.matter import Happened, Kind

LAST_TIME = timedelta(days=14)
"""What a reminder gives (facts/evidence.md §6.3)."""


def not_yet(kind: Kind, happened: Happened, due: date | None, today: date) -> str:
    """Why this letter may not be written now, in one sentence; empty when it may."""
    if kind is Kind.OBJECTION:
        return ""
    if kind is Kind.REASONS:
        asked = happened.reply("more_asked", "validation_asked")
        return "" if asked else "no proven letter of the controller asks anything; there is nothing to answer."
    if happened.filing is None or due is None:
        return "nothing proves that the objection was sent; `optout letter --kind objection` makes it by post."
    if happened.reply("confirmed") is not None and happened.reply("refused") is None:
        return "the controller has confirmed the objection; there is nothing to remind of or to complain about."
    return _reminder(happened, due, today) if kind is Kind.REMINDER else _notice(happened, due, today)


def _reminder(happened: Happened, due: date, today: date) -> str:
    if happened.reply("refused") is not None:
        return "the controller has refused; `--kind complaint-notice` is what follows."
    asked = happened.reply("more_asked", "validation_asked")
    if asked is not None and (happened.reasons_given is None or happened.reasons_given < asked.at.date()):
        return "the controller has asked something; `--kind reasons` answers it."
    if today <= due:
        return f"the controller may answer until {due.isoformat()}; a reminder is due the day after."
    return ""


def _notice(happened: Happened, due: date, today: date) -> str:
    if happened.reply("refused") is not None:
        return ""
    if today <= due:
        return f"the controller may answer until {due.isoformat()}; a complaint would be too early."
    if not happened.reminded:
        return "no reminder went out yet; `--kind reminder` comes first, then fourteen days."
    end = max(happened.reminded) + LAST_TIME
    if today <= end:
        return f"the reminder gave fourteen days, until {end.isoformat()}; the notice is due the day after."
    return ""
