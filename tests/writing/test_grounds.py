"""Why a person objects: asked once, kept encrypted, and nowhere else."""

from pathlib import Path

import pytest

from bot.grounds import LONGEST, Grounds, GroundsError, Theme, from_file, prompts
from bot.vault import Vault
from bot.writing import languages

SECRET = "My daughter has asthma, and I wrote about it."


@pytest.fixture
def grounds(tmp_path: Path) -> Grounds:
    """One person's."""
    return Grounds(Vault.open(tmp_path, use_keyring=False), "anna")


def test_a_text_is_kept_and_read_back(grounds: Grounds) -> None:
    """In the order of the themes, not of the telling."""
    grounds.set(Theme.HEALTH, SECRET)
    grounds.set(Theme.CHILDREN, "She is nine.\r\n\r\nShe cannot object herself.")

    assert {
        Theme.CHILDREN: "She is nine.\n\nShe cannot object herself.",
        Theme.HEALTH: SECRET,
    } == dict(grounds.all())
    assert [Theme.CHILDREN, Theme.HEALTH] == list(grounds.all())


def test_nothing_of_it_lies_open(grounds: Grounds, tmp_path: Path) -> None:
    """Neither in a file, nor in a file's name, nor in a repr."""
    grounds.set(Theme.HEALTH, SECRET)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert files
    assert not any(b"asthma" in path.read_bytes() for path in files)
    assert not any("anna" in str(path.relative_to(tmp_path)) or "health" in path.name for path in files)
    assert "asthma" not in repr(grounds)


def test_another_person_has_their_own(grounds: Grounds, tmp_path: Path) -> None:
    """One vault, two persons."""
    grounds.set(Theme.HEALTH, SECRET)

    assert {} == dict(Grounds(Vault.open(tmp_path, use_keyring=False), "emma").all())


def test_what_was_told_can_be_taken_back(grounds: Grounds, tmp_path: Path) -> None:
    """A theme by an empty text; all of it at once."""
    grounds.set(Theme.HEALTH, SECRET)
    grounds.set(Theme.PAST, "2009")
    grounds.set(Theme.HEALTH, "  ")
    assert [Theme.PAST] == list(grounds.all())
    grounds.forget()

    assert {} == dict(grounds.all())
    assert [] == list((tmp_path / "vault").glob("*.fernet"))


def test_asking_keeps_what_is_left_empty(grounds: Grounds) -> None:
    """Enter keeps the old text, a dash forgets it."""
    grounds.set(Theme.HEALTH, SECRET)
    grounds.set(Theme.PAST, "2009")
    known: list[bool] = []

    def answer(prompt: str, there: bool) -> str:
        known.append(there)
        return {"children": "She is nine.", "past": "-"}.get(_theme(prompt), "")

    grounds.ask("fr", answer)

    assert {Theme.CHILDREN: "She is nine.", Theme.HEALTH: SECRET} == dict(grounds.all())
    assert [theme in {Theme.HEALTH, Theme.PAST} for theme in Theme] == known


def _theme(prompt: str) -> str:
    return next(key for key, text in prompts("fr").items() if text == prompt)


def test_a_text_that_is_too_long_is_refused_without_quoting_it(grounds: Grounds) -> None:
    """The sentence names the theme, never a word of the text."""
    with pytest.raises(GroundsError) as why:
        grounds.set(Theme.HEALTH, "asthma " * LONGEST)

    assert "asthma" not in str(why.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes of another kind, or no file at all."""
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00")

    for name in ("a.txt", "b.txt"):
        with pytest.raises(GroundsError, match="UTF-8"):
            from_file(tmp_path / name)


@pytest.mark.parametrize("language", languages())
def test_every_theme_is_asked_about_in_every_language(language: str) -> None:
    """In the person's own words, so that they answer in their own words."""
    found = prompts(language)

    assert {"intro", *Theme} == set(found)
    assert language == "en" or found["health"] != prompts("en")["health"]
