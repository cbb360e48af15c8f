"""`python -m tests.bench.dossier`: what sealing twelve walks and verifying half a gigabyte cost.

With `--demo demo`, what sealing twelve walks of the demonstration costs, with their letters and web archives.
"""

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.commands.authorities import authorities
from bot.commands.ground import Ground
from bot.commands.sealing import case_of
from bot.dossier import Authority, Case, openssl, seal, stamping, verify
from bot.evidence import Folder
from bot.household import Account
from bot.recordings import Recordings
from bot.sessions import VaultSessions
from fixtures.residents import from_household
from fixtures.time_authority import TimeAuthority
from fixtures.town import Town
from tests.dossier import makings

HOUSEHOLD = Path(__file__).parent.parent.parent / "fixtures" / "households" / "martin.toml"
WALKS, STEPS = 12, 8
VIEW, WHOLE, TREE = 60 << 10, 350 << 10, 8 << 10
"""Bytes of a viewport in JPEG, of a whole page in PNG, of an accessible tree."""
BIG = 500
"""Megabytes of the large bag."""
LIMITS = {"seal_s": 6.0, "seal_own_s": 1.0, "account_mb": 6.0, "verify_ratio": 2.0, "memory_ratio": 1.5}
_VERIFY = (
    "import resource, sys; from pathlib import Path; from bot.dossier import verify; v = verify(Path(sys.argv[1])); \
print(v.ok, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
)


def noise(size: int, seed: str) -> bytes:
    """Bytes that do not pack, the same each time."""
    return hashlib.shake_256(seed.encode()).digest(size)


def walk(root: Path, name: str) -> Path:
    """A walk of eight steps; the last two are exhibits."""
    with Folder.create(root, walk=name, rehearsal="bench", now=lambda: makings.START) as folder:
        for n in range(STEPS):
            picture = {"jpg": b"\xff\xd8\xff" + noise(VIEW, f"{name}{n}")}
            if n >= STEPS - 2:
                picture = {"png": b"\x89PNG\r\n\x1a\n" + noise(WHOLE, f"{name}{n}")}
            folder.record(f"step {n}", files={**picture, "aria.yml": b"- text: hello\n" * (TREE // 14)}, status=200)
    return folder.path


@contextmanager
def counted(spent: dict[str, float]) -> Iterator[None]:
    """Time spent in openssl and in the authorities, so that the rest is our own."""
    ask, post = openssl.ask, stamping._post

    def timed(function: Any) -> Any:  # noqa: ANN401 - whatever it is
        def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as above
            start = time.monotonic()
            try:
                return function(*arguments, **named)
            finally:
                spent["others"] = spent.get("others", 0.0) + time.monotonic() - start

        return call

    openssl.ask, stamping._post = timed(ask), timed(post)
    try:
        yield
    finally:
        openssl.ask, stamping._post = ask, post


def sealing(root: Path) -> dict[str, float]:
    """Twelve walks, two authorities, one letter."""
    walks = [walk(root / "walks", f"walk-{n:02}") for n in range(WALKS)]
    case = makings.case(root, evidence=walks, world="bench", secrets=[f"secret-{n}-of-a-session" for n in range(60)])
    spent: dict[str, float] = {}
    with TimeAuthority(root / "one", "One") as one, TimeAuthority(root / "two", "Two") as two, counted(spent):
        start = time.monotonic()
        sealed = seal(
            case,
            root / "case.zip",
            stamps=[Authority(tsa.url, tsa.ca_pem, tsa.name) for tsa in (one, two)],
            now=makings.NOW,
        )
        whole = time.monotonic() - start
    return {
        "seal_s": round(whole, 2),
        "seal_own_s": round(whole - spent["others"], 2),
        "walks_mb": round(sealed.path.stat().st_size / 1e6, 1),
        "account_mb": round(sealed.path.stat().st_size / 1e6 / WALKS, 2),
    }


def of_the_demonstration(demo: Path, root: Path) -> dict[str, float]:
    """Twelve real walks in one dossier; and each account's alone, for its size."""
    with Town(demo / "town", from_household(HOUSEHOLD), imap="python") as town:
        ground = Ground.of({"data": demo / "data", "household": town.household, "world": town.world})
        cases = {account: case_of(ground, account) for account in ground.household.accounts}
        case = _together(ground, cases)
        spent: dict[str, float] = {}
        with counted(spent):
            start = time.monotonic()
            sealed = seal(case, root / "demo.zip", stamps=authorities(ground, (), ()), now=ground.clock.now)
            whole = time.monotonic() - start
        alone = [seal(one, root / f"{n}.zip", stamps=[], now=makings.NOW) for n, one in enumerate(cases.values())]
    assert verify(sealed.path).ok
    return {
        "walks": len(case.evidence),
        "archives": sum(name.endswith(".wacz") for name in zipfile.ZipFile(sealed.path).namelist()),
        "seal_s": round(whole, 2),
        "seal_own_s": round(whole - spent["others"], 2),
        "walks_mb": round(sealed.path.stat().st_size / 1e6, 1),
        "account_mb": round(max(one.path.stat().st_size for one in alone) / 1e6, 2),
    }


def _together(ground: Ground, cases: Mapping[Account, Case]) -> Case:
    """One case with the first twelve walks of the household, and letter, swept for the secrets of each session."""
    sessions, recordings = VaultSessions.open(ground.data), Recordings.open(ground.data)
    for account in cases:
        sessions.load(account)
    walked = {walk: account.id for account, case in cases.items() for walk in case.evidence}
    walks = sorted(walked, key=lambda walk: walk.name)[:WALKS]
    owner = {walk.name: walked[walk] for walk in walks}
    return replace(
        next(iter(cases.values())),
        evidence=walks,
        letters=list(dict.fromkeys(letter for case in cases.values() for letter in case.letters)),
        secrets={secret for account in cases for secret in sessions.secrets(account)},
        codes={code for case in cases.values() for code in case.codes},
        record=lambda walk: recordings.of(owner[walk], walk),
        own={value: word for case in cases.values() for value, word in case.own.items()},
    )


def verifying(root: Path) -> dict[str, float]:
    """A bag of 500 MB beside `sha256sum` of the same bytes, and the memory beside that of a small one."""
    folders = {}
    for name, size in (("small", 5), ("big", BIG)):
        with Folder.create(root / name, walk="walk", rehearsal="bench", now=lambda: makings.START) as folder:
            for n in range(size):
                folder.record("step", files={"png": b"\x89PNG\r\n\x1a\n" + noise(1 << 20, f"{n}")})
        case = makings.case(root / f"{name}-case", evidence=[folder.path], letters=[], world="bench")
        folders[name] = seal(case, root / f"{name}.zip", stamps=[], now=makings.NOW).path
    peaks = {}
    for name, path in folders.items():
        told = subprocess.run([sys.executable, "-c", _VERIFY, path], capture_output=True, text=True, check=True).stdout
        ok, peak = told.split()
        assert ok == "True"
        peaks[name] = int(peak)
    seconds: dict[str, list[float]] = {"ours": [], "sha256sum": []}
    for _ in range(3):
        start = time.monotonic()
        subprocess.run(["sha256sum", folders["big"]], capture_output=True, check=True)
        seconds["sha256sum"].append(time.monotonic() - start)
        start = time.monotonic()
        assert verify(folders["big"]).ok
        seconds["ours"].append(time.monotonic() - start)
    return {
        "verify_s": round(min(seconds["ours"]), 2),
        "sha256sum_s": round(min(seconds["sha256sum"]), 2),
        "verify_ratio": round(min(seconds["ours"]) / min(seconds["sha256sum"]), 2),
        "verify_small_mb": round(peaks["small"] / 1024, 1),
        "verify_big_mb": round(peaks["big"] / 1024, 1),
        "memory_ratio": round(peaks["big"] / peaks["small"], 2),
    }


def main() -> int:
    """Measure, print, and say what is over its limit."""
    parser = argparse.ArgumentParser(prog="bench.dossier", description=__doc__)
    parser.add_argument("--demo", type=Path, help="what `make demo` left: its walks instead of made ones")
    demo = parser.parse_args().demo
    with tempfile.TemporaryDirectory(prefix="bench-dossier-") as directory:
        root = Path(directory)
        found = of_the_demonstration(demo.resolve(), root) if demo else {**sealing(root), **verifying(root)}
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({**found, "bench_mb": own}, indent=1))
    over = [
        f"{key} is {found[key]}, the limit is {limit}" for key, limit in LIMITS.items() if found.get(key, 0) > limit
    ]
    print("\n".join(over) or "Everything is within its limit.")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
