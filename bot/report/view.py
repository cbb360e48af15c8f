"""What the page shows of an account, worded and ready: the template only sets it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from bot.report.status import FIGURES
from bot.report.story import Friction, LetterTrace, StepTrace, Story, WalkTrace, clean, friction_of, stamp
from bot.report.terminal import tone
from bot.report.timeline import Entry, timeline
from bot.report.wording import Words


@dataclass(frozen=True)
class Where:
    """Where the page will lie, so that what lies beside it can be linked."""

    folder: Path | None

    def href(self, file: Path) -> str:
        """A relative link. It begins with ``./`` or ``../``: a file's name can never be taken for a scheme."""
        if not file.is_absolute():
            return "./" + quote(file.as_posix())
        if self.folder is None:
            return ""
        way = PurePath(os.path.relpath(file, self.folder.absolute())).as_posix()
        return quote(way if way.startswith("../") else f"./{way}")

    def link(self, file: str) -> str:
        """A link to a file that is there, or none."""
        return self.href(Path(file)) if file and self.shows(Path(file)) else ""

    def shows(self, file: Path) -> bool:
        """Can the picture be shown? Only what is there: a broken picture tells nothing."""
        if self.folder is None:
            return bool(self.href(file))
        return (self.folder / file).is_file()


@dataclass(frozen=True)
class Row:
    """One row of the overview."""

    id: str
    person: str
    platform: str
    tone: str
    happened: str
    reason: str
    mover: str
    next: str
    date: str


@dataclass(frozen=True)
class Picture:
    """One picture beside the page."""

    name: str
    href: str
    alt: str = ""


@dataclass(frozen=True)
class StepView:
    """One step of a walk."""

    n: int
    step: str
    page: str
    result: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class EntryView:
    """One entry of the timeline."""

    at: str
    iso: str
    title: str
    detail: str
    lang: str = ""
    file: str = ""
    picture: Picture | None = None
    folder: str = ""
    steps: tuple[StepView, ...] = ()


@dataclass(frozen=True)
class FrictionView:
    """One way's figures; ``share`` is its bar, of 100."""

    way: str
    lang: str
    figures: tuple[tuple[str, str], ...]
    share: int | None


@dataclass(frozen=True)
class LetterView:
    """One letter."""

    received: str
    subject: str
    href: str
    says: str
    signature: str


@dataclass(frozen=True)
class AccountView:
    """One account's story."""

    id: str
    platform: str
    address: str
    tone: str
    badge: str
    lead: str
    todo: str
    noted: str
    """What the walk noted, in the program's own words: English."""
    facts: tuple[tuple[str, str], ...]
    entries: tuple[EntryView, ...]
    friction: tuple[FrictionView, ...]
    friction_heads: tuple[str, ...]
    letters: tuple[LetterView, ...]


@dataclass(frozen=True)
class PersonView:
    """One person's section."""

    id: str
    name: str
    w: Words
    accounts: Sequence[AccountView] = field(default_factory=list)
    covers: Sequence[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    waits: Markup | None = None
    """How long the answers took, drawn."""


def row_view(story: Story, anchor: str, say: Words) -> Row:
    """An account in the overview, in the language of the report."""
    line = story.line
    return Row(
        id=anchor,
        person=clean(line.name or line.person),
        platform=line.platform_name,
        tone=tone(line.state),
        happened=_badge(story, say),
        reason=say.of("obstacle", line.obstacle, "short") if _halted(story) else "",
        mover=say.whose_move(line, named=True),
        next=say.next_step(line),
        date=say.date(line.due),
    )


def account_view(story: Story, anchor: str, say: Words, where: Where) -> AccountView:
    """An account in full, in the language of its person."""
    line = story.line
    friction = _friction(story, say)
    return AccountView(
        id=anchor,
        platform=line.platform_name,
        address=clean(line.account),
        tone=tone(line.state),
        badge=_badge(story, say),
        lead=_lead(story, say),
        todo=_todo(story, say),
        noted=" ".join(story.noted) if _halted(story) else "",
        facts=tuple(_facts(story, say)),
        entries=tuple(_entry(entry, say, where) for entry in timeline(story, say)),
        friction=friction,
        friction_heads=tuple(label for label, _ in friction[0].figures) if friction else (),
        letters=tuple(_letters(story, say, where)),
    )


def _halted(story: Story) -> bool:
    return story.line.state in ("stopped", "planned") and bool(story.line.obstacle)


def _badge(story: Story, say: Words) -> str:
    return say.of("state", "stopped" if _halted(story) else story.line.state, "short")


def _lead(story: Story, say: Words) -> str:
    line = story.line
    if _halted(story):
        short = say.of("obstacle", line.obstacle, "short")
        return f"{say.of('state', 'stopped', 'long')} {short[:1].upper()}{short[1:]}."
    return say.of("state", line.state, "long", controller=line.controller)


def _todo(story: Story, say: Words) -> str:
    line = story.line
    return say.of("obstacle", line.obstacle, "todo", controller=line.controller) if _halted(story) else ""


def _facts(story: Story, say: Words) -> list[tuple[str, str]]:
    line = story.line
    told = [
        (say("page.whose_move"), say.whose_move(line, named=False)),
        (say("page.next"), say.next_step(line)),
        (say("page.date"), say.date(line.due)),
        (say("page.way"), say.way(story, line.way)),
        (say("page.requests"), str(line.sends)),
        (say("page.changed"), say.moment(line.updated)),
    ]
    return [(label, value) for label, value in told if value]


def _entry(entry: Entry, say: Words, where: Where) -> EntryView:
    letter = entry.letter
    return EntryView(
        at=say.moment(entry.at),
        iso=stamp(entry.at) or "",
        title=entry.title,
        detail=entry.detail,
        lang="en" if entry.english and say.language != "en" else "",
        file=where.link(letter.file) if letter else "",
        picture=_shown(entry.walk, say, where) if entry.walk else None,
        folder=clean(entry.walk.folder) if entry.walk else "",
        steps=tuple(_step(step, say, where) for step in entry.walk.steps) if entry.walk else (),
    )


def _shown(walk: WalkTrace, say: Words, where: Where) -> Picture | None:
    """The picture that tells how the walk ended: the last one there is."""
    for step in reversed(walk.steps):
        for picture in reversed(step.pictures):
            if where.shows(picture):
                alt = say("page.picture_alt", step=clean(step.step), moment=say.moment(step.at))
                return Picture(clean(picture.name), where.href(picture), alt.rstrip(" ,"))
    return None


def _step(step: StepTrace, say: Words, where: Where) -> StepView:
    url = urlsplit(clean(step.url_after or step.url_before))
    outcome = say.of("obstacle", step.outcome, "short") if step.outcome else ""
    status = f"HTTP {step.status}" if step.status and step.status >= 400 else ""  # noqa: PLR2004 - RFC 9110
    return StepView(
        n=step.n,
        step=clean(step.step),
        page=f"{url.netloc}{url.path}",  # without its query: that may hold what is nobody's business
        result=", ".join(part for part in (outcome, status) if part),
        pictures=tuple(Picture(clean(p.name), where.href(p)) for p in step.pictures),
    )


def _friction(story: Story, say: Words) -> tuple[FrictionView, ...]:
    """The figures that at least one way has, in one order for all; the bar compares what took longest."""
    counted = friction_of(story)
    names = [name for name in FIGURES if any(getattr(figures, name) is not None for figures in counted)]
    longest = max((figures.seconds or 0 for figures in counted), default=0)
    return tuple(
        FrictionView(
            way=say.way(story, figures.way),
            lang="en" if say.foreign_way(figures.way) else "",
            figures=tuple((say(f"story.{name}"), _figure(figures, name, say)) for name in names),
            share=round(100 * (figures.seconds or 0) / longest) if longest and len(counted) > 1 else None,
        )
        for figures in counted
    )


def _figure(figures: Friction, name: str, say: Words) -> str:
    value = getattr(figures, name)
    if value is None:
        return ""
    return f"{value:.1f}".replace(".", say("language.decimal")) if name == "seconds" else str(value)


def _letters(story: Story, say: Words, where: Where) -> list[LetterView]:
    return [
        LetterView(
            received=say.moment(letter.received),
            subject=clean(letter.subject, limit=200) or "–",
            href=where.link(letter.file),
            says=say.of("letter", letter.kind),
            signature=say("story.proven", domain=clean(letter.domain or "?"))
            if letter.proven
            else say("story.unproven"),
        )
        for letter in story.letters
    ]


def _signature(letter: LetterTrace, say: Words) -> str:
    return say("story.proven", domain=clean(letter.domain or "?")) if letter.proven else say("story.unproven")
