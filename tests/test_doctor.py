"""The doctor says what is lacking and what to do, mends what can be mended, and shows nothing of a household."""

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import doctor
from bot.doctor import Check, healthy
from bot.machine import Machine
from bot.settings import Places
from tests.machines import DEBIAN, machine, program, says

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def places(folder: Path, journal: str = "") -> Places:
    """Everything below one folder."""
    return Places(
        data=folder / "data",
        household=folder / "household.toml",
        journal=journal or str(folder / "data/journal.sqlite"),
    )


def looked(
    where: Places, here: Machine, *, now: datetime = NOW, fix: bool = False, deep: bool = False
) -> Mapping[str, Check]:
    """The checks by name."""
    return {check.name: check for check in doctor.run(where=where, now=now, fix=fix, deep=deep, machine=here)}


def furnished(folder: Path) -> Machine:
    """A machine with all that is needed."""
    here = machine(folder)
    program(folder / "bin", "chromium-headless-shell", says("Chromium 156.0.0.1"))
    program(folder / "bin", "openssl", "echo OpenSSL 3.0.19")
    return here


def test_a_machine_with_all_that_is_needed_is_healthy(tmp_path: Path) -> None:
    """What can be done without is told apart from what cannot."""
    found = looked(places(tmp_path), furnished(tmp_path))

    assert [] == [check for check in found.values() if check.ok is False]
    assert healthy(found.values())
    assert found["household"].ok is None
    assert found["log-in window"].ok is None


def test_every_lack_comes_with_what_to_do(tmp_path: Path) -> None:
    """An empty machine: one sentence for each thing that is missing."""
    found = looked(places(tmp_path), machine(tmp_path))
    lacking = {name for name, check in found.items() if check.ok is False}

    assert {"browser", "openssl"} == lacking
    assert all(found[name].fix for name in lacking)
    assert not healthy(found.values())
    assert "apt-get install chromium-headless-shell" in str(found["browser"].fix)


def test_what_the_environment_names_is_looked_at_when_nothing_else_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `optout doctor` does in a container's health check."""
    monkeypatch.setenv("OPTOUT_DATA", str(tmp_path / "volume"))
    found = {check.name: check for check in doctor.run(fix=False, deep=False)}

    assert str(tmp_path / "volume") in found["data directory"].says


def test_a_machine_reads_it_too(tmp_path: Path) -> None:
    """Plain values only: they go into JSON as they are."""
    found = looked(places(tmp_path), furnished(tmp_path))

    expected = {"name": "browser", "ok": True, "fix": None}
    assert expected.items() <= asdict(found["browser"]).items()


def test_the_real_browser_of_this_machine_renders(tmp_path: Path) -> None:
    """The deep look starts it, as a walk would."""
    found = looked(places(tmp_path), Machine.this(), deep=True)

    assert found["browser starts"].ok is True, found["browser starts"]
    assert found["browser driver"].ok is True


def test_a_browser_that_says_its_version_and_then_fails_is_found_out(tmp_path: Path) -> None:
    """Its libraries may be too old, or its sandbox forbidden."""
    here = furnished(tmp_path)
    shell = f"{says('Chromium 156.0.0.1')} && exit 0\n"
    program(tmp_path / "bin", "chromium-headless-shell", f"{shell}exit 139")
    assert "It started and rendered nothing." == looked(places(tmp_path), here, deep=True)["browser starts"].says


def test_a_sandbox_that_the_system_forbids_is_said_and_is_only_a_fault_where_it_is_insisted_on(tmp_path: Path) -> None:
    """As in a container: a walk is possible without it, and nobody is left unaware."""
    here = furnished(tmp_path)
    page = "echo '<p>the browser renders</p>'"
    script = f"""{says("Chromium 156.0.0.1")} && exit 0
    case "$*" in *--no-sandbox*) {page};; *) echo 'No usable sandbox!' >&2; exit 1;; esac"""
    program(tmp_path / "bin", "chromium-headless-shell", script)

    without = looked(places(tmp_path), here, deep=True)["browser starts"]
    assert (None, "It rendered a page, but only without its own sandbox.") == (without.ok, without.says)
    for wish, expected in (("on", False), ("off", True)):
        with_wish = machine(tmp_path, OPTOUT_SANDBOX=wish)
        assert expected == looked(places(tmp_path), with_wish, deep=True)["browser starts"].ok


def test_a_wrong_wish_is_said(tmp_path: Path) -> None:
    """An installed browser does not hide that OPTOUT_BROWSER is wrong."""
    furnished(tmp_path)
    found = looked(places(tmp_path), machine(tmp_path, OPTOUT_BROWSER="/nonexistent/browser"))

    assert found["browser"].ok is False
    assert "/nonexistent/browser" in found["browser"].says


def test_a_data_directory_that_others_can_read_is_mended(tmp_path: Path) -> None:
    """0700, as it holds evidence and sessions."""
    where, here = places(tmp_path), furnished(tmp_path)
    where.data.mkdir()
    where.data.chmod(0o755)

    assert looked(where, here)["data directory"].ok is False
    assert looked(where, here, fix=True)["data directory"].ok is True
    assert 0o700 == where.data.stat().st_mode & 0o777


def test_a_data_directory_is_made_when_asked_and_only_then(tmp_path: Path) -> None:
    """To look is not to change."""
    where, here = places(tmp_path), furnished(tmp_path)

    assert looked(where, here)["data directory"].ok is True
    assert not where.data.exists()
    assert looked(where, here, fix=True)["data directory"].ok is True
    assert 0o700 == where.data.stat().st_mode & 0o777


def test_what_cannot_be_mended_is_said_with_the_reason(tmp_path: Path) -> None:
    """The sentence of the browser's set-up, and the system's own word about the directory."""
    (tmp_path / "data").write_text("a file where the directory should be", encoding="utf-8")
    found = looked(places(tmp_path), machine(tmp_path, release=DEBIAN), fix=True)

    assert "playwright: its download failed" in found["browser"].says
    assert found["data directory"].says.endswith("File exists")


@pytest.mark.parametrize("deep", [False, True])
def test_a_journal_is_opened_and_never_written(tmp_path: Path, deep: bool) -> None:
    """Also one in WAL mode, and by its URL."""
    file = tmp_path / "journal of a household.sqlite"
    book = sqlite3.connect(file)
    book.execute("PRAGMA journal_mode=WAL")
    book.execute("CREATE TABLE event (seq INTEGER)")
    book.commit()
    book.close()
    before = file.read_bytes()

    for name in (str(file), f"sqlite:///{file}"):
        assert looked(places(tmp_path, name), furnished(tmp_path), deep=deep)["journal"].ok is True
    assert before == file.read_bytes()


def test_a_damaged_journal_is_said(tmp_path: Path) -> None:
    """Without it nothing may be sent."""
    file = tmp_path / "journal.sqlite"
    file.write_bytes(b"this was a journal once" * 100)

    assert looked(places(tmp_path, str(file)), furnished(tmp_path))["journal"].ok is False


def test_the_password_in_a_journals_address_is_never_shown(tmp_path: Path) -> None:
    """A server that does not answer is named by its kind only."""
    url = "postgresql+psycopg://anna:s3cr3t-word@127.0.0.1:1/optout"
    found = looked(places(tmp_path, url), furnished(tmp_path))["journal"]

    assert found.ok is False
    assert "s3cr3t-word" not in repr(found)


def test_a_clock_that_cannot_be_right_is_noticed(tmp_path: Path) -> None:
    """Before this code existed, or earlier than what it wrote itself."""
    where, here = places(tmp_path), furnished(tmp_path)
    assert looked(where, here, now=datetime(2019, 1, 1, tzinfo=UTC))["clock"].ok is False

    where.data.mkdir(mode=0o700)
    written = where.data / "journal.sqlite"
    written.touch()
    os.utime(written, (NOW.timestamp(), NOW.timestamp()))
    assert looked(where, here, now=NOW)["clock"].ok is True
    assert looked(where, here, now=NOW - timedelta(days=3))["clock"].ok is None


def test_nothing_of_the_household_is_shown(tmp_path: Path) -> None:
    """Only that the file is there."""
    (tmp_path / "household.toml").write_text('[[person]]\nname = "Γιώργος Παράδειγμα"\n', encoding="utf-8")
    found = looked(places(tmp_path), furnished(tmp_path))

    assert found["household"].ok is True
    assert "Γιώργος" not in repr(found)
