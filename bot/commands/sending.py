"""Hand a letter to the person's mail server: shown first, by their word, once."""

import ipaddress
import json
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from bot.commands.ground import Ground
from bot.commands.lettering import Order, Written, went_out, written
from bot.household import Account, SmtpAccess, secret_of
from bot.lock import HouseholdLock
from bot.mailbox import Handed, Login, Outbox
from bot.objection import Event, EventKind
from bot.obstacles import Exit
from bot.writing import outgoing, write

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
"""An address that every mail server can be told (RFC 5321 §4.1.2, without quoted names): one, and no header beside."""
UNCERTAIN = frozenset({"about_to", "maybe"})


@dataclass(frozen=True, slots=True)
class Mail:
    """What is about to be handed in."""

    raw: bytes
    path: Path
    sender: str
    to: str
    message_id: str
    pdf_sha256: str

    @property
    def facts(self) -> dict[str, Any]:
        """What the journal keeps of it."""
        digest = sha256(self.raw).hexdigest()
        named = {"message_id": self.message_id, "to": self.to, "pdf_sha256": self.pdf_sha256}
        return {**named, "file": self.path.name, "sha256": digest}


def send_letter(
    ground: Ground, account: Account, order: Order, to: str, *, copy: bool, yes: bool, as_json: bool
) -> int:
    """Write it, show it, ask, note the intent, hand it in, note what became of it."""
    access = _server(ground, account)
    folder = ground.data / "letters" / account.id
    with HouseholdLock(folder, what="letter", now=ground.clock.now()):
        _not_twice(ground, account, order.kind)
        found = written(ground, account, order)
        to = _recipient(found, to)
        mail = _mail(ground, found, access.sender or account.email, to)
        _show(found, mail, access, err=as_json)
        if not yes:
            click.confirm("Send it now?", abort=True, err=as_json)
        write(mail.path.parent, mail.path.name, mail.raw)
        recipients = [to, mail.sender] if copy else [to]
        handed = _hand_in(ground, account, order.kind, mail, access, recipients)
        return _note(ground, account, found, mail, handed, as_json=as_json)


def was_not_sent(ground: Ground, account: Account, kind: str) -> int:
    """The person knows that a letter which may have been sent was not: it may be sent again."""
    pending = unsettled(ground.journal.history(ground.journal.enrol(account)), kind)
    if pending is None:
        raise click.UsageError(
            f"no letter of this kind of {account.name} may have been sent: there is nothing to settle."
        )
    facts = {**pending.facts, "outcome": "not_sent", "said": ""}
    ground.journal.append(account.id, Event(ground.clock.now(), EventKind.MAILED, facts))
    click.echo(f"{account.name}: noted; it was not sent, and may be sent again.")
    return Exit.NOTHING_LEFT


def unsettled(history: Sequence[Event], kind: str) -> Event | None:
    """The letter of this kind of which nobody knows whether it left: never handed in again by machine."""
    found: Event | None = None
    for event in history:
        if event.kind is EventKind.MAILED and event.text("kind") == kind:
            found = event if event.text("outcome") in UNCERTAIN else None
        elif _went_out(event, kind):
            found = None
    return found


def _went_out(event: Event, kind: str) -> bool:
    if event.kind is EventKind.REMINDED:
        return event.text("kind") == kind
    return kind == "objection" and event.kind is EventKind.PERSON_SAID and event.text("by") == "letter"


def _not_twice(ground: Ground, account: Account, kind: str) -> None:
    """Neither what may have left, nor what went out and has had no answer since."""
    history = ground.journal.history(ground.journal.enrol(account))
    pending = unsettled(history, kind)
    if pending is not None:
        raise click.UsageError(
            f"on {pending.at:%Y-%m-%d} this letter may have been sent, and it is not sent again by machine. "
            "Look into your sent mail, then say so: --went-out DATE, or --not-sent."
        )
    for event in reversed(history):
        if event.kind is EventKind.LETTER and event.facts.get("proven") is True and kind != "objection":
            return
        if _went_out(event, kind):
            on = event.text("on") or f"{event.at:%Y-%m-%d}"
            raise click.UsageError(f"it went out on {on} already, and nothing proven has come since.")


# ---- the letter as a mail


def _recipient(found: Written, to: str) -> str:
    """Whom the person names; a verified address of the controller, where the facts know one."""
    address = to or found.matter.addressee.email
    if not address:
        raise click.UsageError(
            "no e-mail address of this controller is verified; name the one that you have found: --to ADDRESS."
        )
    if _ADDRESS.fullmatch(address) is None:
        raise click.UsageError("--to expects one e-mail address, such as privacy@example.org.")
    return address


def _mail(ground: Ground, found: Written, sender: str, to: str) -> Mail:
    if _ADDRESS.fullmatch(sender) is None:
        raise click.UsageError("your own address cannot be sent from; write `from` into [person.smtp].")
    token = secrets.token_hex(8)
    message_id = f"<{token}@{sender.rpartition('@')[2].lower()}>"
    try:
        raw = outgoing(
            found.letter, found.printed, f"{found.name}.pdf", sender=found.matter.sender, email=sender, to=to,
            at=ground.clock.now().replace(microsecond=0), message_id=message_id,
        )  # fmt: skip
    except ValueError:
        raise click.UsageError("this letter cannot be written as a mail; check both addresses.") from None
    return Mail(
        raw, found.folder / f"{found.name}-{token}.eml", sender, to, message_id, sha256(found.printed).hexdigest()
    )


def _show(found: Written, mail: Mail, access: SmtpAccess, *, err: bool) -> None:
    """The whole letter, before anything is asked."""
    lines = [
        f"From:    {found.matter.sender} <{mail.sender}>",
        f"To:      {mail.to}",
        f"Subject: {found.letter.subject}",
        "",
        found.letter.text,
        "",
        f"Attached: {found.name}.pdf, SHA-256 {sha256(found.printed).hexdigest()}",
        f"Through:  {access.host}:{access.port}, as {access.user}",
    ]
    click.echo("\n".join(lines), err=err)


# ---- on its way


def _server(ground: Ground, account: Account) -> SmtpAccess:
    """The person's own mail server; in a world only one on this machine that the world vouches for."""
    access = account.smtp
    if access is None:
        raise click.UsageError(
            f"the household file names no server that takes mail from “{account.person_id}”; expected [person.smtp]."
        )
    if ground.world is None:
        return access
    if ground.world.ca is None or not _is_here(access.host, {host for host, _ in ground.world.hosts.values()}):
        raise click.UsageError(
            "this is a rehearsal: only a mail server of the world is used, and [person.smtp] is none."
        )
    return access


def _is_here(host: str, world: set[str]) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() in {"localhost", *world}


def _hand_in(
    ground: Ground, account: Account, kind: str, mail: Mail, access: SmtpAccess, recipients: Sequence[str]
) -> Handed:
    """The intent is on disk before the first byte of the letter leaves, and what became of it right after."""
    secret = secret_of(access, os.environ, ground.places.secrets)
    login: Login = "xoauth2" if secret.is_token else "password"
    ca = ground.world.ca if ground.world else None
    box = Outbox(
        access.host, access.port, access.user, secret.value, login=login, implicit_tls=access.implicit_tls, ca=ca
    )
    with box:
        box.address(mail.sender, recipients)
        facts = {"kind": kind, "outcome": "about_to", **mail.facts}
        ground.journal.append(account.id, Event(ground.clock.now(), EventKind.MAILED, facts))
        return box.hand_in(mail.raw)


def _note(ground: Ground, account: Account, found: Written, mail: Mail, handed: Handed, *, as_json: bool) -> int:
    """What is known of it, into the journal and to the person."""
    now, kind = ground.clock.now(), found.kind.value
    facts = {**mail.facts, "said": handed.said}
    if handed.outcome == "accepted":
        sent = {**facts, "on": now.date().isoformat(), "channel": "email"}
        event = went_out(ground, account, kind, now, now.date(), sent)
    else:
        event = Event(now, EventKind.MAILED, {"kind": kind, "outcome": handed.outcome, **facts})
    after = ground.journal.append(account.id, event)
    told = {
        "account": account.name, "kind": kind, "outcome": handed.outcome,
        "sent": {"accepted": True, "refused": False, "maybe": None}[handed.outcome], "said": handed.said,
        **mail.facts, "file": str(mail.path), "state": after.state.value, "next": after.next,
        "due": after.due.isoformat() if after.due else "", "world": ground.world_name,
    }  # fmt: skip
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _sentence(told))
    return Exit.NOTHING_LEFT if handed.outcome == "accepted" else Exit.PERSON_NEEDED


def _sentence(told: dict[str, Any]) -> str:
    following = told["next"].replace("_", " ")
    words = {
        "accepted": f"sent: your mail server took it ({told['said']}); {told['state']}, next: {following}",
        "refused": f"not sent: your mail server refused it ({told['said']})",
        "maybe": f"perhaps sent: {told['said']}. It is not sent again by machine: look into your sent mail, then say "
        f"`optout letter {told['account']} --kind {told['kind']} --went-out DATE`, or `--not-sent`",
    }
    return f"{told['account']}: {words[told['outcome']]}\n  kept as {told['file']}"
