"""A letter as an unsent mail: a draft that the person opens, looks at, and sends with their own hands."""

from datetime import UTC, date, datetime, time
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from bot.writing.letter import Letter
from bot.writing.wording import inline


def draft(letter: Letter, pdf: bytes, pdf_name: str, *, sender: str, email: str, to: str) -> bytes:
    """The mail. ``to`` is empty where no address of the controller is verified: then nobody is written to by mistake.

    ``X-Unsent`` makes mail programs open it as a draft. No Message-ID: whoever sends it gives it one.
    """
    mail = EmailMessage(policy=SMTP)
    mail["X-Unsent"] = "1"
    _set_sender(mail, inline(sender), inline(email))
    mail["To"] = inline(to)
    mark = "[REHEARSAL] " if letter.rehearsal else ""
    mail["Subject"] = mark + inline(letter.subject)
    mail["Date"] = datetime.combine(date.fromisoformat(letter.iso_date), time(12), tzinfo=UTC)
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=pdf_name)
    # A boundary of its own choosing would make two drafts of one letter differ.
    mail.set_boundary(f"=_{sha256(pdf).hexdigest()[:32]}")
    mail["Content-Language"] = letter.language
    return mail.as_bytes()


def _set_sender(mail: EmailMessage, name: str, email: str) -> None:
    """From whom; left out where the address is none that a header can hold: the mail program fills it in."""
    if not email:
        return
    try:
        mail["From"] = Address(display_name=name, addr_spec=email)
    except (HeaderParseError, MessageError, ValueError, IndexError):
        del mail["From"]
