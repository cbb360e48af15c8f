"""The words of the filing set: every language says the same, and each citation is one that the language can make."""

import re

import pytest

from bot.dossier.filing.wording import words
from bot.writing import languages
from bot.writing.wording import words as letters

BRACES = re.compile(r"\{([^{}]+)\}")


def test_the_filing_set_speaks_every_language_of_the_letters() -> None:
    """A complaint in a language without its words would be half English."""
    assert {language: language for language in languages()} == {one: words(one).language for one in languages()}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_keys_and_braces(language: str) -> None:
    """A text that one language lacks, or a fact that it does not print, is missing from its complaints."""
    own = {key: text for key, text in words("en").texts.items() if key not in letters("en").texts}
    other = words(language).texts

    assert own
    assert set(words("en").texts) == set(other)
    for key, text in own.items():
        assert sorted(BRACES.findall(text)) == sorted(BRACES.findall(other[key])), key


@pytest.mark.parametrize("language", languages())
def test_only_english_is_english(language: str) -> None:
    """No sentence was left untranslated."""
    same = [
        key
        for key, text in words("en").texts.items()
        if key.startswith("filing.") and text == words(language).texts[key] and len(text.split()) > 4
    ]

    assert language == "en" or [] == [key for key in same if "{sha256}" not in words("en").texts[key]]
