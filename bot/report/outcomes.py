"""Print docs/outcomes.md: what each ending means, what the bot did, what you can do, what the evidence shows."""

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.answers import Answer
from bot.obstacles import ALL, Again, Exit, Mover, Obstacle, Scope
from bot.report.story import STATES
from bot.report.wording import words

DATA = Path(__file__).with_name("outcomes.toml")

INTRODUCTION = """\
# Outcomes

<!-- Printed from the code: python -m bot.report.outcomes > docs/outcomes.md -->

Every walk ends in one of the words on this page, and every account stands at one of them. *Obstacles* stopped a walk.
*Answers* are what the controller said, or its silence. *States* are what the witnesses (network, page, letter) prove
together: *sent*, *acknowledged* and *confirmed* are three different words, and the one is used that can be proven.
"""

MOVE = {
    Mover.CONTROLLER: "the controller's",
    Mover.PERSON: "yours",
    Mover.US: "ours",
    Mover.NOBODY: "nobody's",
}
REACH = {Scope.WAY: "this way only; the next way is tried", Scope.ACCOUNT: "every way of this account"}
AGAIN = {
    Again.NOT_TODAY: "not today",
    Again.AFTER_THE_PERSON_ACTS: "after you have acted",
    Again.AFTER_AN_UPDATE: "after an update",
    Again.SOON_THEN_LATER: "now, three times, then after 2, 4, 8 … 48 hours",
    Again.LATER: "after 2, 4, 8 … 48 hours",
}


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(DATA.read_text("utf-8"))


def exit_codes() -> str:
    """The table of exit codes, from the enum itself."""
    rows = ["| code | name | meaning | obstacles |", "|---:|---|---|---|"]
    for code in Exit:
        stopped = ", ".join(f"[`{kind.code}`](#{kind.code})" for kind in ALL if kind.exit is code)
        rows.append(f"| {code.value} | `{code.name.lower()}` | {_data()['exit'][code.name]} | {stopped} |")
    return "\n".join(rows)


def obstacle_section(kind: type[Obstacle]) -> str:
    """One obstacle."""
    told = _data()["obstacle"][kind.code]
    situation = (kind.__doc__ or "").splitlines()[0]
    short = words("en")(f"obstacle.{kind.code}.short")
    facts = (
        f"*{short}* · whose move: {MOVE[kind.whose_move]} · again: {AGAIN[kind.again]} · "
        f"spoils: {REACH[kind.scope]} · exit code {kind.exit.value}"
    )
    return _section(kind.code, facts, situation, kind.advice, told)


def state_section(state: str) -> str:
    """One state or answer."""
    told = _data()["state"][state]
    kinds = [name for name, known in (("state", STATES), ("answer", tuple(Answer))) if state in known]
    short = words("en").of("state", state, "short")
    return _section(state, f"*{short}* · {' and '.join(kinds)}", told["means"], told["you"], told)


def _section(code: str, facts: str, means: str, you: str, told: Mapping[str, str]) -> str:
    return "\n".join(
        (
            f"### {code}",
            "",
            facts,
            "",
            f"- **What it means.** {means}",
            f"- **What the bot did.** {told['did']}",
            f"- **What you can do.** {you}",
            f"- **What the evidence shows.** {told['evidence']}",
            "",
        )
    )


def states_and_answers() -> Iterator[str]:
    """Every state in the order of an objection's life, then the answers that are no state."""
    yield from STATES
    yield from (answer.value for answer in Answer if answer.value not in STATES)


def page() -> str:
    """The whole of docs/outcomes.md."""
    parts: Iterable[str] = (
        INTRODUCTION,
        "## Exit codes\n",
        "When several apply, the highest wins; `--json` lists all.\n",
        exit_codes() + "\n",
        "## Obstacles\n",
        *(obstacle_section(kind) for kind in ALL),
        "## States and answers\n",
        *(state_section(state) for state in states_and_answers()),
    )
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
