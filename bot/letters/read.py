"""Read a letter out of any bytes."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.letters.addresses import Mailer, mailers
from bot.letters.charset import header_text
from bot.letters.mime import Head, head, parameters, texts
from bot.letters.plain import html_text

MAX_TEXT = 500_000
_RECIPIENTS = ("to", "cc")
_ENVELOPE = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_AUTOMATIC = frozenset({"x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponder"})
_FORWARDING = frozenset({"x-forwarded-to", "x-forwarded-for", "resent-from", "resent-to", "resent-message-id"})


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it came, and what it says of itself. Nothing in here is proven."""

    raw: bytes = field(repr=False)
    sha256: str
    message_id: str
    subject: str = field(repr=False)
    sender: str = field(repr=False)
    """The one address of the one From header; empty when there are several, or none."""
    sender_name: str = field(repr=False)
    to: tuple[str, ...] = field(repr=False)
    """To, Cc, and what the delivering servers noted; lower case."""
    date: datetime | None
    text: str = field(repr=False)
    auto_forwarded: bool
    defects: tuple[str, ...]
    senders: tuple[str, ...] = field(default=(), repr=False)
    """Every address of every From header."""
    addressed: tuple[str, ...] = field(default=(), repr=False)
    """To and Cc alone: what the sender wrote."""
    other_text: str = field(default="", repr=False)
    """The HTML beside a plain text: it must not say something else."""
    automatic: bool = False
    """A machine's answer to a letter (out of office, bounce, receipt), as its headers say (RFC 3834, RFC 6522)."""


def read(raw: bytes) -> Letter:
    """The letter in these bytes. Never raises; time and memory are bounded for any bytes (``mime``, ``plain``)."""
    top = head(raw)
    found = texts(raw, top)
    plain = "\n\n".join(found.plain).strip()
    shown = "\n\n".join(html_text(page) for page in found.html).strip()
    froms = [mailer for value in top.values("from")[:20] for mailer in mailers(value)]
    addressed = _addresses(top, _RECIPIENTS)
    return Letter(
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        message_id=_message_id(top.first("message-id")),
        subject=header_text(top.first("subject"))[:2_000],
        sender=froms[0].address if len(froms) == 1 else "",
        sender_name=froms[0].name[:500] if froms else "",
        to=tuple(dict.fromkeys(addressed + _addresses(top, _ENVELOPE))),
        date=_date(top.first("date")),
        text=_shortened(plain or shown),
        auto_forwarded=any(name in _FORWARDING for name, _ in top.fields),
        defects=tuple(dict.fromkeys((*top.defects, *found.defects, *_doubled(top, froms)))),
        senders=tuple(mailer.address for mailer in froms),
        addressed=addressed,
        other_text=_shortened(shown) if plain else "",
        automatic=_automatic(top),
    )


def _automatic(top: Head) -> bool:
    """Auto-replied, not auto-generated: whoever answers millions does so by machine too (RFC 3834 §5)."""
    if any(name in _AUTOMATIC for name, _ in top.fields):
        return True
    submitted = top.first("auto-submitted").lower().startswith("auto-replied")
    precedence = top.first("precedence").strip().lower() in {"auto_reply", "auto-reply"}
    return submitted or precedence or parameters(top.first("content-type"))[0] == "multipart/report"


def _addresses(top: Head, names: tuple[str, ...]) -> tuple[str, ...]:
    found = [mailer.address for name in names for value in top.values(name)[:20] for mailer in mailers(value)]
    return tuple(dict.fromkeys(address for address in found if address))


def _message_id(value: str) -> str:
    match = re.search(r"<[^<>\s]{1,500}>", value)
    return match[0] if match else "".join(value.split(maxsplit=1)[:1])[:500]


def _date(value: str) -> datetime | None:
    """The Date header in UTC. Python's parser raises five kinds of error for dates that are none."""
    try:
        date = parsedate_to_datetime(value[:200])
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _doubled(top: Head, froms: list[Mailer]) -> list[str]:
    counts = {name: sum(key == name for key, _ in top.fields) for name in ("from", "subject", "date")}
    said = [f"more than one {name.capitalize()} header" for name, count in counts.items() if count > 1]
    if not froms:
        said.append("no sender")
    elif len(froms) > 1 and counts["from"] == 1:
        said.append("more than one sender")
    return said


def _shortened(text: str) -> str:
    return text[:MAX_TEXT]
