"""One lesson after the other, along a road of the test's own."""

from pathlib import Path
from typing import Any

import pytest

from bot.browser import Chromium, CountryNames
from bot.household import Account
from bot.obstacles import WrongForm
from bot.phrasebook import Phrasebook
from bot.teach import Notebook, Session, TeachingStopped
from bot.teach.session import Taught
from bot.walk import Flow, Walk, Way
from flows import FLOWS
from tests.browser.other_town import OtherTown, Page
from tests.teach.hand import NOW, Hand, Room


def straight(walk: Walk) -> None:
    """Over one link."""
    walk.open("facebook privacy center")
    walk.follow("object")


def own_flow() -> Flow:
    """One way with one link."""
    return Flow("facebook", "", (Way("straight", "Over one link", straight),), FLOWS["facebook"].ask)


def taught_on(room: "Room[Any]", book: Phrasebook, folder: Path, hand: Hand, flow: Flow, account: Account) -> Any:  # noqa: ANN401 - Taught
    """Teach the one way of a flow."""

    def work(chromium: Chromium) -> Taught:
        names = CountryNames(lambda: chromium.context(locale="en").new_page())
        notes = Notebook(folder / "phrases", lambda: NOW)
        session = Session(
            book, notes, hand, lambda: chromium.context(locale="fr-FR"), names, lambda: NOW, folder, patience=2.0
        )
        return session.teach(flow, flow.ways[0], account)

    return room(work)


def test_what_led_to_the_look_alike_is_forgotten_again(
    room: "Room[Any]", elsewhere: OtherTown, book: Phrasebook, anna: Account, tmp_path: Path
) -> None:
    """A taught link whose road ends on the third-party form is taken back at once."""
    elsewhere.show({
        "www.facebook.com/privacy/center/": Page("<p>You may <a href='/help/contact/77'>dire non</a>."),
        "www.facebook.com/help/contact/77": Page(to="/help/contact/510058597920541"),
        "www.facebook.com/help/contact/510058597920541": Page("<form><input type=email><button>Non</button></form>"),
    })  # fmt: skip
    hand = Hand({"object": "dire non"})

    taught = taught_on(room, book, tmp_path, hand, own_flow(), anna)

    assert isinstance(taught.obstacle, WrongForm), taught.obstacle
    assert "“dire non” led astray and is forgotten again." in hand.heard
    assert [] == list(Notebook(tmp_path / "phrases", lambda: NOW).entries())


def test_without_a_yes_nothing_is_remembered(
    room: "Room[Any]", elsewhere: OtherTown, book: Phrasebook, anna: Account, tmp_path: Path
) -> None:
    """A no is a no; a window that is closed ends the lesson, and nothing of it is left lying about."""

    class Hesitant(Hand):
        def point(self, page: Any, phrases: tuple[str, ...]) -> None:  # noqa: ANN401 - a page of the browser
            if any("Nothing is remembered" in text for text in self.heard):
                page.close()
            else:
                super().point(page, phrases)

    elsewhere.show({"www.facebook.com/privacy/center/": Page("<a href='/x'>dire non</a>")})
    hand = Hesitant({"object": "dire non"}, agreed=False)

    with pytest.raises(TeachingStopped, match="window was closed"):
        taught_on(room, book, tmp_path, hand, own_flow(), anna)

    assert [] == list(Notebook(tmp_path / "phrases", lambda: NOW).entries())
    assert [] == [path for path in tmp_path.iterdir() if path.name.startswith("teach-")]
    assert "/x" not in {heard.url for heard in elsewhere.heard}


def test_a_screen_in_between_may_be_the_one_that_was_pressed(
    room: "Room[Any]", elsewhere: OtherTown, book: Phrasebook, anna: Account, tmp_path: Path
) -> None:
    """An optional screen with unknown words comes first: the person says so, and is then asked for the next."""

    class Knowing(Hand):
        def means(self, phrases: tuple[str, ...]) -> str:
            return "privacy topics" if self.heard[-1].startswith("If this page first") else phrases[0]

        def point(self, page: Any, phrases: tuple[str, ...]) -> None:  # noqa: ANN401 - a page of the browser
            page.get_by_role("link", name="Thèmes" if "Thèmes" in page.content() else "Nos modèles").click()

    def over_a_screen(walk: Walk) -> None:
        walk.open("facebook privacy center")
        walk.follow_if_shown("privacy topics")
        walk.follow("ai at meta")

    elsewhere.show(
        {
            "www.facebook.com/privacy/center/": Page("<a href='/t'>Thèmes</a>"),
            "www.facebook.com/t": Page("<a href='/m'>Nos modèles</a>"),
            "www.facebook.com/m": Page("<form><label>E-mail <input type=email></label><button>Envoyer</button></form>"),
        }
    )
    way = Way("over", "Over a screen", over_a_screen)
    flow = Flow("facebook", "", (way,), FLOWS["facebook"].ask)

    taught = taught_on(room, book, tmp_path, Knowing({}), flow, anna)

    assert taught.obstacle is None, taught.obstacle
    assert [("privacy topics", "Thèmes"), ("ai at meta", "Nos modèles")] == [
        (t.phrase, t.words) for t in taught.lessons
    ]
    assert {"GET"} == {heard.method for heard in elsewhere.heard}
