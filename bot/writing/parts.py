"""The parts of a letter, each written from the facts that support it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.writing.letter import Part
from bot.writing.matter import Exhibit, Filing, Kind, Matter, Obstruction
from bot.writing.wording import Words, inline, sentence

REQUESTS = ("stop", "restrict", "erase", "recipients", "confirm", "compelling", "used")
"""Art. 21(1), 18(1)(d), 17(1)(c), 19 GDPR, and what an answer must say to be one."""
_PROPER = {"facebook": "Facebook", "instagram": "Instagram", "whatsapp": "WhatsApp"}
_UNITED_KINGDOM = "GB"


def platform_name(platform: str) -> str:
    """A platform as its makers write it."""
    return _PROPER.get(platform, platform.capitalize())


@dataclass
class Numbered:
    """Exhibits get their numbers in the order in which the letter names them."""

    all: list[Exhibit] = field(default_factory=list)

    def numbers(self, exhibits: Iterable[Exhibit]) -> list[int]:
        """The number of each, a new one where it is named for the first time."""
        for one in exhibits:
            if one not in self.all:
                self.all.append(one)
        return [self.all.index(one) + 1 for one in exhibits]


@dataclass(frozen=True)
class Writer:
    """Writes one part after the other."""

    matter: Matter
    words: Words
    numbered: Numbered

    def part(self, name: str) -> Part | None:
        """A part by its name; None when there is nothing to say in it."""
        found: Part | None = getattr(self, f"_{name}")()
        return found

    def _who(self) -> Part:
        """Identification by the details of the account, and no copy of an identity document (Art. 12(6), 11)."""
        points = []
        for one in self.matter.accounts:
            platform = platform_name(one.platform)
            key = "who.account_email" if one.email and one.email != one.address else "who.account"
            points.append(self.words(key, platform=platform, address=one.address, email=one.email))
        answer = (self.words("who.answer_to", email=self.matter.email),) if self.matter.email else ()
        return self._titled("who", "who", (self.words("who.text"),), points, (self.words("who.no_id"), *answer))

    def _what(self) -> Part:
        """Processing, purposes, legal basis and data. WhatsApp has no public posts to speak of."""
        whatsapp = all(one.platform == "whatsapp" for one in self.matter.accounts)
        texts = [self.words("what.text"), self.words("what.data_whatsapp" if whatsapp else "what.data")]
        if len(self.matter.accounts) > 1:
            texts.append(self.words("what.linked"))
        title = "reasons.which" if self.matter.kind is Kind.REASONS else "what.title"
        return Part("what", self.words(title), tuple(texts))

    def _grounds(self) -> Part:
        """The person's own; where none were given, one sentence that is true of everybody."""
        texts = []
        for theme, text in self.matter.grounds:
            first, *rest = [inline(line) for line in text.split("\n") if line.strip()] or [""]
            texts += [f"{self.words(f'theme.{theme}')}: {first}", *rest]
        told = tuple(texts) or (self.words("grounds.none"),)
        return Part("grounds", self.words("grounds.title"), (*told, self.words("grounds.enough")))

    def _tried(self) -> Part | None:
        """Which way failed when, by which obstacle, shown by which exhibit; and what did get through."""
        happened = self.matter.happened
        points = [self._failed(one) for one in happened.obstructions]
        if happened.filing is not None:
            points.append(self._filed(happened.filing))
        if not points:
            return None
        intro = (self.words("tried.intro"),) if happened.obstructions else ()
        return self._titled("tried", "tried", intro, points)

    def _law(self) -> Part:
        """Art. 21(5) and 12(2): no form is prescribed, and a reference to forms is a refusal."""
        return Part("law", "", (self.words("tried.law"),))

    def _requests(self) -> Part:
        reminder = self.matter.kind is Kind.REMINDER
        before = (self.words("reminder.stands"),) if reminder else (self.words("requests.intro"),)
        points = [self.words(f"requests.{name}") for name in REQUESTS]
        return self._titled("requests", "requests", before, points)

    def _deadline(self) -> Part:
        texts = list(self._time_limits())
        if self.matter.country == _UNITED_KINGDOM:
            texts.append(self.words("deadline.uk"))
        return Part("deadline", self.words("deadline.title"), tuple(texts))

    def _time_limits(self) -> Iterator[str]:
        """Art. 12(3) and (4), Regulation 1182/71; in a reminder fourteen days and what follows them."""
        matter, words, filing = self.matter, self.words, self.matter.happened.filing
        if matter.kind is Kind.REMINDER:
            yield words("reminder.fourteen")
            yield words("reminder.complaint")
            return
        clock = (filing, matter.due) if filing is not None and matter.due is not None else None
        if clock and matter.kind is Kind.REASONS:
            over = "_over" if matter.today > clock[1] else ""
            yield words(f"reasons.clock{over}", **self._clock(*clock))
            yield words("reasons.decide")
        yield words("deadline.text")
        if clock and matter.kind is Kind.OBJECTION and matter.today <= clock[1]:
            yield words("deadline.running", **self._clock(*clock))

    def _clock(self, filing: Filing, due: date) -> dict[str, str]:
        return {"date": self.words.date(self._counted_from(filing)), "due": self.words.date(due)}

    def _agent(self) -> Part | None:
        agent, words = self.matter.agent, self.words
        if agent is None:
            return None
        if agent.exhibit is not None:
            self.numbered.numbers([agent.exhibit])
        text = words(
            "agent.text",
            agent=agent.agent,
            capacity=words(f"agent.{agent.capacity}"),
            start=words.date(agent.start),
            end=words.date(agent.end),
            rights="; ".join(words.cite(right) for right in agent.rights),
            replies_to=agent.replies_to,
        )
        return Part("agent", words("agent.title"), (text,))

    def _no_answer(self) -> Part:
        """When the objection was made, when the month ended, and that the mailbox holds nothing: silence is shown."""
        matter, words = self.matter, self.words
        texts = []
        if matter.happened.filing is not None:
            texts.append(words("reminder.text", date=words.date(self._counted_from(matter.happened.filing))))
        extended = matter.happened.reply("extended")
        if matter.due is not None:
            due = words.date(matter.due)
            said = words("reminder.extended", date=words.date(extended.at), due=due) if extended else ""
            texts.append(said or words("reminder.clock", due=due))
        if matter.happened.looked is not None and not matter.happened.unproven:
            texts.append(words("reminder.looked", moment=words.moment(matter.happened.looked)))
        return Part("no_answer", words("reminder.title"), (*texts, words("reminder.duty")))

    def _proof(self) -> Part:
        filing = self.matter.happened.filing
        points = (self._filed(filing),) if filing is not None else ()
        return Part("proof", self.words("reminder.proof"), (), points)

    def _questions(self) -> Part:
        asked = self.matter.happened.reply("more_asked", "validation_asked")
        words = self.words
        texts = [words("reasons.text", date=words.date(asked.at)) + self._see(asked.exhibits)] if asked else []
        return Part("questions", words("reasons.title"), (*texts, words("reasons.mine")))

    def _notice(self) -> Part:
        return Part("notice", "", (self.words("notice.text"),))

    def _facts(self) -> Part:
        """One line per fact, each with its date and its exhibit, in the order in which they happened."""
        happened, words = self.matter.happened, self.words
        dated: list[tuple[date, str]] = [(one.first.date(), self._failed(one)) for one in happened.obstructions]
        if happened.filing is not None:
            dated.append((happened.filing.at.date(), self._filed(happened.filing)))
        for reply in happened.replies:
            if reply.answer in {"refused", "extended"}:
                quote = words.quote(reply.quote)
                line = words(f"notice.{reply.answer}", date=words.date(reply.at), quote=quote)
                dated.append((reply.at.date(), line + self._see(reply.exhibits)))
        dated += [(day, words("notice.reminded", date=words.date(day))) for day in happened.reminded]
        if self._silent() and self.matter.due is not None:
            dated.append((self.matter.due, words("notice.silent", due=words.date(self.matter.due))))
        points = tuple(line for _, line in sorted(dated, key=lambda one: one[0]))
        return Part("facts", words("notice.facts"), (), points)

    def _infringed(self) -> Part:
        """Only what the facts support: a form in the way, silence, a refusal without reasons."""
        keys = ["objection"]
        if self.matter.happened.obstructions:
            keys.append("obstructed")
        if self._silent():
            keys += ["silence", "silence_reasons"]
        refused = self.matter.happened.reply("refused")
        if refused is not None and refused.quote:
            keys.append("refusal")
        points = tuple(sentence(self.words(f"notice.{key}")) for key in keys)
        return Part("infringed", self.words("notice.infringed"), (), points)

    def _settle(self) -> Part:
        words = self.words
        return Part("settle", words("notice.settle_title"), (words("notice.settle"), words("notice.keep")))

    def _silent(self) -> bool:
        due, happened = self.matter.due, self.matter.happened
        decided = happened.reply("refused", "confirmed") is not None
        return happened.filing is not None and due is not None and due < self.matter.today and not decided

    def _failed(self, one: Obstruction) -> str:
        words = self.words
        said = [words("tried.failed", moment=words.moment(one.first), **self._named(one.way, one.obstacle))]
        if one.quote:
            said.append(words("tried.quoted", quote=words.quote(one.quote)))
        if one.status:
            said.append(words("tried.status", status=one.status))
        if one.times > 1:
            said.append(words("tried.again", times=one.times, date=words.date(one.last)))
        return " ".join(said) + self._see(one.exhibits)

    def _filed(self, filing: Filing) -> str:
        words, day = self.words, self.words.date(filing.at)
        if filing.by_post:
            said = [words("tried.sent_by_post", date=day)]
        elif filing.by_email:
            said = [words("tried.sent_by_email", date=day)]
        elif filing.way:
            said = [words("tried.sent", moment=words.moment(filing.at), **self._named(filing.way))]
        else:
            said = [words("tried.sent_by_hand", date=day)]
        if filing.received is not None:
            said.append(words("tried.received_on", date=words.date(filing.received)))
        if filing.status:
            said.append(words("tried.server_took", status=filing.status))
        if filing.quote:
            said.append(words("tried.page_said", quote=words.quote(filing.quote)))
        return " ".join(said) + self._see(filing.exhibits)

    def _named(self, way: str, obstacle: str = "") -> dict[str, str]:
        names = self.matter.names
        return {
            "way": names.get(f"way.{way}", way.replace("_", " ")),
            "obstacle": names.get(f"obstacle.{obstacle}", obstacle.replace("_", " ")),
        }

    def _see(self, exhibits: Iterable[Exhibit]) -> str:
        numbers = self.numbered.numbers(exhibits)
        if not numbers:
            return ""
        return f" ({self.words('frame.see', numbers=', '.join(map(str, numbers)))})"

    def _titled(
        self, part: str, words: str, before: tuple[str, ...], points: list[str], after: tuple[str, ...] = ()
    ) -> Part:
        return Part(part, self.words(f"{words}.title"), before, tuple(points), after)

    @staticmethod
    def _counted_from(filing: Filing) -> date:
        return filing.received or filing.at.date()
