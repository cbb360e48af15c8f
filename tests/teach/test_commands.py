"""The commands `optout teach` and `optout phrases`."""

import json
from pathlib import Path

import pytest

from bot.teach import Notebook, needs_of
from flows import FLOWS
from tests.teach.hand import CENTER, NOW, command, lesson_of


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A household of one, in French, and a data directory with one lesson."""
    person = '[[person]]\nid = "anna"\nname = "Anna Exemple"\nlanguage = "fr"\ncountry = "FR"\nmandate = "self"\n'
    account = '[[person.account]]\nplatform = "facebook"\nemail = "anna@example.org"\n'
    (tmp_path / "household.toml").write_text(f"schema = 1\n{person}{account}")
    Notebook(tmp_path / "data" / "phrases", lambda: NOW).keep(lesson_of())
    (tmp_path / "data").chmod(0o700)
    return {
        "PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "OPTOUT_DATA": str(tmp_path / "data"),
        "OPTOUT_HOUSEHOLD": str(tmp_path / "household.toml"),
    }  # fmt: skip


@pytest.mark.parametrize(("arguments", "why"), [
    (("facebook", "--phrase", "request received"), "never taught"),
    (("facebook", "--phrase", "already objected"), "never taught"),
    (("facebook", "--phrase", "three dots"), "no step there says"),
    (("facebook", "--way", "nowhere"), "has no way"),
    (("instagram",), "no such account"),
    ((), "say which PLATFORM"),
    (("--forget", "menu"), "nothing was taught"),
    (("facebook",), "no display"),
])  # fmt: skip
def test_what_cannot_be_taught_is_said_in_a_sentence(
    environment: dict[str, str], arguments: tuple[str, ...], why: str
) -> None:
    """Wrong words on the command line, and a machine without a window: exit code 2 and the reason."""
    ended = command(environment, "teach", *arguments)

    assert 2 == ended.returncode, ended.stderr
    assert why in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_was_taught_is_listed_and_forgotten(environment: dict[str, str]) -> None:
    """`--list` prints every wording and address, `--forget` takes them back."""
    listed = json.loads(command(environment, "teach", "--list", "--json").stdout)
    plain = command(environment, "teach", "--list").stdout
    forgotten = command(environment, "teach", "--forget", "object")

    assert [("fr", "dire non"), (None, "https://www.facebook.com/x.y/")] == [(e["language"], e["text"]) for e in listed]
    assert f"object: “dire non” (fr), seen on {CENTER} on 2026-11-22" in plain
    assert (0, "object: 2 forgotten\n") == (forgotten.returncode, forgotten.stdout)
    assert "Nothing was taught.\n" == command(environment, "teach", "--list").stdout


def test_phrases_are_checked_for_the_languages_of_the_household(environment: dict[str, str], tmp_path: Path) -> None:
    """13 when a flow says what nobody has worded in a person's language; the table alone ends with 0."""
    Notebook(tmp_path / "data" / "phrases", lambda: NOW).keep(lesson_of("encore", "", "notice title"))
    table = command(environment, "phrases", "--json")
    checked = command(environment, "phrases", "--check", "--json")
    (tmp_path / "household.toml").write_text((tmp_path / "household.toml").read_text().replace('"fr"', '"mt"'))
    maltese = json.loads(command(environment, "phrases", "--check", "--json").stdout)
    told = command(environment, "phrases", "--check")

    known = json.loads(table.stdout)
    lacking = {row["phrase"] for row in json.loads(checked.stdout)["lacking"]}
    needed = {need.phrase for need in needs_of(FLOWS["facebook"])}
    assert 0 == table.returncode
    assert ("seen", "taught", "missing") == (
        known["phrases"]["object"]["fr"], known["phrases"]["notice title"]["fr"], known["phrases"]["hub product"]["fr"]
    )  # fmt: skip
    assert len(known["phrases"]) == sum(known["totals"]["fr"].values())
    assert lacking == {phrase for phrase in needed if known["phrases"][phrase]["fr"] == "missing"}
    assert (13 if lacking else 0) == checked.returncode
    assert needed == {row["phrase"] for row in maltese["lacking"]}
    assert 13 == told.returncode
    assert "facebook needs “object” in mt, and no wording of it is known: optout teach facebook" in told.stdout
