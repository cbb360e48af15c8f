"""Read where a person's mail servers are: the mailbox, and the one that takes their own letters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Protocol

from bot.household.facts import MailboxAccess, SmtpAccess
from bot.household.lines import Place

_SECRET = ("password_env", "password_file", "keyring", "token_command")
_MAILBOX = ("host", "port", "user", *_SECRET, "folders")
_SMTP = ("host", "port", "user", *_SECRET, "tls", "from")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ADDRESS = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@[^\s@<>(),;:\"\[\]\\]+")
_HOST = re.compile(r"[^\s/:@\[\]]+|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?")
"""A name, or an address; of version 6 with or without brackets."""
_PORTS = range(1, 65_536)
_IMAPS, _SUBMISSION, _SUBMISSIONS = 993, 587, 465


class _Text(Protocol):
    def __call__(self, facts: dict[str, Any], key: str, place: Place, *, required: bool = False) -> str: ...


class _Known(Protocol):
    def __call__(self, facts: dict[str, Any], known: tuple[str, ...], place: Place) -> None: ...


class _Wrong(Protocol):
    def __call__(self, place: Place, expected: str) -> NoReturn: ...


@dataclass(frozen=True)
class Servers:
    """Reads the tables ``[person.mailbox]`` and ``[person.smtp]``, with the means of whoever reads the file."""

    folder: Path
    text: _Text
    known_keys: _Known
    wrong: _Wrong

    def mailbox(self, person: Mapping[str, Any], place: Place) -> MailboxAccess | None:
        """Where letters arrive; None: the person has told of none."""
        facts = self._table(person, "mailbox", place)
        if facts is None:
            return None
        place = (*place, "mailbox")
        self.known_keys(facts, _MAILBOX, place)
        return MailboxAccess(
            host=self._host(facts, place),
            port=self._port(facts, place, _IMAPS),
            user=self.text(facts, "user", place, required=True),
            folders=self._list(facts, "folders", place, 'expected a list of folder names, such as ["INBOX", "Junk"]'),
            **self._secret(facts, place),
        )

    def smtp(self, person: Mapping[str, Any], place: Place) -> SmtpAccess | None:
        """Where the person's letters are handed in; None: they send them themselves."""
        facts = self._table(person, "smtp", place)
        if facts is None:
            return None
        place = (*place, "smtp")
        self.known_keys(facts, _SMTP, place)
        port = self._port(facts, place, _SUBMISSION)
        tls = self.text(facts, "tls", place) or ("implicit" if port == _SUBMISSIONS else "starttls")
        if tls not in {"implicit", "starttls"}:
            self.wrong((*place, "tls"), 'expected tls = "starttls" or "implicit": without TLS nothing is sent')
        sender = self.text(facts, "from", place)
        if sender and not _ADDRESS.fullmatch(sender):
            self.wrong((*place, "from"), "expected an e-mail address, such as anna@example.org")
        return SmtpAccess(
            host=self._host(facts, place),
            port=port,
            user=self.text(facts, "user", place, required=True),
            implicit_tls=tls == "implicit",
            sender=sender,
            **self._secret(facts, place),
        )

    def _table(self, person: Mapping[str, Any], key: str, place: Place) -> dict[str, Any] | None:
        if key not in person:
            return None
        facts = person[key]
        if not isinstance(facts, dict):
            self.wrong((*place, key), f"expected a table [person.{key}]")
        return facts

    def _secret(self, facts: dict[str, Any], place: Place) -> dict[str, Any]:
        named = [key for key in _SECRET if facts.get(key)]
        if len(named) != 1:
            self.wrong(
                place, f"expected one of {', '.join(_SECRET[:2])}, keyring = true or token_command, and only one"
            )
        key = named[0]
        if key == "token_command":
            expected = 'expected a list: a program and its arguments, such as ["oauth2l", "fetch"]; no shell reads it'
            return {key: self._list(facts, key, place, expected), "folder": self.folder}
        if key == "keyring":
            if facts[key] is not True:
                self.wrong((*place, key), "expected keyring = true")
            return {"keyring": True}
        value = self.text(facts, key, place)
        if key == "password_env":
            if not _VARIABLE.fullmatch(value):
                self.wrong((*place, key), "expected the name of an environment variable, not the password itself")
            return {"password_env": value}
        return {"password_file": self.folder / Path(value).expanduser()}

    def _host(self, facts: dict[str, Any], place: Place) -> str:
        host = self.text(facts, "host", place, required=True)
        if not _HOST.fullmatch(host):
            self.wrong(
                (*place, "host"), "expected the server's name alone, such as imap.example.org; the port has a key"
            )
        return host.strip("[]")

    def _port(self, facts: dict[str, Any], place: Place, usual: int) -> int:
        port = facts.get("port", usual)
        if isinstance(port, bool) or not isinstance(port, int) or port not in _PORTS:
            self.wrong((*place, "port"), f"expected a port number, usually {usual}")
        return int(port)

    def _list(self, facts: dict[str, Any], key: str, place: Place, expected: str) -> tuple[str, ...]:
        listed = facts.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(one, str) and one and "\0" not in one for one in listed):
            self.wrong((*place, key), expected)
        return tuple(listed)
