"""One lesson after the other along a way, until the form or an obstacle."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from bot.browser import CountryNames, close, open_walk
from bot.browser.pointing import Click, Pointing, clicked
from bot.evidence import Folder
from bot.household import Account
from bot.obstacles import BrowserCrash, LeftThePlatform, Obstacle, WrongForm
from bot.phrasebook import Phrasebook
from bot.teach.lesson import KnownAlreadyError, Lesson, NotThisError, Scene
from bot.teach.needs import Need
from bot.teach.notebook import Notebook
from bot.teach.walk import TeachingWalk
from bot.walk import Flow, Way

_TURN = 0.25
"""Seconds between two looks at whether the person has pressed: the browser tells it only while it is listened to."""
_ASK = {
    "link": "the link or button",
    "field": "the field",
    "option": "the option",
    "send": "the button that sends (nothing is sent)",
}


class TeachingStopped(Exception):  # noqa: N818 - a person's decision, not an error
    """The person does not go on; one sentence says what that means."""


class Teacher(Protocol):
    """Who knows the page: a person with a mouse, or one who names the words."""

    def told(self, text: str) -> None:
        """Say something to them."""

    def point(self, page: Any, phrases: tuple[str, ...]) -> None:  # noqa: ANN401 - a page of the browser
        """A press for the first phrase, or for one of the others, is awaited. A person presses by themselves."""

    def means(self, phrases: tuple[str, ...]) -> str:
        """Which of these did they press?"""

    def agrees(self, text: str) -> bool:
        """May this be remembered?"""


@dataclass(frozen=True)
class Taught:
    """How one way ended."""

    way: Way
    lessons: tuple[Lesson, ...]
    obstacle: Obstacle | None
    """None: the form was reached and everything that must be found on it was."""


@dataclass
class Session:
    """Walks a way with a person beside it."""

    book: Phrasebook
    notebook: Notebook
    teacher: Teacher
    new_context: Callable[[], Any]
    countries: CountryNames
    now: Callable[[], datetime]
    scratch: Path
    """Where pictures lie until the walk ends: nothing of a lesson is kept but what was taught."""
    patience: float
    wanted: str = ""
    _lessons: list[Lesson] = field(default_factory=list)

    def teach(self, flow: Flow, way: Way, account: Account) -> Taught:
        """Walk one way; ask where it does not know on. Raises :class:`TeachingStopped`."""
        self._lessons = []
        context = self.new_context()
        with TemporaryDirectory(dir=self.scratch, prefix="teach-") as room:
            folder = Folder.create(Path(room), walk="walk", rehearsal="teach", now=self.now)
            try:
                errand = _Errand(account, self.book, self.patience)
                hosts = self.book.hosts(flow.platform)
                walk = open_walk(TeachingWalk, context, errand, folder, hosts, self.countries)
                pointing = Pointing(context)
                walk.wanted = self.wanted
                walk.ask = lambda *asked: self._ask(pointing, *asked)
                obstacle = self._walk(walk, flow, way, account)
            finally:
                folder.close()
                close(context)
        return Taught(way, tuple(self._lessons), obstacle)

    def _walk(self, walk: TeachingWalk, flow: Flow, way: Way, account: Account) -> Obstacle | None:
        try:
            way.go(walk)
            walk.see_the_form()
            flow.ask(walk, account)
        except (WrongForm, LeftThePlatform) as why:
            self._unlearn_the_last()
            return why
        except Obstacle as why:
            return why
        return None

    def _ask(self, pointing: Pointing, walk: TeachingWalk, need: Need, instead: tuple[Need, ...]) -> Need:
        """Until something is remembered; which phrase it was."""
        self.teacher.told(
            f"Press {_ASK[need.what]} for “{need.phrase}” in the window, once; nothing is followed or sent by it."
        )
        if instead:
            first = " or ".join(f"“{other.phrase}”" for other in instead)
            self.teacher.told(f"If this page first asks for {first}, press that.")
        names = (need.phrase, *(other.phrase for other in instead))
        while True:
            scene, click = self._pressed(pointing, walk, names)
            chosen = need
            try:
                element = clicked(scene.seen, click)
                if instead:
                    scene.lesson(need, element, self._today)  # what cannot be remembered need not be named
                    name = self.teacher.means(names)
                    chosen = next((one for one in (need, *instead) if one.phrase == name), need)
                lesson = scene.lesson(chosen, element, self._today)
            except KnownAlreadyError as why:
                self.teacher.told(str(why))
                return chosen
            except NotThisError as why:
                self.teacher.told(str(why))
                continue
            if self.teacher.agrees(lesson.said()):
                self._learn(walk, lesson)
                return chosen
            self.teacher.told("Nothing is remembered. Press another, or close the window to stop.")

    def _pressed(self, pointing: Pointing, walk: TeachingWalk, names: tuple[str, ...]) -> tuple[Scene, Click]:
        """Wait, as long as the person needs, for one press; then look at the page as it was pressed."""
        eyes = walk.eyes
        try:
            eyes.until(lambda seen, _: seen, tried="A person was asked to point")  # a cookie dialog is declined first
            with pointing.armed() as clicks:
                self.teacher.point(walk.page, names)
                while not clicks:
                    eyes.wait_for_change(_TURN)
                seen = None
                while seen is None:
                    seen = eyes.survey()
        except BrowserCrash:
            raise TeachingStopped("The window was closed; what was taught until then is kept.") from None
        return Scene(seen, eyes.name(seen), walk.errand.book, eyes.hosts, walk.errand.account), clicks[0]

    def _learn(self, walk: TeachingWalk, lesson: Lesson) -> None:
        self.notebook.keep(lesson)
        self._lessons.append(lesson)
        self.book = self.book.with_taught(lesson.wording, lesson.phrase, lesson.address)
        walk.errand.book = self.book
        self.teacher.told("It is remembered.")

    def _unlearn_the_last(self) -> None:
        if self._lessons:
            lesson = self._lessons.pop()
            self.notebook.take_back(lesson)
            self.teacher.told(f"“{lesson.words or lesson.target}” led astray and is forgotten again.")

    @property
    def _today(self) -> str:
        return self.now().date().isoformat()


@dataclass
class _Errand:
    """A walk that is sent out to learn, not to say anything."""

    account: Account
    book: Phrasebook
    patience: float
    answer_patience: float = 0.0

    def intend(self) -> None:
        raise AssertionError("a lesson never intends to send")

    def heard(self, witness: str, **_: Any) -> None:
        return

    def code(self) -> str | None:
        return None

    def notice(self) -> None:
        """A lesson opens nobody's letters."""

    def told(self, what: str) -> None:
        return

    def renew(self) -> None:
        raise AssertionError("a lesson never presses the button that sends")

    def reached(self, host: str) -> str:
        return ""
