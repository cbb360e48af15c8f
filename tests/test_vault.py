"""What must be kept and never shown, and one run at a time."""

import os
import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.lock import HouseholdLock, LockedError
from bot.vault import Vault, VaultError, secrets_of

STATE = {
    "cookies": [{"name": "xs", "value": "cookie%3Asecret", "domain": ".facebook.com"}, {"name": "a", "value": "short"}],
    "origins": [
        {
            "origin": "https://www.facebook.com",
            "localStorage": [{"name": "long-name-of-a-key", "value": '{"token": "nested-secret"}'}],
            "indexedDB": [{"name": "database-name", "stores": [{"records": [{"value": "indexed-secret"}]}]}],
        }
    ],
}
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.open(tmp_path, use_keyring=False)


def test_what_is_saved_is_loaded_and_can_be_forgotten(vault: Vault, tmp_path: Path) -> None:
    """Also by another process with the same key; and saving again replaces."""
    vault.save("a1", "session", {"old": 1})
    vault.save("a1", "session", STATE)

    assert STATE == Vault.open(tmp_path, use_keyring=False).load("a1", "session")
    assert vault.load("a2", "session") is None

    vault.forget("a1")
    assert vault.load("a1", "session") is None


def test_nothing_can_be_read_or_opened_by_others(vault: Vault, tmp_path: Path) -> None:
    """Modes 0600 and 0700, no plain value in any file, no draft left behind."""
    vault.save("a1", "session", STATE)
    files = sorted((tmp_path / "vault").iterdir())

    assert ["a1.session.fernet", "key"] == [file.name for file in files]
    assert {0o600} == {stat.S_IMODE(file.stat().st_mode) for file in files}
    assert 0o700 == stat.S_IMODE((tmp_path / "vault").stat().st_mode)
    assert not any(b"secret" in file.read_bytes() for file in files)


def test_a_lost_or_foreign_key_is_said_and_replaces_nothing(vault: Vault, tmp_path: Path) -> None:
    """A new key is never made over sessions that the old one closed."""
    vault.save("a1", "session", STATE)
    key = tmp_path / "vault" / "key"
    key.chmod(0o644)
    with pytest.raises(VaultError, match="0600"):
        Vault.open(tmp_path, use_keyring=False)

    key.unlink()
    with pytest.raises(VaultError, match="not within reach"):
        Vault.open(tmp_path, use_keyring=False)

    other = Vault(tmp_path / "vault", Vault.open(tmp_path / "other", use_keyring=False)._fernet.generate_key())
    with pytest.raises(VaultError, match="does not open"):
        other.load("a1", "session")


@pytest.mark.parametrize("word", ["../x", "", "a/b", "x" * 200])
def test_a_name_that_is_no_word_is_refused(vault: Vault, word: str) -> None:
    """A path is never made from anything else."""
    with pytest.raises(ValueError, match="plain words"):
        vault.save(word, "session", {})


def test_secrets_are_the_long_values_however_deep() -> None:
    """Cookies, storage and databases, JSON inside a value, and percent-encoding undone; names are the site's own."""
    assert {
        "cookie%3Asecret",
        "cookie:secret",
        '{"token": "nested-secret"}',
        "nested-secret",
        "indexed-secret",
    } == secrets_of(STATE)
    assert set() == secrets_of({})


HOLD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from bot.lock import HouseholdLock
with HouseholdLock(Path(sys.argv[1]), what="optout run", now=datetime(2026, 3, 10, 12, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_says_who_holds_the_lock(tmp_path: Path) -> None:
    """And a kill -9 of the first lets go of it."""
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    assert first.stdin is not None
    with first.stdout, first.stdin:
        assert "held" == first.stdout.readline().strip()
        with pytest.raises(LockedError, match=f"`optout run` since 2026-03-10.*process {first.pid}"):
            HouseholdLock(tmp_path, what="second", now=NOON).__enter__()

        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    with HouseholdLock(tmp_path, what="third", now=NOON), pytest.raises(LockedError, match="third"):
        HouseholdLock(tmp_path, what="fourth", now=NOON).__enter__()
    with HouseholdLock(tmp_path, what="fifth", now=NOON):
        assert 0o600 == stat.S_IMODE((tmp_path / "run.lock").stat().st_mode)
