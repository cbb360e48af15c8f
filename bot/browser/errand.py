"""What a walk is sent out with, and whom it tells."""

from typing import TYPE_CHECKING, Any, Protocol

from bot.household import Account
from bot.phrasebook import Phrasebook

if TYPE_CHECKING:
    from bot.letters.notice import Notice


class Errand(Protocol):
    """What a walk is sent out with, and whom it tells."""

    account: Account
    book: Phrasebook
    patience: float
    """Seconds a page may take to show what a verb needs."""
    answer_patience: float
    """Seconds a page may take to say what became of a submission."""

    def intend(self) -> None:
        """Write the intent to disk. Returns only when it is there; raises when it must not be sent."""

    def heard(self, witness: str, **facts: Any) -> None:
        """A witness (network or page) has spoken: keep its word at once."""

    def code(self) -> str | None:
        """The code that came by mail; None when it did not come in time."""

    def notice(self) -> "Notice | None":
        """The controller's own information mail, proven, whose link this walk is to open; None where there is none."""

    def told(self, what: str) -> None:
        """Progress, for a person who watches."""

    def renew(self) -> None:
        """From the return on, no connection that the browser used before carries anything more to a server."""

    def reached(self, host: str) -> str:
        """The address and port under which a host was really reached; empty where that is not known."""
