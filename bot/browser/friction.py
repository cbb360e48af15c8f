"""Count what the road asks of a person."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.survey import Element

LOG_INS = {"login_wall", "login_loop", "checkpoint"}
DEAD_ENDS = {"dead_link", "blank_page", "region_lock", "country_missing", "wrong_form", "label_drift", "unknown_page",
             "left_the_platform", "server_error", "no_network"}  # fmt: skip
"""Obstacles at which the road simply ends."""


@dataclass
class Friction:
    """Clicks, screens, fields and seconds from entry to form: what the associations complained of, as figures."""

    clicks: int = 0
    screens: int = 0
    login_walls: int = 0
    dead_ends: int = 0
    _fields: set[tuple[int, str]] = field(default_factory=set)
    _mandatory: set[tuple[int, str]] = field(default_factory=set)
    _start: float | None = None
    _form: float | None = None

    def step(self, verb: str) -> None:
        """A verb begins; the first one is the entry."""
        if self._start is None:
            self._start = time.monotonic()
        if verb in {"open", "follow"}:
            self.screens += 1

    def click(self, times: int = 1) -> None:
        """A link or a button was pressed."""
        self.clicks += times

    def not_shown(self) -> None:
        """A screen that not everybody sees was not there."""
        self.screens -= 1

    def at_the_form(self) -> None:
        """The form is in front of us."""
        if self._form is None:
            self._form = time.monotonic()

    @property
    def is_at_the_form(self) -> bool:
        """Whether the road has ended at a form."""
        return self._form is not None

    def asked(self, controls: Iterable[Element]) -> None:
        """What the form asks for, seen at any time: steps and dialogs add to it. A group of choices is one question."""
        for one in controls:
            if one.type in {"hidden", "submit", "button", "image", "reset", "search"}:
                continue
            question = (one.frame, one.name if one.type == "radio" and one.name else one.selector)
            self._fields.add(question)
            if one.required:
                self._mandatory.add(question)

    def stopped(self, code: str) -> None:
        """An obstacle ended the road."""
        self.login_walls += code in LOG_INS
        self.dead_ends += code in DEAD_ENDS

    def facts(self) -> dict[str, Any]:
        """The figures as they stand; seconds only once a form was reached."""
        known = {
            "clicks": self.clicks, "screens": self.screens, "form_fields": len(self._fields),
            "mandatory_fields": len(self._mandatory), "login_walls": self.login_walls, "dead_ends": self.dead_ends,
        }  # fmt: skip
        reached = self._form is not None and self._start is not None
        return {**known, "seconds_to_form": round(self._form - self._start, 1)} if reached else known  # type: ignore[operator]  # just asked
