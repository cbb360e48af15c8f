"""Which folders can hold a letter, where each of them stands, and how to search one."""

import imaplib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from imapclient import IMAPClient

_NEVER_A_LETTER = {rb"\noselect", rb"\nonexistent", rb"\sent", rb"\drafts", rb"\trash", rb"\flagged", rb"\important"}
"""Folder flags (RFC 6154, RFC 8457): what one wrote, threw away, or sees a second time."""

_OWN_NAMES = """
    sent, sent items, sent mail, sent messages, drafts, draft, trash, deleted, deleted items, deleted messages, outbox,
    templates, envoyés, éléments envoyés, messages envoyés, brouillons, corbeille, éléments supprimés, gesendet,
    gesendete elemente, gesendete objekte, entwürfe, papierkorb, gelöscht, gelöschte elemente, gelöschte objekte,
    inviata, posta inviata, inviati, bozze, cestino, posta eliminata, enviados, elementos enviados, borradores,
    papelera, elementos eliminados, rascunhos, itens enviados, itens excluídos, verzonden, verzonden items, concepten,
    prullenbak, verwijderde items, wysłane, elementy wysłane, szkice, wersje robocze, kosz, elementy usunięte
"""
_OWN_FOLDERS = frozenset(name.strip() for name in _OWN_NAMES.split(","))
"""What servers without such flags call them."""


class NoSuchFolder(Exception):  # noqa: N818 - the situation
    """The server does not open this folder; the others may still be read."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a folder stood: while ``uidvalidity`` stays, letters from ``uidnext`` on are new (RFC 3501 §2.3.1.1)."""

    uidvalidity: int
    uidnext: int
    letters: int = field(default=0, compare=False)
    """How many lay there; one that is thrown away moves nothing."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look into one folder: what makes silence a fact (``facts/evidence.md`` §4.5)."""

    folder: str
    letters: int
    uidvalidity: int
    uidnext: int
    found: int


def can_hold(flags: Sequence[bytes], delimiter: bytes | None, name: str) -> bool:
    """Whether a letter from outside may lie in this folder; spam may well."""
    if {flag.lower() for flag in flags} & _NEVER_A_LETTER:
        return False
    last = name.rsplit(delimiter.decode("latin-1"), 1)[-1] if delimiter else name
    return last.strip().lower() not in _OWN_FOLDERS


def listed(client: IMAPClient) -> tuple[str, ...]:
    """Every folder that can hold a letter, the inbox first."""
    names = [name for flags, delimiter, name in client.list_folders() if can_hold(flags, delimiter, name)]
    return tuple(sorted(names, key=lambda name: name.upper() != "INBOX"))


def standing(client: IMAPClient, folder: str) -> Mark:
    """Where a folder stands, without opening it."""
    try:
        status = client.folder_status(folder, ["MESSAGES", "UIDVALIDITY", "UIDNEXT"])
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise NoSuchFolder from None
    return Mark(*(int(status.get(key, 0)) for key in (b"UIDVALIDITY", b"UIDNEXT", b"MESSAGES")))


def examine(client: IMAPClient, folder: str) -> Mark:
    """Open a folder read-only: no letter is marked as seen. Gives where it stands."""
    try:
        answer = client.select_folder(folder, readonly=True)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise NoSuchFolder from None
    return Mark(*(int(answer.get(key, 0)) for key in (b"UIDVALIDITY", b"UIDNEXT", b"EXISTS")))


def search(client: IMAPClient, where: Sequence[str | datetime], senders: Sequence[str]) -> list[int]:
    """UIDs of letters whose From contains one of the senders, ascending; one question, or one per sender."""
    try:
        return sorted(client.search([*where, *_any_of(senders)]))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        plain = where if where[0] == "UID" else ["ALL"]  # a server that does not know SENTSINCE or OR is asked simply
        asked = [client.search([*plain, "FROM", sender]) for sender in senders] or [client.search([*plain])]
        return sorted({uid for answer in asked for uid in answer})


def dated(newer_than: datetime | None) -> list[str | datetime]:
    """Received or written since the day before: IMAP knows only days, and each server its own time zone."""
    if newer_than is None:
        return ["ALL"]
    day = (newer_than - timedelta(days=1)).strftime("%d-%b-%Y")
    return ["OR", "SINCE", day, "SENTSINCE", day]


def _any_of(senders: Sequence[str]) -> list[str]:
    """``OR FROM a OR FROM b FROM c``: flat, as old servers like it."""
    keys: list[str] = []
    for n, sender in enumerate(senders):
        keys += [*(["OR"] if n < len(senders) - 1 else []), "FROM", sender]
    return keys
