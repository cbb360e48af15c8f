"""Hand one letter to the person's own mail server, once, and say exactly what is known of it afterwards."""

import base64
import re
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from bot.mailbox.connection import Bearer, Login, MailboxTrouble

Outcome = Literal["accepted", "refused", "maybe"]
_READY, _DONE = 354, 250
_NAMELESS = "[127.0.0.1]"
"""How this machine introduces itself. Its real name would travel with the letter."""
_A_LINE = re.compile(rb"\r?\n")


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a letter. ``maybe``: the connection ended after its text began and before the server's word."""

    outcome: Outcome
    said: str
    """The server's own words, shortened: they may hold the number under which it has queued the letter."""


class Outbox:
    """A submission server (RFC 6409) over TLS. Until :meth:`hand_in` nothing of a letter has left.

    Raises :class:`MailboxTrouble`, whose sentence never holds the password or the token.
    """

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        secret: str,
        *,
        login: Login = "password",
        implicit_tls: bool = False,
        ca: Path | None = None,
        timeout: float = 30,
        patience: float = 180,
    ) -> None:
        self._where = f"{host}:{port}"
        self._host, self._port = host, port
        self._user, self._secret, self._login = user, secret, login
        self._implicit = implicit_tls
        self._ca = ca
        self._timeout = timeout
        self._patience = patience
        """Seconds for the server's word on the letter: it may look for viruses first (RFC 5321 §4.5.3.2.6)."""
        self._line: smtplib.SMTP | None = None

    def __repr__(self) -> str:
        return f"Outbox({self._where})"

    def __enter__(self) -> Self:
        try:
            self._line = self._connected()
            self._let_in(self._line)
        except (smtplib.SMTPException, OSError, UnicodeError) as why:
            self._hang_up()
            raise self._trouble(why) from None
        except MailboxTrouble:
            self._hang_up()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def address(self, sender: str, recipients: Sequence[str]) -> None:
        """Say from whom and to whom. A recipient that the server refuses ends it: nothing has left."""
        line = self._open()
        try:
            self._or_refused(line.mail(sender), "the sender")
            for recipient in recipients:
                self._or_refused(line.rcpt(recipient), "the recipient")
        except (smtplib.SMTPException, OSError) as why:
            raise self._trouble(why) from None

    def hand_in(self, raw: bytes) -> Handed:
        """The letter, after :meth:`address`. Never raises for what the server does: its silence is an outcome too."""
        line = self._open()
        try:
            code, said = line.docmd("DATA")
        except (smtplib.SMTPException, OSError):
            return Handed("refused", "the connection ended before the letter began")
        if code != _READY:
            return Handed("refused", _shown(code, said))
        try:
            if line.sock is not None:
                line.sock.settimeout(self._patience)
            line.send(_stuffed(raw))
            code, said = line.getreply()
        except (smtplib.SMTPException, OSError):
            return Handed("maybe", "the connection ended before the server said whether it took the letter")
        return Handed("accepted" if code == _DONE else "refused", _shown(code, said))

    # ---- the connection

    def _connected(self) -> smtplib.SMTP:
        trust = ssl.create_default_context(cafile=str(self._ca) if self._ca else None)
        if self._implicit:
            return smtplib.SMTP_SSL(self._host, self._port, _NAMELESS, timeout=self._timeout, context=trust)
        line = smtplib.SMTP(self._host, self._port, _NAMELESS, timeout=self._timeout)
        line.ehlo_or_helo_if_needed()
        if not line.has_extn("starttls"):
            line.close()
            raise MailboxTrouble("tls", f"The mail server {self._where} offers no STARTTLS: nothing was sent to it.")
        line.starttls(context=trust)
        return line

    def _let_in(self, line: smtplib.SMTP) -> None:
        line.ehlo_or_helo_if_needed()
        offered = line.esmtp_features.get("auth", "").upper().split()
        if self._login == "xoauth2":
            mechanism = "XOAUTH2" if "XOAUTH2" in offered or "OAUTHBEARER" not in offered else "OAUTHBEARER"
            line.auth(mechanism, Bearer(mechanism, self._user, self._secret))
        elif "PLAIN" in offered:  # by hand: smtplib knows passwords in ASCII only
            words = base64.b64encode(f"\0{self._user}\0{self._secret}".encode()).decode()
            code, said = line.docmd("AUTH", f"PLAIN {words}")
            if code not in {235, 503}:
                raise smtplib.SMTPAuthenticationError(code, said)
        else:
            line.login(self._user, self._secret)

    def _open(self) -> smtplib.SMTP:
        if self._line is None:
            raise MailboxTrouble("gone", "The connection to the mail server is not open.")
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._line.quit()
            with suppress(OSError):
                self._line.close()
        self._line = None

    # ---- what went wrong

    def _or_refused(self, answer: tuple[int, bytes], whom: str) -> None:
        code, said = answer
        if code not in {250, 251}:
            sentence = f"The mail server {self._host} refuses {whom} ({_shown(code, said)}); nothing was sent."
            raise MailboxTrouble("refused", sentence)

    def _trouble(self, why: Exception) -> MailboxTrouble:
        """One trouble for whatever smtplib and the network raise. The server's words are left out: they may repeat."""
        if isinstance(why, smtplib.SMTPAuthenticationError | smtplib.SMTPNotSupportedError | UnicodeError):
            what = "the access token: it may have run out" if self._login == "xoauth2" else "the user name or password"
            return MailboxTrouble("login_refused", f"The mail server {self._host} refuses {what}; nothing was sent.")
        if isinstance(why, ssl.SSLCertVerificationError):
            sentence = f"The certificate of the mail server {self._where} is not one that can be trusted."
            return MailboxTrouble("tls", sentence)
        if isinstance(why, ssl.SSLError):
            return MailboxTrouble("tls", f"The mail server {self._where} does not speak TLS as expected.")
        if isinstance(why, smtplib.SMTPException):
            return MailboxTrouble("gone", f"The mail server {self._where} ended the conversation; nothing was sent.")
        return MailboxTrouble("unreachable", f"The mail server {self._where} does not answer; nothing was sent.")


def _stuffed(raw: bytes) -> bytes:
    """The letter as DATA carries it: CRLF, a leading dot doubled, a dot alone at the end (RFC 5321 §4.5.2)."""
    lines = _A_LINE.split(raw.removesuffix(b"\n").removesuffix(b"\r"))
    return b"".join((b"." if one.startswith(b".") else b"") + one + b"\r\n" for one in lines) + b".\r\n"


def _shown(code: int, said: bytes) -> str:
    text = "".join(c if c.isprintable() else " " for c in said.decode("utf-8", "replace"))
    return f"{code} {' '.join(text.split())}"[:200]
