"""`make bench`: ratios with median and spread, written to .bench/latest.json; no test, because machines differ."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.browser.launch import QUIET
from bot.chromium import find
from bot.household import load
from bot.vault import Vault
from bot.world import chromium_arguments
from bot.world import load as load_world
from fixtures.residents import Resident
from fixtures.town import Town
from tests.bench.cost import Cost, measured
from tests.bench.glances import help_ms, status_ms

FORM = {
    "facebook": "https://www.facebook.com/help/contact/712876720715583",
    "instagram": "https://help.instagram.com/contact/767264225370182",
}
WORDS = {
    "decline": "Decline optional cookies",
    "submit": "Submit",
    "done": "your request will be applied going forward",
}
PEOPLE = 4
"""Persons of a household, as in the demonstration: each has several accounts and one mailbox."""
LIMITS = {"wall": 1.35, "cpu": 1.25, "help_ms": 150, "status_ms": 500}


def people(rounds: int, accounts: int) -> list[Resident]:
    """Fresh residents for each round and each side: nobody is asked twice."""
    return [resident(side, r, n) for side in ("bot", "raw") for r in range(rounds) for n in range(accounts)]


def resident(side: str, r: int, n: int) -> Resident:
    """Account ``n`` of a household of four."""
    person, platform = f"{side}{r}n{n % PEOPLE}", ("facebook", "instagram")[n // PEOPLE % 2]
    return Resident(person, f"Bench {n % PEOPLE}", "en", "IE", platform, f"{side}{r}n{n}@example.org")


class Bench:
    """One town, one data directory with every session."""

    def __init__(self, town: Town, here: Path) -> None:
        self.town, self.here = town, here
        self.data = here / "data"
        self.environment = {
            **os.environ, **town.environment, "OPTOUT_WORLD": str(town.world), "OPTOUT_HOUSEHOLD": str(town.household),
            "OPTOUT_DATA": str(self.data),
        }  # fmt: skip
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def optout(self, *arguments: str, household: Path | None = None) -> None:
        """One command; its exit code says what is left to do, which is no matter here."""
        environment = {**self.environment, **({"OPTOUT_HOUSEHOLD": str(household)} if household else {})}
        command = [sys.executable, "-m", "bot.cli", *arguments]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if ended.returncode in {1, 2}:
            raise SystemExit(ended.stderr)

    def households(self, prefix: str) -> Path:
        """The part of the household file whose persons begin with a prefix."""
        blocks = self.town.household.read_text().split("[[person]]\n")
        kept = [block for block in blocks[1:] if f'id = "{prefix}n' in block]
        part = self.here / f"{prefix}.toml"
        part.write_text("schema = 1\n" + "".join(f"[[person]]\n{block}" for block in kept))
        return part

    def raw(self, prefix: str) -> Callable[[], Cost]:
        """The raw script on the same kind of accounts; the errand is prepared before the clock runs."""
        world, browser = load_world(self.town.world), find()
        if browser is None:
            raise SystemExit("no Chromium: run `optout doctor --fix`")
        vault = Vault.open(self.data)
        accounts = [
            {"address": FORM[account.platform], "session": vault.load(account.id, "session")}
            for account in load(self.households(prefix)).accounts
        ]
        errand = {
            **WORDS, "browser": str(browser.path), "arguments": [*QUIET, *chromium_arguments(world)],
            "accounts": accounts,
            "sandbox": os.geteuid() != 0, "pictures": str(self.here / f"pictures-{prefix}"),
        }  # fmt: skip
        file = self.here / f"{prefix}.json"
        file.write_text(json.dumps(errand))
        command = [sys.executable, "-m", "tests.bench.raw", str(file)]
        return lambda: measured(command, self.environment, ends=(0,))

    def ours(self, prefix: str) -> Cost:
        """The household run; its exit code says what is left to do, which is no matter here."""
        environment = {**self.environment, "OPTOUT_HOUSEHOLD": str(self.households(prefix))}
        command = [sys.executable, "-m", "bot.cli", "run", "--wait", "0"]
        return measured(command, environment, ends=(0, 10, 11, 12, 13, 14))


def against_the_floor(rounds: int, accounts: int) -> dict[str, Any]:
    """Both, alternating, in one run."""
    here = Path(tempfile.mkdtemp(prefix="optout-bench-"))
    try:
        with Town(here / "town", people(rounds, accounts), imap="python", pace=0.0) as town:
            bench = Bench(town, here)
            bench.optout("login", "--with-password-from", "OPTOUT_TOWN_PASSWORD")
            pairs = []
            for r in range(rounds):
                raw = bench.raw(f"raw{r}")
                ours = bench.ours(f"bot{r}")
                pairs.append((ours, raw()))
                said = [f"{cost.wall:.1f} s wall, {cost.cpu:.1f} s CPU" for cost in pairs[-1]]
                print(f"  round {r + 1}: optout {said[0]}; raw {said[1]}; optout's own memory {ours.memory:.0f} MB")
            sent = sum(town.sends().values())
        expected = 2 * rounds * accounts
        if sent != expected:
            raise SystemExit(f"the town counted {sent} objections instead of {expected}: nothing was measured")
        return {
            "accounts": accounts,
            "rounds": rounds,
            "wall": spread([ours.wall / raw.wall for ours, raw in pairs]),
            "cpu": spread([ours.cpu / raw.cpu for ours, raw in pairs]),
            "memory_mb": spread([ours.memory for ours, _ in pairs]),
        }
    finally:
        shutil.rmtree(here, ignore_errors=True)


def memory(walks: Sequence[int]) -> dict[str, float]:
    """The peak of the bot's own processes in MB, for one run of each size: nothing may grow with the walks."""
    here = Path(tempfile.mkdtemp(prefix="optout-bench-"))
    try:
        residents = [resident(f"m{count}", 0, n) for count in walks for n in range(count)]
        with Town(here / "town", residents, imap="python", pace=0.0) as town:
            bench, peaks = Bench(town, here), {}
            for count in walks:
                part = bench.households(f"m{count}0")
                bench.optout("login", "--with-password-from", "OPTOUT_TOWN_PASSWORD", household=part)
                before = sum(town.sends().values())
                cost = bench.ours(f"m{count}0")
                if sum(town.sends().values()) - before != count:
                    raise SystemExit(f"not all of {count} objections were counted by the town: nothing was measured")
                peaks[str(count)] = round(cost.memory, 1)
                print(
                    f"  {count} walks: {cost.memory:.0f} MB, {cost.wall:.0f} s wall, {cost.cpu:.0f} s CPU", flush=True
                )
        return peaks
    finally:
        shutil.rmtree(here, ignore_errors=True)


def spread(ratios: Sequence[float]) -> dict[str, float]:
    """Median, smallest, largest."""
    return {"median": round(statistics.median(ratios), 3), "min": round(min(ratios), 3), "max": round(max(ratios), 3)}


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--accounts", type=int, default=11)
    parser.add_argument(
        "--walks", type=int, nargs="*", default=[], help="also the memory of runs of so many accounts: 10 100 500"
    )
    parser.add_argument("--objections", type=int, default=100_000)
    options = parser.parse_args()
    print(f"a household of {options.accounts} accounts against a raw script, {options.rounds} rounds")
    results: dict[str, Any] = {"walks": against_the_floor(options.rounds, options.accounts)}
    if options.walks:
        results["memory_mb_by_walks"] = memory(options.walks)
    results["help_ms"], results["status_ms"] = spread(help_ms()), spread(status_ms(options.objections))
    for name, limit in LIMITS.items():
        figure = results["walks"][name] if name in {"wall", "cpu"} else results[name]
        print(f"{name:10} median {figure['median']:>8}  ({figure['min']} to {figure['max']})  limit {limit}")
    out = Path(".bench")
    out.mkdir(exist_ok=True)
    (out / "latest.json").write_text(json.dumps(results, indent=1) + "\n")
    print("written to .bench/latest.json")


if __name__ == "__main__":
    main()
