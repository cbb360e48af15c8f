"""The set-up finds a Python, makes the environment once, and says in one sentence what stops it."""

import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.machines import program

ROOT = Path(__file__).resolve().parent.parent
TOO_OLD = "exit 3"
WITHOUT_VENV = "exit 4"
BACKEND = '''
"""A build backend of a few lines, so that no index is needed."""
import zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "trial-1-py3-none-any.whl"
    with zipfile.ZipFile(f"{wheel_directory}/{name}", "w") as wheel:
        wheel.writestr("trial.py", "")
        wheel.writestr("trial-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: trial\\nVersion: 1\\n")
        wheel.writestr("trial-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("trial-1.dist-info/RECORD", "")
    return name
'''


def python_found(folder: Path, wish: str | None = None) -> subprocess.CompletedProcess[str]:
    """What the script says on a machine whose programs are those in ``folder``."""
    environment = {"PATH": str(folder), **({"PYTHON": wish} if wish else {})}
    command = ["/bin/sh", str(ROOT / "setup/python.sh")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def new_enough(folder: Path, name: str) -> None:
    """A Python that has all that is needed."""
    program(folder, name, f'exec {sys.executable} "$@"')


def test_an_old_python3_is_passed_over_for_a_newer_one(tmp_path: Path) -> None:
    """Also a shim that is only there to say that nothing is chosen."""
    program(tmp_path, "python3", TOO_OLD)
    program(tmp_path, "python3.14", "echo 'command not found' >&2; exit 127")
    new_enough(tmp_path, "python3.12")
    found = python_found(tmp_path)

    assert (0, "") == (found.returncode, found.stderr)
    assert Path(found.stdout.strip()).exists()


@pytest.mark.parametrize(
    ("script", "wish", "sentence"),
    [
        (None, None, "Python 3.11 or newer is needed and was not found"),
        (TOO_OLD, None, "Python 3.11 or newer is needed and was not found"),
        (TOO_OLD, "python3", "PYTHON=python3 is not a Python 3.11 or newer"),
        (WITHOUT_VENV, None, "python3 is new enough but lacks the venv module"),
    ],
)
def test_without_a_python_one_sentence_says_what_to_do(
    tmp_path: Path, script: str | None, wish: str | None, sentence: str
) -> None:
    """One line, no trace, exit code 2."""
    if script:
        program(tmp_path, "python3", script)
    found = python_found(tmp_path, wish)

    assert (2, "", 1) == (found.returncode, found.stdout, len(found.stderr.splitlines()))
    assert found.stderr.startswith(sentence)


def environment_module() -> ModuleType:
    """The script that makes .venv; it is no part of a package."""
    spec = spec_from_file_location("environment", ROOT / "setup/environment.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules["environment"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose locks are empty and whose project is nothing."""
    (tmp_path / "requirements").mkdir()
    for name in ("build", "run", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"# {name}\n", encoding="utf-8")
    (tmp_path / "backend.py").write_text(BACKEND, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "trial"\nversion = "1"\n',
        encoding="utf-8",
    )
    return tmp_path


def test_the_environment_is_made_once_and_touched_only_when_a_lock_changed(checkout: Path) -> None:
    """A demo after the tests installs nothing: what the tests need holds what the demo needs."""
    said: list[str] = []
    module = environment_module()

    def steps(lock: str) -> list[str]:
        said.clear()
        module.Environment(checkout, said.append).prepare(lock)
        return [re.sub(r" with Python .*", "", line) for line in said]

    own = "Installing optout itself."
    build = "Installing the build tools."
    assert ["Making .venv", build, "Installing requirements/run.txt.", own] == steps("run")
    assert [] == steps("run")
    assert ["Installing requirements/dev.txt."] == steps("dev")
    assert [] == steps("run") + steps("dev")

    (checkout / "requirements/dev.txt").write_text("# changed\n", encoding="utf-8")
    assert ["Installing requirements/dev.txt."] == steps("dev")
    (checkout / "pyproject.toml").open("a", encoding="utf-8").write("# changed\n")
    assert [own] == steps("dev")
    (checkout / ".venv/bin/python").unlink()
    assert ["Making anew .venv", build, "Installing requirements/dev.txt.", own] == steps("dev")


def test_what_pip_says_is_shown_only_when_it_fails_and_then_in_short(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its errors, and where the rest is; the next call begins again."""
    module = environment_module()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (checkout / "requirements/run.txt").write_text("no-such-thing==1 --hash=sha256:" + 64 * "0", encoding="utf-8")
    environment = module.Environment(checkout, lambda _: None)

    with pytest.raises(module.SetUpError) as failure:
        environment.prepare("run")
    text = str(failure.value)
    assert "ERROR: No matching distribution found for no-such-thing==1" in text
    assert "Traceback" not in text
    assert "no-such-thing" in environment.log.read_text(encoding="utf-8")

    (checkout / "requirements/run.txt").write_text("# mended\n", encoding="utf-8")
    environment.prepare("run")


def test_a_pip_that_hangs_is_ended(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within its time-out, and the sentence says so."""
    module = environment_module()
    environment = module.Environment(checkout, lambda _: None)
    environment.prepare("run")
    (checkout / "backend.py").write_text("import time\ntime.sleep(300)\n", encoding="utf-8")
    (checkout / "pyproject.toml").open("a", encoding="utf-8").write("# changed\n")
    monkeypatch.setenv("OPTOUT_PIP_TIMEOUT", "3")

    with pytest.raises(module.SetUpError, match=r"^Installing optout itself was ended after 3 s"):
        environment.prepare("run")


def locked(name: str) -> dict[str, str]:
    """Package and version of one lock."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.\-\[\]]+)==([^\s;]+)", text, re.MULTILINE | re.IGNORECASE))


def test_the_locks_agree_and_name_no_host() -> None:
    """Otherwise a demo after the tests would downgrade something."""
    whole = locked("dev")

    assert locked("run").items() <= whole.items()
    shared = {package: version for package, version in locked("build").items() if package in whole}
    assert shared.items() <= whole.items()
    for name in ("build", "run", "dev"):
        assert "://" not in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def test_make_says_what_it_can_do() -> None:
    """Without a target nothing is installed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    said = subprocess.run(
        ["make", "-C", str(ROOT)], env=environment, capture_output=True, text=True, check=True, timeout=60
    )

    for target in ("demo", "test", "check", "town", "bench"):
        assert f"make {target} " in said.stdout
