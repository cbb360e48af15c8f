"""Each account's log-in, kept in the vault."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from bot.household import Account
from bot.vault import Vault, secrets_of

KIND = "session"


class VaultSessions:
    """What the browser needs to be somebody; encrypted at rest, never in evidence."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._known: dict[str, set[str]] = {}
        """Of the account that was asked for last, and no other: a lane walks many, one after the other."""

    @classmethod
    def open(cls, data: Path) -> Self:
        """The vault in the data directory."""
        return cls(Vault.open(data))

    def load(self, account: Account) -> Mapping[str, Any] | None:
        """The saved session, or None."""
        state = self._vault.load(account.id, KIND)
        self._known = {} if state is None else {account.id: secrets_of(state)}
        return state

    def save(self, account: Account, state: Mapping[str, Any]) -> None:
        """Keep what the browser has now."""
        self._known.setdefault(account.id, set()).update(secrets_of(state))
        self._vault.save(account.id, KIND, dict(state))

    def secrets(self, account: Account) -> set[str]:
        """The values that must never be written anywhere."""
        return self._known.get(account.id, set())
