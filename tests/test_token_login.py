"""A mailbox that is opened with a token: a real Dovecot asks a real introspection server whether the token is good."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.collect import open_box
from bot.household import HouseholdError, MailboxAccess, load, secret_of
from bot.letters.controller import CONTROLLER_DOMAINS
from bot.mailbox import MailboxTrouble
from fixtures import certificates, dovecot
from fixtures.dovecot import Dovecot
from fixtures.dovecot_home import Setup
from fixtures.pigeonholes import Pigeonholes

ANNA = "anna@example.org"
TOKEN = "ya29.A0-good_token~with/every+sign=="
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LETTER = f"From: Facebook <privacy@support.facebook.com>\r\nTo: {ANNA}\r\nSubject: hello\r\n\r\nhello\r\n".encode()

OAUTH = """
auth_mechanisms = plain login {mechanisms}
passdb {{
  driver = oauth2
  mechanisms = {mechanisms}
  args = {{home}}/oauth2.ext
}}
"""
ASK = """
introspection_mode = auth
introspection_url = http://127.0.0.1:{port}/introspect
username_attribute = email
active_attribute = active
active_value = true
"""


class _Introspection(BaseHTTPRequestHandler):
    """Knows one good token (RFC 7662, as far as Dovecot asks)."""

    def do_GET(self) -> None:
        good = self.headers.get("Authorization") == f"Bearer {TOKEN}"
        answer = json.dumps({"active": "true", "email": ANNA} if good else {"active": "false"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Tokens are not written down."""


@pytest.fixture(scope="module")
def introspection() -> Iterator[int]:
    """The port of a server that is asked about tokens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Introspection) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield int(server.server_address[1])
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module", params=["xoauth2", "oauthbearer", "xoauth2 oauthbearer"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, introspection: int
) -> Iterator[tuple[Dovecot, Path]]:
    """A Dovecot that takes tokens by one mechanism or by both, and its authority."""
    if dovecot.installed() is None:
        pytest.skip("no Dovecot 2.3 is installed on this machine")
    here = tmp_path_factory.mktemp("oauth")
    certified = certificates.for_hosts(here / "tls", "Town post office", ["localhost", "127.0.0.1"])
    holes = Pigeonholes(here / "mail", {ANNA: "unused"}, NOW)
    holes.keep(ANNA, "INBOX", LETTER, NOW)
    setup = Setup(more=OAUTH.format(mechanisms=request.param), files={"oauth2.ext": ASK.format(port=introspection)})
    with Dovecot(here / "dovecot", {ANNA: "unused"}, holes, certified, setup) as running:
        yield running, certified.authority


def program(folder: Path, script: str) -> tuple[str, ...]:
    """A token command."""
    file = folder / "token.sh"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)
    return ("./token.sh", "--for", ANNA)


def access(server: tuple[Dovecot, Path], folder: Path, script: str) -> MailboxAccess:
    return MailboxAccess("127.0.0.1", server[0].port, ANNA, token_command=program(folder, script), folder=folder)


def test_a_good_token_opens_the_mailbox(server: tuple[Dovecot, Path], tmp_path: Path) -> None:
    """The command is asked at each opening; its arguments reach it as they were written."""
    script = f'[ "$1 $2" = "--for {ANNA}" ] && echo once >> asked && printf "%s\\n" "{TOKEN}"'
    for _ in range(2):
        with open_box(access(server, tmp_path, script), server[1], None) as box:
            found = list(box.letters(None, senders=CONTROLLER_DOMAINS, newer_than=None))

        assert [LETTER] == [one.raw for one in found]
    assert "once\nonce\n" == (tmp_path / "asked").read_text()


def test_a_refused_token_is_one_sentence(server: tuple[Dovecot, Path], tmp_path: Path) -> None:
    """Dovecot says its reasons in a challenge first; it is answered, and the refusal shows no token."""
    with (
        pytest.raises(MailboxTrouble) as trouble,
        open_box(access(server, tmp_path, "echo ya29.stale-token"), server[1], None),
    ):
        pass

    assert "login_refused" == trouble.value.code
    assert "refuses the access token" in str(trouble.value)
    assert "stale" not in f"{trouble.value!r} {trouble.value} {trouble.value.__context__!r}"


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo secret-noise >&2; exit 3", "ended with code 3 and gave no token"),
        ("echo secret-noise; exit 1", "ended with code 1"),
        ("true", "one token on one line"),
        ("echo two words", "one token on one line"),
        ("echo one; echo two", "one token on one line"),
        ("printf 'a\\001auth=x'", "one token on one line"),
        ("head -c 200000 /dev/zero | tr '\\0' a", "one token on one line"),
    ],
)
def test_a_command_that_gives_no_token_is_one_sentence(tmp_path: Path, script: str, why: str) -> None:
    """It names the program, never what it said."""
    asked = MailboxAccess("127.0.0.1", 993, ANNA, token_command=program(tmp_path, script), folder=tmp_path)
    with pytest.raises(HouseholdError, match=why) as caught:
        secret_of(asked, {})

    assert "token.sh" in str(caught.value)
    assert "noise" not in str(caught.value)


def test_a_command_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its children, after its time."""
    monkeypatch.setattr("bot.household.passwords.TOKEN_SECONDS", 0.5)
    asked = MailboxAccess("127.0.0.1", 993, ANNA, token_command=program(tmp_path, "sleep 600 & wait"), folder=tmp_path)
    with pytest.raises(HouseholdError, match="and was ended"):
        secret_of(asked, {})


def test_a_command_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """Nothing is looked up by a shell."""
    asked = MailboxAccess("127.0.0.1", 993, ANNA, token_command=("echo good; true",), folder=tmp_path)
    with pytest.raises(HouseholdError, match="cannot be started"):
        secret_of(asked, {})


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    """What would be an expansion, a pipe or a second command is an argument."""
    command = ("printf", "%s", "$HOME;id|tee${IFS}x&&`id`")
    asked = MailboxAccess("127.0.0.1", 993, ANNA, token_command=command, folder=tmp_path)

    assert "$HOME;id|tee${IFS}x&&`id`" == secret_of(asked, {}).value
    assert "id|tee" not in repr(secret_of(asked, {}))


HOUSEHOLD = """schema = 1
[[person]]
id = "anna"
name = "Anna Example"
language = "fr"
country = "FR"
[person.mailbox]
host = "imap.example.org"
user = "anna@example.org"
{secret}
[[person.account]]
platform = "facebook"
email = "anna@example.org"
"""


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        ('token_command = "oauth2l fetch"', "expected a list: a program and its arguments"),
        ("token_command = [1]", "expected a list"),
        ('token_command = ["a"]\npassword_env = "B"', "only one"),
        ("token_command = []", "only one"),
        ('token = "ya29"', "never kept in this file"),
    ],
)
def test_a_token_command_is_a_list_and_alone(tmp_path: Path, secret: str, why: str) -> None:
    """A text would need a shell to part it."""
    path = tmp_path / "household.toml"
    path.write_text(HOUSEHOLD.format(secret=secret))
    with pytest.raises(HouseholdError, match=why):
        load(path)


def test_a_token_command_is_read(tmp_path: Path) -> None:
    """It runs beside the household file."""
    path = tmp_path / "household.toml"
    path.write_text(HOUSEHOLD.format(secret='token_command = ["oauth2l", "fetch", "--scope", "mail"]'))
    mailbox = load(path).persons[0].mailbox

    assert mailbox is not None
    assert (("oauth2l", "fetch", "--scope", "mail"), tmp_path) == (mailbox.token_command, mailbox.folder)
