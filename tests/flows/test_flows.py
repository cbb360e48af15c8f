"""What a flow may and may not be."""

import ast
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest
from click.testing import CliRunner

import flows
from bot.cli import optout
from bot.paper import explain
from bot.paper import words as paper_words
from bot.phrasebook import Phrasebook
from bot.report.wording import languages
from bot.walk import FlowError, Walk, flow_of
from flows import FLOWS, PHRASES

FILES = sorted(path for path in Path(flows.__file__).parent.glob("*.py") if path.name != "__init__.py")
FORBIDDEN = (ast.Try, ast.While, ast.For, ast.If, ast.Lambda, ast.ListComp)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_flow_only_says_verbs(path: Path) -> None:
    """No branch, loop or try, no address, no selector, no import but the two allowed."""
    tree = ast.parse(path.read_text())
    words = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    imports = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert [node for node in ast.walk(tree) if isinstance(node, FORBIDDEN)] == []
    assert [word for word in words if "://" in word or word.startswith(("#", "//", "["))] == []
    assert {"bot.walk", "bot.household"} >= imports


@pytest.mark.parametrize("platform", FLOWS)
def test_every_word_of_a_flow_is_in_the_phrasebook(platform: str) -> None:
    """Each phrase and each address that a flow names is known."""
    book = Phrasebook.load(PHRASES)
    flow = FLOWS[platform]
    heard: list[tuple[str, str]] = []

    class Listener:
        def __getattr__(self, verb: str) -> Callable[..., None]:
            return lambda *words: heard.append((verb, words[0] if words else ""))

    for way in flow.ways:
        way.go(cast(Walk, Listener()))
    unknown = [w for verb, w in heard if w and not (book.addresses(w) if verb == "open" else book.wordings(w))]

    assert unknown == []


def _flow(source: str) -> ModuleType:
    module = ModuleType("flows.sample")
    exec(source, module.__dict__)  # noqa: S102 - the test's own text
    return module


def test_a_flow_without_a_success_criterion_does_not_load() -> None:
    """A button that was pressed proves nothing: `expect` must follow `send`."""
    with pytest.raises(FlowError, match="what proves receipt"):
        flow_of(_flow("def go(walk):\n 'w'\nWAYS = (go,)\ndef ask(walk, account):\n walk.send('submit')\n"))


def test_a_flow_sends_once() -> None:
    """Two sends in one flow do not load."""
    twice = (
        "def go(walk):\n 'w'\nWAYS = (go,)\ndef ask(walk, a):\n walk.send('s')\n walk.send('s')\n walk.expect('r')\n"
    )

    with pytest.raises(FlowError, match="sends once"):
        flow_of(_flow(twice))


def test_the_long_way_on_paper_in_french() -> None:
    """A numbered sheet that a person can follow, in the words of the pages."""
    flow = FLOWS["instagram"]
    way = next(way for way in flow.ways if way.key == "through_settings")

    lines = explain(flow, way, Phrasebook.load(PHRASES), "fr")

    assert "1. Ouvrez https://www.instagram.com/." in lines
    assert "5. Cliquez sur « Plus d'infos et d'assistance »." in lines
    assert "6. Cliquez sur « Centre de confidentialité »." in lines
    assert "7. Cliquez sur « opposer »." in lines


@pytest.mark.parametrize("language", languages())
def test_the_paper_speaks_the_languages_of_the_report(language: str) -> None:
    """The same sentences in each, with the same things filled in."""
    english, other = paper_words("en"), paper_words(language)

    assert language == "en" or other is not english
    assert {key: text.count("{") for key, text in english.items()} == {
        key: text.count("{") for key, text in other.items()
    }


def test_the_roads_are_named_in_the_readers_language(tmp_path: Path) -> None:
    """Above the numbered steps stands no English where the reader asked for Polish."""
    told = CliRunner().invoke(
        optout, ["--data", str(tmp_path), "explain", "facebook", "--lang", "pl"], standalone_mode=False
    )

    assert 0 == told.exit_code, told.output
    assert "The short way" not in told.output
    assert told.output.startswith("Krótka droga, adres formularza\n1. Otwórz https://www.facebook.com/")
