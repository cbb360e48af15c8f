"""`optout letter --send`: shown, asked, handed in once, and what is known of it afterwards."""

import json
import re
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path

import pytest

from bot.mailbox import Handed, MailboxTrouble, Outbox
from bot.objection import Event, EventKind
from fixtures import certificates
from fixtures.post_office import PostOffice
from tests.writing.test_command import HOUSEHOLD, SENT, Home

ANNA, PASSWORD = "anna@example.org", 'a "quoted" pass\\wörd'
DESK = "privacy@controller.example"
NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
SMTP = """[person.smtp]
host = "127.0.0.1"
port = {port}
user = "anna@example.org"
password_env = "OPTOUT_ANNA_SMTP"
"""
OBJECTION = ("letter", "anna/facebook", "--kind", "objection")
K = EventKind


@pytest.fixture
def post(tmp_path: Path) -> Iterator[PostOffice]:
    """The town's post office: STARTTLS, a password, and letters to elsewhere that go nowhere."""
    with PostOffice(tmp_path / "post", {ANNA: PASSWORD}, imap="python", now=lambda: NOW) as office:
        yield office


@pytest.fixture
def home(post: PostOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A household that sends through the town."""
    monkeypatch.setenv("OPTOUT_ANNA_SMTP", PASSWORD)
    return furnished(tmp_path, post.smtp_port, post.ca_pem)


def furnished(folder: Path, port: int, ca: Path | None) -> Home:
    smtp = SMTP.format(port=port)
    (folder / "household.toml").write_text(HOUSEHOLD.replace("[[person.account]]", f"{smtp}[[person.account]]", 1))
    trust = f'[trust]\nca = "{ca}"\n' if ca else ""
    (folder / "world.toml").write_text(f'schema = 1\nname = "nowhere"\n{trust}[hosts]\n[clock]\nfile = "now.txt"\n')
    (folder / "data").mkdir(mode=0o700)
    home = Home(folder)
    home.at(NOW.isoformat())
    return home


def outgoing(home: Home) -> list[Event]:
    return [event for event in home.history("anna/facebook") if event.kind is K.MAILED]


def test_a_letter_is_shown_sent_once_and_kept(home: Home, post: PostOffice) -> None:
    """The bytes that were sent are the bytes that are kept; the intent was on disk first; the clock of the law runs."""
    said = home.optout(*OBJECTION, "--send", "--to", DESK, typed="y\n")
    (sent,) = post.outgoing()
    kept = next(
        path for path in (home.folder / "data" / "letters").rglob("*-*.eml") if b"Message-ID" in path.read_bytes()
    )
    mail = message_from_bytes(kept.read_bytes(), policy=policy.default)
    (intent,) = outgoing(home)
    last = home.history("anna/facebook")[-1]

    assert [f"To:      {DESK}", "Send it now"] == [one for one in (f"To:      {DESK}", "Send it now") if one in said]
    assert said.index("Attached:") < said.index("Send it now")
    assert sent == f"X-Envelope-To: {DESK}\r\n".encode() + kept.read_bytes()
    assert (DESK, "Anna Example <anna@example.org>", None) == (mail["To"], mail["From"], mail["X-Unsent"])
    assert mail["Message-ID"] and 0o600 == kept.stat().st_mode & 0o777
    assert ("about_to", kept.name) == (intent.text("outcome"), intent.text("file"))
    assert (K.PERSON_SAID, "letter", "email") == (last.kind, last.text("by"), last.text("channel"))
    assert sha256(kept.read_bytes()).hexdigest() == last.text("sha256") == intent.text("sha256")
    assert last.text("answer_due")
    assert "250 2.0.0 Kept" in last.text("said")
    assert PASSWORD not in said + str(home.history("anna/facebook"))


def test_it_is_sent_once(home: Home, post: PostOffice) -> None:
    """The second time is a sentence, in a script too."""
    said = json.loads(home.optout(*OBJECTION, "--send", "--to", DESK, "--yes", "--json").splitlines()[0])
    again = home.optout(*OBJECTION, "--send", "--to", DESK, "--yes", code=2)

    assert (True, "accepted", "sent") == (said["sent"], said["outcome"], said["state"])
    assert "went out on 2026-03-10 already" in again
    assert 1 == len(post.outgoing())


def test_a_no_sends_nothing(home: Home, post: PostOffice) -> None:
    """Nor does a script that does not say --yes."""
    home.optout(*OBJECTION, "--send", "--to", DESK, typed="n\n", code=11)
    home.optout(*OBJECTION, "--send", "--to", DESK, code=11)

    assert [] == post.outgoing()
    assert [] == outgoing(home)


def test_a_reminder_that_was_sent_starts_its_fourteen_days(home: Home, post: PostOffice) -> None:
    """As one that went out by post; a copy comes to the person's own mailbox where they want one."""
    home.write("anna/facebook", *SENT)
    home.at("2026-04-11T08:00:00Z")
    said = json.loads(
        home.optout(
            "letter", "anna/facebook", "--kind", "reminder", "--send", "--to", DESK, "--copy", "--yes", "--json"
        ).splitlines()[0]
    )
    last = home.history("anna/facebook")[-1]

    assert (K.REMINDED, "reminder", "2026-04-11") == (last.kind, last.text("kind"), last.text("on"))
    assert ("silent", "watch_mail") == (said["state"], said["next"])
    assert 1 == len(post.outgoing())
    assert 1 == len(list((home.folder / "post" / "mail").rglob("*.eml")))
    assert "Reminder sent" in home.optout("show", "anna/facebook", code=home.code("show", "anna/facebook"))


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "no e-mail address of this controller is verified"),
        (("--to", "nobody"), "expects one e-mail address"),
        (("--to", "a@b.example, c@d.example"), "expects one e-mail address"),
        (("--to", "a@b.example\r\nBcc: c@d.example"), "expects one e-mail address"),
        (("--to", "Desk <a@b.example>"), "expects one e-mail address"),
    ],
)
def test_only_one_plain_address_is_written_to(
    home: Home, post: PostOffice, arguments: tuple[str, ...], why: str
) -> None:
    """No address is invented, and none slips in beside the one that was named."""
    assert why in home.optout(*OBJECTION, "--send", "--yes", *arguments, code=2)
    assert [] == post.outgoing()


def test_what_belongs_to_sending_is_not_said_alone(home: Home) -> None:
    """A forgotten --send does not pass for one that was said."""
    assert "belong to --send" in home.optout(*OBJECTION, "--to", DESK, code=2)
    assert "nothing to settle" in home.optout(*OBJECTION, "--not-sent", code=2)


def test_a_wrong_password_is_one_sentence(home: Home, post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has left, and the journal knows of no intent."""
    monkeypatch.setenv("OPTOUT_ANNA_SMTP", "Wrong-Passphrase-1")
    said = home.optout(*OBJECTION, "--send", "--to", DESK, "--yes", code=2)

    assert "refuses the user name or password; nothing was sent" in said
    assert "Wrong-Passphrase" not in said and "Traceback" not in said
    assert [] == outgoing(home)


@pytest.mark.parametrize("case", ["no authority", "elsewhere"])
def test_a_rehearsal_sends_only_through_its_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    """A real provider in the household file is never spoken to from a town."""
    monkeypatch.setenv("OPTOUT_ANNA_SMTP", PASSWORD)
    certified = certificates.for_hosts(tmp_path / "tls", "Town", ["localhost"])
    home = furnished(tmp_path, 9, None if case == "no authority" else certified.authority)
    file = home.folder / "household.toml"
    if case == "elsewhere":
        file.write_text(file.read_text().replace('"127.0.0.1"', '"smtp.example.org"'))

    assert "only a mail server of the world" in home.optout(*OBJECTION, "--send", "--to", DESK, "--yes", code=2)


def test_who_has_named_no_server_is_told_so(home: Home) -> None:
    """The letter can still be sent by hand."""
    file = home.folder / "household.toml"
    file.write_text(re.sub(r"(?s)\[person.smtp\].*?(?=\[\[)", "", file.read_text()))

    assert "[person.smtp]" in home.optout(*OBJECTION, "--send", "--to", DESK, "--yes", code=2)


# ---- a server that behaves badly


class Rude:
    """A submission server over TLS that keeps to a script: what it says, and when it hangs up."""

    def __init__(self, folder: Path, *, at: str) -> None:
        self.certified = certificates.for_hosts(folder / "rude-tls", "Rude", ["localhost", "127.0.0.1"])
        self._at = at
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.certified.certificate, self.certified.key)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.letters = 0
        self.came, self.go_on = threading.Event(), threading.Event()
        """A letter is here; and, for a server that holds, its answer may leave."""
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "Rude":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self._door.accept()
            except OSError:
                return
            with raw, self._context.wrap_socket(raw, server_side=True) as line:
                self._talk(line.makefile("rwb", buffering=0))

    def _talk(self, line: object) -> None:
        say = line.write  # type: ignore[attr-defined]
        say(b"220 rude.example\r\n")
        while words := line.readline():  # type: ignore[attr-defined]
            verb = words.split()[0].upper().decode() if words.split() else ""
            if verb == self._at:
                return
            if verb == "EHLO":
                say(b"250-rude.example\r\n250 AUTH PLAIN\r\n")
            elif verb == "AUTH":
                say(b"235 ok\r\n")
            elif verb == "DATA":
                say(b"354 go on\r\n")
                while line.readline() not in {b".\r\n", b""}:  # type: ignore[attr-defined]
                    pass
                self.letters += 1
                self.came.set()
                if self._at == "holds":
                    self.go_on.wait(30)
                if self._at == "after the letter":
                    return
                say({"refused": b"554 5.7.1 no such letters here\r\n"}.get(self._at, b"250 2.0.0 queued as 7F\r\n"))
            else:
                say(b"250 ok\r\n")


def rude_home(folder: Path, rude: Rude, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("OPTOUT_ANNA_SMTP", PASSWORD)
    home = furnished(folder, rude.port, rude.certified.authority)
    file = home.folder / "household.toml"
    file.write_text(file.read_text().replace("password_env", 'tls = "implicit"\npassword_env', 1))
    return home


def test_a_connection_cut_after_the_letter_is_never_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Perhaps it was taken: the machine says so, and only the person's word opens the way again."""
    with Rude(tmp_path, at="after the letter") as rude:
        home = rude_home(tmp_path, rude, monkeypatch)
        said = json.loads(home.optout(*OBJECTION, "--send", "--to", DESK, "--yes", "--json", code=10).splitlines()[0])
        again = home.optout(*OBJECTION, "--send", "--to", DESK, "--yes", code=2)

        assert (None, "maybe", "planned") == (said["sent"], said["outcome"], said["state"])
        assert "may have been sent" in again
        assert 1 == rude.letters
        home.optout(*OBJECTION, "--not-sent")
        home.optout(*OBJECTION, "--send", "--to", DESK, "--yes", code=10)
        assert 2 == rude.letters
        home.optout(*OBJECTION, "--went-out", "2026-03-10")

    assert "sent" == _state(home)
    assert ["about_to", "maybe", "not_sent", "about_to", "maybe"] == [one.text("outcome") for one in outgoing(home)]


def _state(home: Home) -> str:
    found = json.loads(home.optout("status", "--json", code=home.code("status", "--json")))
    return next(str(one["state"]) for one in found if one["handle"] == "anna/facebook")


@pytest.mark.parametrize("at", ["refused", "MAIL", "RCPT", "EHLO", "AUTH"])
def test_what_was_refused_may_be_sent_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """The server said no, or went away before the letter began: nothing has left, and nothing is pending."""
    with Rude(tmp_path, at=at) as rude:
        home = rude_home(tmp_path, rude, monkeypatch)
        code = 10 if at == "refused" else 2
        first = home.optout(*OBJECTION, "--send", "--to", DESK, "--yes", code=code)
        home.optout(*OBJECTION, "--send", "--to", DESK, "--yes", code=code)

        assert (2 if at == "refused" else 0) == rude.letters
    assert "not sent: your mail server refused" in first or "nothing was sent" in first
    assert {K.PLANNED, K.MAILED} >= {event.kind for event in home.history("anna/facebook")}


def test_a_crash_after_the_intent_is_perhaps_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An intent of which nothing more is known blocks the next one."""
    with Rude(tmp_path, at="") as rude:
        home = rude_home(tmp_path, rude, monkeypatch)
        home.write("anna/facebook", (K.MAILED, {"kind": "objection", "outcome": "about_to"}))

        assert "may have been sent" in home.optout(*OBJECTION, "--send", "--to", DESK, "--yes", code=2)
        assert 0 == rude.letters


def test_a_program_that_is_killed_while_it_sends_sends_no_second_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kill -9 between the letter and the server's word: the intent on disk speaks for it."""
    command = [*OBJECTION, "--send", "--to", DESK, "--yes"]
    with Rude(tmp_path, at="holds") as rude:
        home = rude_home(tmp_path, rude, monkeypatch)
        run = [sys.executable, "-m", "bot.cli", "--world", "world.toml", "--data", "data", *command]
        with subprocess.Popen(run, cwd=home.folder, stdout=subprocess.DEVNULL) as sending:
            assert rude.came.wait(60)
            sending.kill()
        rude.go_on.set()

        assert "may have been sent" in home.optout(*command, code=2)
        assert 1 == rude.letters


def test_two_at_once_send_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second is told, however close."""
    with Rude(tmp_path, at="") as rude:
        home = rude_home(tmp_path, rude, monkeypatch)
        home.write("anna/facebook")
        command = ["--world", "world.toml", "--data", "data", *OBJECTION, "--send", "--to", DESK, "--yes"]
        run = [sys.executable, "-m", "bot.cli", *command]
        both = [subprocess.Popen(run, cwd=home.folder, stdout=subprocess.DEVNULL) for _ in range(2)]

        assert [0, 2] == sorted(one.wait() for one in both)
        assert 1 == rude.letters


def test_no_letter_without_tls(tmp_path: Path) -> None:
    """A server that offers no STARTTLS hears neither password nor letter."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            line, _ = door.accept()
            with line, line.makefile("rwb", buffering=0) as words:
                words.write(b"220 plain.example\r\n")
                while said := words.readline():
                    heard.append(said)
                    words.write(b"250 ok\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        with (
            pytest.raises(MailboxTrouble, match="no STARTTLS") as trouble,
            Outbox("127.0.0.1", door.getsockname()[1], ANNA, PASSWORD),
        ):
            pass
        thread.join()

    assert "tls" == trouble.value.code
    assert [b"ehlo [127.0.0.1]\r\n"] == heard[:1]
    assert not any(b"AUTH" in one.upper() for one in heard)


def test_dots_and_line_ends_arrive_as_they_were(post: PostOffice) -> None:
    """A line that begins with a dot, and a letter without a last line end."""
    with Outbox("127.0.0.1", post.smtp_port, ANNA, PASSWORD, ca=post.ca_pem) as box:
        box.address(ANNA, [DESK])
        handed = box.hand_in(b"Subject: x\n\n.dot\r\n..two\n.\nend")
    (sent,) = post.outgoing()

    assert Handed("accepted", "250 2.0.0 Kept") == handed
    assert sent.endswith(b"Subject: x\r\n\r\n.dot\r\n..two\r\n.\r\nend\r\n")
