"""A letter as a mail: a draft that the person sends with their own hands, or the copy that a mail server is given."""

from datetime import UTC, date, datetime, time
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from bot.writing.letter import Letter
from bot.writing.wording import inline


def draft(letter: Letter, pdf: bytes, pdf_name: str, *, sender: str, email: str, to: str) -> bytes:
    """The draft. ``to`` is empty where no address of the controller is verified: then nobody is written to by mistake.

    ``X-Unsent`` makes mail programs open it as a draft. No Message-ID: whoever sends it gives it one.
    """
    mail = EmailMessage(policy=SMTP)
    mail["X-Unsent"] = "1"
    noon = datetime.combine(date.fromisoformat(letter.iso_date), time(12), tzinfo=UTC)
    return _filled(mail, letter, pdf, pdf_name, sender=sender, email=email, to=to, at=noon).as_bytes()


def outgoing(
    letter: Letter, pdf: bytes, pdf_name: str, *, sender: str, email: str, to: str, at: datetime, message_id: str
) -> bytes:
    """The same letter as it is handed to a mail server, with the date and the Message-ID that it travels under.

    Raises ValueError when ``email`` or ``to`` is no address that a header can hold.
    """
    mail = EmailMessage(policy=SMTP)
    filled = _filled(mail, letter, pdf, pdf_name, sender=sender, email=email, to=to, at=at)
    filled["Message-ID"] = message_id
    if not filled["From"] or len(filled["To"].addresses) != 1 or filled["To"].addresses[0].addr_spec != to:
        raise ValueError("a letter needs one sender and one recipient")
    return filled.as_bytes()


def _filled(
    mail: EmailMessage,
    letter: Letter,
    pdf: bytes,
    pdf_name: str,
    *,
    sender: str,
    email: str,
    to: str,
    at: datetime,
) -> EmailMessage:
    _set_sender(mail, inline(sender), inline(email))
    mail["To"] = inline(to)
    mark = "[REHEARSAL] " if letter.rehearsal else ""
    mail["Subject"] = mark + inline(letter.subject)
    mail["Date"] = at
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=pdf_name)
    # A boundary of its own choosing would make two drafts of one letter differ.
    mail.set_boundary(f"=_{sha256(pdf).hexdigest()[:32]}")
    mail["Content-Language"] = letter.language
    return mail


def _set_sender(mail: EmailMessage, name: str, email: str) -> None:
    """From whom; left out where the address is none that a header can hold: the mail program fills it in."""
    if not email:
        return
    try:
        mail["From"] = Address(display_name=name, addr_spec=email)
    except (HeaderParseError, MessageError, ValueError, IndexError):
        del mail["From"]
