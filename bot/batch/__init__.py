"""A household, politely: mails first, then what is due, one walk at a time in a lane."""

from bot.batch.run import Progress, Run

__all__ = ["Progress", "Run"]
