"""A letter is handed to a submission server that others wrote: Dovecot's, which passes it on to the town's."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.mailbox import Login, MailboxTrouble, Outbox
from fixtures import certificates, dovecot
from fixtures.dovecot import Dovecot
from fixtures.dovecot_home import Setup
from fixtures.pigeonholes import Pigeonholes
from fixtures.post_office import PostOffice
from tests.test_token_login import ANNA, ASK, OAUTH, TOKEN, introspection

__all__ = ["introspection"]

PASSWORD = "pässwörd €"
DESK = "desk@example.org"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LETTER = b"From: anna@example.org\r\nTo: desk@example.org\r\nSubject: objection\r\n\r\n.dot\r\n"
PROGRAM = Path("/usr/lib/dovecot/submission")

SUBMISSION = """
protocols = imap submission
hostname = post.example
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
submission_relay_trusted = no
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {starttls}
  }}
  inet_listener submissions {{
    port = {implicit}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True)
class Place:
    """Where it listens, whom to trust, and the office that the letters come to."""

    starttls: int
    implicit: int
    ca: Path
    office: PostOffice


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, introspection: int) -> Iterator[Place]:
    """Dovecot's submission service in front of the town's post office; passwords and tokens open it."""
    if dovecot.installed() is None or not PROGRAM.exists():
        pytest.skip("Dovecot's submission server is not installed on this machine (dovecot-submissiond)")
    here = tmp_path_factory.mktemp("submission")
    certified = certificates.for_hosts(here / "tls", "Town post office", ["localhost", "127.0.0.1"])
    starttls, implicit = _free(), _free()
    with PostOffice(here / "post", {DESK: "unused"}, imap="python", now=lambda: NOW) as office:
        lines = SUBMISSION.format(relay=office.smtp_port, starttls=starttls, implicit=implicit)
        setup = Setup(
            more=lines + OAUTH.format(mechanisms="xoauth2 oauthbearer"),
            files={"oauth2.ext": ASK.format(port=introspection)},
        )
        holes = Pigeonholes(here / "mail", {ANNA: PASSWORD}, NOW)
        with Dovecot(here / "dovecot", {ANNA: PASSWORD}, holes, certified, setup):
            yield Place(starttls, implicit, certified.authority, office)


def _free() -> int:
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        port: int = finder.getsockname()[1]
        return port


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize(("secret", "login"), [(PASSWORD, "password"), (TOKEN, "xoauth2")])
def test_a_letter_is_taken(place: Place, implicit: bool, secret: str, login: Login) -> None:
    """By STARTTLS and from the first byte, with a password beyond ASCII and with a token."""
    inbox = place.office._directory / "mail"
    before = len(list(inbox.rglob("*.eml")))
    port = place.implicit if implicit else place.starttls
    with Outbox("127.0.0.1", port, ANNA, secret, login=login, implicit_tls=implicit, ca=place.ca) as box:
        box.address(ANNA, [DESK])
        handed = box.hand_in(LETTER)
    (new,) = sorted(inbox.rglob("*.eml"))[before:]

    assert ("accepted", "250") == (handed.outcome, handed.said[:3])
    assert new.read_bytes().endswith(LETTER)


@pytest.mark.parametrize(("secret", "login"), [("wrong", "password"), ("stale", "xoauth2")])
def test_a_refused_secret_is_one_sentence(place: Place, secret: str, login: Login) -> None:
    """The server's challenge to a refused token is answered too."""
    with (
        pytest.raises(MailboxTrouble) as trouble,
        Outbox("127.0.0.1", place.starttls, ANNA, secret, login=login, ca=place.ca),
    ):
        pass

    assert "login_refused" == trouble.value.code
    assert "nothing was sent" in str(trouble.value)


def test_a_refused_recipient_ends_it_before_the_letter(place: Place) -> None:
    """Nobody of that name lives there, says the server behind; nothing has left."""
    with (
        Outbox("127.0.0.1", place.starttls, ANNA, PASSWORD, ca=place.ca) as box,
        pytest.raises(MailboxTrouble, match="refuses the recipient") as trouble,
    ):
        box.address(ANNA, ["nobody@elsewhere.example"])

    assert "refused" == trouble.value.code


def test_a_certificate_nobody_vouches_for_is_not_accepted(place: Place) -> None:
    """Neither password nor letter is told to a stranger."""
    with pytest.raises(MailboxTrouble) as trouble, Outbox("127.0.0.1", place.starttls, ANNA, PASSWORD):
        pass

    assert "tls" == trouble.value.code
