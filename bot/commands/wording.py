"""Tell events, figures and outcome of an objection in a reader's own language, for the pages of a dossier."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.chart import Chart
from bot.report.charts import effort, waiting
from bot.report.story import Story
from bot.report.timeline import entry_of
from bot.report.wording import words


def in_words(
    story: Story, language: str, events: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str, dict[str, str]]]:
    """The events with title and sentence in the person's language; the outcome in theirs and in English."""
    say = words(language)
    told = []
    for event in events:
        entry = entry_of(story, event, say)
        told.append({**event, "title": entry.title, "said": "" if entry.english else entry.detail})
    outcome = {}
    for spoken in (language, "en"):
        one = words(spoken)
        outcome[spoken] = {
            "short": one.what_happened(story.line),
            "long": one.of("state", story.line.state, "long", controller=story.line.controller),
        }
    return told, outcome


def charts_of(story: Story, language: str, today: date) -> tuple[Chart, ...]:
    """What each way asked of the person, and how long the answer took, or takes until today."""
    say = words(language)
    wait = waiting([story], say, today)
    return (*effort(story, say), *((wait,) if wait is not None else ()))
