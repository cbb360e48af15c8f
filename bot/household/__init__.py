"""Person, account, mandate: who objects, and with what."""

from bot.household.facts import (
    PLATFORMS,
    Account,
    Household,
    HouseholdError,
    MailboxAccess,
    Person,
    ServerAccess,
    SmtpAccess,
)
from bot.household.passwords import Secret, mailbox_password, secret_of
from bot.household.private import Private
from bot.household.reading import init_text, load
from bot.household.reasons import STANDARD_REASONS

__all__ = [
    "PLATFORMS",
    "STANDARD_REASONS",
    "Account",
    "Household",
    "HouseholdError",
    "MailboxAccess",
    "Person",
    "Private",
    "Secret",
    "ServerAccess",
    "SmtpAccess",
    "init_text",
    "load",
    "mailbox_password",
    "secret_of",
]
