"""What in a text or on a picture tells who a person is: the values that a copy for others must not show."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bot.household.facts import Account, Person

SHORTEST_WORD = 3
"""A part of a name with fewer letters is found in every other word."""
SHORTEST_LOCAL = 4
SHORTEST_NUMBER = 7
NATIONAL = 9
"""Digits of a telephone number without its country code, which pages leave out."""


@dataclass(frozen=True)
class Private:
    """Names, addresses and numbers of one or several people."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    """What names an account: on its platform, and in this program."""

    @classmethod
    def of(cls, account: Account) -> "Private":
        """What tells who has this account."""
        user = account.mailbox.user if account.mailbox else ""
        return cls(
            names=_kept(account.person_name),
            emails=_kept(account.email, user if "@" in user else ""),
            phones=_kept(account.phone),
            ids=_kept(account.id, account.accounts_center, "" if "@" in user else user),
        )

    @classmethod
    def of_all(cls, persons: Iterable[Person]) -> "Private":
        """What tells who anybody of the household is."""
        known = list(persons)
        parts = [cls.of(account) for person in known for account in person.accounts]
        return cls(
            names=_kept(*(person.name for person in known)),
            emails=_kept(*(email for part in parts for email in part.emails)),
            phones=_kept(*(person.phone for person in known), *(phone for part in parts for phone in part.phones)),
            ids=_kept(*(one for part in parts for one in part.ids)),
        )

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What is looked for only as words of their own: parts of names, and what stands before the @."""
        parts = (word for name in self.names for word in name.replace("-", " ").split() if len(word) >= SHORTEST_WORD)
        locals_ = (email.split("@", 1)[0] for email in self.emails)
        return _kept(*parts, *(local for local in locals_ if len(local) >= SHORTEST_LOCAL))

    @cached_property
    def wholes(self) -> tuple[str, ...]:
        """What is looked for wherever it stands."""
        return _kept(*self.names, *self.emails, *self.ids)

    @cached_property
    def digits(self) -> tuple[str, ...]:
        """Telephone numbers as digits, without the country code that pages leave out."""
        bare = ("".join(sign for sign in phone if sign.isdigit()) for phone in self.phones)
        return _kept(*(number[-NATIONAL:] for number in bare if len(number) >= SHORTEST_NUMBER))


def _kept(*values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value and value.strip()))
