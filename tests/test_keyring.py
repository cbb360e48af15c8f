"""The system's keyring keeps the vault's key and a mailbox's password."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from bot.household import HouseholdError, MailboxAccess, mailbox_password
from bot.vault import Vault, VaultError
from fixtures.residents import Resident
from fixtures.town import Town
from tests.keyring_in_a_file import NAME, FileKeyring

STATE = {"cookies": [{"name": "c_user", "value": "1000000001"}]}
ANNA = Resident("anna", "Anna Example", "en", "IE", "facebook", "anna@example.org")
BOX = MailboxAccess(host="imap.example.org", port=993, user="anna@example.org", keyring=True)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A keyring of this test's own, and its file."""
    file, before = tmp_path / "keyring.json", keyring.get_keyring()
    monkeypatch.setenv("KEYRING_FILE", str(file))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", NAME)
    keyring.set_keyring(FileKeyring())
    yield file
    keyring.set_keyring(before)


def test_the_vaults_key_goes_into_the_keyring(tmp_path: Path, kept: Path) -> None:
    """No key lies beside what it opens."""
    Vault.open(tmp_path).save("a1", "session", STATE)

    assert [".fernet"] == [path.suffix for path in (tmp_path / "vault").iterdir()]
    assert ["optout vault\nkey"] == list(json.loads(kept.read_text()))
    assert STATE == Vault.open(tmp_path).load("a1", "session")


@pytest.mark.parametrize("mood", ["forgets", "locked"])
def test_a_keyring_that_keeps_nothing_is_passed_over(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, mood: str
) -> None:
    """The key is then in a file that only its owner reads; a session that cannot be opened again is never made."""
    monkeypatch.setenv("KEYRING_MOOD", mood)
    Vault.open(tmp_path).save("a1", "session", STATE)
    monkeypatch.delenv("KEYRING_MOOD")

    assert 0o600 == (tmp_path / "vault" / "key").stat().st_mode & 0o777
    assert STATE == Vault.open(tmp_path).load("a1", "session")


def test_a_locked_keyring_is_a_sentence(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No second key is made for sessions that the first one sealed."""
    Vault.open(tmp_path).save("a1", "session", STATE)
    monkeypatch.setenv("KEYRING_MOOD", "locked")

    with pytest.raises(VaultError, match="unlock the system keyring"):
        Vault.open(tmp_path)
    with pytest.raises(HouseholdError, match="does not open; unlock it"):
        mailbox_password(BOX, {})


def test_a_password_that_the_keyring_lacks_is_a_sentence(kept: Path) -> None:
    """It names the service under which it is looked for."""
    with pytest.raises(HouseholdError, match="holds no password for the mailbox user under “optout”"):
        mailbox_password(BOX, {})
    keyring.set_password("optout", BOX.user, "the-password")

    assert "the-password" == mailbox_password(BOX, {})


def test_a_whole_run_lives_on_the_keyring(tmp_path: Path, kept: Path) -> None:
    """Log-in, walk and mailbox: no password in the environment, no key in a file."""
    with Town(tmp_path / "town", [ANNA], imap="python", pace=0.0) as town:
        written = town.household.read_text()
        household = tmp_path / "household.toml"
        variable = written.partition('password_env = "')[2].partition('"')[0]
        household.write_text(written.replace(f'password_env = "{variable}"', "keyring = true"))
        keyring.set_password("optout", ANNA.email, town.environment[variable])
        places = {"WORLD": town.world, "HOUSEHOLD": household, "DATA": tmp_path / "data"}
        environment = {**os.environ, **{f"OPTOUT_{name}": str(path) for name, path in places.items()}}

        def optout(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
            command = [sys.executable, "-m", "bot.cli", *words]
            return subprocess.run(command, env={**environment, **more}, capture_output=True, text=True, check=False)

        log_in = optout("login", "--with-password-from", "TOWN_PASSWORD", TOWN_PASSWORD=town.password)
        walked = optout("run", "--wait", "60")
        standing = json.loads(optout("status", "--json").stdout)

    assert 0 == log_in.returncode, log_in.stderr
    assert not (tmp_path / "data" / "vault" / "key").exists()
    assert "was not read" not in walked.stderr
    assert ["confirmed"] == [one["state"] for one in standing], walked.stderr
