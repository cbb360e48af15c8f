"""Fetch the letters (IMAP), and hand in the person's own (SMTP)."""

from bot.mailbox.box import Fetched, Mailbox
from bot.mailbox.connection import Login, MailboxTrouble
from bot.mailbox.folders import Look, Mark
from bot.mailbox.outbox import Handed, Outbox

__all__ = ["Fetched", "Handed", "Login", "Look", "Mailbox", "MailboxTrouble", "Mark", "Outbox"]
