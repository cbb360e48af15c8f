"""Fetch the letters (IMAP)."""

from bot.mailbox.box import Fetched, Mailbox
from bot.mailbox.connection import Login, MailboxTrouble
from bot.mailbox.folders import Look, Mark

__all__ = ["Fetched", "Login", "Look", "Mailbox", "MailboxTrouble", "Mark"]
