"""A keyring for tests: keeps what it is given in a JSON file; a word makes it forget, or stay locked."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

NAME = f"{__name__}.FileKeyring"


class FileKeyring(KeyringBackend):
    """Its file is named by KEYRING_FILE; KEYRING_MOOD may say `forgets` or `locked`."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        """What was kept under a service and a user."""
        return self._kept().get(f"{service}\n{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        kept = {**self._kept(), f"{service}\n{username}": password}
        if os.environ.get("KEYRING_MOOD") != "forgets":
            self._file.write_text(json.dumps(kept))

    @property
    def _file(self) -> Path:
        return Path(os.environ["KEYRING_FILE"])

    def _kept(self) -> dict[str, str]:
        if os.environ.get("KEYRING_MOOD") == "locked":
            raise KeyringLocked("the keyring is locked")
        kept: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}
        return kept
