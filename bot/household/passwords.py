"""Fetch a password or a token from where the person keeps it; neither is ever in the household file."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.bounded import bounded
from bot.household.facts import HouseholdError, ServerAccess

TOKEN_SECONDS = 30.0
"""So long a token command may take: it may have to ask the provider for a new one."""
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")
"""One word of visible ASCII (RFC 6750 §2.1 allows less): a control character would end a field of the SASL message."""
_SERVICE = "optout"
_OPEN_TO_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens a mail server."""

    value: str = field(repr=False)
    is_token: bool = False
    """An OAuth 2 access token, not a password."""


def secret_of(access: ServerAccess, environ: Mapping[str, str], secrets_dir: Path | None = None) -> Secret:
    """The password, or a fresh token from the command that the person has named."""
    if access.token_command:
        return Secret(_from_command(access), is_token=True)
    return Secret(mailbox_password(access, environ, secrets_dir))


def mailbox_password(access: ServerAccess, environ: Mapping[str, str], secrets_dir: Path | None = None) -> str:
    """The password, from the environment (or a secret of that name), a file of mode 0600, or the system keyring.

    No error of this function holds the value.
    """
    if access.password_env:
        return _from_environment(access.password_env, environ, secrets_dir)
    if access.password_file is not None:
        return _from_file(access.password_file)
    return _from_keyring(access.user)


def _from_command(access: ServerAccess) -> str:
    """What the command prints, if that is one token. What else it says stays unread: it may repeat the token."""
    ended = bounded(access.token_command, seconds=TOKEN_SECONDS, folder=access.folder, errors=False, most=TOKEN_BYTES)
    name = Path(access.token_command[0]).name
    if ended.code is None:
        raise HouseholdError(f"the token command {name} gave no token within {TOKEN_SECONDS:.0f} s and was ended.")
    if ended.code == _NOT_STARTED and not ended.output.strip():
        raise HouseholdError(f"the token command {name} cannot be started; expected a program and its arguments.")
    if not ended.well:
        raise HouseholdError(f"the token command {name} ended with code {ended.code} and gave no token.")
    if _TOKEN.fullmatch(token := ended.output.strip()) is None:
        raise HouseholdError(f"the token command {name} is expected to print one token on one line, and does not.")
    return token


TOKEN_BYTES = 32_768
_NOT_STARTED = 127


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
