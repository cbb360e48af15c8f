"""Who teaches, on which ways, and what is said about it."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from bot import survey as surveying
from bot.browser import Chromium, CountryNames, locale_of
from bot.browser.find import names, usable
from bot.browser.pointing import press
from bot.chromium import NoBrowserError, headed
from bot.commands.ground import Ground
from bot.household import Account
from bot.obstacles import Exit
from bot.phrasebook import PROVING, normal
from bot.sessions import VaultSessions
from bot.survey import Element
from bot.teach import Notebook, Session, Teacher, TeachingStopped, needs_of
from bot.teach.needs import PROOF
from bot.teach.session import Taught
from bot.walk import Flow, Way

MOST_LABELS = 25
"""Labels of a page that are printed to choose from."""


def teach_platform(
    ground: Ground,
    platform: str,
    way: str | None,
    phrase: str | None,
    lang: str | None,
    person: str | None,
    links: Sequence[str],
    *,
    yes: bool,
) -> int:
    """Way after way, until one is known to the form or something was taught on it."""
    flow = ground.flows[platform]
    ways = _ways(flow, way, phrase)
    sessions = VaultSessions.open(ground.data)
    account = _account(ground, sessions, platform, person, lang)
    teacher: Teacher = ByWords(links, yes) if links else ByHand(yes)
    with Chromium(_browser(ground, words=bool(links)), ground.browser_arguments, headless=bool(links)) as chromium:
        lesson = session_of(ground, chromium, teacher, account, sessions.load(account), phrase)
        try:
            return walk_ways(lesson, flow, ways, account)
        except TeachingStopped as why:
            _tell(str(why))
            return Exit.PERSON_NEEDED


def session_of(
    ground: Ground,
    chromium: Chromium,
    teacher: Teacher,
    account: Account,
    kept: Mapping[str, Any] | None,
    phrase: str | None = None,
) -> Session:
    """A session with whatever browser and whichever teacher."""
    locale = locale_of(account.language, account.country)
    return Session(
        book=ground.book,
        notebook=notebook(ground),
        teacher=teacher,
        new_context=lambda: chromium.context(locale=locale, session=kept),
        countries=CountryNames(lambda: chromium.context(locale="en").new_page()),
        now=ground.clock.now,
        scratch=ground.data,
        patience=ground.settings.patience,
        wanted=phrase or "",
    )


def walk_ways(session: Session, flow: Flow, ways: Sequence[Way], account: Account) -> int:
    """Until the form is reached, or something was taught and an obstacle followed; the exit code says which."""
    code = Exit.NOTHING_LEFT
    for way in ways:
        _tell(f"{way.key}: {way.title}")
        taught = session.teach(flow, way, account)
        _tell(_ended(taught))
        if taught.obstacle is None:
            return Exit.NOTHING_LEFT
        code = max(code, taught.obstacle.exit)
        if taught.lessons:
            break
    return code


def _ended(taught: Taught) -> str:
    if taught.obstacle is not None:
        return f"The way ends here: {taught.obstacle.hint()}"
    count = len(taught.lessons)
    learned = f"{count} thing{'s' * (count > 1)} taught" if count else "nothing there needs to be taught"
    return f"The way is known up to the button that sends; {learned}. Nothing was sent: `optout run` does that."


def _ways(flow: Flow, key: str | None, phrase: str | None) -> tuple[Way, ...]:
    """The one that was named; else all that say the phrase and may be walked to their end."""
    known = ", ".join(one.key for one in flow.ways)
    ways = tuple(w for w in flow.ways if (w.key == key if key else not (w.discovery or w.by_mail)))
    if not ways:
        raise click.UsageError(f"{flow.platform} has no way “{key}”; there are: {known}.")
    if phrase is None:
        return ways
    if phrase in PROVING or any(n.what == PROOF and n.phrase == phrase for n in needs_of(flow)):
        raise click.UsageError(
            f"“{phrase}” decides what a page has answered: that is never taught, only read at a source."
        )
    saying = tuple(way for way in ways if phrase in {n.phrase for n in needs_of(flow, (way,))})
    if not saying:
        phrases = ", ".join(dict.fromkeys(f"“{n.phrase}”" for n in needs_of(flow, ways) if n.what != PROOF))
        raise click.UsageError(f"no step there says “{phrase}”; there are: {phrases}.")
    return saying


def _account(ground: Ground, sessions: VaultSessions, platform: str, person: str | None, lang: str | None) -> Account:
    """The first account that has a session; without one, only what everybody may see can be taught."""
    accounts = ground.chosen(person, platform)
    if not accounts:
        raise click.UsageError("the household file has no such account.")
    known = [account for account in accounts if sessions.load(account) is not None]
    if not known and platform != "whatsapp":
        _tell(f"No session is kept for {platform}: without `optout login` only what everybody may see will open.")
    account = (known or list(accounts))[0]
    return replace(account, language=lang) if lang else account


def _browser(ground: Ground, *, words: bool) -> Path:
    """Pointing needs a window; naming the words does not."""
    if words:
        return ground.browser.path
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise NoBrowserError(
            "Pointing needs a window and this machine has no display; run `optout teach` on one that has, "
            "or name what to press by its words with --link."
        )
    found = headed()
    if found is None:
        raise NoBrowserError("Pointing needs a Chromium with a window; install Chromium or Chrome.")
    return found.path


@dataclass
class ByHand:
    """A person with the window in front of them."""

    yes: bool

    def told(self, text: str) -> None:
        """On the terminal, beside the window."""
        _tell(text)

    def point(self, page: Any, phrases: tuple[str, ...]) -> None:  # noqa: ANN401 - a page of the browser
        """They press by themselves."""

    def means(self, phrases: tuple[str, ...]) -> str:
        """They say which it was."""
        listed = "\n".join(f"  {n}. {phrase}" for n, phrase in enumerate(phrases, 1))
        chosen: int = click.prompt(
            f"Which of these is it?\n{listed}\n", type=click.IntRange(1, len(phrases)), default=1, err=True
        )
        return phrases[chosen - 1]

    def agrees(self, text: str) -> bool:
        """They say yes or no."""
        _tell(text)
        return self.yes or click.confirm("Remember it?", err=True)


@dataclass
class ByWords(ByHand):
    """A person without a window, who names what to press."""

    links: Sequence[str]
    _left: list[tuple[str, str]] = field(init=False)
    _named: str = ""
    _refused: bool = False

    def __init__(self, links: Sequence[str], yes: bool) -> None:
        super().__init__(yes)
        self.links = links
        parts = [link.partition("=") for link in links]
        self._left = [(key.strip(), words) if equals else ("", key) for key, equals, words in parts]

    def point(self, page: Any, phrases: tuple[str, ...]) -> None:  # noqa: ANN401 - a page of the browser
        """Press what bears the words; where nothing does, say what there is."""
        seen = surveying.take(page)
        things = [e for e in (*seen.pressables, *seen.controls) if usable(e)]
        shown = ", ".join(list(dict.fromkeys(f"“{name}”" for e in things for name in _labels(e)[:1]))[:MOST_LABELS])
        wanted = next((one for one in self._left if not one[0] or one[0] in phrases), None)
        if wanted is None or self._refused:
            said = " or ".join(f"“{phrase}”" for phrase in phrases)
            raise TeachingStopped(f"Name the words for {said} with --link. The page shows: {shown}.")
        self._left.remove(wanted)
        self._named, self._refused = wanted[0], True
        hit = next((e for e in things if normal(wanted[1]) in _labels(e)), None)
        if hit is None:
            raise TeachingStopped(f"Nothing on the page bears “{wanted[1]}”. It shows: {shown}.")
        if not press(page, seen, hit):
            raise TeachingStopped(f"“{wanted[1]}” is there, and cannot be pressed: something lies above it.")

    def means(self, phrases: tuple[str, ...]) -> str:
        """The key that was given with the words; without one, what was asked for."""
        return self._named if self._named in phrases else phrases[0]

    def agrees(self, text: str) -> bool:
        """As by hand."""
        self._refused = not super().agrees(text)
        return not self._refused


def _labels(element: Element) -> tuple[str, ...]:
    spoken = (normal(text) for text in (element.label, element.placeholder) if text)
    return tuple(dict.fromkeys((*names(element), *spoken)))


def notebook(ground: Ground) -> Notebook:
    """What was taught in this data directory."""
    return Notebook(ground.data / "phrases", ground.clock.now)


def print_taught(ground: Ground, *, as_json: bool) -> int:
    """One line per wording and address."""
    entries = list(notebook(ground).entries())
    if as_json:
        rows = [
            {"phrase": e.phrase, "language": e.language or None, "text": e.text, "page": e.page, "seen": e.seen}
            for e in entries
        ]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return Exit.NOTHING_LEFT
    for e in entries:
        what = f"“{e.text}” ({e.language})" if e.language else f"links to {e.text}"
        sys.stdout.write(f"{e.phrase}: {what}, seen on {e.page or 'a page'} on {e.seen}\n")
    if not entries:
        sys.stdout.write("Nothing was taught.\n")
    return Exit.NOTHING_LEFT


def forget_phrase(ground: Ground, phrase: str, language: str | None) -> int:
    """Take back what was taught for a phrase."""
    count = notebook(ground).forget(phrase, language)
    if not count:
        raise click.UsageError(f"nothing was taught for “{phrase}”{f' in {language}' if language else ''}.")
    sys.stdout.write(f"{phrase}: {count} forgotten\n")
    return Exit.NOTHING_LEFT


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")
