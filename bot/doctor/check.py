"""What one look of the doctor says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool | None
    """None: it can be done without."""
    says: str
    fix: str | None = None
    """What to do, in one sentence; None when there is nothing to do."""
