"""A log-in that fails is a refusal only where the server has said no."""

import socket
import ssl
import threading
from pathlib import Path

import pytest

from bot.mailbox import Mailbox, MailboxTrouble
from fixtures import certificates

ANSWERS = {
    "no": (b"NO [AUTHENTICATIONFAILED] Authentication failed.", "login_refused"),
    "a plain no": (b"NO Login failed.", "login_refused"),
    "it cannot tell now": (b"NO [UNAVAILABLE] Temporary authentication failure.", "gone"),
    "its own fault": (b"NO [SERVERBUG] Internal error.", "login_refused"),  # asking again does not mend it
    "good-bye": (b"", "gone"),
}


def _serve(door: socket.socket, context: ssl.SSLContext, answer: bytes) -> None:
    """One guest: a greeting, what it can, and the answer to the log-in, or nothing and the end."""
    raw, _ = door.accept()
    with raw, context.wrap_socket(raw, server_side=True) as line:
        line.sendall(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] here\r\n")
        said = line.makefile("rb")
        while words := said.readline().split():
            if words[1].upper() == b"CAPABILITY":
                line.sendall(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + words[0] + b" OK done\r\n")
            elif not answer:
                return
            else:
                line.sendall(words[0] + b" " + answer + b"\r\n")


@pytest.mark.parametrize("case", ANSWERS)
def test_what_a_failed_log_in_is_called(tmp_path: Path, case: str) -> None:
    """A server that stops, restarts or is overloaded has refused nobody: it is asked again (RFC 5530 section 3)."""
    answer, code = ANSWERS[case]
    certified = certificates.for_hosts(tmp_path / "tls", "Short of words", ["localhost", "127.0.0.1"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified.certificate, certified.key)
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = threading.Thread(target=_serve, args=(door, context, answer))
        server.start()
        with (
            pytest.raises(MailboxTrouble) as trouble,
            Mailbox("127.0.0.1", door.getsockname()[1], "anna@example.org", "a password", ca=certified.authority),
        ):
            pass
        server.join(20)

    assert code == trouble.value.code
