"""Write the complaint under Art. 77 GDPR: which parts it has (facts/evidence.md §6.4), and what each part says."""

from dataclasses import dataclass, field, replace

from bot.dossier.filing.facts import Fact, facts
from bot.dossier.filing.figures import figures
from bot.dossier.filing.grievance import Contact, Grievance
from bot.dossier.filing.infringed import infringements
from bot.dossier.filing.paper import Block, Paper, Section
from bot.writing import Exhibit, Words
from bot.writing.parts import Numbered, platform_name
from bot.writing.wording import inline, sentence

CHECKS = 5
REQUESTS = ("comply", "ban", "erase", "inquire", "fine", "inform")
"""Art. 58(2)(c), (f), (g), 58(1), 58(2)(i), 77(2) GDPR."""
_PARTS = ("who", "facts", "contacts", "infringed", "figures", "requests", "settle", "other", "list")
_UNITED_KINGDOM = "GB"


@dataclass(frozen=True, slots=True)
class Composed:
    """A complaint, and the exhibits in the order in which it names them."""

    paper: Paper
    exhibits: tuple[Exhibit, ...]
    facts: tuple[Fact, ...]
    articles: tuple[str, ...]
    """The keys of the infringements; none: there is nothing to complain about yet."""


def compose(about: Grievance, words: Words) -> Composed:
    """The complaint. Nothing is looked up: the same grievance gives the same words."""
    told = facts(about, words)
    writer = _Writer(about, words, told)
    sections = tuple(
        replace(section, title=f"{n}. {section.title}")
        for n, section in enumerate((getattr(writer, f"_{part}")() for part in _PARTS), 1)
    )
    controller, authority = about.controller, about.authority
    paper = Paper(
        language=words.language,
        sender=tuple(map(inline, (about.person, *about.contact))),
        addressee=tuple(map(inline, (authority.name, *authority.address))),
        date=words.date(about.today),
        reference=words("frame.reference", reference=about.reference),
        title=words("filing.complaint.title"),
        about=words("filing.complaint.about", controller=controller.name),
        box=writer.box(),
        short_title=words("filing.complaint.short"),
        short=writer.short(),
        sections=sections,
        closing=(words("filing.other.place"), words("filing.other.signature")),
        signed=writer.signed(),
        page=words.texts["frame.page"],
        manifest_about=words("filing.list.check_3"),
        rehearsal=words("filing.complaint.rehearsal", world=about.world) if about.world else "",
    )
    found = tuple(one.key for one in infringements(told))
    return Composed(paper, tuple(writer.numbered.all), told, found)


@dataclass(frozen=True)
class _Writer:
    """Writes one section after the other; exhibits get their numbers as the facts name them."""

    about: Grievance
    words: Words
    told: tuple[Fact, ...]
    numbered: Numbered = field(default_factory=Numbered)

    def say(self, key: str, **named: object) -> str:
        return self.words(f"filing.{key}", **named)

    def box(self) -> tuple[tuple[str, str, bool], ...]:
        about, record = self.about, self.about.record
        rows = [
            ("authority", about.authority.name, False),
            ("person", about.person, False),
            ("controller", about.controller.name, False),
        ]
        if about.lead is not None and self._in_union():
            rows.insert(1, ("lead", self.say("complaint.cross_border", lead=about.lead.english), False))
        rows += [
            ("exhibits", self.say("complaint.exhibits_count", count=len(self.numbered.all)), False),
            ("bag", self.say("complaint.bag_facts", name=record.name, level=record.level), False),
            ("sha256", record.sha256, True),
            ("seal", record.seal, True),
        ]
        return tuple((self.say(f"complaint.{key}"), inline(value), mono) for key, value, mono in rows)

    def short(self) -> tuple[str, ...]:
        """What happened, when, and how to check it: for somebody who reads no further."""
        about, words, happened = self.about, self.words, self.about.happened
        named = {"controller": about.controller.name, "platform": platform_name(about.platform)}
        if happened.filing is not None:
            lines = [self.say("complaint.short_filed", date=words.date(happened.filing.at), **named)]
        else:
            lines = [self.say("complaint.short_unfiled", **named)]
        if blocked := happened.obstructions:
            first, last = min(one.first for one in blocked), max(one.last for one in blocked)
            count = len({one.way for one in blocked})
            spans = {"first": words.date(first), "last": words.date(last)}
            lines.append(self.say("complaint.short_obstructed", count=count, **spans))
        refused = happened.reply("refused")
        if refused is not None and refused.quote:
            quote = words.quote(refused.quote)
            lines.append(self.say("complaint.short_refused", date=words.date(refused.at), quote=quote))
        if about.silent and about.due is not None:
            lines.append(self.say("complaint.short_silent", due=words.date(about.due)))
        lines.append(self.say("complaint.short_ask"))
        return (*lines, self.say("complaint.short_check", section=len(_PARTS)))

    def signed(self) -> str:
        about = self.about
        if about.agent is None:
            return inline(about.person)
        return self.words("frame.signed_for", agent=about.agent.agent, person=about.person)

    def _in_union(self) -> bool:
        return self.about.authority.facts.get("area") in {"EU", "EEA"}

    def _who(self) -> Section:
        about = self.about
        blocks = [Block("lines", title=self.say("who.title_person"), items=tuple(map(inline, self._person())))]
        if not about.has_address:
            blocks.append(Block("line", self.say("who.address_missing")))
        blocks.append(Block("text", self.say("who.confidential", section=1)))
        if about.agent is not None:
            blocks += [Block("lines", title=self.say("who.title_agent")), Block("text", self._agent())]
        controller = about.controller
        lines = tuple(part for part in (controller.name, controller.attention, *controller.address) if part)
        blocks.append(Block("lines", title=self.say("who.title_controller"), items=tuple(map(inline, lines))))
        if leading := self._lead():
            blocks.append(Block("text", leading))
        accounts = tuple(
            self.words("who.account", platform=platform_name(one.platform), address=one.address)
            for one in about.accounts
        )
        blocks.append(Block("points", self.say("who.accounts"), items=accounts))
        both = f"{self.say('who.title_person')}, {self.say('who.title_controller')}"
        return Section("who", both, tuple(blocks))

    def _person(self) -> tuple[str, ...]:
        return (self.about.person, *self.about.contact)

    def _agent(self) -> str:
        agent, words = self.about.agent, self.words
        assert agent is not None  # noqa: S101 - asked before
        said = self.say(
            "who.agent",
            agent=agent.agent,
            capacity=words(f"agent.{agent.capacity}"),
            start=words.date(agent.start),
            end=words.date(agent.end),
            rights="; ".join(words.cite(right) for right in agent.rights),
            replies_to=agent.replies_to,
        )
        return said + self._see((agent.exhibit,) if agent.exhibit is not None else ())

    def _lead(self) -> str:
        about = self.about
        if not self._in_union():
            return self.say("who.outside")
        if about.lead is not None and about.lead.id == about.authority.id:
            return self.say("who.lead_is_you")
        if about.lead is None or about.authority.country != about.country.upper():
            return ""  # addressed elsewhere by the person's own wish: why, they alone know
        return self.say("who.lead", lead=about.lead.english)

    def _facts(self) -> Section:
        items = tuple(fact.text + self._see(fact.exhibits) for fact in self.told)
        blocks = (Block("text", self.say("facts.intro")), Block("facts", items=items))
        return Section("facts", self.say("facts.title"), blocks if items else (Block("text", self.say("facts.none")),))

    def _contacts(self) -> Section:
        head = tuple(self.say(f"contacts.{key}") for key in ("date", "by", "channel", "content", "exhibit"))
        rows = tuple(self._contact(one) for one in self.about.contacts)
        block = Block("table", head=head, rows=rows) if rows else Block("text", self.say("contacts.none"))
        return Section("contacts", self.say("contacts.title"), (block,))

    def _contact(self, one: Contact) -> tuple[str, ...]:
        known = f"filing.contacts.{one.what}" in self.words.texts
        quote = self.words.quote(one.quote) if one.quote else ""
        what = self.say(f"contacts.{one.what if known else 'other'}", quote=quote)
        if quote and one.what != "page_answer":
            what = f"{what}: {quote}"
        numbers = ", ".join(map(str, self.numbered.numbers(one.exhibits)))
        by = self.say("contacts.me" if one.mine else "contacts.them")
        return (self.words.moment(one.at), by, self.say(f"contacts.{one.channel}"), what, numbers)

    def _infringed(self) -> Section:
        blocks = [Block("text", self.say("infringed.intro"))]
        for one in infringements(self.told):
            numbers = self.say("infringed.facts", numbers=", ".join(map(str, one.facts)))
            said = sentence(self.say(f"infringed.{one.key}_text"))
            blocks.append(Block("sub", said, self.say(f"infringed.{one.key}"), (numbers,)))
        return Section("infringed", self.say("infringed.title"), tuple(blocks))

    def _figures(self) -> Section:
        return Section("figures", self.say("figures.title"), figures(self.about, self.words))

    def _requests(self) -> Section:
        items = tuple(self.say(f"requests.{key}") for key in REQUESTS)
        return Section(
            "requests", self.say("requests.title"), (Block("points", self.say("requests.intro"), items=items),)
        )

    def _settle(self) -> Section:
        return Section("settle", self.say("settle.title"), (Block("text", self.say("settle.text")),))

    def _other(self) -> Section:
        """What no journal can know is left to the person's own hand."""
        blocks = [
            Block("text", self.say("other.text")),
            Block("tick", self.say("other.none")),
            Block("tick", self.say("other.some")),
            Block("line", ""),
            Block("text", self.say("other.truth")),
        ]
        return Section("other", self.say("other.title"), tuple(blocks))

    def _list(self) -> Section:
        rows = tuple(self._enclosed(n, one) for n, one in enumerate(self.numbered.all, 1))
        name = self.about.record.name
        checks = tuple(self.say(f"list.check_{n}", name=name) for n in range(1, CHECKS + 1))
        blocks = [Block("text", self.say("list.text"))]
        blocks.append(Block("exhibits", rows=rows) if rows else Block("text", self.say("list.none")))
        blocks.append(Block("points", self.say("list.check"), items=checks))
        return Section("list", self.say("list.title"), tuple(blocks))

    def _enclosed(self, number: int, one: Exhibit) -> tuple[str, ...]:
        return (label(number, one, self.words), inline(one.name), one.sha256)

    def _see(self, exhibits: tuple[Exhibit, ...]) -> str:
        numbers = self.numbered.numbers(exhibits)
        return f" ({self.say('facts.see', numbers=', '.join(map(str, numbers)))})" if numbers else ""


def label(number: int, one: Exhibit, words: Words) -> str:
    """What an exhibit is called."""
    told = {"moment": words.moment(one.at), "date": words.date(one.at)} if one.at else {"moment": "–", "date": "–"}
    return words("filing.sheets.exhibit", n=number, what=words(f"filing.list.{one.what}", **told))
