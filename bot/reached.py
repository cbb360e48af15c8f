"""How one way of one flow ended today: what a probe finds and a report prints."""

from dataclasses import dataclass

FORM = "form"
DISCOVERY = "discovery"
PASSED_OVER = "passed_over"


@dataclass(frozen=True, slots=True)
class Reached:
    """One way of one platform, walked as far as its form; nothing was sent."""

    platform: str
    way: str
    title: str
    outcome: str
    """`form`, `discovery` (opened and looked at, for a person to judge), `passed_over` (nothing was opened: the letter
    with which it begins is not there), or the code of the obstacle."""
    seconds: float
    url: str
    detail: str = ""
    gone_since: str = ""
    """The date on which the road was last known to disappear."""
    drift: tuple[str, ...] = ()
    """Phrases whose wording failed while the address matched."""

    @property
    def reached(self) -> bool:
        """Did the walk end where it should? A log-in wall only proves that the form is not dead."""
        return self.outcome in {FORM, DISCOVERY}
