"""From a person's word about a letter to the journal, and to the phrase that tells the next one."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from bot.commands.ground import Ground
from bot.commands.keptletters import Kept, is_about, kept_letter, mail_folder, noted, whose
from bot.household import Account
from bot.letters import taught
from bot.letters.classify import classify
from bot.letters.match import match
from bot.letters.read import Letter, read
from bot.letters.said import fold
from bot.letters.taught import Taught
from bot.letters.telling import LetterKind
from bot.objection import Event, EventKind
from bot.obstacles import Exit

BY_PERSON = "person"
_MOST_CHOICES = 15


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says of a letter."""

    letter: str
    kind: str
    words: str
    account: str
    language: str


def note(ground: Ground, word: Word, *, yes: bool, as_json: bool) -> int:
    """Show what will be stored, ask, store it."""
    kept = kept_letter(ground, word.letter)
    account = whose(ground, kept, word.account)
    kind = LetterKind(word.kind)
    words = word.words.strip()
    _tell(ground, kept, account, kind, err=as_json)
    if not words and kept.proof.holds and kind in taught.TEACHES and not yes and sys.stdin.isatty():
        words = _choose(kept.letter, err=as_json)
    lesson = _lesson(ground, kept, account, kind, words, word.language) if words else None
    _tell_lesson(kept, kind, lesson, err=as_json)
    if not yes:
        click.confirm("Store this?", abort=True, err=as_json)
    after = ground.journal.append(account.id, _event(ground, kept, kind, lesson))
    if any(one.kind is not kind for one in taught.taught(ground.data) if one.letter == kept.letter.sha256):
        taught.forget(ground.data, kept.letter.sha256)
    if lesson is not None:
        taught.keep(ground.data, lesson)
    _say_stored(kept, account, kind, after.state.value, after.next, lesson, as_json=as_json)
    return Exit.NOTHING_LEFT


def take_back(ground: Ground, named: str, *, as_json: bool) -> int:
    """The machine's own reading counts again, and what the letter taught is forgotten."""
    kept = kept_letter(ground, named)
    forgotten = taught.forget(ground.data, kept.letter.sha256)
    states = {}
    for account, last in kept.noted:
        if last.text("by") != BY_PERSON:
            continue
        facts = {**_read_by_machine(ground, kept, account), "taken_back": True}
        states[account.name] = ground.journal.append(
            account.id, Event(ground.clock.now(), EventKind.LETTER, facts)
        ).state.value
    if not states and not forgotten:
        raise click.UsageError("you have said nothing about this letter that could be taken back.")
    told = {"letter": kept.letter.sha256, "states": states, "forgotten": [one.text for one in forgotten]}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return Exit.NOTHING_LEFT
    for name, state in states.items():
        click.echo(f"{name}: your word about the letter is taken back; {state}")
    for one in forgotten:
        click.echo(f"  no longer remembered: «{one.text}»")
    return Exit.NOTHING_LEFT


def list_unread(ground: Ground, *, as_json: bool) -> int:
    """Every letter that waits for a person's word, those included that could answer several objections."""
    found = [*_unread(ground), *_unclaimed(ground)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return Exit.PERSON_NEEDED if found else Exit.NOTHING_LEFT
    for one in found:
        click.echo(f"{one['letter']}  {one['account']}  {one['received'][:10]}  “{_line(one['subject'])}”")
        click.echo(f"  {one['why']}\n  {one['file']}")
    if found:
        click.echo(f"Say what one is: optout letter classify {found[0]['letter']} --as KIND")
    else:
        click.echo("No letter waits for your word.")
    return Exit.PERSON_NEEDED if found else Exit.NOTHING_LEFT


def _unread(ground: Ground) -> Iterator[dict[str, Any]]:
    for account, event in noted(ground):
        path = mail_folder(ground) / f"{event.text('sha256')[:16]}.eml"
        if event.text("answer") == LetterKind.NEEDS_REVIEW and path.is_file():
            proven = event.facts.get("proven") is True
            yield _listed(path, account.name, event.text("received"), event.text("why"), proven=proven)


def _unclaimed(ground: Ground) -> Iterator[dict[str, Any]]:
    """Letters that could answer two objections: nobody was told of them, because it was not known whom."""
    known = {event.text("sha256")[:16] for _, event in noted(ground)}
    accounts = {account.id: account.name for account in ground.household.accounts}
    waiting = ground.post.waiting(ground.household.accounts)
    newest = sorted(mail_folder(ground).glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in newest[:MOST_UNCLAIMED] if len(waiting) > 1 else ():
        found = match(read(path.read_bytes()), waiting) if path.stem not in known else None
        if found is None or not found.ask:
            continue
        kept = kept_letter(ground, path.stem)
        reading = classify(kept.letter, kept.proof, taught.phrases(ground.data))
        if reading.touches and reading.kind not in {LetterKind.INFORMATION, LetterKind.CODE, LetterKind.UNRELATED}:
            names = " or ".join(accounts[one] for one in found.candidates)
            why = f"It could answer several objections; --account says whose it is. {reading.why}"
            yield _listed(path, names, kept.received.isoformat(), why, proven=kept.proof.holds)


MOST_UNCLAIMED = 200


def _listed(path: Path, account: str, received: str, why: str, *, proven: bool) -> dict[str, Any]:
    letter = read(path.read_bytes())
    return {
        "letter": path.stem, "account": account, "received": received, "from": letter.sender,
        "subject": letter.subject, "proven": proven, "why": why, "file": str(path),
    }  # fmt: skip


def list_taught(ground: Ground, *, as_json: bool) -> int:
    """Every phrase that was taught."""
    found = taught.taught(ground.data)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    for one in found if not as_json else ():
        click.echo(f"{one.kind}: «{one.text}» ({one.seen}, from letter {one.letter[:16]}, signed by {one.domain})")
    return Exit.NOTHING_LEFT


# ---- what is remembered


def _lesson(ground: Ground, kept: Kept, account: Account, kind: LetterKind, words: str, language: str) -> Taught:
    """The phrase; words that could not tell, or of a letter that proves nothing, are refused with the reason."""
    if not kept.proof.holds:
        why = kept.proof.reasons[0] if kept.proof.reasons else "No key was kept with it."
        raise click.UsageError(f"an unproven letter teaches nothing, since anybody can write one: {why}")
    words = " ".join(words.split()).rstrip(" .")
    person = ground.household.person(account.person_id)
    private = [*person.name.split(), *(part for one in person.accounts for part in (one.email, one.phone) if part)]
    why = taught.unfit(words, kind, kept.letter, private, language) or _said_elsewhere(ground, kept, words, kind)
    if why:
        raise click.UsageError(f"these words cannot be remembered: {why}")
    domain = kept.proof.domain or ""
    return Taught(kind, words, language, domain, ground.clock.now().date().isoformat(), kept.letter.sha256)


def _said_elsewhere(ground: Ground, kept: Kept, words: str, kind: LetterKind) -> str:
    """Another letter that says the same and is something else: then the words tell nothing."""
    for _, event in noted(ground):
        answer = event.text("answer")
        path = mail_folder(ground) / f"{event.text('sha256')[:16]}.eml"
        if is_about(event, kept.letter) or answer in {kind, LetterKind.NEEDS_REVIEW} or not path.is_file():
            continue
        if taught.places_of(read(path.read_bytes()), fold(words)):
            return f"letter {path.stem}, which is {answer}, holds them too."
    return ""


def _choose(letter: Letter, *, err: bool) -> str:
    """Let the person point at the sentence; Enter remembers none."""
    choices = taught.sentences(letter)[:_MOST_CHOICES]
    for n, sentence in enumerate(choices, 1):
        click.echo(f"  {n:2}  {_line(sentence)}", err=err)
    typed: str = click.prompt(
        "Which of these tells it? A number, or your own choice of words; Enter remembers none",
        default="", show_default=False, err=err,
    )  # fmt: skip
    return choices[int(typed) - 1] if typed.isdecimal() and 0 < int(typed) <= len(choices) else typed.strip()


def _event(ground: Ground, kept: Kept, kind: LetterKind, lesson: Taught | None) -> Event:
    facts = {
        **_facts(kept), "answer": kind.value, "phrase": lesson.text if lesson else None, "by": BY_PERSON,
        "why": "A person of the household has read it and says so.", "taught": lesson is not None,
    }  # fmt: skip
    return Event(ground.clock.now(), EventKind.LETTER, facts)


def _read_by_machine(ground: Ground, kept: Kept, account: Account) -> dict[str, object]:
    """What the journal's own reading was; read anew where there was none."""
    history = ground.journal.history(account.id)
    own = [
        event
        for event in history
        if event.kind is EventKind.LETTER and is_about(event, kept.letter) and event.text("by") != BY_PERSON
    ]
    if own:
        return dict(own[-1].facts)
    reading = classify(kept.letter, kept.proof, taught.phrases(ground.data))
    return {**_facts(kept), "answer": LetterKind.UNRELATED.value, "phrase": reading.phrase, "why": "It was not noted."}


def _facts(kept: Kept) -> dict[str, object]:
    return {
        "proven": kept.proof.holds, "domain": kept.proof.domain, "received": kept.received.isoformat(),
        "sha256": kept.letter.sha256, "file": kept.path.name,
    }  # fmt: skip


# ---- what is said


def _tell(ground: Ground, kept: Kept, account: Account, kind: LetterKind, *, err: bool) -> None:
    """The letter as it was kept and read, and what the person's word would make of it."""
    letter, proof = kept.letter, kept.proof
    reading = classify(letter, proof, taught.phrases(ground.data))
    signed = f"its signature of {proof.domain} holds" if proof.holds else f"not proven: {' '.join(proof.reasons[:2])}"
    lines = [
        f"Letter {kept.path.stem}, received {kept.received:%Y-%m-%d %H:%M} UTC, from {letter.sender or 'nobody'}",
        f"  “{_line(letter.subject)}”",
        f"  {signed}",
        f"  read by the program as {reading.kind}: {reading.why}",
        f"  noted for {account.name} by your word: {kind}",
    ]
    if not proof.holds and kind not in {LetterKind.INFORMATION, LetterKind.UNRELATED}:
        lines.append("  It moves nothing: only a letter whose signature holds for the controller is an answer.")
    click.echo("\n".join(lines), err=err)


def _tell_lesson(kept: Kept, kind: LetterKind, lesson: Taught | None, *, err: bool) -> None:
    if lesson is None:
        click.echo("  remembered for other letters: nothing", err=err)
        return
    where = f"letters whose signature holds for the controller and that say these words are {kind}"
    click.echo(f"  remembered from today ({lesson.seen}): «{lesson.text}»: {where}", err=err)


def _say_stored(
    kept: Kept, account: Account, kind: LetterKind, state: str, following: str, lesson: Taught | None, *, as_json: bool
) -> None:
    if as_json:
        told: dict[str, Any] = {
            "letter": kept.letter.sha256, "account": account.name, "said": kind.value, "proven": kept.proof.holds,
            "state": state, "next": following, "taught": asdict(lesson) if lesson else None,
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{account.name}: noted; {state}, next: {following.replace('_', ' ')}")
    click.echo(f"  To take it back: optout letter classify {kept.path.stem} --undo")


def _line(text: str) -> str:
    """A letter's words on one line of a terminal: what it says may not move the cursor."""
    shown = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return shown if len(shown) <= 160 else f"{shown[:159]}…"  # noqa: PLR2004 - two lines of a terminal
