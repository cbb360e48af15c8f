"""A mailbox that is watched: the letter is heard, whatever the server does meanwhile."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from imapclient import IMAPClient

from bot.objection import EventKind, State
from fixtures import dovecot
from tests.mail_home import ANNA, PASSWORD, VARIABLE, Home, Relay, relayed

PATIENCE = 90.0


@pytest.fixture(params=["dovecot", "python"])
def watched(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Home, Relay]]:
    """An objection that waits for its answer, behind a port that is cut at will."""
    if request.param == "dovecot" and dovecot.installed() is None:
        pytest.skip("no Dovecot 2.3 is installed on this machine")
    monkeypatch.setenv(VARIABLE, PASSWORD)
    with relayed(tmp_path, request.param) as (home, relay):
        home.sent()
        yield home, relay


class Watching:
    """`watch` in a thread, as the command does it: until the objection is decided."""

    def __init__(self, home: Home, seconds: float = PATIENCE) -> None:
        self.troubles: list[str] = []
        self._home, self._seconds = home, seconds
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Watching":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(PATIENCE + 30)

    def _run(self) -> None:
        post, home = self._home.new_post(), self._home
        decided = {State.CONFIRMED, State.REFUSED}
        self.troubles += post.watch([home.account()], self._seconds, until=lambda: home.state() in decided)


def test_a_letter_is_heard_while_one_waits(watched: tuple[Home, Relay]) -> None:
    """IDLE; the watch ends with the letter and not with its time."""
    home, relay = watched
    with Watching(home) as watching:
        assert relay.wait_for_connections(1)
        home.mailed("confirmed")

    assert (State.CONFIRMED, []) == (home.state(), watching.troubles)


def test_a_server_that_closes_at_will_is_reached_again(watched: tuple[Home, Relay]) -> None:
    """Five cuts, some of them answered by closing at once; the letter comes in between and is not lost."""
    home, relay = watched
    with Watching(home) as watching:
        for n in range(5):
            assert relay.wait_for_connections(n + 1)
            relay.refuses = n % 2
            relay.cut()
            if n == 3:  # nobody listens now, so that it is heard over the fifth connection
                home.mailed("confirmed", folder="Junk")

    assert (State.CONFIRMED, []) == (home.state(), watching.troubles)


def test_a_server_that_starts_anew_with_other_numbers_loses_nothing(
    watched: tuple[Home, Relay], tmp_path: Path
) -> None:
    """UIDVALIDITY has changed, numbers begin at one: all is searched, nothing is taken in twice."""
    home, relay = watched
    for _ in range(3):
        home.mailed("more_asked", platform="whatsapp")
    home.look()
    before = home.facts(EventKind.LOOKED)[-1]
    old = home.office
    with Watching(home) as watching:
        assert relay.wait_for_connections(1)
        home.tick(timedelta(days=1))
        home.office = home.new_office("moved")
        _same_seals(old.__dict__["_directory"], home.office.__dict__["_directory"])
        home.office.__enter__()
        home.mailed("confirmed")
        relay.target = home.office.imap_port
        relay.cut()
        old.__exit__(None, None, None)
    after = home.facts(EventKind.LOOKED)[-1]

    assert (State.CONFIRMED, []) == (home.state(), watching.troubles)
    assert _validity(before) != _validity(after)
    assert 1 == len(home.facts(EventKind.LETTER))


def _same_seals(old: Path, new: Path) -> None:
    """The mail server moves; the controller's keys, and the certificate one trusts, stay."""
    for name in ("keys", "tls"):
        (new / name).mkdir(parents=True, mode=0o700)
        for file in (old / name).iterdir():
            (new / name / file.name).write_bytes(file.read_bytes())
            (new / name / file.name).chmod(0o600)


def _validity(look: dict[str, object]) -> object:
    folders = look["folders"]
    assert isinstance(folders, dict)
    return folders["INBOX"]["uidvalidity"]


def test_a_server_that_cannot_idle_is_asked_now_and_then(
    watched: tuple[Home, Relay], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same server, its offer hidden from us."""
    home, relay = watched
    offered = IMAPClient.has_capability
    monkeypatch.setattr(IMAPClient, "has_capability", lambda c, name: name != "IDLE" and offered(c, name))
    monkeypatch.setattr("bot.collect.TURN", 0.3)
    with Watching(home) as watching:
        assert relay.wait_for_connections(1)
        home.mailed("confirmed")

    assert (State.CONFIRMED, []) == (home.state(), watching.troubles)


def test_a_server_that_stays_away_is_one_sentence_at_the_end(watched: tuple[Home, Relay]) -> None:
    """The watch gives up when its own time is over, and says so once."""
    home, relay = watched
    with Watching(home, seconds=4) as watching:
        assert relay.wait_for_connections(1)
        relay.refuses = 10_000
        relay.cut()

    assert 1 == len(watching.troubles)
    assert "the mailbox of Anna was not read" in watching.troubles[0]


def test_a_refused_password_is_not_tried_again(watched: tuple[Home, Relay], monkeypatch: pytest.MonkeyPatch) -> None:
    """Who repeats it is locked out: one try, one sentence, long before the time is over."""
    home, relay = watched
    monkeypatch.setenv(VARIABLE, "wrong")
    with Watching(home) as watching:
        pass

    assert 1 == relay.accepted
    assert ["refuses" in trouble for trouble in watching.troubles] == [True]


def test_each_look_says_what_it_saw(watched: tuple[Home, Relay]) -> None:
    """Silence is shown: per folder how many letters, how many of the controller's, and the numbers."""
    home, _ = watched
    home.look()
    home.office.deliver_raw(b"From: shop@example.net\r\nTo: anna@example.org\r\nSubject: x\r\n\r\nx\r\n", ANNA)
    home.mailed("unrelated")
    home.look()
    first, second = (look["folders"] for look in home.facts(EventKind.LOOKED))
    assert isinstance(first, dict)
    assert isinstance(second, dict)

    assert [(0, 0), (0, 0)] == [(first[f]["letters"], first[f]["found"]) for f in ("INBOX", "Junk")]
    assert [(2, 1), (0, 0)] == [(second[f]["letters"], second[f]["found"]) for f in ("INBOX", "Junk")]
    assert {"uidvalidity", "uidnext"} <= set(second["INBOX"])
    assert State.ACKNOWLEDGED is home.state()
