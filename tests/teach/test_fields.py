"""A field that nothing says anything known of is shown once, and found ever after."""
# ruff: noqa: E501 - a page stays on one line

from pathlib import Path
from typing import Any

import pytest

from bot.browser import Chromium
from bot.browser.find import fields_named
from bot.fields import find
from bot.household import Account
from bot.phrasebook import Phrasebook
from bot.survey import take
from bot.teach import Need, Notebook, NotThisError
from bot.teach.session import Taught
from bot.walk import Flow, Walk, Way
from flows import FLOWS, PHRASES
from tests.browser.other_town import OtherTown, Page
from tests.teach.hand import NOW, Hand, Point, Room
from tests.teach.test_session import taught_on

EMAIL = Need("account e-mail", "field")
LOG_IN = "<header><form><input name=email placeholder='E-mail'><input type=password><button>Connexion</button></form></header>"
FORM = f"{LOG_IN}<main><h1>Votre objection</h1><form><label>Votre boîte <input id=b name=x9></label><label>Pourquoi <textarea></textarea></label><button>Envoyer</button></form></main>"
LONE = "<main><form><p>Votre boîte</p><input id=b name=x9><button>Envoyer</button></form></main>"
TRAPS = "<form><label>Ne pas remplir <input id=t></label><label>Chercher <input type=search id=s></label><label>Votre boîte <input id=b></label><textarea></textarea><button>Envoyer</button></form>"


class Finger(Hand):
    """Points at the field, not at a link."""

    def point(self, page: Any, phrases: tuple[str, ...]) -> None:  # noqa: ANN401 - a page of the browser
        page.locator(self.words[phrases[0]]).click()


def on_the_spot(walk: Walk) -> None:
    """The form is where one begins."""
    walk.open("facebook privacy center")


def flow() -> Flow:
    return Flow("facebook", "", (Way("spot", "On the spot", on_the_spot),), FLOWS["facebook"].ask)


@pytest.mark.parametrize("html", [FORM, LONE], ids=["beside a known field", "alone"])
def test_an_unknown_field_is_asked_for_once(
    room: "Room[Any]", elsewhere: OtherTown, book: Phrasebook, anna: Account, tmp_path: Path, html: str
) -> None:
    """Nothing of the form says e-mail: the person points, it is kept, and the next walk asks nobody."""
    elsewhere.show({"www.facebook.com/privacy/center/": Page(f"<html lang=fr><body>{html}")})

    first: Taught = taught_on(room, book, tmp_path, Finger({"account e-mail": "#b"}), flow(), anna)

    assert first.obstacle is None, first.obstacle
    assert [("account e-mail", "field", "Votre boîte")] == [(t.phrase, t.what, t.words) for t in first.lessons]

    knowing = Phrasebook.load(PHRASES, tmp_path / "phrases")
    second: Taught = taught_on(room, knowing, tmp_path, Finger({}), flow(), anna)

    assert second.obstacle is None, second.obstacle
    assert () == second.lessons
    assert [("account e-mail", "fr", "Votre boîte")] == [
        (e.phrase, e.language, e.text) for e in Notebook(tmp_path / "phrases", lambda: NOW).entries()
    ]


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("#t", "not one a person fills in"),
        ("#s", "not one a person fills in"),
        ("header input[name=email]", "belongs to a log-in"),
        ("header input[type=password]", "password"),
    ],
)
def test_what_must_not_be_filled_is_not_taught(point: Point, what: str, why: str) -> None:
    """A trap, a search box and the log-in bar stay what they are, whoever points at them."""
    with pytest.raises(NotThisError, match=why):
        point(LOG_IN + "<main>" + TRAPS + "</main>", what, EMAIL)


def test_two_fields_with_the_taught_words_are_none(room: "Room[Any]", book: Phrasebook) -> None:
    """Words that two fields bear tell neither; the phrase's own guess is then all there is."""
    twice = "<form><label>Votre boîte <input id=a></label><label>Votre boîte <input id=b></label><textarea></textarea><button>Envoyer</button></form>"

    def named(chromium: Chromium, html: str) -> list[str]:
        page = chromium.context(locale="fr-FR").new_page()
        page.set_content(html)
        seen = take(page)
        page.context.close()
        return [hit.by for hit in fields_named(seen, "account e-mail", taught_book(book), "fr", find(seen))]

    assert [] == room(lambda chromium: named(chromium, twice))
    assert ["taught"] == room(lambda chromium: named(chromium, FORM))


def taught_book(book: Phrasebook) -> Phrasebook:
    """As a lesson would have left it."""
    from tests.teach.hand import lesson_of  # noqa: PLC0415 - beside its only use

    lesson = lesson_of("Votre boîte", "", "account e-mail")
    return book.with_taught(lesson.wording, lesson.phrase, None)
