"""What every verb has in common: once the page has answered, there is nothing left to do."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

P = ParamSpec("P")


def verb(does: Callable[Concatenate[Any, P], None]) -> Callable[Concatenate[Any, P], None]:
    """A verb of a walk. After the page said, before anything was sent, that there is nothing to do, it does nothing.

    A flow never branches; so a walk that has its answer lets the rest of the flow pass.
    """

    @wraps(does)
    def unless_answered(walk: Any, /, *words: P.args, **named: P.kwargs) -> None:  # noqa: ANN401 - any walk
        if walk.answered is None:
            does(walk, *words, **named)

    return unless_answered
