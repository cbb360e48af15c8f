"""What must be kept and never shown: sessions, encrypted at rest."""

import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

from cryptography.fernet import Fernet, InvalidToken

_SERVICE = "optout vault"
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_SHORTEST_SECRET = 8
_OPEN_TO_OTHERS = 0o077


class VaultError(Exception):
    """The vault does not open; one sentence, never a value."""


class Vault:
    """One encrypted file per account and kind. The key is in the keyring, or in a file of mode 0600 beside them."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._fernet = Fernet(key)

    @classmethod
    def open(cls, data: Path, *, use_keyring: bool = True) -> Self:
        """Open the vault of a data directory, making it and its key when there is none yet."""
        folder = data / "vault"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(folder, _key(folder, use_keyring))

    def save(self, account_id: str, kind: str, state: Mapping[str, Any]) -> None:
        """Keep a state; whoever reads meanwhile sees the old one or the new one, never half of it."""
        self.keep(account_id, kind, json.dumps(state).encode())

    def load(self, account_id: str, kind: str) -> dict[str, Any] | None:
        """The state as it was saved; None when there is none."""
        opened = self.kept(account_id, kind)
        state = json.loads(opened) if opened is not None else None
        return state if isinstance(state, dict) else None

    def keep(self, account_id: str, kind: str, content: bytes) -> None:
        """Keep bytes under the same rules as a state."""
        _write_atomically(self._path(account_id, kind), self._fernet.encrypt(content))

    def kept(self, account_id: str, kind: str) -> bytes | None:
        """The bytes as they were kept; None when there are none."""
        path = self._path(account_id, kind)
        try:
            return self._fernet.decrypt(path.read_bytes())
        except FileNotFoundError:
            return None
        except InvalidToken:
            raise VaultError(f"{path.name} does not open with this key; forget it with `optout login` anew.") from None

    def forget(self, account_id: str, kind: str | None = None) -> None:
        """Delete a state, or all of an account's."""
        pattern = f"{_word(account_id)}.{_word(kind) if kind else '*'}.fernet"
        for path in list(self._folder.glob(pattern)):
            path.unlink(missing_ok=True)

    def _path(self, account_id: str, kind: str) -> Path:
        return self._folder / f"{_word(account_id)}.{_word(kind)}.fernet"


def secrets_of(state: Mapping[str, Any]) -> set[str]:
    """Every value of a browser's storage state that must never be written down: cookies, storage, databases."""
    found: set[str] = set()
    for cookie in state.get("cookies") or ():
        found |= set(_spellings(cookie.get("value")))
    for origin in state.get("origins") or ():
        for key, part in origin.items():
            if key != "origin":
                found |= {spelling for value in _values(part) for spelling in _spellings(value)}
    return found


def _values(part: object) -> Iterator[object]:
    """The values below a part of the storage, and what is packed as JSON inside them."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            # Names of keys and databases are the site's, not the person's.
            if key not in {"name", "keyPath", "version"}:
                yield from _values(value)
    elif isinstance(part, list):
        for value in part:
            yield from _values(value)
    else:
        yield part
        if isinstance(part, str) and part[:1] in {"{", "["}:
            try:
                yield from _values(json.loads(part))
            except (ValueError, RecursionError):
                return


def _spellings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from (text for text in (value, unquote(value)) if len(text) >= _SHORTEST_SECRET)


def _word(text: str) -> str:
    if not _WORD.fullmatch(text):
        raise ValueError("the vault names its files by plain words")
    return text


def _key(folder: Path, use_keyring: bool) -> bytes:
    file = folder / "key"
    if file.exists():
        return _key_from(file)
    asked, key = _from_keyring() if use_keyring else (False, None)
    if key:
        return key
    if any(folder.glob("*.fernet")):
        raise VaultError("the vault's key is not within reach; unlock the system keyring, or log in anew.")
    if asked and (key := _into_keyring()):
        return key
    return _new_key(file)


def _key_from(file: Path) -> bytes:
    if os.name == "posix" and file.stat().st_mode & _OPEN_TO_OTHERS:
        raise VaultError(f"the key file {file} is open to others; expected mode 0600 (chmod 600).")
    return file.read_bytes().strip()


def _new_key(file: Path) -> bytes:
    """Two runs may start at once: the key that was linked into place first is everybody's."""
    draft = file.with_name(f"key.{secrets.token_hex(8)}")
    _write(draft, Fernet.generate_key())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        if not file.exists():
            draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return _key_from(file)


def _from_keyring() -> tuple[bool, bytes | None]:
    """Whether a keyring works here, and the key it holds."""
    try:
        import keyring  # noqa: PLC0415 - an extra of desktops only
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return False, None
    try:
        found = keyring.get_password(_SERVICE, "key")
    except (KeyringError, RuntimeError, OSError):
        return False, None
    return True, found.encode() if found else None


def _into_keyring() -> bytes | None:
    """A new key, if the keyring really keeps it: some backends accept and forget."""
    import keyring  # noqa: PLC0415 - only called where it was found
    from keyring.errors import KeyringError  # noqa: PLC0415

    key = Fernet.generate_key()
    try:
        keyring.set_password(_SERVICE, "key", key.decode())
        kept = keyring.get_password(_SERVICE, "key")
    except (KeyringError, RuntimeError, OSError):
        return None
    return key if kept == key.decode() else None


def _write_atomically(path: Path, content: bytes) -> None:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    try:
        _write(draft, content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
