"""From the journal, the evidence folders and the letters to the story of an account."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.commands.ground import Ground
from bot.commands.lines import line_of
from bot.household import Account
from bot.report.story import LetterTrace, Story, moment
from bot.report.traces import walks_in


def story_of(ground: Ground, account: Account, *, reveal: bool = False) -> Story:
    """Everything that is known about one account."""
    objection = ground.journal.enrol(account)
    row = next(row for row in ground.journal.rows() if row.id == objection)
    history = ground.journal.history(objection)
    events = [{"at": event.at, "kind": event.kind.value, "facts": dict(event.facts)} for event in history]
    flow = ground.flows.get(account.platform)
    return Story(
        line=line_of(row, {account.id: account}, reveal=reveal),
        events=events,
        walks=walks_in(ground.data / "evidence" / objection),
        letters=tuple(_letters(ground, events)),
        ways={way.key: way.title for way in flow.ways} if flow else {},
    )


def _tells_of_a_letter(event: dict[str, Any]) -> bool:
    return event["kind"] == "letter" or (event["kind"] == "notice" and bool(event["facts"].get("found")))


def _letters(ground: Ground, events: Sequence[dict[str, Any]]) -> Iterable[LetterTrace]:
    from bot.letters.read import read  # noqa: PLC0415 - only where there are letters

    latest = {str(e["facts"].get("sha256") or n): e for n, e in enumerate(events) if _tells_of_a_letter(e)}
    for event in latest.values():
        facts, noted = event["facts"], event["kind"] == "notice"
        path = ground.data / "mail" / str(facts.get("file", ""))
        subject = read(path.read_bytes()).subject if path.is_file() else ""
        yield LetterTrace(
            moment(facts.get("received")) if noted else event["at"],
            subject,
            "information" if noted else _says(facts),
            bool(facts.get("proven")),
            facts.get("domain"),
            str(path),
        )


def _says(facts: Mapping[str, Any]) -> str:
    """What a letter is: an unproven one says nothing that counts, whoever has read it."""
    answer = str(facts.get("answer", ""))
    return answer if facts.get("proven") or answer in {"unrelated", "information"} else "needs_review"
