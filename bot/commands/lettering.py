"""From the household, the journal and the evidence to a letter on disk; and from the person's word to the clock."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import click

from bot import deadline
from bot.commands.ground import Ground
from bot.commands.matters import matter_of
from bot.grounds import Grounds, GroundsError, Theme, from_file, prompts
from bot.household import Account
from bot.objection import Event, EventKind
from bot.obstacles import Exit
from bot.vault import Vault
from bot.writing import (
    Kind,
    Letter,
    Matter,
    PrintingError,
    compose,
    draft,
    file_name,
    latest,
    not_yet,
    pdf,
    words,
    write,
)

COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Order:
    """What letter is wanted."""

    kind: str
    language: str
    out: Path | None
    address: tuple[str, ...]
    with_grounds: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """What the person says has gone out."""

    kind: str
    on: date
    received: date | None
    file: Path | None


@dataclass(frozen=True, slots=True)
class Told:
    """Something was said about grounds, so that a command without ``--kind`` has done its work."""

    code: Exit = Exit.NOTHING_LEFT


@dataclass(frozen=True, slots=True)
class Written:
    """A letter that was written: as values, and as it lies on disk."""

    kind: Kind
    matter: Matter
    letter: Letter
    printed: bytes
    name: str
    """Of its files, without their endings."""
    folder: Path
    files: tuple[Path, ...]
    """The last that were written: copies where copies are wanted."""


def write_letter(ground: Ground, account: Account, order: Order, *, as_json: bool) -> int:
    """Write PDF and draft into the data directory, and copies where they are wanted."""
    found = written(ground, account, order)
    _say_written(ground, account, found.kind, list(found.files), sha256(found.printed).hexdigest(), as_json=as_json)
    return Exit.NOTHING_LEFT


def written(ground: Ground, account: Account, order: Order) -> Written:
    """Compose and print a letter that the facts allow, and put it on disk."""
    kind = Kind(order.kind)
    matter = matter_of(ground, account, kind, order.language, order.address, with_grounds=order.with_grounds)
    why_not = not_yet(kind, matter.happened, matter.due, matter.today)
    if why_not:
        raise click.UsageError(f"{account.name}: {why_not}")
    language = words(order.language, account.country)
    letter = compose(matter, language)
    try:
        printed = pdf(letter)
    except PrintingError as why:
        raise click.UsageError(str(why)) from None
    name = file_name(kind, matter.today, language.language, matter.reference)
    folder = _folder(ground, account)
    _not_over_what_went_out(ground, account, folder / f"{name}.pdf", printed)
    mail = draft(letter, printed, f"{name}.pdf", sender=matter.sender, email=matter.email, to=matter.addressee.email)
    files = {f"{name}.pdf": printed, f"{name}.eml": mail}
    places = (folder, order.out) if order.out else (folder,)
    laid = [write(place, one, content) for place in places for one, content in files.items()]
    if matter.happened.unproven and kind is Kind.REMINDER:
        click.echo("  note: there are letters whose sender is not proven; read them before you send this.", err=True)
    return Written(kind, matter, letter, printed, name, folder, tuple(laid[-len(files) :]))


def note_sent(ground: Ground, account: Account, sent: Sent, *, as_json: bool) -> int:
    """Write into the journal that a letter went out: by the person's word, and with the hash of what was sent."""
    today = ground.clock.now().date()
    if sent.on > today or (sent.received is not None and not sent.on <= sent.received <= today):
        raise click.UsageError("a letter goes out before it is received, and neither lies in the future.")
    event = _event_of(ground, account, sent)
    after = ground.journal.append(ground.journal.enrol(account), event)
    said = {"account": account.name, "kind": sent.kind, "state": after.state.value, "next": after.next}
    said["due"] = after.due.isoformat() if after.due else ""
    said["sha256"] = event.text("sha256")
    line = f"{account.name}: noted; {after.state.value}, next: {after.next.replace('_', ' ')}"
    due = f" by {after.due.date().isoformat()}" if after.due else ""
    sys.stdout.write((json.dumps(said) if as_json else f"{line}{due}") + "\n")
    return Exit.NOTHING_LEFT


def tell_grounds(ground: Ground, account: Account, themes: tuple[str, ...], *, ask: bool, forget: bool) -> Told | None:
    """Take in, or forget, why the person objects. Nothing of it is printed again."""
    if not (themes or ask or forget):
        return None
    kept = Grounds(Vault.open(ground.data), account.person_id)
    try:
        if forget:
            kept.forget()
        for theme, file in map(_theme_and_file, themes):
            kept.set(theme, from_file(file))
        if ask:
            click.echo(prompts(account.language)["intro"])
            kept.ask(account.language, _question)
    except GroundsError as why:
        raise click.UsageError(str(why)) from None
    click.echo(
        f"{account.person_id}: grounds on {len(kept.all())} of {len(Theme)} themes are kept, encrypted.", err=True
    )
    return Told()


def _theme_and_file(given: str) -> tuple[Theme, Path]:
    theme, _, file = given.partition("=")
    if theme not in set(Theme) or not file:
        raise GroundsError(f"--set expects THEME=FILE, with a theme of {', '.join(Theme)}.")
    return Theme(theme), Path(file)


def _question(prompt: str, known: bool) -> str:
    mark = " [Enter: keep what you told, -: forget it]" if known else ""
    answer: str = click.prompt(prompt + mark, default="", show_default=False)
    return answer


def _event_of(ground: Ground, account: Account, sent: Sent) -> Event:
    """An objection by post starts the clock; every other letter is a reminder of its kind."""
    now = ground.clock.now()
    facts: dict[str, object] = {"on": sent.on.isoformat(), **_what_was_sent(ground, account, sent)}
    if sent.received is not None:
        facts["received"] = sent.received.isoformat()
    return went_out(ground, account, sent.kind, now, sent.received or sent.on, facts)


def went_out(
    ground: Ground, account: Account, kind: str, now: datetime, start: date, facts: Mapping[str, object]
) -> Event:
    """The event of a letter that went out; ``start`` is the day from which an objection's month is counted."""
    if kind != Kind.OBJECTION:
        return Event(now, EventKind.REMINDED, {"kind": kind, **facts})
    history = ground.journal.history(ground.journal.enrol(account))
    attempt = 1 + max((event.number("attempt") for event in history), default=0)
    clock = deadline.facts(deadline.noon(start), account.country)
    told = {"was_sent": True, "by": "letter", "attempt": attempt, **clock}
    return Event(now, EventKind.PERSON_SAID, {**told, **facts})


def _what_was_sent(ground: Ground, account: Account, sent: Sent) -> dict[str, str]:
    """File and hash: of the file that the person names, else of the newest letter written here for that day."""
    if sent.file is not None:
        # The name is the person's own and may say anything; the hash is what counts.
        return {"sha256": sha256(sent.file.read_bytes()).hexdigest()}
    if sent.kind == COMPLAINT:
        return {}
    found = latest(_folder(ground, account), Kind(sent.kind), sent.on)
    if found is None:
        raise click.UsageError(
            f"no letter of this kind was written by {sent.on.isoformat()}; --file names the one that was sent."
        )
    return {"sha256": found.sha256, "file": found.path.name}


def _not_over_what_went_out(ground: Ground, account: Account, path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() == content:
        return
    history = ground.journal.history(ground.journal.enrol(account))
    gone = {event.text(key) for event in history for key in ("sha256", "pdf_sha256")}
    if sha256(path.read_bytes()).hexdigest() in gone:
        raise click.UsageError("today's letter of this kind went out already; it is kept as it was sent.")


def _folder(ground: Ground, account: Account) -> Path:
    return ground.data / "letters" / account.id


def _say_written(
    ground: Ground, account: Account, kind: Kind, files: list[Path], digest: str, *, as_json: bool
) -> None:
    if as_json:
        told = {
            "account": account.name,
            "kind": kind.value,
            "sha256": digest,
            "sent": False,
            "world": ground.world_name,
        }
        sys.stdout.write(json.dumps({**told, "files": [str(path) for path in files]}, ensure_ascii=False) + "\n")
        return
    sys.stdout.write("".join(f"{path}\n" for path in files))
    sys.stdout.write(f"  SHA-256 of the PDF: {digest}\n  Nothing was sent.")
    if ground.world is not None:
        sys.stdout.write(f" This is a rehearsal in “{ground.world_name}”: do not post it.\n")
        return
    sys.stdout.write(
        " Sign it, post it (registered, with return receipt), then:\n"
        f"  optout letter {account.name} --kind {kind.value} --went-out DATE\n"
    )
