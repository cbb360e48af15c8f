"""Read when a server wants to be asked again."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=30)
"""What a header says is hostile input: nobody is asked to wait for a year."""
_SECONDS = re.compile(r"[0-9]{1,12}")


def wish(retry_after: str, date: str, now: datetime) -> timedelta | None:
    """How long the server asks to be left alone (RFC 9110 section 10.2.3): seconds, or a date.

    A date is meant by the server's own clock, which its ``Date`` header tells; ``now`` stands in where it tells none.
    None for what is neither, for a date that has passed, and for no seconds at all.
    """
    text = retry_after.strip()
    if _SECONDS.fullmatch(text):
        return min(timedelta(seconds=int(text)), LONGEST) or None
    until = _moment(text)
    if until is None:
        return None
    pause = until - (_moment(date) or now)
    return min(pause, LONGEST) if pause > timedelta() else None


def _moment(text: str) -> datetime | None:
    """An HTTP date (RFC 9110 section 5.6.7), which is always in UTC."""
    if not text or len(text) > 64:  # noqa: PLR2004 - the longest form has 33 characters
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=found.tzinfo or UTC)
