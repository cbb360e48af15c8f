"""The household file: what is accepted, and what is said when it is not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.household import (
    STANDARD_REASONS,
    Household,
    HouseholdError,
    MailboxAccess,
    init_text,
    load,
    mailbox_password,
)
from bot.household.lines import line_of

GOOD = """schema = 1
[[person]]
id = "anna"
name = "Anna Example"
language = "fr"
country = "FR"
phone = "06 12 34 56 78"
[person.mailbox]
host = "127.0.0.1"
port = 993
user = "anna@example.org"
password_env = "OPTOUT_ANNA_MAIL"
[[person.account]]
platform = "facebook"
email = "anna@example.org"
accounts_center = "anna-meta"
[[person.account]]
platform = "facebook"
email = "anna.second@example.org"
[[person.account]]
platform = "whatsapp"
[[person]]
id = "béla"
name = "Béla Example"
language = "hu"
country = "HU"
[[person.account]]
platform = "instagram"
email = "bela@example.org"
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(text: str) -> Path:
        path = tmp_path / "household.toml"
        path.write_text(text, "utf-8")
        return path

    return _write


@pytest.fixture
def household(write: Write) -> Household:
    return load(write(GOOD))


def test_each_account_has_a_handle_and_what_a_form_asks(household: Household) -> None:
    """A second account is numbered; a number is E.164; a WhatsApp account falls back on the person's facts."""
    whatsapp = household.find("anna/whatsapp")

    assert ["anna/facebook", "anna/facebook-2", "anna/whatsapp", "béla/instagram"] == [
        a.name for a in household.accounts
    ]
    assert ("+33612345678", "anna@example.org") == (whatsapp.phone, whatsapp.email)
    assert "" == household.find("anna/facebook").phone
    assert household.find("béla").mailbox is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("anna/facebook", "anna/facebook"),
        ("ANNA/Facebook-2", "anna/facebook-2"),
        ("anna whatsapp", "anna/whatsapp"),
        ("bela@example.org", "béla/instagram"),
        ("anna.second@example.org", "anna/facebook-2"),
        ("béla", "béla/instagram"),
        ("+33 6 12 34 56 78", "anna/whatsapp"),
        ("0612345678", "anna/whatsapp"),
    ],
)
def test_an_account_is_found_by_what_people_type(household: Household, text: str, name: str) -> None:
    """Name, person and platform, e-mail, number in either form, or the person when there is only one account."""
    assert name == household.find(text).name


@pytest.mark.parametrize("text", ["anna", "anna facebook extra", "nobody/facebook", ""])
def test_an_unclear_name_lists_what_fits(household: Household, text: str) -> None:
    """Two that fit are never chosen between; none that fits shows all there are."""
    with pytest.raises(HouseholdError, match="anna/facebook"):
        household.find(text)


def test_an_account_id_is_stable_and_opaque(write: Write) -> None:
    """The id survives a rename of the person and the order of the file; nothing personal can be read in it."""
    account = load(write(GOOD)).find("anna/facebook")
    renamed = load(write(GOOD.replace("Anna Example", "Anna Exemple"))).find("anna/facebook")

    assert account.id == renamed.id
    assert 4 == len({a.id for a in load(write(GOOD)).accounts})
    assert "anna" not in account.id


@pytest.mark.parametrize(
    ("wrong", "right", "line", "said"),
    [
        ("shema = 1", "schema = 1", 1, "did you mean `schema`?"),
        ("schema = 2", "schema = 1", 1, "schema = 1"),
        ("", "schema = 1", None, "schema = 1"),
        ("natme = 1", 'name = "Anna Example"', 4, "did you mean `name`?"),
        ("", 'name = "Anna Example"', 2, "`name` is missing"),
        ("name = 7", 'name = "Anna Example"', 4, "text in quotes"),
        ('country = "UK"', 'country = "FR"', 6, "did you mean GB?"),
        ('country = "France"', 'country = "FR"', 6, "two letters"),
        ('language = "french!"', 'language = "fr"', 5, "such as fr"),
        ('phone = "12"', 'phone = "06 12 34 56 78"', 7, "telephone number"),
        ('host = "127.0.0.1"\npassword = "hunter2secret"', 'host = "127.0.0.1"', 10, "never kept in this file"),
        ("port = 99999", "port = 993", 10, "port number"),
        ("port = true", "port = 993", 10, "port number"),
        ("", 'password_env = "OPTOUT_ANNA_MAIL"', 8, "only one"),
        ('password_env = "hunter2 secret"', 'password_env = "OPTOUT_ANNA_MAIL"', 12, "not the password itself"),
        ('platform = "facebok"', 'platform = "facebook"', 14, "did you mean `facebook`?"),
        ('email = "anna at example"', 'email = "anna@example.org"', 15, "e-mail address"),
        ('email = "anna@example.org"', 'email = "anna.second@example.org"', 17, "listed twice"),
        ('id = "Anna"', 'id = "béla"', 23, "another id"),
        ('id = "../x"', 'id = "béla"', 23, "short word"),
        ("[person.account]", '[[person.account]]\nplatform = "instagram"', 27, "two brackets"),
        ("x = {", "schema = 1", None, "not valid TOML"),
    ],
)
def test_a_fault_names_the_line_and_what_is_expected(
    write: Write, wrong: str, right: str, line: int | None, said: str
) -> None:
    """One sentence with file, line or key, and what is expected; never a value."""
    path = write(GOOD.replace(right, wrong, 1))

    with pytest.raises(HouseholdError) as caught:
        load(path)
    sentence = str(caught.value)
    place = f"{path}, line {line}:" if line else f"{path}:"
    assert sentence.startswith(place), sentence
    assert said in sentence
    assert "hunter2" not in sentence
    assert 1 == len(sentence.splitlines())


def test_a_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    """The first thing a newcomer meets points at `optout init`."""
    with pytest.raises(HouseholdError, match="optout init"):
        load(tmp_path / "household.toml")


def test_a_phone_platform_without_a_number_is_refused(write: Write) -> None:
    """WhatsApp's form asks for the number of the account."""
    with pytest.raises(HouseholdError, match=r"line 20: phone: whatsapp expects"):
        load(write(GOOD.replace('phone = "06 12 34 56 78"\n', "\n")))


def test_standard_reasons_are_long_enough_and_in_the_language() -> None:
    """The form of 2024 asked for at least 150 characters; an unknown language gets English."""
    assert {"fr", "en", "de", "it", "es", "nl", "pl", "pt"} == set(STANDARD_REASONS)
    assert min(len(text) for text in STANDARD_REASONS.values()) > 150
    assert 8 == len(set(STANDARD_REASONS.values()))


def test_an_account_in_an_unknown_language_gets_the_english_reason(household: Household) -> None:
    """Hungarian has no sentences of ours yet."""
    assert STANDARD_REASONS["en"] == household.find("béla").standard_reason
    assert STANDARD_REASONS["fr"] == household.find("anna/facebook").standard_reason


def test_the_example_loads_and_is_what_init_writes(write: Write) -> None:
    """The commented example is valid as it stands, and the packaged copy is the same."""
    shown = Path(__file__).parent.parent / "household.example.toml"

    assert shown.read_text("utf-8") == init_text()
    assert 3 == len(load(write(init_text())).accounts)


def test_a_line_is_found_past_a_text_of_several_lines() -> None:
    """A reason over several lines that looks like TOML does not move the count."""
    text = '[[person]]\nreason = """\nid = "x"\n[[person]]\n"""\nid = "a"\n[[person]]\nid = "b"\n'

    assert 6 == line_of(text, ("person", 0, "id"))
    assert 8 == line_of(text, ("person", 1, "id"))
    assert 7 == line_of(text, ("person", 1, "name"))


def _access(**source: str | Path | bool) -> MailboxAccess:
    return MailboxAccess("127.0.0.1", 993, "anna@example.org", **source)  # type: ignore[arg-type]


def test_a_password_comes_from_the_environment_or_a_secret_of_that_name(tmp_path: Path) -> None:
    """The environment wins over the secrets directory."""
    (tmp_path / "OPTOUT_ANNA_MAIL").write_text("from the directory\n")
    access = _access(password_env="OPTOUT_ANNA_MAIL")

    assert "from the environment" == mailbox_password(access, {"OPTOUT_ANNA_MAIL": "from the environment"}, tmp_path)
    assert "from the directory" == mailbox_password(access, {}, tmp_path)
    with pytest.raises(HouseholdError, match="OPTOUT_ANNA_MAIL, which is not set"):
        mailbox_password(access, {}, None)


def test_a_password_file_open_to_others_is_refused(tmp_path: Path) -> None:
    """Mode 0600 is asked, and no error shows the value."""
    path = tmp_path / "anna.password"
    path.write_text("hunter2\n")
    path.chmod(0o600)

    assert "hunter2" == mailbox_password(_access(password_file=path), {})

    path.chmod(0o640)
    with pytest.raises(HouseholdError, match="0600") as caught:
        mailbox_password(_access(password_file=path), {})
    assert "hunter2" not in str(caught.value)


def test_a_password_file_is_found_beside_the_household_file(write: Write) -> None:
    """A relative path is relative to the household file, not to where the command was typed."""
    path = write(GOOD.replace('password_env = "OPTOUT_ANNA_MAIL"', 'password_file = "anna.password"'))
    (path.parent / "anna.password").write_text("hunter2")
    (path.parent / "anna.password").chmod(0o600)
    mailbox = load(path).find("anna/whatsapp").mailbox

    assert mailbox is not None
    assert "hunter2" == mailbox_password(mailbox, {})


@pytest.mark.parametrize(
    ("instead", "of", "told"),
    [
        (
            'language = "gr"',
            'language = "fr"',
            "language: expected a language code (ISO 639), such as fr; did you mean el?",
        ),
        ('language = "xx"', 'language = "fr"', "language: expected a language code (ISO 639), such as fr."),
        ('host = "imaps://127.0.0.1"', 'host = "127.0.0.1"', "host: expected the server's name alone"),
        ('host = "127.0.0.1:993"', 'host = "127.0.0.1"', "host: expected the server's name alone"),
        ('name = "Anna\\nExample"', 'name = "Anna Example"', "name: expected a single line."),
        ('name = "Anna\u200b"', 'name = "Anna Example"', "without the invisible character U+200B."),
        ("schema = " + "9" * 5000, "schema = 1", "not valid TOML: a number has too many digits."),
        ("schema = 1\nschema = 1", "schema = 1", "this key or table is there already"),
        ("schema = 1\n[[accounts]]", "schema = 1", "`accounts` belongs to a person"),
        ("id = “anna”", 'id = "anna"', "text stands in straight quotes (at line 3"),
    ],
)
def test_a_slip_is_told_in_one_sentence_that_helps(write: Write, instead: str, of: str, told: str) -> None:
    """What people paste and mistype is answered with what is expected, never with a trace."""
    with pytest.raises(HouseholdError) as why:
        load(write(GOOD.replace(of, instead, 1)))

    assert told in str(why.value)
    assert str(why.value).endswith((".", "?"))
    assert "\n" not in str(why.value)
    assert "?." not in str(why.value)


def test_spaces_that_do_not_break_are_spaces(write: Write) -> None:
    """A French reason has them before « ! », and a number copied from a page between its digits."""
    file = write(
        GOOD.replace("06 12 34 56 78", "06\u00a012\u202f34 56 78").replace(
            'country = "FR"', 'country = "FR"\nreason = "Non\u202f!"', 1
        )
    )
    anna = load(file).persons[0]

    assert ("+33612345678", "Non !") == (anna.phone, anna.reason)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_lines_may_end_as_on_any_machine(tmp_path: Path, ending: str) -> None:
    """Windows and old Macs."""
    file = tmp_path / "household.toml"
    file.write_bytes(GOOD.replace("\n", ending).encode())

    assert 2 == len(load(file).persons)


def test_a_file_without_end_is_not_read_to_its_end() -> None:
    """Whatever was named by mistake, memory is bounded."""
    with pytest.raises(HouseholdError, match="at most 4 MB"):
        load(Path("/dev/zero"))


def test_a_wrong_name_is_answered_with_the_nearest(write: Write) -> None:
    """Of a person and of an account."""
    household = load(write(GOOD))

    with pytest.raises(HouseholdError, match="did you mean “anna/whatsapp”"):
        household.find("anna/whatsap")
    with pytest.raises(HouseholdError, match="did you mean “anna”"):
        household.person("ana")
