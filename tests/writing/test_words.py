"""The words of the letters: every language says the same things, and cites the law as its lawyers do."""

import re

import pytest

from bot.writing import languages, words
from bot.writing.wording import inline

BRACES = re.compile(r"\{([^{}]+)\}")
ALL = ("de", "en", "es", "fr", "it", "nl", "pl", "pt")


def test_letters_are_written_in_these_languages() -> None:
    """Where most people live, and where authorities insist on their own (facts: fr, en, de, es, it, nl, pl, pt)."""
    assert set(ALL) <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_keys_and_braces(language: str) -> None:
    """A text that one language lacks, or a fact that it does not print, is a part that is missing from its letters."""
    expected, actual = words("en").texts, words(language).texts
    same = ("language.", "cite.")

    assert set(expected) == set(actual)
    for key in set(expected) - {key for key in expected if key.startswith(same)}:
        assert sorted(BRACES.findall(expected[key])) == sorted(BRACES.findall(actual[key])), key
    assert 12 == len(set(words(language).months))


@pytest.mark.parametrize(
    ("language", "cited"),
    [
        ("en", "Article 18(1)(d)"),
        ("fr", "article 18, paragraphe 1, point d)"),
        ("de", "Art. 18 Abs. 1 Buchst. d"),
        ("es", "artículo 18, apartado 1, letra d)"),
        ("it", "articolo 18, paragrafo 1, lettera d)"),
        ("nl", "artikel 18, lid 1, onder d"),
        ("pl", "art. 18 ust. 1 lit. d)"),
        ("pt", "artigo 18.º, n.º 1, alínea d)"),
    ],
)
def test_the_law_is_cited_as_the_language_cites_it(language: str, cited: str) -> None:
    """An article, a paragraph, a point."""
    assert cited == words(language).cite("18(1)(d)")


def test_a_language_that_letters_do_not_speak_is_answered_in_english() -> None:
    """The controllers read English; a variant of a language is that language."""
    assert "en" == words("fi").language
    assert "fr" == words("fr-BE").language


def test_the_law_of_the_united_kingdom_bears_its_own_name() -> None:
    """The retained regulation is the UK GDPR."""
    assert ("UK GDPR", "GDPR") == (words("en", "GB").law, words("en", "IE").law)


def test_a_fact_is_never_read_for_braces() -> None:
    """What a page has said may hold the name of a fact: it is printed, not filled in."""
    said = words("en")("notice.refused", date="{quote}", quote="{law}{21(1)}{0}{")

    assert "{quote}: you answered: {law}{21(1)}{0}{." == said


def test_foreign_text_becomes_one_harmless_line() -> None:
    """Line breaks, control and direction marks, halves of characters: none of them reaches a page or a header."""
    assert "a b c d" == inline("a\r\nb\u2028c\x00\u202e\u200f\ud800\ue000\td\ufeff ")
