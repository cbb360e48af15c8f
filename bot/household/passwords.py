"""Fetch a mailbox password from where the person keeps it; it is never in the household file."""

import os
from collections.abc import Mapping
from pathlib import Path

from bot.household.facts import HouseholdError, MailboxAccess

_SERVICE = "optout"
_OPEN_TO_OTHERS = 0o077


def mailbox_password(access: MailboxAccess, environ: Mapping[str, str], secrets_dir: Path | None = None) -> str:
    """The password, from the environment (or a secret of that name), a file of mode 0600, or the system keyring.

    No error of this function holds the value.
    """
    if access.password_env:
        return _from_environment(access.password_env, environ, secrets_dir)
    if access.password_file is not None:
        return _from_file(access.password_file)
    return _from_keyring(access.user)


def _from_environment(name: str, environ: Mapping[str, str], secrets_dir: Path | None) -> str:
    if value := environ.get(name):
        return value
    # Container engines mount secrets as files of mode 0444 in a directory of their own: no mode is asked of these.
    for spelling in (name, name.lower()):
        if secrets_dir is not None and (secrets_dir / spelling).is_file():
            return _first_line(secrets_dir / spelling)
    raise HouseholdError(f"the mailbox password is expected in the environment variable {name}, which is not set.")


def _from_file(path: Path) -> str:
    try:
        mode = path.stat().st_mode
    except OSError as fault:
        raise HouseholdError(f"the password file {path} cannot be read ({fault.strerror}).") from None
    if os.name == "posix" and mode & _OPEN_TO_OTHERS:
        raise HouseholdError(f"the password file {path} is open to others; expected mode 0600 (chmod 600).")
    return _first_line(path)


def _first_line(path: Path) -> str:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise HouseholdError(f"the password file {path} cannot be read as text.") from None
    if not lines or not lines[0]:
        raise HouseholdError(f"the password file {path} is empty; the password is expected in its first line.")
    return lines[0]


def _from_keyring(user: str) -> str:
    try:
        import keyring  # noqa: PLC0415 - an extra of desktops only
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        raise HouseholdError("keyring = true needs the extra optout[desktop]; or use password_env.") from None
    try:
        value = keyring.get_password(_SERVICE, user)
    except KeyringError:
        raise HouseholdError("the system keyring does not open; unlock it, or use password_env.") from None
    if not value:
        raise HouseholdError(f"the system keyring holds no password for the mailbox user under “{_SERVICE}”.")
    return str(value)
