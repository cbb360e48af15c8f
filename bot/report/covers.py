"""What an objection covers and what it does not, for one person, in plain words."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.report.story import Story, moment
from bot.report.wording import Words, company

BEGAN = datetime(2025, 5, 27, tzinfo=UTC)
"""When Meta began (three data protection authorities; Meta's own announcement)."""
PUBLIC = ("facebook", "instagram")
"""Where there are public posts."""
UNSENT = ("planned", "stopped", "maybe_sent", "covered", "already_objected")


def covers(stories: Sequence[Story], say: Words) -> list[tuple[str, tuple[str, ...]]]:
    """What an objection does and does not cover, for the platforms this person has (sources: words/en.toml)."""
    platforms = [story.line.platform for story in stories]
    public = any(platform in PUBLIC for platform in platforms)
    keys = ["law"]
    if public:
        keys += ["concerns", "when"]
    keys += ["private", "others"] if public else ["private"]
    keys += ["chats"]
    if len(platforms) > 1:
        keys += ["linked"]
    if "whatsapp" in platforms:
        keys += ["whatsapp"]
    keys += ["time"]
    maker = company(platforms[0]) if platforms else ""
    told = []
    for key in keys:
        own = _own_dates(stories, say) if key == "when" else ()
        told.append((say(f"covers.{key}"), (say(f"covers.{key}_text", controller=maker), *own)))
    return told


def _own_dates(stories: Sequence[Story], say: Words) -> tuple[str, ...]:
    """On which side of the day each objection of this person left."""
    told = []
    for story in stories:
        sent = sent_at(story)
        if sent and story.line.platform in PUBLIC:
            key = "covers.when_before" if sent < BEGAN else "covers.when_after"
            told.append(say(key, platform=story.line.platform_name, date=say.date(sent)))
    return tuple(told)


def sent_at(story: Story) -> datetime | None:
    """When the objection left, if there is proof that it did: the last intent before the state it has now."""
    if story.line.state in UNSENT:
        return None
    intents = [moment(event.get("at")) for event in story.events if event.get("kind") == "about_to_send"]
    return intents[-1] if intents else None
