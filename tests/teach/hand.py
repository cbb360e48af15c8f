"""A hand that points, and what it is asked for."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.browser import Chromium
from bot.teach import Lesson, Need, TeachingStopped

T = TypeVar("T")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LINK = Need("object", "link")
CENTER = "https://www.facebook.com/privacy/center/"
Room = Callable[[Callable[[Chromium], T]], T]
Point = Callable[..., Lesson]


@dataclass
class Hand:
    """Presses with a real browser what the page calls by another name."""

    words: dict[str, str]
    agreed: bool = True
    heard: list[str] = field(default_factory=list)

    def told(self, text: str) -> None:
        """What a person would read."""
        self.heard.append(text)

    def point(self, page: Any, phrases: tuple[str, ...]) -> None:  # noqa: ANN401 - a page of the browser
        """One press, by the accessible name."""
        if phrases[0] not in self.words:
            raise TeachingStopped(f"nobody knows {phrases[0]}")
        name = self.words[phrases[0]]
        link = page.get_by_role("link", name=name, exact=True)
        link.or_(page.get_by_role("button", name=name, exact=True)).first.click()

    def means(self, phrases: tuple[str, ...]) -> str:
        """What was asked for."""
        return phrases[0]

    def agrees(self, text: str) -> bool:
        """As the test says."""
        self.heard.append(text)
        return self.agreed


def command(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """One command, to its end."""
    call = [sys.executable, "-m", "bot.cli", *arguments]
    return subprocess.run(call, env=environment, capture_output=True, text=True, timeout=120, check=False)


def lesson_of(words: str = "dire non", target: str = "https://www.facebook.com/x.y/", phrase: str = "object") -> Lesson:
    """As a person would have taught it."""
    return Lesson(phrase, "fr", "link", words, target, CENTER, "2026-11-22")
