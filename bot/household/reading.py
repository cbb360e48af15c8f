"""Read the household file, and say in one sentence what is wrong with it."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from bot.household.countries import COUNTRIES, SLIPS
from bot.household.facts import PLATFORMS, Account, Household, HouseholdError, Person
from bot.household.languages import LANGUAGES
from bot.household.languages import SLIPS as LANGUAGE_SLIPS
from bot.household.lines import Place, line_of
from bot.household.plain import fault, spaced
from bot.household.servers import Servers

_SCHEMA = 1
_TOP = ("schema", "person")
_PERSON = ("id", "name", "language", "country", "phone", "reason", "mandate", "mailbox", "smtp", "account")
_ACCOUNT = ("platform", "email", "phone", "accounts_center", "reason", "language", "country")
_PASSWORD_KEYS = re.compile(
    r"pass(word|wd|phrase|wort)?|pwd?|secret|token|mot[_-]?de[_-]?passe|contrase.a|imap_?pass\w*"
)
_EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@(?:[^\s@<>(),;:\"\[\]\\.]+\.)+[^\s@<>(),;:\"\[\]\\.]{2,}")
_ID = re.compile(r"\w[\w.-]{0,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_TWO_LETTERS = 2
"""Of three letters there are thousands, and few typing mistakes among them."""
_LARGEST = 4_000_000
"""Bytes: thousands of people are in less."""
_TOML = {
    "Cannot overwrite a value": "this key or table is there already; [[person.account]] has two brackets",
    "Invalid value": "expected a value here; text stands in straight quotes",
    "Invalid statement": "expected `key = value` or a [table] here",
}
"""Of Python's own words those that tell a person little."""


def load(path: Path, *, platforms: Mapping[str, str] = PLATFORMS) -> Household:
    """Read and check a whole household file; nothing is returned unless all of it is right.

    ``platforms`` gives for each known platform the key that names an account there (``email`` or ``phone``).
    """
    try:
        with path.open("rb") as file:
            written = file.read(_LARGEST + 1)
        text = written.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        raise HouseholdError(f"{path}: there is no such household file; `optout init` writes one to fill in.") from None
    except UnicodeDecodeError:
        raise HouseholdError(f"{path}: expected text in UTF-8.") from None
    except OSError as why:
        raise HouseholdError(f"{path}: the household file cannot be read ({why.strerror}).") from None
    if len(written) > _LARGEST:
        raise HouseholdError(f"{path}: expected a household file of at most {_LARGEST // 1_000_000} MB.")
    try:
        facts = tomllib.loads(text)
    except (ValueError, RecursionError) as why:  # a number of thousands of digits is a bare ValueError
        raise HouseholdError(f"{path}: not valid TOML: {_without_values(str(why))}.") from None
    return _Reader(path, text, platforms).household(facts)


@dataclass(frozen=True)
class _Reader:
    path: Path
    text: str
    platforms: Mapping[str, str]

    def household(self, facts: dict[str, Any]) -> Household:
        self._known_keys(facts, _TOP, ())
        if facts.get("schema") != _SCHEMA or isinstance(facts["schema"], bool):
            self._wrong(("schema",), f"expected `schema = {_SCHEMA}` at the top of the file")
        tables = self._tables(facts, "person", ())
        if not tables:
            self._wrong(("person",), "expected at least one [[person]]")
        persons = tuple(self._person(table, ("person", index)) for index, table in enumerate(tables))
        self._refuse_doubles(persons)
        return Household(self.path, persons)

    @property
    def _servers(self) -> Servers:
        return Servers(self.path.parent, self._text, self._known_keys, self._wrong)

    def _person(self, facts: dict[str, Any], place: Place) -> Person:
        self._known_keys(facts, _PERSON, place)
        person_id = self._text(facts, "id", place, required=True)
        if not _ID.fullmatch(person_id):
            self._wrong((*place, "id"), "expected a short word of letters, digits, - and _")
        country = self._country(facts, place, "")
        person = Person(
            id=person_id,
            name=self._text(facts, "name", place, required=True),
            language=self._language(facts, place, ""),
            country=country,
            phone=self._phone(facts, place, country),
            reason=self._text(facts, "reason", place),
            mandate=self._mandate(facts, place),
            mailbox=self._servers.mailbox(facts, place),
            smtp=self._servers.smtp(facts, place),
        )
        tables = self._tables(facts, "account", place)
        if not tables:
            self._wrong((*place, "account"), f"expected at least one [[person.account]] for “{person_id}”")
        found: list[Account] = []
        for index, table in enumerate(tables):
            found.append(self._account(table, (*place, "account", index), person, tuple(found)))
        return Person(**{**_fields(person), "accounts": tuple(found)})

    def _account(self, facts: dict[str, Any], place: Place, person: Person, before: tuple[Account, ...]) -> Account:
        self._known_keys(facts, _ACCOUNT, place)
        platform = self._platform(facts, place)
        country = self._country(facts, place, person.country)
        by_phone = self.platforms[platform] == "phone"
        phone = self._phone(facts, place, country) or (person.phone if by_phone else "")
        if by_phone and not phone:
            self._wrong((*place, "phone"), f"{platform} expects the account's number, such as +33612345678")
        email = self._email(facts, place, required=not by_phone) or _letters_of(person, before)
        if not email:
            self._wrong((*place, "email"), f"{platform} expects an e-mail at which the answer can be read")
        same = sum(account.platform == platform for account in before)
        return Account(
            person_id=person.id,
            person_name=person.name,
            platform=platform,
            email=email,
            phone=phone,
            language=self._language(facts, place, person.language),
            country=country,
            reason=self._text(facts, "reason", place) or person.reason,
            accounts_center=self._text(facts, "accounts_center", place),
            mailbox=person.mailbox,
            smtp=person.smtp,
            name=f"{person.id}/{platform}" + (f"-{same + 1}" if same else ""),
            mandate=person.mandate,
        )

    def _mandate(self, facts: dict[str, Any], place: Place) -> str:
        mandate = self._text(facts, "mandate", place) or "self"
        if not _ID.fullmatch(mandate):
            self._wrong((*place, "mandate"), 'expected "self" or the id of a recorded mandate')
        return mandate

    def _platform(self, facts: dict[str, Any], place: Place) -> str:
        platform = self._text(facts, "platform", place, required=True).casefold()
        if platform not in self.platforms:
            known = ", ".join(self.platforms)
            self._wrong((*place, "platform"), f"expected one of {known}{_nearest(platform, tuple(self.platforms))}")
        return platform

    def _email(self, facts: dict[str, Any], place: Place, *, required: bool) -> str:
        email = self._text(facts, "email", place, required=required)
        if email and not _EMAIL.fullmatch(email):
            self._wrong((*place, "email"), "expected an e-mail address, such as anna@example.org")
        return email

    def _language(self, facts: dict[str, Any], place: Place, inherited: str) -> str:
        language = self._text(facts, "language", place, required=not inherited) or inherited
        if not _LANGUAGE.fullmatch(language):
            self._wrong((*place, "language"), "expected a language code of two letters, such as fr")
        code = language.replace("_", "-").partition("-")[0].casefold()
        if code in LANGUAGE_SLIPS or (len(code) == _TWO_LETTERS and code not in LANGUAGES):
            near = LANGUAGE_SLIPS.get(code)
            meant = f"; did you mean {near}?" if near else ""
            self._wrong((*place, "language"), f"expected a language code (ISO 639), such as fr{meant}")
        return code

    def _country(self, facts: dict[str, Any], place: Place, inherited: str) -> str:
        country = (self._text(facts, "country", place, required=not inherited) or inherited).upper()
        if country not in COUNTRIES:
            meant = f"; did you mean {SLIPS[country]}?" if country in SLIPS else ""
            self._wrong((*place, "country"), f"expected a country code of two letters (ISO 3166), such as FR{meant}")
        return country

    def _phone(self, facts: dict[str, Any], place: Place, country: str) -> str:
        """E.164. A number without + is one of the country; "12" parses, so it is asked whether it can be one."""
        written = self._text(facts, "phone", place)
        if not written:
            return ""
        import phonenumbers  # noqa: PLC0415 - 60 ms that a household without numbers need not pay

        try:
            number = phonenumbers.parse(written, country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            self._wrong((*place, "phone"), "expected a telephone number such as +33612345678")
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def _text(self, facts: dict[str, Any], key: str, place: Place, *, required: bool = False) -> str:
        value = facts.get(key, "")
        if not isinstance(value, str):
            self._wrong((*place, key), "expected text in quotes")
        value = spaced(value)
        if expected := fault(value, lines=key == "reason"):
            self._wrong((*place, key), expected)
        if required and not value:
            self._wrong((*place, key), f"`{key}` is missing or empty; expected text in quotes")
        return value

    def _tables(self, facts: dict[str, Any], key: str, place: Place) -> list[dict[str, Any]]:
        tables = facts.get(key, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            name = "person" if key == "person" else f"person.{key}"
            self._wrong((*place, key), f"expected it as [[{name}]], with two brackets")
        return tables

    def _known_keys(self, facts: dict[str, Any], known: tuple[str, ...], place: Place) -> None:
        for key in facts:
            if key in known:
                continue
            if _PASSWORD_KEYS.fullmatch(key.casefold()):
                expected = "expected password_env, password_file, keyring = true or token_command in [person.mailbox]"
                self._wrong((*place, key), f"`{key}`: a password is never kept in this file; {expected}")
            if not place and key.removesuffix("s") in _PERSON:
                self._wrong((key,), f"`{key}` belongs to a person; expected it below [[person]], as `person.{key}`")
            self._wrong(
                (*place, key), f"`{key}` is not a known key{_nearest(key, known)}; known are {', '.join(known)}"
            )

    def _refuse_doubles(self, persons: tuple[Person, ...]) -> None:
        ids: set[str] = set()
        accounts: set[tuple[str, str]] = set()
        for index, person in enumerate(persons):
            if person.id.casefold() in ids:
                self._wrong(("person", index, "id"), f"there is already a person “{person.id}”; expected another id")
            ids.add(person.id.casefold())
            for number, account in enumerate(person.accounts):
                key = (account.platform, account.address.casefold())
                if key in accounts:
                    place = ("person", index, "account", number)
                    self._wrong(place, f"this {account.platform} account is listed twice; expected it once")
                accounts.add(key)

    def _wrong(self, place: Place, expected: str) -> NoReturn:
        line = line_of(self.text, place)
        where = f"{self.path}, line {line}" if line else str(self.path)
        key = place[-1] if place and isinstance(place[-1], str) else ""
        named = f"{key}: " if key and f"`{key}`" not in expected else ""
        raise HouseholdError(f"{where}: {named}{expected}" + ("" if expected.endswith("?") else "."))


def _fields(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in Person.__dataclass_fields__}


def _letters_of(person: Person, before: tuple[Account, ...]) -> str:
    """Where an answer can be read when a WhatsApp account names no e-mail of its own."""
    if person.mailbox is not None and _EMAIL.fullmatch(person.mailbox.user):
        return person.mailbox.user
    return next((account.email for account in before if account.email), "")


def _nearest(key: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key.casefold(), known, n=1, cutoff=0.5)
    return f"; did you mean `{near[0]}`?" if near else ""


def _without_values(why: str) -> str:
    """A TOML error keeps its place, and loses whatever it quotes of the file."""
    told, at, place = re.sub(r"'[^']*'", "…", why).rstrip(".").partition(" (at ")
    if told.startswith("Exceeds the limit"):
        return "a number has too many digits"
    return _TOML.get(told, told) + at + place


def init_text() -> str:
    """What `optout init` writes: the example with its comments."""
    return Path(__file__).with_name("example.toml").read_text("utf-8")
