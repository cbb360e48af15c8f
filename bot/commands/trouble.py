"""What a user reads when something went wrong."""

import sys
import traceback
from importlib import import_module

from bot.obstacles import Exit

EXPECTED = (
    ("bot.household", "HouseholdError"),
    ("bot.settings", "SettingsError"),
    ("bot.world", "WorldError"),
    ("bot.clock", "ClockError"),
    ("bot.glance", "GlanceError"),
    ("bot.vault", "VaultError"),
    ("bot.lock", "LockedError"),
    ("bot.journal", "JournalError"),
    ("bot.chromium", "NoBrowserError"),
    ("bot.phrasebook", "PhrasebookError"),
    ("bot.mailbox", "MailboxTrouble"),
    ("bot.letters.taught", "TaughtError"),
    ("bot.dossier", "LeakFound"),
    ("bot.dossier", "CannotSeal"),
    ("bot.dossier", "CannotRenew"),
    ("bot.dossier", "CannotShare"),
    ("bot.dossier", "ChangedMeanwhile"),
)
"""Exceptions whose text is one sentence for a person: usage or configuration, not a mistake of ours."""


def say(why: Exception) -> int:
    """One sentence on stderr; our own bug with the redacted trace that a report needs."""
    if _is_expected(why):
        sys.stderr.write(f"optout: {why}\n")
        return Exit.USAGE
    if isinstance(why, OSError) and why.strerror:
        where = f" ({why.filename})" if why.filename else ""
        sys.stderr.write(f"optout: the machine says: {why.strerror}{where}\n")
        return Exit.USAGE
    from bot.logs import redact  # noqa: PLC0415 - only where something went wrong

    sys.stderr.write(redact("".join(traceback.format_exception(why))))
    sys.stderr.write("optout: this is a mistake of ours; the lines above (without personal data) belong in a report.\n")
    return Exit.OUR_BUG


def _is_expected(why: Exception) -> bool:
    """By name, so that nothing is imported that was not in use already."""
    return any(
        module in sys.modules and isinstance(why, getattr(import_module(module), name)) for module, name in EXPECTED
    )
