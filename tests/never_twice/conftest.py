"""A small household in a town of its own."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from fixtures.town import Town
from tests.never_twice.siege import Siege, crowd

Build = Callable[[Sequence[tuple[str, str, int]]], Siege]


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    """Make a town of (platform, scenario, count) and a household that is logged in."""
    with ExitStack() as stack:

        def made(counts: Sequence[tuple[str, str, int]]) -> Siege:
            town = stack.enter_context(Town(tmp_path / "town", crowd(counts), imap="python", late=0.02, pace=0))
            siege = Siege(town, tmp_path / "data")
            siege.log_in()
            return siege

        yield made
