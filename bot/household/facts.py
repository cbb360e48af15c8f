"""Who objects, and with what: persons, their accounts and their mailbox."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from bot.household.reasons import standard_reason

PLATFORMS: Mapping[str, str] = MappingProxyType({"facebook": "email", "instagram": "email", "whatsapp": "phone"})
"""Each platform and the key that names an account there."""


class HouseholdError(Exception):
    """One sentence that names the file, the line or key, and what is expected. Never a value of the file."""


@dataclass(frozen=True, slots=True)
class ServerAccess:
    """A mail server of the person, and where its password or token comes from. Neither is ever here itself."""

    host: str
    port: int
    user: str
    password_env: str = ""
    password_file: Path | None = None
    keyring: bool = False
    token_command: tuple[str, ...] = ()
    """A program and its arguments that print an OAuth 2 access token; no shell reads them."""
    folder: Path | None = field(default=None, compare=False)
    """Where the household file lies: a command's relative paths begin there."""


@dataclass(frozen=True, slots=True)
class MailboxAccess(ServerAccess):
    """Where the person's letters arrive; see :func:`secret_of` for the way in."""

    folders: tuple[str, ...] = ()
    """Empty: all that can hold a letter."""


@dataclass(frozen=True, slots=True)
class SmtpAccess(ServerAccess):
    """Where the person's own letters are handed in."""

    implicit_tls: bool = False
    """TLS from the first byte (RFC 8314, port 465); else STARTTLS, without which nothing is said."""
    sender: str = ""
    """The address they are sent from; empty: the account's."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account on a platform, with all that a form may ask about it."""

    person_id: str
    person_name: str
    platform: str
    email: str
    phone: str
    """E.164, or empty."""
    language: str
    country: str
    """ISO 3166-1 alpha-2."""
    reason: str
    """The person's own grounds; empty when none were given."""
    accounts_center: str
    """Accounts that share one Accounts Center bear the same word; empty when unknown."""
    mailbox: MailboxAccess | None
    name: str
    """The handle used in commands: ``anna/facebook``, and ``anna/facebook-2`` for a second one."""
    mandate: str = "self"
    smtp: SmtpAccess | None = None

    @property
    def address(self) -> str:
        """The e-mail or number that names the account on its platform."""
        return self.phone if PLATFORMS.get(self.platform) == "phone" else self.email or self.phone

    @property
    def id(self) -> str:
        """A stable opaque id: nothing personal can be read in it."""
        parts = ("optout account", self.person_id, self.platform, self.address.casefold())
        return sha256("\0".join(parts).encode()).hexdigest()[:16]

    @property
    def standard_reason(self) -> str:
        """Our own neutral sentences for a form that *requires* grounds when the person gave none."""
        return standard_reason(self.language)


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the household."""

    id: str
    name: str
    language: str
    country: str
    phone: str
    reason: str
    mandate: str
    mailbox: MailboxAccess | None
    accounts: tuple[Account, ...] = field(default=())
    smtp: SmtpAccess | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """Everybody in one household file."""

    path: Path
    persons: tuple[Person, ...]

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Every account, in the order of the file."""
        return tuple(account for person in self.persons for account in person.accounts)

    def find(self, text: str) -> Account:
        """The account meant by its name, ``person platform``, its e-mail or number, or the id of person or account."""
        for fitting in self._readings(text.strip()):
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                raise HouseholdError(f"“{text}” fits several accounts, say which: {_names(fitting)}.")
        near = _near(text, [account.name for account in self.accounts])
        there = _names(self.accounts[:_SHOWN]) + (" …" if len(self.accounts) > _SHOWN else "")
        raise HouseholdError(f"no account is called “{text}” in {self.path.name}{near}; there are: {there}.")

    def person(self, person_id: str) -> Person:
        """The person with this id."""
        for person in self.persons:
            if person.id.casefold() == person_id.strip().casefold():
                return person
        ids = [person.id for person in self.persons]
        known = ", ".join(ids[:_SHOWN]) + (" …" if len(ids) > _SHOWN else "")
        raise HouseholdError(
            f"nobody is called “{person_id}” in {self.path.name}{_near(person_id, ids)}; there are: {known}."
        )

    def _readings(self, text: str) -> Iterator[tuple[Account, ...]]:
        """From the most to the least exact reading of what a person typed."""
        words = text.casefold().replace("/", " ").split()
        digits = "".join(character for character in text if character.isdigit())
        number = digits.removeprefix("00").lstrip("0") if text[:1] in "+0123456789" and len(digits) >= _DIGITS else ""

        def those(*hits: bool) -> tuple[Account, ...]:
            return tuple(account for account, hit in zip(self.accounts, hits, strict=True) if hit)

        yield those(*(account.name.casefold().split("/") == words for account in self.accounts))
        yield those(*([account.person_id.casefold(), account.platform] == words for account in self.accounts))
        yield those(*(account.email.casefold() == text.casefold() for account in self.accounts))
        yield those(*(bool(number) and account.phone.endswith(number) for account in self.accounts))
        yield those(*(account.person_id.casefold() == text.casefold() for account in self.accounts))
        yield those(*(account.id == text for account in self.accounts))


_DIGITS = 6
"""Fewer digits than this are no telephone number."""


_SHOWN = 20
"""Names in one sentence."""


def _near(text: str, known: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a name that nobody has

    near = get_close_matches(text.casefold(), [name.casefold() for name in known], n=1)
    return f" (did you mean “{near[0]}”?)" if near else ""


def _names(accounts: tuple[Account, ...]) -> str:
    return ", ".join(account.name for account in accounts) or "none"
