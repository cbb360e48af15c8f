"""What time it is: the machine's clock, or the one a world keeps in a file."""

from datetime import UTC, datetime
from pathlib import Path


class ClockError(Exception):
    """The world's clock file holds no instant; one sentence."""


class Clock:
    """Tells the time in UTC. With a file, the file's RFC 3339 instant stands for now and is read at every use."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._last: datetime | None = None

    def now(self) -> datetime:
        """An aware instant in UTC; the machine's own while the file does not exist."""
        if self._file is None:
            return datetime.now(UTC)
        try:
            text = self._file.read_text("utf-8-sig").strip()
        except FileNotFoundError:
            return datetime.now(UTC)
        except (OSError, UnicodeDecodeError) as fault:
            raise ClockError(f"{self._file}: the clock file cannot be read ({type(fault).__name__}).") from None
        found = _instant(text)
        if found is None and text == "" and self._last is not None:
            # Whoever moves the clock may truncate the file before writing it: the last instant holds meanwhile.
            return self._last
        if found is None:
            raise ClockError(f"{self._file}: expected an RFC 3339 instant, such as 2026-03-10T12:00:00Z.")
        self._last = found
        return found


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None else None
