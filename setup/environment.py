"""Make .venv from the hash-checked locks, and do nothing when it is already as they say.

Run by a Python from outside: ``python3 setup/environment.py run|dev``. What pip says goes to ``.venv/set-up.log``.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.bounded import bounded  # noqa: E402 - found because of the line above

_LIMIT = 900.0
"""Seconds for one call of pip: about 120 MB on a slow line. ``OPTOUT_PIP_TIMEOUT`` changes it."""
_USABLE = "import sys; import pip; sys.exit(sys.version_info < (3, 11))"


class SetUpError(Exception):
    """The environment cannot be made; its text is what a person is told."""


@dataclass(frozen=True)
class Environment:
    """The ``.venv`` of one checkout."""

    root: Path
    say: Callable[[str], None] = print

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def log(self) -> Path:
        """What pip said the last time."""
        return self.folder / "set-up.log"

    def prepare(self, lock: str) -> None:
        """Make sure that it holds what the lock says, and the project itself. ``dev`` holds all of ``run``."""
        have = self._stamp()
        if have.get("where") not in (None, str(self.root)) or not self._usable():
            self._make()
            have = {}
        want = {name: _digest(self.root / "requirements" / f"{name}.txt") for name in ("build", "run", "dev")}
        project = _digest(self.root / "pyproject.toml")
        if not any(have.get(name) == want[name] for name in {lock, "dev"}):
            self._keep({})
            self.log.unlink(missing_ok=True)
            if have.get("build") != want["build"]:
                self._pip("the build tools", "--require-hashes", "-r", "requirements/build.txt")
            self._pip(f"requirements/{lock}.txt", "--require-hashes", "--no-build-isolation", "--use-pep517",
                      "-r", f"requirements/{lock}.txt")  # fmt: skip
            installed = {"project": have["project"]} if "project" in have else {}
            have = {"where": str(self.root), "build": want["build"], lock: want[lock], **installed}
            self._keep(have)
        if have.get("project") != project:
            self._pip("optout itself", "--no-deps", "--no-build-isolation", "-e", ".")
            self._keep({**have, "project": project})

    def _usable(self) -> bool:
        return self.python.exists() and bounded([str(self.python), "-c", _USABLE], seconds=30).well

    def _make(self) -> None:
        verb = "Making" if not self.folder.exists() else "Making anew"
        self.say(f"{verb} .venv with Python {sys.version.split()[0]}.")
        ended = bounded([sys.executable, "-m", "venv", "--clear", str(self.folder)], seconds=180)
        if not ended.well:
            last = (ended.output.strip().splitlines() or ["it took too long"])[-1]
            raise SetUpError(f"The virtual environment .venv cannot be made: {last}")

    def _pip(self, what: str, *arguments: str) -> None:
        self.say(f"Installing {what}.")
        limit = _seconds(os.environ.get("OPTOUT_PIP_TIMEOUT"), _LIMIT)
        environment = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
        ended = bounded(
            [str(self.python), "-m", "pip", "install", "--no-input", "--progress-bar", "off",
             "--disable-pip-version-check", *self._absolute(arguments)],
            seconds=limit, environment=environment,
        )  # fmt: skip
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"== {what}\n{ended.output}\n")
        if ended.code is None:
            raise SetUpError(f"Installing {what} was ended after {limit:.0f} s; pip's own words are in {self.log}.")
        if not ended.well:
            errors = [line for line in ended.output.splitlines() if line.startswith("ERROR")][:3]
            raise SetUpError("\n".join([f"Installing {what} failed; pip's own words are in {self.log}:", *errors]))

    def _absolute(self, arguments: Sequence[str]) -> list[str]:
        """The same from any working directory."""
        return [str(self.root / a) if a == "." or a.startswith("requirements/") else a for a in arguments]

    def _stamp(self) -> dict[str, str]:
        try:
            have = json.loads((self.folder / "set-up.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return have if isinstance(have, dict) else {}

    def _keep(self, stamp: dict[str, str]) -> None:
        """Emptied before pip touches anything: an interrupted set-up is begun again, never believed."""
        (self.folder / "set-up.json").write_text(json.dumps(stamp, indent=1), encoding="utf-8")


_UNWANTED = {"PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"}
"""What would make pip install somewhere else, or leave the imports uncompiled."""


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _seconds(text: str | None, otherwise: float) -> float:
    try:
        return float(text or otherwise)
    except ValueError:
        return otherwise


def main(arguments: Sequence[str]) -> int:
    """Prepare the environment for ``run`` or ``dev``; one line per step, one sentence when it fails."""
    if list(arguments) not in (["run"], ["dev"]):
        print("usage: environment.py run|dev", file=sys.stderr)
        return 2
    began = time.monotonic()
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        print(line, flush=True)

    try:
        Environment(ROOT, say).prepare(arguments[0])
    except SetUpError as failure:
        print(failure, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted; the next call begins where it is safe.", file=sys.stderr)
        return 130
    if said:
        print(f"Set up in {time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
