"""Person, account, mandate: who objects, and with what."""

from bot.household.facts import PLATFORMS, Account, Household, HouseholdError, MailboxAccess, Person
from bot.household.passwords import mailbox_password
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
    "init_text",
    "load",
    "mailbox_password",
]
