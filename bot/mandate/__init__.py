"""Who acts for whom: without a mandate nothing is done for another adult, nor, without a declaration, for a minor."""

from bot.mandate.facts import (
    RIGHTS,
    SELF,
    Capacity,
    Consent,
    Mandate,
    MandateError,
    Refusal,
    new_id,
    text_of,
    with_text,
)
from bot.mandate.records import add, check, check_account, hash_of, load, recorded, revoke

__all__ = [
    "RIGHTS",
    "SELF",
    "Capacity",
    "Consent",
    "Mandate",
    "MandateError",
    "Refusal",
    "add",
    "check",
    "check_account",
    "hash_of",
    "load",
    "new_id",
    "recorded",
    "revoke",
    "text_of",
    "with_text",
]
