"""Tell events, figures and outcome of an objection in a reader's own language, for the pages of a dossier."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.chart import Chart
from bot.commands.ground import Ground
from bot.commands.stories import story_of
from bot.household import Account
from bot.report.charts import effort, waiting
from bot.report.timeline import entry_of
from bot.report.wording import words


def in_words(
    ground: Ground, account: Account, events: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str, dict[str, str]]]:
    """The events with title and sentence in the person's language; the outcome in theirs and in English."""
    story = story_of(ground, account)
    say = words(account.language)
    told = []
    for event in events:
        entry = entry_of(story, event, say)
        told.append({**event, "title": entry.title, "said": "" if entry.english else entry.detail})
    outcome = {}
    for language in (account.language, "en"):
        one = words(language)
        outcome[language] = {
            "short": one.what_happened(story.line),
            "long": one.of("state", story.line.state, "long", controller=story.line.controller),
        }
    return told, outcome


def charts_of(ground: Ground, account: Account) -> tuple[Chart, ...]:
    """What each way asked of the person, and how long the answer took, or takes until today."""
    story, say = story_of(ground, account), words(account.language)
    wait = waiting([story], say, ground.clock.now().date())
    return (*effort(story, say), *((wait,) if wait is not None else ()))
