"""Who acts for whom: nothing is done for another adult without a mandate, nor for a minor without a declaration."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.household import Account, Person
from bot.mandate import (
    Mandate,
    MandateError,
    add,
    check,
    check_account,
    load,
    new_id,
    recorded,
    revoke,
    text_of,
    with_text,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def person(mandate: str = "m-1", person_id: str = "anna") -> Person:
    """Somebody of the household."""
    account = Account(
        person_id, "Anna Example", "facebook", "anna@example.org", "", "fr", "FR", "", "", None, "anna/facebook"
    )
    return Person(person_id, "Anna Example", "fr", "FR", "", "", mandate, None, (account,))


def mandate(**other: Any) -> Mandate:
    """A mandate that holds on that day, but for what is to differ."""
    usual = Mandate(
        id="m-1",
        person="anna",
        principal="Anna Example",
        principal_contact="anna@example.org",
        agent="Berta Beispiel",
        agent_contact="berta@example.org",
        capacity="friend",
        start="2026-01-01",
        end="2026-12-31",
        consent="at_the_keyboard",
        consent_at="2026-01-01T10:00:00+00:00",
        controllers=("Meta Platforms Ireland Limited",),
        platforms=("facebook",),
        language="fr",
    )
    return replace(usual, **other)


def test_whoever_acts_for_themselves_needs_none(tmp_path: Path) -> None:
    """mandate = "self" always passes."""
    assert check(person("self"), tmp_path, NOW) is None


def test_another_adult_without_a_mandate_is_refused(tmp_path: Path) -> None:
    """The sentence says how one is recorded."""
    refused = check(person(), tmp_path, NOW)

    assert refused is not None
    assert "missing" == refused.code
    assert "optout mandate add" in refused.reason


def test_a_recorded_mandate_lets_the_agent_act(tmp_path: Path) -> None:
    """And is read back as it was written, in a file for its owner alone."""
    path = add(tmp_path, mandate())

    assert check(person(), tmp_path, NOW) is None
    assert mandate() == load(tmp_path, "m-1")
    assert 0o600 == path.stat().st_mode & 0o777
    assert 0o700 == path.parent.stat().st_mode & 0o777
    assert ["m-1"] == [one.id for one in recorded(tmp_path)]


@pytest.mark.parametrize(
    ("code", "other", "right", "platform"),
    [
        ("expired", {"end": "2026-05-31"}, "21(1)", ""),
        ("not_yet", {"start": "2026-06-02"}, "21(1)", ""),
        ("revoked", {"revoked": "2026-06-01"}, "21(1)", ""),
        ("other_person", {"person": "emma"}, "21(1)", ""),
        ("right", {"rights": ("21(1)",)}, "77", ""),
        ("platform", {}, "21(1)", "whatsapp"),
    ],
)
def test_a_mandate_refuses_what_it_does_not_cover(
    code: str, other: dict[str, Any], right: str, platform: str, tmp_path: Path
) -> None:
    """Its end stops follow-ups; its rights and platforms are the only ones."""
    add(tmp_path, mandate(**other))
    refused = check(person(), tmp_path, NOW, right=right, platform=platform)

    assert refused is not None
    assert code == refused.code


def test_the_last_day_is_included(tmp_path: Path) -> None:
    """A mandate until the first holds on the first, not on the second."""
    add(tmp_path, mandate(end="2026-06-01"))

    assert check(person(), tmp_path, NOW.replace(hour=23)) is None
    assert check(person(), tmp_path, NOW + timedelta(days=1)) is not None


def test_one_account_may_be_left_out(tmp_path: Path) -> None:
    """A mandate names the accounts it is for."""
    who = person()
    add(tmp_path, mandate(accounts=("0" * 16,)))
    refused = check_account(who.accounts[0], who, tmp_path, NOW, "21(1)")

    assert refused is not None
    assert "account" == refused.code


@pytest.mark.parametrize(
    "other",
    [
        {"minor": True},
        {"minor": True, "capacity": "parent"},
        {"minor": True, "capacity": "friend", "parental_responsibility": "I am a friend"},
        {"capacity": "parent"},
    ],
)
def test_a_minor_needs_the_declaration_of_whoever_holds_parental_responsibility(
    other: dict[str, Any], tmp_path: Path
) -> None:
    """Not recorded without it; and a record from which it was taken out refuses."""
    with pytest.raises(MandateError):
        add(tmp_path, mandate(**other))

    declared = {"minor": True, "capacity": "parent", "parental_responsibility": "I hold it jointly with the father."}
    path = add(tmp_path, mandate(**declared, child_consulted=True))
    assert check(person(), tmp_path, NOW) is None
    path.write_text(path.read_text().replace("I hold it jointly with the father.", ""))
    assert check(person(), tmp_path, NOW) is not None


@pytest.mark.parametrize(
    "other",
    [
        {"id": "self"},
        {"id": "../m"},
        {"id": ""},
        {"end": "2025-12-31"},
        {"end": "soon"},
        {"rights": ()},
        {"rights": ("20",)},
        {"agent": " "},
        {"capacity": "king"},
        {"consent": "telepathy"},
        {"consent": "wet_ink"},
        {"capacity": "body"},
    ],
)
def test_a_record_that_lacks_something_is_not_made(other: dict[str, Any], tmp_path: Path) -> None:
    """Dates, rights, agent, capacity, how consent was given: facts/evidence.md §5.2."""
    with pytest.raises(MandateError):
        add(tmp_path, mandate(**other))

    assert [] == list(recorded(tmp_path))


def test_a_mandate_is_never_overwritten(tmp_path: Path) -> None:
    """What somebody agreed to is not exchanged for something else."""
    add(tmp_path, mandate())

    with pytest.raises(MandateError, match="already"):
        add(tmp_path, mandate(end="2030-12-31"))


def test_a_revoked_mandate_stays_on_record(tmp_path: Path) -> None:
    """It shows what was allowed until then; it cannot be revoked twice."""
    add(tmp_path, mandate())
    revoke(tmp_path, "m-1", date(2026, 5, 1))
    found = load(tmp_path, "m-1")

    assert found is not None
    assert "2026-05-01" == found.revoked
    with pytest.raises(MandateError, match="already"):
        revoke(tmp_path, "m-1", date(2026, 5, 2))
    with pytest.raises(MandateError, match="no mandate"):
        revoke(tmp_path, "m-2", date(2026, 5, 2))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"schema": 1}',
        '{"schema": 1, "id": "m-1"}',
        '{"schema": 2, "id": "m-1"}',
        "[" * 100_000,
        "\x00",
        '"text"',
    ],
)
def test_a_broken_record_allows_nothing(text: str, tmp_path: Path) -> None:
    """A file that somebody has edited is refused in a sentence, never a crash and never a yes."""
    add(tmp_path, mandate()).write_text(text)
    refused = check(person(), tmp_path, NOW)

    assert refused is not None
    assert "unreadable" == refused.code


@pytest.mark.parametrize("key", ["start", "end", "rights", "capacity", "minor", "agent", "revoked", "accounts"])
@pytest.mark.parametrize("value", [None, 7, [], {}, [1], "nonsense", True])
def test_a_record_with_a_wrong_value_never_crashes(key: str, value: object, tmp_path: Path) -> None:
    """Every value of a record is hostile input; an agent may be called anything, and no list of accounts means all."""
    path = add(tmp_path, mandate())
    facts = json.loads(path.read_text()) | {key: value}
    path.write_text(json.dumps(facts))

    refused = check(person(), tmp_path, NOW)
    fits = (key, value) in [("agent", "nonsense"), ("accounts", [])]
    assert (None if fits else "unreadable") == (refused.code if refused else None)


def test_a_mandate_of_the_household_file_cannot_name_a_path(tmp_path: Path) -> None:
    """The id comes from a file that others write too."""
    refused = check(person("é"), tmp_path, NOW)

    assert refused is not None
    assert "unreadable" == refused.code


def test_an_id_holds_nobodys_name() -> None:
    """File names are told by every listing."""
    found = new_id("anna", "Berta Beispiel", date(2026, 1, 1))

    assert "anna" not in found and "Berta" not in found
    assert found == new_id("anna", "Berta Beispiel", date(2026, 1, 1))


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "it", "nl", "pl", "pt", "xx"])
def test_the_text_names_everything_that_is_agreed_to(language: str) -> None:
    """Principal, agent, controllers, rights, duration, where answers go; its version and hash go into the record."""
    record = with_text(mandate(language=language, replies_to="berta@example.org"))
    text = text_of(record)
    named = ("Anna Example", "Berta Beispiel", "Meta Platforms Ireland", "21(1)", "2026-12-31", "berta@example.org")

    assert all(word in text for word in named)
    assert record.text_version and 64 == len(record.text_sha256)
