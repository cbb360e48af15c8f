"""Say a matter in words: which parts each letter has (facts/evidence.md §6.2 to §6.4), and what each part says."""

from bot.writing.letter import Enclosed, Letter, Part
from bot.writing.matter import Exhibit, Kind, Matter
from bot.writing.parts import Numbered, Writer
from bot.writing.wording import Words, inline

PARTS = {
    Kind.OBJECTION: ("who", "what", "grounds", "tried", "law", "requests", "deadline", "agent"),
    Kind.REMINDER: ("who", "no_answer", "proof", "requests", "deadline", "agent"),
    Kind.REASONS: ("who", "questions", "what", "grounds", "requests", "deadline", "agent"),
    Kind.COMPLAINT_NOTICE: ("notice", "who", "facts", "infringed", "settle", "agent"),
}
"""The parts of each letter, in order. ``tried`` is there when something was tried, ``agent`` when somebody acts."""
OPTIONAL = frozenset({"tried", "agent"})


def compose(matter: Matter, words: Words) -> Letter:
    """The letter. Only what the matter holds is said; nothing is looked up, so the same matter gives the same words."""
    numbered = Numbered()
    writer = Writer(matter, words, numbered)
    written = [part for name in PARTS[matter.kind] if (part := writer.part(name)) is not None]
    addressee = matter.addressee
    attention = (addressee.attention,) if addressee.attention else ()
    return Letter(
        language=words.language,
        sender=tuple(map(inline, (matter.sender, *matter.contact))),
        addressee=tuple(map(inline, (addressee.name, words("frame.officer"), *attention, *addressee.address))),
        date=words.date(matter.today),
        iso_date=matter.today.isoformat(),
        reference=words("frame.reference", reference=matter.reference),
        subject=words(f"subject.{matter.kind.value}"),
        salutation=words("frame.salutation"),
        parts=tuple(written),
        closing=words("frame.closing"),
        signed=_signed(matter, words),
        exhibits=tuple(_enclosed(n, one, words) for n, one in enumerate(numbered.all, 1)),
        exhibits_title=words("frame.exhibits"),
        exhibits_text=words("frame.exhibits_text"),
        page=words.texts["frame.page"],
        rehearsal=words("frame.rehearsal", world=matter.world) if matter.world else "",
    )


def _signed(matter: Matter, words: Words) -> str:
    if matter.agent is None:
        return inline(matter.sender)
    return words("frame.signed_for", agent=matter.agent.agent, person=matter.sender)


def _enclosed(number: int, exhibit: Exhibit, words: Words) -> Enclosed:
    at = exhibit.at
    told = {"moment": words.moment(at), "date": words.date(at)} if at is not None else {"moment": "–", "date": "–"}
    what = words(f"frame.{exhibit.what}", **told)
    return Enclosed(words("frame.exhibit", n=number, what=what), inline(exhibit.name), exhibit.sha256)


__all__ = ["OPTIONAL", "PARTS", "Part", "compose"]
