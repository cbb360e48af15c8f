"""What the ways asked, and how long an answer took, drawn."""

from datetime import timedelta
from typing import Any

from bot.report.charts import effort, waiting
from bot.report.page import html
from bot.report.story import Friction, LetterTrace, Story, WalkTrace
from bot.report.wording import words
from tests.report.people import NOW, line

SENT = NOW - timedelta(days=20)
DUE = SENT + timedelta(days=31)


def story(state: str, *letters: LetterTrace, **changes: Any) -> Story:
    """An objection that left twenty days ago."""
    facts = {"attempt": 1, "answer_due": DUE.isoformat()}
    event = {"at": SENT.isoformat(), "kind": "about_to_send", "facts": facts}
    return Story(line(state=state, **changes), events=(event,), letters=letters)


def letter(kind: str, days: int, *, proven: bool = True) -> LetterTrace:
    """A letter that came so many days after the objection left."""
    return LetterTrace(SENT + timedelta(days=days), "About your objection", kind, proven, "support.facebook.com", "")


def test_a_decision_ends_the_wait_and_silence_goes_on() -> None:
    """The days to the letter that decides; else the days until today, drawn with an open end."""
    decided, open_ = story("confirmed", letter("confirmed", 3)), story("acknowledged", platform="instagram")

    chart = waiting([decided, open_], words("en"), NOW.date())

    assert chart is not None
    assert [("Facebook", 3, False), ("Instagram", 20, True)] == [(b.label, b.value, b.open) for b in chart.bars]
    assert 31 == chart.limit
    assert "Instagram: days: 20, no decision yet" in chart.text


def test_only_a_proven_letter_that_decides_ends_the_wait() -> None:
    """A forged confirmation and a request for reasons leave it open."""
    chart = waiting(
        [story("more_asked", letter("confirmed", 2, proven=False), letter("more_asked", 4))], words("en"), NOW.date()
    )

    assert chart is not None
    assert [(20, True)] == [(b.value, b.open) for b in chart.bars]


def test_what_never_left_has_no_wait() -> None:
    """No chart, and no empty heading on the page."""
    stopped = story("stopped", obstacle="dead_link")

    assert waiting([stopped], words("en"), NOW.date()) is None
    assert "chart" not in html("h", [stopped], language="en", generated_at=NOW, world=None).partition("</style>")[2]


def test_the_page_draws_it_for_each_person_in_their_language() -> None:
    """With all that it shows in words too, for whoever hears the page."""
    page = html("h", [story("acknowledged", language="de")], language="en", generated_at=NOW, world=None)

    assert '<h3>Zeit bis zur Entscheidung</h3>\n<svg xmlns="http://www.w3.org/2000/svg" class="chart"' in page
    assert "Facebook: Tage: 20, noch keine Entscheidung" in page


def test_each_figure_of_the_ways_is_a_chart_in_the_readers_words() -> None:
    """The ways under each other; a figure that no way has is not drawn."""
    walks = [
        WalkTrace("a", "straight_to_the_form", NOW, friction=Friction("straight_to_the_form", clicks=1, seconds=0.5)),
        WalkTrace("b", "through_settings", NOW, friction=Friction("through_settings", clicks=7)),
    ]

    clicks, seconds = effort(Story(line(), walks=walks), words("fr"))

    assert [1, 7] == [bar.value for bar in clicks.bars]
    assert clicks.bars[0].label.startswith("le chemin court")
    assert ["0,5", "–"] == [bar.shown for bar in seconds.bars]
    assert () == effort(Story(line()), words("fr"))
