"""Every language says the same things."""

import string
import tomllib
from collections.abc import Iterator, Mapping

import pytest

from bot.answers import Answer
from bot.letters.classify import LetterKind
from bot.objection import Action, State
from bot.obstacles import ALL, Mover
from bot.report.story import ACTIONS, MOVERS, STATES
from bot.report.wording import FOLDER, languages, words
from flows import FLOWS
from tests.report.people import NOW, line

HOUSEHOLD = ("fr", "de", "en", "it")


def leaves(tables: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Every dotted key with its value."""
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def raw(language: str) -> dict[str, object]:
    """A language as its file holds it."""
    return dict(leaves(tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))))


def braces(text: object) -> set[str]:
    """The names that a text wants filled in; the controller may be left out where a language has no need of it."""
    return {name for _, name, _, _ in string.Formatter().parse(str(text)) if name} - {"controller"}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_key_and_the_same_braces(language: str) -> None:
    """A key that one language lacks would be missing from somebody's report."""
    english, other = raw("en"), raw(language)

    assert set(english) == set(other)
    assert {k: braces(v) for k, v in english.items()} == {k: braces(v) for k, v in other.items()}


@pytest.mark.parametrize("language", languages())
def test_no_text_is_empty_and_no_text_is_left_in_english(language: str) -> None:
    """Nothing was forgotten while translating: but for names, two languages do not say a thing in the same letters."""
    english, other = raw("en"), raw(language)
    same = {key for key, value in other.items() if value == english[key] and len(str(value).split()) > 2}

    assert [] == [key for key, value in other.items() if not value]
    if language != "en":
        assert set() == {key for key in same if not str(english[key]).startswith("{")}


def test_the_household_of_the_demonstration_is_spoken_to_in_its_languages() -> None:
    """French, German, English and Italian are there."""
    assert set(HOUSEHOLD) <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_every_obstacle_state_answer_and_letter_has_its_words(language: str) -> None:
    """A code that the bot can end with is never printed raw."""
    say = words(language)
    wanted = [f"obstacle.{kind.code}.{part}" for kind in ALL for part in ("short", "todo")]
    wanted += [f"state.{state}.{part}" for state in State for part in ("short", "long")]
    wanted += [f"letter.{kind}" for kind in (*LetterKind, *Answer)]
    wanted += [f"next.{action}" for action in Action] + [f"mover.{mover}" for mover in Mover]
    wanted += [f"way.{way.key}" for flow in FLOWS.values() for way in flow.ways]

    assert [] == [key for key in wanted if not say.has(key)]


def test_the_report_knows_the_same_states_actions_and_movers_as_the_code() -> None:
    """Two lists of the same thing are compared."""
    assert tuple(State) == STATES
    assert tuple(Action) == ACTIONS
    assert tuple(Mover) == MOVERS


@pytest.mark.parametrize(
    ("wish", "spoken"), [("fr", "fr"), ("fr-BE", "fr"), ("pt_BR", "pt"), ("DE", "de"), ("xx", "en")]
)
def test_a_language_is_found_by_its_first_part_and_english_stands_in(wish: str, spoken: str) -> None:
    """A person's language may name a region, or be one the report does not speak."""
    assert spoken == words(wish).language


@pytest.mark.parametrize(
    ("language", "date"),
    [
        ("fr", "22 novembre 2026"),
        ("de", "22. November 2026"),
        ("en", "22 November 2026"),
        ("pt", "22 de novembro de 2026"),
    ],
)
def test_a_date_is_written_as_its_readers_write_it(language: str, date: str) -> None:
    """Nobody has to guess which number is the month."""
    assert date == words(language).date(NOW)


def test_a_fact_with_braces_stays_text() -> None:
    """What comes from a page is filled in once and never read for braces again."""
    assert "Covered by the objection of {0.__class__}" == words("en")("event.covered", by="{0.__class__}")


def test_french_punctuation_never_starts_a_line() -> None:
    """The space before a colon does not break."""
    assert "Arrêtée\u00a0: le lien ne mène à rien" == words("fr").what_happened(
        line(state="stopped", obstacle="dead_link")
    )


def test_a_person_is_asked_for_one_thing_in_particular() -> None:
    """“A person has to act” is said only where nothing better is known."""
    say = words("en")

    assert "log in once" == say.next_step(line(state="stopped", obstacle="login_wall", next="ask_person"))
    assert "read the letter" == say.next_step(line(state="needs_review", next="ask_person"))
    assert "a person has to act" == say.next_step(line(state="stopped", obstacle="dead_link", next="ask_person"))
