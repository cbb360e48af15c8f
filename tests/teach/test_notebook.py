"""What is kept, and what it may decide: nothing."""

import stat
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.phrasebook import PROVING, Phrasebook, PhrasebookError
from bot.teach import Notebook, needs_of
from flows import FLOWS, PHRASES
from tests.teach.hand import CENTER, NOW, lesson_of


def test_the_notebook_is_closed_to_others_and_says_where_it_comes_from(tmp_path: Path) -> None:
    """Mode 0700 and 0600; each entry is dated, sourced and trusted as taught; an address has no values."""
    folder = tmp_path / "phrases"
    Notebook(folder, lambda: NOW).keep(lesson_of())
    words = tomllib.loads((folder / "fr.toml").read_text())
    addresses = tomllib.loads((folder / "addresses.toml").read_text())

    assert [0o700, 0o600, 0o600] == [
        stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "fr.toml", folder / "addresses.toml")
    ]
    entry = {"text": "dire non", "source": "taught", "seen": "2026-11-22", "trust": "taught", "page": CENTER}
    assert {"language": "fr", "object": {"wordings": [entry]}} == words
    assert r"^https://www\.facebook\.com/x\.y/?(\?|#|$)" == addresses["object"]["addresses"][0]["pattern"]


def test_lessons_add_up_and_are_not_repeated(tmp_path: Path) -> None:
    """What was there stays; the same words, however typed, are one entry; each can be taken back by its phrase."""
    notes = Notebook(tmp_path, lambda: NOW)
    for words in ("dire non", "Dire  Non", 'l\'"autre"\\ \x7f\nligne'):
        notes.keep(lesson_of(words))
    notes.keep(lesson_of("pôle données", "", "privacy center"))
    kept = [(one.phrase, one.language, one.text) for one in notes.entries()]
    gone = notes.forget("object", "fr"), notes.forget("object"), notes.forget("object")

    assert [
        ("object", "fr", "dire non"),
        ("object", "fr", 'l\'"autre"\\ \nligne'),
        ("privacy center", "fr", "pôle données"),
        ("object", "", "https://www.facebook.com/x.y/"),
    ] == kept
    assert (2, 1, 0) == gone
    assert ["privacy center"] == [one.phrase for one in notes.entries()]


def test_a_language_is_no_path(tmp_path: Path) -> None:
    """What names a file is a language tag and nothing else."""
    with pytest.raises(PhrasebookError, match="language"):
        Notebook(tmp_path / "in", lambda: NOW).keep(replace(lesson_of(), language="../out"))


def test_what_is_taught_finds_and_never_proves(tmp_path: Path, book: Phrasebook) -> None:
    """Whatever a taught file says of itself: its wordings find, first in their language, and prove nothing."""
    (tmp_path / "fr.toml").write_text(
        'language = "fr"\n["object"]\nwordings = [ { text = "dire non", trust = "primary", source = "me" } ]\n'
    )
    taught = Phrasebook.load(PHRASES, tmp_path)
    first = taught.wordings("object", "fr")[0]

    assert ("dire non", "taught", False) == (first.text, first.trust, first.proves)
    assert taught.match("object", "dire non", "fr") is not None
    assert taught.match("object", "dire non", "fr", proof=True) is None
    assert book.wordings("object", "de")[0] == taught.wordings("object", "de")[0]


@pytest.mark.parametrize("text", [
    *(f'language = "fr"\n["{key}"]\nwordings = [ {{ text = "ok" }} ]\n' for key in sorted(PROVING)),
    '[hosts]\nfacebook = ["example.org"]\n',
    "[pictures]\npages = ['.']\n",
    '["object"]\naddresses = [ { pattern = "(" } ]\n',
    '["object"]\naddresses = "x"\n',
    '["object"]\nwordings = []\n',
])  # fmt: skip
def test_a_taught_file_decides_nothing(tmp_path: Path, text: str) -> None:
    """What proves an answer, whose hosts are whose and what is pictured are not taught, not even by hand."""
    (tmp_path / "own.toml").write_text(text)

    with pytest.raises(PhrasebookError, match=r"own\.toml"):
        Phrasebook.load(PHRASES, tmp_path)


def test_every_phrase_of_a_flow_is_heard(book: Phrasebook) -> None:
    """Links, fields, options, the button and the proof; never the name of an address or a country."""
    heard = {need.phrase: need.what for need in needs_of(FLOWS["facebook"])}

    assert {"object": "link", "account e-mail": "field", "yes": "option", "submit": "send"}.items() <= heard.items()
    assert "proof" == heard["request received"]
    assert not [phrase for phrase in heard if phrase not in book.keys]
