"""Show everything once: open the town, run the household, let a month pass, seal and verify a dossier."""

import argparse
import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fixtures.residents import from_household
from fixtures.town import Town

HOUSEHOLD = Path(__file__).parent.parent / "fixtures" / "households" / "martin.toml"
WAITING = {"sent", "acknowledged", "extended"}


class Demonstration:
    """Calls the same commands that a person would type."""

    def __init__(self, out: Path, town: Town) -> None:
        self.out = out
        self.town = town
        self.environment = {
            **os.environ,
            **town.environment,
            "OPTOUT_WORLD": str(town.world),
            "OPTOUT_HOUSEHOLD": str(town.household),
            "OPTOUT_DATA": str(out / "data"),
        }

    def optout(self, *arguments: str, show: bool = True, may_end_with: Sequence[int] = (0,)) -> str:
        """Run one command; its own words go to the terminal."""
        if show:
            print(f"\n$ optout {' '.join(arguments)}", flush=True)
        ended = subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            env=self.environment,
            stdout=None if show else subprocess.PIPE,
            text=True,
            check=False,
        )
        if ended.returncode not in may_end_with:
            raise SystemExit(f"optout {arguments[0]} ended with {ended.returncode}")
        return ended.stdout or ""

    def accounts(self) -> list[dict[str, str]]:
        """What `optout status --json` says."""
        found: list[dict[str, str]] = json.loads(self.optout("status", "--json", show=False, may_end_with=ANY))
        return found

    def let_a_month_pass(self) -> None:
        """Move the town's clock behind the last day on which an answer is due, if one is still due."""
        due = [datetime.fromisoformat(a["due"]) for a in self.accounts() if a["state"] in WAITING and a["due"]]
        if not due:
            return
        clock = self.town.world.parent / tomllib.loads(self.town.world.read_text())["clock"]["file"]
        then = max(due) + timedelta(hours=1)
        clock.write_text(then.isoformat())
        print(f"\nThe town's clock is moved to {then:%d %B %Y}: the month of Article 12(3) is over.")
        self.optout("run", "--wait", "2", may_end_with=ANY)

    def everything(self) -> None:
        """The story from the first page to the verified dossier."""
        self.optout("login", "--with-password-from", "OPTOUT_TOWN_PASSWORD", may_end_with=ANY)
        self.optout("run", "--at-once", "2", "--wait", "8", may_end_with=ANY)
        self.let_a_month_pass()
        self.optout("report", "-o", str(self.out / "report.html"))
        worst = next((a for a in self.accounts() if a["state"] == "refused"), self.accounts()[0])
        bag = self.out / "dossier.zip"
        self.optout("dossier", worst["handle"], "-o", str(bag), "--force")
        self.optout("verify", str(bag))


ANY = (0, 10, 11, 12, 13, 14)
"""The exit codes of a household that has something left to do."""


def main() -> None:
    """`python -m demonstration --out demo`."""
    parser = argparse.ArgumentParser(prog="demonstration", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("demo"))
    parser.add_argument("--imap", choices=("auto", "python", "dovecot"), default="python")
    options = parser.parse_args()
    out = options.out.resolve()
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    start = time.monotonic()
    with Town(out / "town", from_household(HOUSEHOLD), imap=options.imap, now=datetime.now(UTC)) as town:
        before = sum(town.sends().values())
        print(f"The town is open. Four people, {len(from_household(HOUSEHOLD))} accounts: {HOUSEHOLD.name}")
        Demonstration(out, town).everything()
        sends = town.sends()
        twice = sum(count > 1 for count in sends.values())
    new, all_of_them = sum(sends.values()) - before, sum(sends.values())
    print(
        f"\nThe town counted {new} objections on the wire in this run, {all_of_them} in all, {twice} of them twice."
        f" {time.monotonic() - start:.0f} s.\nLook at:"
        f"\n  {out / 'report.html'}   the household's report"
        f"\n  {out / 'data' / 'evidence'}   a folder per walk"
        f"\n  {out / 'dossier.zip'}   one dossier, verified above"
    )
    if twice:
        raise SystemExit("the town was asked twice: that must not happen")


if __name__ == "__main__":
    main()
