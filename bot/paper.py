"""The same walk as instructions for a person."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from bot.household import Account
from bot.phrasebook import Phrasebook
from bot.walk import Flow, Way


@lru_cache
def words(language: str) -> Mapping[str, str]:
    """The sentences in a language; English where there are none."""
    said: dict[str, dict[str, str]] = tomllib.loads(files("bot").joinpath("paper.toml").read_text("utf-8"))
    return said.get(language, said["en"])


class PaperWalk:
    """Numbered sentences instead of clicks, in the languages of paper.toml; others read English with their labels."""

    def __init__(self, book: Phrasebook, language: str) -> None:
        self._book, self._language = book, language
        self._say = words(language)
        self.lines: list[str] = []

    def open(self, address: str) -> None:
        """The address itself, spelled out."""
        self._add(self._say["open"].format(target=self._book.addresses(address)[0].url))

    def open_from_mail(self, letter: str) -> None:
        """Which mail it is, by its subject where that was seen in the language."""
        known = self._book.wordings(letter, self._language)
        subject = known[0].text if known and known[0].language == self._language else ""
        self._add(self._say["mail"].format(subject=subject) if subject else self._say["some mail"])

    def follow(self, phrase: str) -> None:
        """The label as it reads in the person's language."""
        self._add(self._say["follow"].format(label=self._label(phrase)))

    def follow_if_shown(self, phrase: str) -> None:
        """The same, with a word that not everybody sees it."""
        self._add(self._say["if"].format(step=self._say["follow"].format(label=self._label(phrase))))

    def fill(self, phrase: str, value: str) -> None:
        """What belongs into the field, never whose."""
        self._add(self._say["fill"].format(label=self._label(phrase), value=value))

    def fill_if_shown(self, phrase: str, value: str) -> None:
        """The same, where the form has it."""
        if value:
            self._add(self._say["if"].format(step=self._say["fill"].format(label=self._label(phrase), value=value)))

    def fill_if_required(self, phrase: str, value: str) -> None:
        """Said once, by ``fill_if_shown``."""

    def choose_if_shown(self, phrase: str, value: str) -> None:
        """The option to take."""
        chosen = self._say["yes"] if value == "yes" else self._label(value) if value == phrase else value
        self._add(self._say["if"].format(step=self._say["choose"].format(label=self._label(phrase), value=chosen)))

    def send(self, phrase: str) -> None:
        """Once."""
        self._add(self._say["send"].format(label=self._label(phrase)))

    def enter_code_if_asked(self, phrase: str) -> None:
        """Where the code comes from."""
        self._add(self._say["code"])

    def expect(self, phrase: str) -> None:
        """What to wait for, and to keep."""
        self._add(self._say["expect"])

    def explore(self) -> None:
        """A warning."""
        self._add(self._say["explore"])

    def _label(self, phrase: str) -> str:
        return self._book.label(phrase, self._language)

    def _add(self, sentence: str) -> None:
        self.lines.append(f"{len(self.lines) + 1}. {sentence}.".replace("..", "."))


def explain(flow: Flow, way: Way, book: Phrasebook, language: str) -> tuple[str, ...]:
    """The numbered road of one way, form included unless it is only looked at."""
    walk = PaperWalk(book, language)
    say = words(language)
    way.go(walk)
    if not way.discovery:
        flow.ask(walk, anybody(language))
    gone = (say["gone"].format(date=way.gone_since),) if way.gone_since else ()
    return (*gone, *walk.lines)


def anybody(language: str) -> Account:
    """Whoever reads the sheet: the words for "your e-mail" stand where a value would."""
    say = words(language)
    return Account(
        person_id="", person_name="", platform="", email=say["own e-mail"], phone=say["own phone"], language=language,
        country=say["own country"], reason=say["own words"], accounts_center="", mailbox=None, name="",
    )  # fmt: skip
