"""What the pages say, and how it is matched."""

import tomllib
from pathlib import Path

import pytest

from bot.phrasebook import Phrasebook, PhrasebookError, holds, is_below, normal
from flows import PHRASES


@pytest.fixture(scope="module")
def book() -> Phrasebook:
    """The shipped wordings."""
    return Phrasebook.load(PHRASES)


def test_typography_does_not_matter() -> None:
    """Apostrophes, no-break spaces, soft hyphens and case are folded before two texts are compared."""
    assert normal("plus d'infos et d'assistance") == normal("Plus d’infos\u00a0et d’as\u00adsistance ")


@pytest.mark.parametrize(("words", "text", "expected"), [
    ("object", "you can object to this", True),
    ("object", "the project", False),
    ("object", "objection", False),
    ("opposer", "s'opposer", True),
    ("ja", "jahr", False),
    ("c++", "c++ and c", True),
])  # fmt: skip
def test_whole_words_only(words: str, text: str, expected: bool) -> None:
    """A wording is found as whole words, never inside another word."""
    assert expected is holds(words, text)


def test_a_guess_never_proves(book: Phrasebook) -> None:
    """No guess is among the wordings that may prove receipt, in any language."""
    guesses = {normal(w.text) for w in book.wordings("request received") if w.trust == "guess"}

    assert not guesses & set(book.proofs("request received"))
    assert book.proofs("request received")


def test_every_wording_says_where_it_was_seen(book: Phrasebook) -> None:
    """Each wording has a source, or is a guess."""
    silent = [
        (k, w.text) for k in book.keys for w in book.wordings(k) if w.trust != "guess" and not (w.source and w.seen)
    ]

    assert silent == []


def test_every_source_is_named(book: Phrasebook) -> None:
    """Each source of a wording and of an address is explained in sources.toml."""
    named = tomllib.loads((PHRASES / "sources.toml").read_text())
    used = {s for k in book.keys for w in book.wordings(k) for s in w.source.split()}

    assert set() == used - set(named)


def test_the_persons_language_comes_first(book: Phrasebook) -> None:
    """French wordings before English ones, for a French page."""
    assert book.wordings("privacy center", "fr")[0].language == "fr"


def test_the_notice_for_everyone_proves_nothing(book: Phrasebook) -> None:
    """The conditional sentence of the notice ("if your objection is honoured …") is not a confirmation."""
    notice = "Si votre opposition est prise en compte, elle sera appliquée à l'avenir."

    assert book.match("request received", notice, proof=True) is None


@pytest.mark.parametrize(("host", "expected"), [
    ("www.facebook.com", True), ("facebook.com", True), ("facebook.com.", True),
    ("facebook.com.evil.example", False), ("notfacebook.com", False),
])  # fmt: skip
def test_hosts_are_compared_by_their_end(host: str, expected: bool) -> None:
    """A look-alike host is not the platform's."""
    assert expected is is_below(host, ["facebook.com"])


def test_the_third_party_form_is_never_a_target_of_object(book: Phrasebook) -> None:
    """The look-alike form is not an address of the word "object"."""
    assert not book.leads_to("object", "https://www.facebook.com/help/contact/510058597920541")


def test_a_wording_without_source_is_refused(tmp_path: Path) -> None:
    """A file whose wording names neither source nor guess is refused by name."""
    (tmp_path / "xx.toml").write_text('language = "xx"\n["object"]\nwordings = [ { text = "o" } ]\n')

    with pytest.raises(PhrasebookError, match=r"xx\.toml: \['object'\]"):
        Phrasebook.load(tmp_path)
