"""Take one file into a dossier: sweep it, then hash it."""

from bot.dossier.bag import Measured, Member, measure
from bot.dossier.hostile import Hostile, check_name
from bot.dossier.redact import Sweeper


class CannotSeal(Exception):  # noqa: N818 - the domain's word
    """What was handed over is not what it says it is; no dossier is made."""


def swept(member: Member, sweeper: Sweeper) -> Measured:
    """Sweep a file, then hash it. The hash is held against what is written, so nothing can change in between."""
    try:
        check_name(member.name)
        with member.open() as stream:
            sweeper.name(member.name)
            sweeper.stream(stream, member.name)
        return measure(member)
    except Hostile as fault:
        raise CannotSeal(str(fault)) from fault
    except OSError as trouble:
        raise CannotSeal(f"{member.name}: {trouble.strerror or 'cannot be read'}") from trouble
