"""A household in a town that counts, and the journal beside it, to be compared line by line."""

import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from bot.household import load
from bot.sessions import VaultSessions
from fixtures.residents import Resident
from fixtures.town import Town
from tests.flows.world import Household
from tests.never_twice.processes import Program

HASTE = {
    "OPTOUT_PATIENCE": "6", "OPTOUT_ANSWER_PATIENCE": "5", "OPTOUT_RETRY_PAUSE": "0", "OPTOUT_WATCH": "0",
    "OPTOUT_SECONDS_BETWEEN_SENDS": "0",
}  # fmt: skip
_ROUNDS = 6
"""Runs until all must have been walked: the pauses between them are 2, 4, 8 … hours of the town's clock."""
ARRIVED = {"sent", "acknowledged", "confirmed", "more_asked"}
"""States that only a request on the wire can lead to."""


def crowd(counts: Sequence[tuple[str, str, int]]) -> list[Resident]:
    """So many accounts per platform and scenario, all of one person: one mailbox to look into at each start."""
    found: list[Resident] = []
    for platform, scenario, count in counts:
        for _ in range(count):
            n = len(found)
            phone = f"+35387{n:06d}" if platform == "whatsapp" else ""
            found.append(
                Resident("robin", "Robin Resident", "en", "IE", platform, f"robin{n}@example.org", phone, "", scenario)
            )
    return found


@dataclass
class Siege:
    """One household, one town, one journal."""

    town: Town
    data: Path
    journal: str = ""
    """A PostgreSQL URL; empty for the SQLite file in the data directory."""
    extra: dict[str, str] = field(default_factory=dict)
    """Settings beside the hasty ones, for the runs that follow."""
    _runs: int = field(default=0)

    def log_in(self) -> None:
        """Every account has its session, as if its person had logged in."""
        names = {account.name: account for account in load(self.town.household).accounts}
        sessions = VaultSessions.open(self.data)
        for name, account in names.items():
            if account.platform != "whatsapp":
                sessions.save(account, {"cookies": self.town.session(name), "origins": []})

    @property
    def household(self) -> Household:
        """The commands, as a person would call them."""
        store = {"OPTOUT_JOURNAL": self.journal} if self.journal else {}
        return Household(self.town, self.data, {**HASTE, **store, **self.extra})

    def program(self, *arguments: str) -> Program:
        """A command that can be killed."""
        self._runs += 1
        log = self.town.directory / f"said-{id(self):x}-{self._runs:02d}.txt"
        return Program(arguments, self.household.environment, log)

    def run(self, *arguments: str) -> Program:
        """`optout run`, which does not wait for letters."""
        return self.program("run", "--wait", "0", *arguments)

    def finish(self) -> list[str]:
        """Run until nothing is left to walk, moving the town's clock to what is due later. The obstacles met meanwhile.

        Each objection that is stopped has left nothing behind, and says when it is walked again, or whose move it is.
        """
        met: list[str] = []
        for _ in range(_ROUNDS):
            self.household.optout("run", "--at-once", "3", "--wait", "0")
            rows, arrived = self.household.status(), self.arrived()
            stopped = {name: row for name, row in rows.items() if row["state"] == "stopped"}
            assert [] == [name for name, row in stopped.items() if arrived[name] or row["sends"]], stopped
            assert [] == [name for name, row in stopped.items() if not (row["obstacle"] and row["due"])], stopped
            if not stopped and "planned" not in {row["state"] for row in rows.values()}:
                break
            met += [str(row["obstacle"]) for row in stopped.values()]
            due = [datetime.fromisoformat(row["due"]) for row in stopped.values()]
            self.town.set_clock(max([self.town.now(), *due]) + timedelta(minutes=1))
        return met

    # ---- what is written and what arrived

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """The journal's own tables, read from outside; empty while there are none."""
        if self.journal:
            with psycopg.connect(self.journal) as connection:
                return connection.execute(question.encode()).fetchall()
        file = self.data / "journal.sqlite"
        if not file.exists():
            return []
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(question).fetchall()

    def open_intents(self) -> set[tuple[str, int]]:
        """The attempts whose intent is on disk and whose outcome is not."""
        try:
            found = self.ask("SELECT objection_id, n FROM attempt WHERE outcome IS NULL")
        except (sqlite3.OperationalError, psycopg.errors.UndefinedTable):
            return set()  # the tables are being made
        return {(str(objection), int(n)) for objection, n in found}

    def arrived(self) -> dict[str, int]:
        """How many requests the town counted, by handle."""
        counts = {(r.platform, r.handle): name for name, r in self.town.registry.by_name.items()}
        return {counts[platform, handle]: n for (_, platform, handle), n in self.town.sends().items()}

    def contradictions(self) -> list[str]:
        """Everything in which the journal and the town's ledger do not agree; empty is what is asked for."""
        rows, arrived = self.household.status(), self.arrived()
        return [f"{name}: {fault}" for name, row in rows.items() for fault in _faults(row, arrived[name])]

    def states(self) -> list[str]:
        """The state of each objection, sorted."""
        return sorted(str(row["state"]) for row in self.household.status().values())


def _faults(row: dict[str, Any], arrived: int) -> list[str]:
    state, sends = row["state"], row["sends"]
    flagged = row["whose_move"] in {"controller", "person"} and row["next"] in {"watch_mail", "ask_person"}
    rules = {
        f"sent {arrived} times": arrived > 1,
        f"is {state} and nothing arrived": state in ARRIVED and arrived == 0,
        f"is {state} although it arrived": state not in ARRIVED | {"maybe_sent"} and arrived > 0,
        f"counts {sends} sends, {arrived} arrived": state != "maybe_sent" and sends != arrived,
        f"is maybe_sent, and it is {row['whose_move']}'s move to {row['next']}": state == "maybe_sent" and not flagged,
    }
    return [fault for fault, holds in rules.items() if holds]


@dataclass
class Aim:
    """When to kill: at a random moment, or right after an intent was written."""

    siege: Siege
    dice: random.Random
    in_window: int = 0
    kills: int = 0

    def fire(self, aimed: bool, *arguments: str) -> bool:
        """Start a run and kill it; False when it was over before."""
        before = self.siege.open_intents()
        with self.siege.run(*arguments) as program:
            begun = self._begun(program)
            hit = program.until(self._intended(before)) if aimed else program.until(begun)
            delay = self.dice.uniform(0, 0.12 if aimed else 1.6)
            if not hit or not self._alive_after(program, delay):
                return False
            program.kill()
        self.kills += 1
        self.in_window += bool(self.siege.open_intents() - before)
        return True

    def _intended(self, before: set[tuple[str, int]]) -> Callable[[], bool]:
        return lambda: bool(self.siege.open_intents() - before)

    def _begun(self, program: Program) -> Callable[[], bool]:
        return lambda: ": starts" in program.said

    def _alive_after(self, program: Program, delay: float) -> bool:
        program.until(lambda: False, delay)
        return not program.over
