"""The household's report as one page that opens anywhere: no script, nothing loaded from elsewhere."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from bot.chart import Chart, svg
from bot.report.charts import waiting
from bot.report.covers import covers
from bot.report.story import STATES, Story, clean
from bot.report.terminal import tone, totals
from bot.report.view import PersonView, Where, account_view, row_view
from bot.report.wording import Words, words

HERE = Path(__file__).parent


def html(
    household_title: str,
    stories: Sequence[Story],
    *,
    language: str,
    generated_at: datetime,
    world: str | None,
    folder: Path | None = None,
) -> str:
    """`report.html`. ``folder`` is where it will lie: pictures and letters are linked relative to it.

    Everything that came from a page or a letter is escaped, and the policy of the page itself forbids scripts, frames,
    forms and every address but the pictures beside it.
    """
    say = words(language)
    where = Where(folder)
    ids = {id(story): f"a{n}" for n, story in enumerate(stories, 1)}
    style = _style(say, rehearsal=bool(world))
    return _template().render(
        w=say,
        household=clean(household_title),
        world=clean(world) if world else None,
        made=say.moment(generated_at),
        csp=_policy(style),
        style=Markup(style),  # noqa: S704 - our own file, and one word of our own
        rows=[row_view(story, ids[id(story)], say) for story in stories],
        totals=totals((story.line for story in stories), say),
        people=list(_people(stories, ids, where, generated_at.date())),
        legend=_legend(stories, say),
    )


def _people(stories: Sequence[Story], ids: dict[int, str], where: Where, today: date) -> Iterable[PersonView]:
    """One section per person, in that person's language."""
    for n, person in enumerate(dict.fromkeys(story.line.person for story in stories), 1):
        own = [story for story in stories if story.line.person == person]
        say = words(own[0].line.language)
        yield PersonView(
            id=f"p{n}",
            name=clean(own[0].line.name or person),
            w=say,
            accounts=[account_view(story, ids[id(story)], say, where) for story in own],
            covers=covers(own, say),
            waits=_drawn(waiting(own, say, today), f"w{n}"),
        )


def _drawn(chart: Chart | None, name: str) -> Markup | None:
    """The picture of a chart; `bot.chart` escapes every text in it."""
    return None if chart is None else Markup(svg(chart, name))  # noqa: S704


def _legend(stories: Sequence[Story], say: Words) -> list[tuple[str, str, str]]:
    """The states in sight, in the order of an objection's life."""
    seen = {story.line.state for story in stories}
    return [
        (tone(state), say.of("state", state, "short"), say.of("state", state, "long"))
        for state in STATES
        if state in seen
    ]


def _style(say: Words, *, rehearsal: bool) -> str:
    """The style sheet; on paper every page bears its number, and the word *rehearsal* where it was one."""
    word = f'"{say("page.rehearsal").upper()} · " ' if rehearsal else ""
    sheet = "@page { margin: 18mm 16mm; @bottom-center { content: " + word + 'counter(page) " / " counter(pages); } }'
    return f"{(HERE / 'page.css').read_text('utf-8')}{sheet}\n"


def _policy(style: str) -> str:
    """What a browser may do with the page: show it, with this one style sheet and the pictures beside it."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # file: because a page opened from a disk has no origin of its own that 'self' could name
    return f"default-src 'none'; img-src 'self' file:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("page.html")
