"""What was attempted; written before the act, never rewritten (SQLAlchemy)."""

from bot.glance import Row
from bot.journal.book import AlreadyIntended, Journal, Mark
from bot.journal.store import JournalError

__all__ = ["AlreadyIntended", "Journal", "JournalError", "Mark", "Row"]
