"""`python -m tests.dossier.judges --demo demo`: other people's programs judge dossiers of the demonstration.

Each account of it that was refused, met silence, a region lock or a dead link gets a dossier and a filing set, sealed
with the stamps of the demonstration's own town, and every judge looks at each; so does one more account, whose every
way was dead. A judge is no part of this project: the Library of Congress's bagit.py, Webrecorder's wacz, openssl,
mailauth, qpdf, the HAR schema; `optout verify` is asked as well. One that is not on PATH is told as missing, and never
as agreeing. CONTRIBUTING.md says how to get them.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fixtures.residents import Resident, from_household
from fixtures.town import Town

HOUSEHOLD = Path(__file__).parent.parent.parent / "fixtures" / "households" / "martin.toml"
ACCOUNTS = {
    "luca/facebook": "refused",
    "luca/instagram-2": "silent",
    "luca/instagram": "region lock",
    "martin/instagram": "dead link",
}
VERA = Resident("vera", "Vera Muster", "de", "AT", "instagram", "vera.muster@example.org", scenario="everything_dead")
CLEAN = {"PATH": "/usr/bin:/bin"}
"""What the stranger's shell knows when the lines of VERIFY.txt are typed."""
_PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is judged."""

    path: Path
    bag: Path
    """The same, unpacked."""
    filing: Path
    roots: Mapping[str, Path]
    """By the name of a stamp, the root that its authority itself publishes."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a judge said."""

    judged: int = 0
    """How many files or lines it looked at."""
    against: tuple[str, ...] = ()
    """What it did not accept, each with its own words."""
    missing: str = ""
    """The program that is not here."""

    def __str__(self) -> str:
        if self.missing:
            return f"missing: {self.missing}"
        if self.against:
            return f"{len(self.against)} of {self.judged} REFUSED"
        return f"ok ({self.judged})" if self.judged else "nothing to judge"


Judge = Callable[[Dossier], Said]


def _run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> tuple[int, str]:
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env=environment, timeout=_PATIENCE, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def _on_path(program: str) -> str | None:
    """Where a judge is: on PATH, or beside this Python, where bagit.py was set up with the tests."""
    return shutil.which(program) or shutil.which(program, path=Path(sys.executable).parent)


def _each(
    program: str,
    files: Iterable[Path],
    arguments: Callable[[Path], Sequence[str | Path]],
    accepts: Callable[[str], bool],
) -> Said:
    """One program, file by file: its exit code and its words must both agree."""
    judge = _on_path(program)
    if judge is None:
        return Said(missing=program)
    found = sorted(files)
    against = []
    for file in found:
        code, words = _run([judge, *arguments(file)], file.parent)
        if code or not accepts(words):
            against.append(f"{file.name}: exit {code}: {words.strip()[-600:]}")
    return Said(len(found), tuple(against))


def bagit(dossier: Dossier) -> Said:
    """The bag, by the Library of Congress."""
    return _each("bagit.py", [dossier.bag], lambda bag: ["--validate", bag], lambda words: "is valid" in words)


def wacz(dossier: Dossier) -> Said:
    """Each walk's web archive, by Webrecorder."""
    return _each(
        "wacz", dossier.bag.rglob("*.wacz"), lambda file: ["validate", "-f", file, "--verify-auth"],
        lambda words: "Validation succeeded" in words,
    )  # fmt: skip


def openssl(dossier: Dossier) -> Said:
    """Each stamp over the tag manifest, by the root that its authority itself publishes."""
    data = dossier.bag / "tagmanifest-sha256.txt"
    return _each(
        "openssl", dossier.bag.glob("timestamps/*.tsr"),
        lambda file: ["ts", "-verify", "-data", data, "-in", file, "-CAfile", dossier.roots.get(file.stem, "unknown")],
        lambda words: "Verification: OK" in words,
    )  # fmt: skip


def verify_txt(dossier: Dossier) -> Said:
    """Every line of VERIFY.txt, alone, in a shell that knows nothing."""
    lines = [line for line in (dossier.bag / "VERIFY.txt").read_text().splitlines() if line and line[0] != "#"]
    told = {line: _run(["/bin/sh", "-c", line], dossier.bag, CLEAN) for line in lines}
    against = [f"{line}: exit {code}: {words}" for line, (code, words) in told.items() if code or "not listed" in words]
    return Said(len(lines), tuple(against))


def mailauth(dossier: Dossier) -> Said:
    """Each proven letter, with the keys that were saved beside it, without a network."""
    letters = [file for file in dossier.bag.rglob("*.eml") if _keys(file).is_file()]
    return _each("mailauth", letters, lambda file: ["report", "-n", _keys(file), file], _signed)


def _keys(letter: Path) -> Path:
    return letter.with_suffix(".dkim") / "dns-cache.json"


def _signed(words: str) -> bool:
    try:
        results = json.loads(words)["dkim"]["results"]
    except (ValueError, KeyError, TypeError):
        return False
    return bool(results) and all(one["status"]["result"] == "pass" for one in results)


def qpdf(dossier: Dossier) -> Said:
    """Each PDF of the filing set and of the bag."""
    files = [*dossier.filing.rglob("*.pdf"), *dossier.bag.rglob("*.pdf")]
    return _each("qpdf", files, lambda file: ["--check", file], lambda words: "No syntax or stream" in words)


def har_schema(dossier: Dossier) -> Said:
    """Each HAR, by the schema of ahmadnassri/har-schema and the program of python-jsonschema."""
    mail = _on_path("mailauth")
    schema = Path(mail or "nowhere").parent.parent / "har-schema" / "lib" / "har.json"
    if not schema.is_file():
        return Said(missing="har-schema beside mailauth")
    return _each(
        "jsonschema", dossier.bag.rglob("*.har"),
        lambda file: ["--base-uri", schema.as_uri(), "--instance", file, schema], lambda _: True,
    )  # fmt: skip


def ours(dossier: Dossier) -> Said:
    """`optout verify`, which is no judge of its own work but must agree with them."""
    code, words = _run([sys.executable, "-m", "bot.cli", "verify", dossier.path], Path.cwd())
    return Said(1, () if code == 0 and "HOLDS" in words else (words,))


JUDGES: Mapping[str, Judge] = {
    "bagit.py": bagit,
    "wacz": wacz,
    "openssl ts": openssl,
    "VERIFY.txt": verify_txt,
    "mailauth": mailauth,
    "qpdf": qpdf,
    "HAR schema": har_schema,
    "optout verify": ours,
}


@dataclass(frozen=True, slots=True)
class Household:
    """An open town, and what the bot kept of it."""

    town: Town
    data: Path

    def optout(self, *arguments: str | Path, ends: Container[int] = (0,)) -> str:
        """One command, as a person types it."""
        environment = {
            **os.environ, **self.town.environment, "OPTOUT_WORLD": str(self.town.world),
            "OPTOUT_HOUSEHOLD": str(self.town.household), "OPTOUT_DATA": str(self.data),
        }  # fmt: skip
        command = [sys.executable, "-m", "bot.cli", *arguments]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode not in ends:
            raise SystemExit(f"optout {arguments[0]} ended with {done.returncode}\n{done.stdout}")
        return done.stdout

    def sealed(self, account: str, out: Path) -> tuple[Dossier, dict[str, Any]]:
        """An account's dossier, and it unpacked by a program that is not ours."""
        path = out / f"{account.replace('/', '-')}.zip"
        told: dict[str, Any] = json.loads(self.optout("dossier", account, "-o", path, "--json"))
        unpacked = out / path.stem
        subprocess.run(["unzip", "-q", path, "-d", unpacked], check=True)
        stamps = tomllib.loads(self.town.world.read_text())["timestamp"]
        roots = {f"town-tsa-{n}": self.town.world.parent / one["ca"] for n, one in enumerate(stamps, 1)}
        return Dossier(path, next(unpacked.iterdir()), path.with_name(f"{path.stem}-filing"), roots), told


def judged(household: Household, accounts: Mapping[str, str], out: Path) -> Iterator[str]:
    """Seal, let everybody judge, print a row for each; what was refused, in whole."""
    for account, ending in accounts.items():
        dossier, told = household.sealed(account, out)
        said = {name: judge(dossier) for name, judge in JUDGES.items()}
        row = "".join(f"{one!s:18}" for one in said.values())
        print(
            f"{f'{account} ({ending})':34}{told['level']:5}{dossier.path.stat().st_size // 1000:>5}  {row}", flush=True
        )
        filing = told["filing"]
        print(f"  filing set: {', '.join(one['name'] for one in filing.get('files', ())) or filing['reason']}")
        yield from (f"{account}, {name}: {text}" for name, one in said.items() for text in one.against)


def everything_dead(town: Town, data: Path) -> Household:
    """One run of an account that finds every form dead: an obstruction without any answer."""
    household = Household(town, data)
    household.optout("login", "--with-password-from", "OPTOUT_TOWN_PASSWORD")
    household.optout("run", "--wait", "0", ends=range(10, 15))
    return household


def main() -> int:
    """Seal and judge; 1 where somebody refused something."""
    parser = argparse.ArgumentParser(prog="judges", description=__doc__)
    parser.add_argument("--demo", type=Path, default=Path("demo"), help="what `make demo` left")
    demo = parser.parse_args().demo.resolve()
    if not (demo / "data").is_dir():
        parser.error(f"{demo} holds no demonstration: run `make demo` first")
    print(f"{'account':34}{'level':5}{'kB':>5}  " + "".join(f"{name:18}" for name in JUDGES))
    refused: list[str] = []
    with tempfile.TemporaryDirectory(prefix="judges-") as folder:
        out = Path(folder)
        with Town(demo / "town", from_household(HOUSEHOLD), imap="python") as town:
            refused += judged(Household(town, demo / "data"), ACCOUNTS, out)
        with Town(out / "town", [VERA], imap="python", pace=0.0) as town:
            refused += judged(everything_dead(town, out / "data"), {"vera/instagram": "all dead"}, out)
    print("\n".join(refused) or "Nobody who was asked refused anything.")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
