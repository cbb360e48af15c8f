"""README.txt of a filing set: what happened, what to upload where, until when; in the person's language."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from textwrap import fill

from bot.dossier.filing.authorities import language_for
from bot.dossier.filing.complaint import CHECKS, Composed, compose
from bot.dossier.filing.grievance import Grievance
from bot.dossier.filing.wording import words
from bot.writing import Words, languages

_WIDTH = 96
_PRACTICE = ("prior_request_note", "signature", "representation", "email_note", "languages_note", "notes")
_KB, _MB = 1_000, 1_000_000


def guide(about: Grievance, composed: Composed, sizes: Mapping[str, int], *, fits: bool, reduced: bool) -> str:
    """The page. ``sizes``: the files to upload, in their order, in bytes."""
    said = words(about.language, about.country)
    writer = _Guide(about, composed, said)
    parts = [
        writer.head(),
        writer.happened(),
        writer.where(),
        writer.warnings(fits=fits),
        writer.what(sizes, reduced=reduced),
        writer.until(),
        writer.check(),
        writer.practice(),
    ]
    return "\n\n".join(text for part in parts if (text := "\n".join(part))) + "\n"


class _Guide:
    """One paragraph after the other."""

    def __init__(self, about: Grievance, composed: Composed, said: Words) -> None:
        self.about, self.composed, self.words = about, composed, said

    def say(self, key: str, **named: object) -> str:
        return self.words(f"filing.guide.{key}", **named)

    def head(self) -> Iterator[str]:
        if self.about.world:
            yield _wrapped(self.words("filing.complaint.rehearsal", world=self.about.world))
        title = self.say("title")
        yield f"{title}\n{'=' * len(title)}\n"
        yield _wrapped(self.say("rehearsal") if self.about.world else self.say("what"))

    def happened(self) -> Iterator[str]:
        """The first page of the complaint in the person's own language."""
        yield _titled(self.say("what_happened"))
        own = compose(self.about, self.words).paper.short[:-1]
        yield from (_point(line) for line in own)

    def where(self) -> Iterator[str]:
        authority = self.about.authority
        yield _titled(self.say("to", authority=authority.name))
        yield self.say("page", url=authority.page)
        if authority.form:
            yield self.say("form", url=authority.form)
        elif authority.page_kind in {"form", "guidance", "contact", "home"}:
            yield _wrapped(self.say(f"kind_{authority.page_kind}"))
        yield _wrapped(self.say("post", address=", ".join(authority.address)))

    def warnings(self, *, fits: bool) -> Iterator[str]:
        about, authority = self.about, self.about.authority
        if authority.is_old(about.today):
            yield _wrapped(self.say("old", date=self.words.date(authority.as_of), url=authority.website))
        _, taken = language_for(authority, about.language, languages())
        if not taken:
            yield _wrapped(self.say("language", languages=", ".join(authority.languages)))
        if about.happened.filing is None:
            yield _wrapped(self.say("no_request"))
        if about.happened.unproven:
            yield _wrapped(self.say("unproven"))
        if not fits:
            yield _wrapped(self.say("does_not_fit"))
        if about.chosen == "usual":
            yield _wrapped(self.say("usual"))
        if about.chosen == "lead":
            yield _wrapped(self.say("is_lead"))

    def what(self, sizes: Mapping[str, int], *, reduced: bool) -> Iterator[str]:
        yield _titled(self.say("upload"))
        for n, (name, size) in enumerate(sizes.items(), 1):
            key = name.partition(".")[0]
            known = key in {"complaint", "exhibits"}
            what = self.say(key) if known else self.say("letter", n=key.rpartition("-")[2])
            yield _point(self.say("file", name=name, what=what, size=_size(size, self.words)), f"{n}. ")
        yield _wrapped(self._limits())
        if reduced:
            yield _wrapped(self.say("reduced"))
        yield _wrapped(self.say("bag", name=self.about.record.name))
        if self.about.has_address:
            yield _wrapped(self.say("sign_one", section="8"))
        else:
            yield _wrapped(self.say("sign", sections="1, 8"))
            yield _wrapped(self.say("address"))

    def _limits(self) -> str:
        limits = self.about.authority.limits
        if not limits.known:
            return self.say("limits_unknown", size=_size(limits.total or 0, self.words))
        told = []
        if limits.files is not None:
            told.append(self.say("limit_files", count=limits.files))
        if limits.each is not None:
            told.append(self.say("limit_each", size=_size(limits.each, self.words)))
        if limits.total is not None:
            told.append(self.say("limit_total", size=_size(limits.total, self.words)))
        seen = self.words.date(date.fromisoformat(limits.as_of))
        return self.say("limits_known", limits=", ".join(told), date=seen)

    def until(self) -> Iterator[str]:
        """The periods of national law; counted from the earliest day on which they can have begun."""
        clocks = clocks_of(self.about, self.composed)
        for clock, day in clocks:
            over = day < self.about.today
            yield _wrapped(self.say("clock_over" if over else f"clock_{clock}", date=self.words.date(day)))
        if not clocks:
            yield _wrapped(self.say("no_clock"))

    def check(self) -> Iterator[str]:
        record = self.about.record
        yield _titled(self.say("check"))
        yield self.say("hash", name=record.name, sha256=record.sha256)
        yield from (_point(self.words(f"filing.list.check_{n}", name=record.name)) for n in range(1, CHECKS + 1))

    def practice(self) -> Iterator[str]:
        notes = [note for key in _PRACTICE if (note := self.about.authority.note(key))]
        if notes:
            yield _titled(self.say("asks"))
            yield from (_point(note) for note in notes)


def clocks_of(about: Grievance, composed: Composed) -> tuple[tuple[str, date], ...]:
    """The last days of the authority's national periods: from the first wrong, and from the last contact."""
    wrongs = [one.at for one in composed.facts if one.what in {"obstructed", "refused", "silent"}]
    if not wrongs:
        return ()
    first = min(wrongs).date()
    contact = max([one.at for one in about.contacts] or [datetime(first.year, first.month, first.day, tzinfo=UTC)])
    return about.authority.clocks(event=first, known=first, contact=contact.date())


def _size(size: int, said: Words) -> str:
    text = f"{size / _MB:.1f} MB" if size >= _MB / 10 else f"{max(round(size / _KB), 1)} kB"
    return text if said.language == "en" else text.replace(".", ",")


def _wrapped(text: str) -> str:
    return fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _point(text: str, mark: str = "- ") -> str:
    return fill(text, _WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_long_words=False,
                break_on_hyphens=False)  # fmt: skip


def _titled(text: str) -> str:
    return f"{text}\n{'-' * len(text)}"
