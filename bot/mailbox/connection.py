"""Reach a mail server over TLS, be let in, and name what goes wrong."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

Login = Literal["password", "xoauth2"]


class MailboxTrouble(Exception):  # noqa: N818 - the domain's word
    """The mailbox could not be read. Never holds the password, nor what the server said: it may repeat it."""

    def __init__(self, code: Literal["login_refused", "unreachable", "tls", "gone", "refused"], sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class _Unreachable(Exception):  # noqa: N818 - the domain's word
    """Nobody answered; it may be tried again."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mailbox is."""

    host: str
    port: int
    ca: Path | None
    """The authority that vouches for the server, where it is not one the system knows."""
    timeout: float

    def connect(self) -> IMAPClient:
        """A connection whose certificate was verified; tried three times."""
        tries = Retrying(
            retry=retry_if_exception_type(_Unreachable),
            stop=stop_after_attempt(3),
            wait=wait_exponential(multiplier=0.2, max=2),
            reraise=True,
        )
        try:
            return tries(self._once)
        except _Unreachable:
            raise MailboxTrouble("unreachable", f"The mail server {self.host}:{self.port} does not answer.") from None

    def _once(self) -> IMAPClient:
        try:
            context = ssl.create_default_context(cafile=str(self.ca) if self.ca else None)
            patience = SocketTimeout(connect=self.timeout, read=self.timeout)
            client = IMAPClient(self.host, self.port, ssl=True, ssl_context=context, timeout=patience)
        except (ssl.SSLCertVerificationError, ssl.CertificateError):
            sentence = f"The certificate of the mail server {self.host}:{self.port} is not one that can be trusted."
            raise MailboxTrouble("tls", sentence) from None
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError):
            raise _Unreachable from None  # closed in the middle of the greeting: a server that restarts does that
        except ssl.SSLError:
            raise MailboxTrouble("tls", f"The mail server {self.host}:{self.port} does not speak TLS.") from None
        except (OSError, imaplib.IMAP4.error):
            raise _Unreachable from None
        client.normalise_times = False
        return client

    def let_in(self, client: IMAPClient, user: str, secret: str, how: Login) -> None:
        """Log in, with a password or with an OAuth 2 token."""
        try:
            if how == "xoauth2":
                _with_token(client, user, secret)
            elif (user + secret).isascii():
                client.login(user, secret)
            else:
                client.plain_login(user, secret)
        except UnicodeError:
            refused = True
        except IMAPClientError as problem:
            refused = _is_a_no(problem)
        except OSError:
            refused = False
        else:
            return
        hang_up(client)
        if refused:
            what = "the access token: it may have run out" if how == "xoauth2" else "the user name or the password"
            sentence = f"The mail server {self.host} refuses {what}."
            raise MailboxTrouble("login_refused", sentence)
        raise MailboxTrouble("gone", f"The mail server {self.host} closed the connection at the log-in.")


def _is_a_no(problem: IMAPClientError) -> bool:
    """Whether the server has refused, and not merely gone away or said that it cannot tell now (RFC 5530 §3).

    imapclient calls both a failed log-in; the connection that broke under it is what it was made from.
    """
    broken = isinstance(problem, imaplib.IMAP4.abort) or isinstance(problem.__context__, imaplib.IMAP4.abort)
    return not broken and "[UNAVAILABLE]" not in str(problem).upper()


def _with_token(client: IMAPClient, user: str, token: str) -> None:
    """XOAUTH2, or OAUTHBEARER (RFC 7628) where only that is offered."""
    mechanism = "OAUTHBEARER" if client.has_capability("AUTH=OAUTHBEARER") else "XOAUTH2"
    if client.has_capability("AUTH=XOAUTH2"):
        mechanism = "XOAUTH2"
    speak = Bearer(mechanism, user, token)
    client._command_and_check("authenticate", mechanism, speak)


class Bearer:
    """The client's side of XOAUTH2 and OAUTHBEARER.

    A server that refuses first sends its reasons as a challenge and wants an empty answer (XOAUTH2) or a lone ^A (RFC
    7628 §3.2.3) before it says no. Saying the token again, as IMAPClient does, leaves some waiting for ever.
    """

    def __init__(self, mechanism: str, user: str, token: str) -> None:
        saslname = user.replace("=", "=3D").replace(",", "=2C")
        begin = f"user={user}" if mechanism == "XOAUTH2" else f"n,a={saslname},"
        self._first = f"{begin}\1auth=Bearer {token}\1\1"
        self._last = "" if mechanism == "XOAUTH2" else "\1"
        self._said = False

    def __call__(self, challenge: bytes | None = None) -> str:
        """The token once, then the end."""
        if self._said:
            return self._last
        self._said = True
        return self._first


def hang_up(client: IMAPClient) -> None:
    """Say good-bye, whatever state the connection is in."""
    with suppress(OSError, imaplib.IMAP4.error):
        client.logout()
    with suppress(OSError, imaplib.IMAP4.error):
        client.shutdown()


@contextmanager
def talking(client: IMAPClient | None) -> Iterator[IMAPClient]:
    """Speak with the server; whatever ends the conversation is one trouble."""
    if client is None:
        raise MailboxTrouble("gone", "The mailbox is not open.")
    try:
        yield client
    except (OSError, imaplib.IMAP4.error, ValueError, AssertionError, LookupError, TypeError):
        # a cut connection also shows as half a line that cannot be parsed
        raise MailboxTrouble("gone", "The mail server ended the conversation.") from None
