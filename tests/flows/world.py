"""Households in towns of their own, run as a person would run them, for every row of the matrix."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.household import load
from bot.sessions import VaultSessions
from fixtures.residents import Resident
from fixtures.town import Town

TIME_OUT = 900
ENDS = frozenset({0, 10, 11, 12, 13, 14})
LANGUAGES = ("en", "fr", "de", "it", "es", "pl", "pt", "nl")
NEEDS_NO_LOG_IN = "whatsapp"


@dataclass(frozen=True)
class Household:
    """The commands of the bot, called as a person would, on a town of its own."""

    town: Town
    data: Path
    extra: Mapping[str, str]

    def optout(self, *arguments: str, ends: frozenset[int] = ENDS) -> str:
        """Run one command to its end; what it printed."""
        with self.started(*arguments) as command:
            printed, complaint = command.communicate(timeout=TIME_OUT)
        assert command.returncode in ends, f"{arguments}: {command.returncode}\n{printed}\n{complaint}"
        return printed

    @contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on beside the test."""
        with subprocess.Popen(
            [sys.executable, "-m", "bot.cli", *arguments],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as command:  # fmt: skip
            try:
                yield command
            finally:
                if command.poll() is None:
                    command.terminate()

    @property
    def environment(self) -> dict[str, str]:
        """Where everything is, and the town's passwords."""
        return {
            **os.environ, **self.town.environment, "OPTOUT_WORLD": str(self.town.world),
            "OPTOUT_HOUSEHOLD": str(self.town.household), "OPTOUT_DATA": str(self.data), **self.extra,
        }  # fmt: skip

    def log_in(self) -> None:
        """Every account that has no session yet, with the town's own password."""
        self.optout("login", "--with-password-from", "OPTOUT_TOWN_PASSWORD")

    def be_logged_in(self) -> None:
        """What a log-in leaves behind, where logging in is not what is tried: the town's own sessions."""
        sessions = VaultSessions.open(self.data)
        for person in load(self.town.household).persons:
            for account in person.accounts:
                if account.platform != NEEDS_NO_LOG_IN:
                    sessions.save(account, {"cookies": self.town.session(account.name), "origins": []})

    def status(self) -> dict[str, dict[str, Any]]:
        """What `optout status --json` says, by handle."""
        return {row["handle"]: row for row in json.loads(self.optout("status", "--json"))}

    def folders(self) -> list[Path]:
        """Every folder of evidence."""
        return sorted(log.parent for log in (self.data / "evidence").glob("**/log.jsonl"))


def lines(folder: Path) -> list[dict[str, Any]]:
    """The log of one walk."""
    return [json.loads(line) for line in (folder / "log.jsonl").read_text("utf-8").splitlines()]


def resident(platform: str, scenario: str, *, n: int = 0, language: str = "en") -> Resident:
    """One person per scenario and platform: nobody's trouble can touch another's row."""
    who = f"{scenario.replace('_', '-')}-{platform}"
    phone = f"+3538700{n:05d}" if platform == "whatsapp" else ""
    return Resident(
        who, f"Resident {n}", language, "IE", platform, f"{who}@example.org", phone=phone, scenario=scenario
    )


def residents(cases: Sequence[tuple[str, str]], *, languages: Sequence[str] = ("en",)) -> list[Resident]:
    """One resident per case, the languages in turn."""
    return [
        resident(platform, scenario, n=n, language=languages[n % len(languages)])
        for n, (platform, scenario) in enumerate(cases)
    ]
