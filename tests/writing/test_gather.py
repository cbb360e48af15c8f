"""What a letter may rely on: the journal's facts, and pictures whose bytes are still those of the log."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.evidence import Folder
from bot.objection import Event, EventKind
from bot.obstacles import ALL
from bot.writing import gather
from bot.writing.gather import as_shown

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
K = EventKind
PNG = b"\x89PNG a picture"


def event(what: EventKind, hours: float = 0, **facts: Any) -> Event:
    """An event so many hours after noon."""
    return Event(NOON + timedelta(hours=hours), what, facts)


def walked(
    evidence: Path, way: str, outcome: str, at: datetime = NOON, world: str | None = None, **files: bytes
) -> Path:
    """The folder that a walk leaves."""
    name = f"{at:%Y%m%dT%H%M%SZ}-{way.replace('_', '-')}-{len(list(evidence.glob('*'))):04x}"
    shown: Mapping[str, bytes] = {key.replace("_", "."): content for key, content in files.items()} or {"png": PNG}
    with Folder.create(evidence, walk=name, rehearsal=world, now=lambda: at) as folder:
        folder.record("start", files={}, way=way)
        folder.record("open-form", files={"jpg": b"earlier"}, verb="open", outcome="done")
        folder.record("choose-form", files=shown, verb="choose", outcome=outcome)
        return folder.path


def test_an_obstruction_has_its_picture(tmp_path: Path) -> None:
    """The picture of the step that met it, with the hash that the log bears."""
    folder = walked(tmp_path, "direct", "region_lock")
    met = event(K.WAY_TRIED, way="direct", obstacle="region_lock", seen="it says “not available”")
    found = gather([met, event(K.STOPPED, way="direct", obstacle="region_lock")], tmp_path, tmp_path, None)

    assert 1 == len(found.obstructions)
    assert ("not available", "direct", 1) == (
        found.obstructions[0].quote,
        found.obstructions[0].way,
        found.obstructions[0].times,
    )
    shown = found.obstructions[0].exhibits[0]
    assert (f"{folder.name}/03-choose-form.png", sha256(PNG).hexdigest()) == (shown.name, shown.sha256)


def test_a_picture_that_was_changed_is_no_exhibit(tmp_path: Path) -> None:
    """The log names its hash; another file under the same name proves nothing."""
    folder = walked(tmp_path, "direct", "dead_link")
    (folder / "03-choose-form.png").write_bytes(b"touched up")
    found = gather([event(K.WAY_TRIED, way="direct", obstacle="dead_link")], tmp_path, tmp_path, None)

    assert () == found.obstructions[0].exhibits


def test_a_rehearsals_picture_is_no_exhibit_of_a_real_letter(tmp_path: Path) -> None:
    """Nor that of another world."""
    walked(tmp_path, "direct", "dead_link", world="town")
    history = [event(K.WAY_TRIED, way="direct", obstacle="dead_link", seen="HTTP 404")]

    assert () == gather(history, tmp_path, tmp_path, None).obstructions[0].exhibits
    assert 1 == len(gather(history, tmp_path, tmp_path, "town").obstructions[0].exhibits)


def test_the_words_of_a_page_are_quoted_as_the_page_wrote_them(tmp_path: Path) -> None:
    """The bot remembers what it compared, in small letters without accents; the snapshot has the page's own."""
    walked(tmp_path, "direct", "region_lock", png=PNG, aria_yml="- text: Non è disponibile nel tuo Paese.".encode())
    met = event(K.WAY_TRIED, way="direct", obstacle="region_lock", seen="it says “non e disponibile nel tuo paese”")

    assert "Non è disponibile nel tuo Paese" == gather([met], tmp_path, tmp_path, None).obstructions[0].quote
    assert "" == as_shown("something else", "not there")


@pytest.mark.parametrize("code", [kind.code for kind in ALL])
def test_only_the_controllers_doing_is_held_against_it(code: str, tmp_path: Path) -> None:
    """A browser that crashed, a log-in that is the person's own: no letter complains of these."""
    found = gather([event(K.WAY_TRIED, way="direct", obstacle=code)], tmp_path, tmp_path, None).obstructions
    theirs = {
        "dead_link", "blank_page", "wrong_form", "region_lock", "country_missing", "login_loop", "server_error",
    }  # fmt: skip

    assert (code in theirs) == bool(found)


def test_the_same_obstruction_on_many_days_is_one(tmp_path: Path) -> None:
    """With its first and its last picture."""
    history = []
    for n in range(30):
        walked(tmp_path, "direct", "dead_link", NOON + timedelta(days=n))
        history.append(event(K.WAY_TRIED, n * 24, way="direct", obstacle="dead_link", seen="HTTP 404"))
    (found,) = gather(history, tmp_path, tmp_path, None).obstructions

    assert (30, "404", 2) == (found.times, found.status, len(found.exhibits))
    assert NOON + timedelta(days=29) == found.last


def test_what_was_only_rehearsed_was_not_filed(tmp_path: Path) -> None:
    """And neither was what may or may not have left."""
    intent = event(K.ABOUT_TO_SEND, attempt=1, way="direct")

    assert gather([event(K.REHEARSED, way="direct")], tmp_path, tmp_path, None).filing is None
    assert gather([intent], tmp_path, tmp_path, None).filing is None
    assert (
        gather([intent, event(K.NETWORK, attempt=1, requests=1, outcome="cut")], tmp_path, tmp_path, None).filing
        is None
    )


def test_a_filing_with_its_proof(tmp_path: Path) -> None:
    """The server's answer, the page's words, the picture of the confirmation."""
    folder = walked(tmp_path, "direct", "done").name
    history = [
        event(K.ABOUT_TO_SEND, attempt=1, way="direct"),
        event(K.NETWORK, attempt=1, requests=1, status=200, outcome="ok", folder=folder),
        event(K.PAGE, attempt=1, answer="acknowledged", phrase="Request received", folder=folder),
    ]
    filing = gather(history, tmp_path, tmp_path, None).filing

    assert filing is not None
    assert (NOON, "direct", 200, "Request received") == (filing.at, filing.way, filing.status, filing.quote)
    assert [f"{folder}/03-choose-form.png"] == [one.name for one in filing.exhibits]


def test_an_objection_by_post_is_a_filing(tmp_path: Path) -> None:
    """By the person's word, with the day it was posted and the day it arrived."""
    facts: dict[str, Any] = {
        "was_sent": True,
        "by": "letter",
        "on": "2026-03-02",
        "received": "2026-03-05",
        "attempt": 1,
    }
    filing = gather([event(K.PERSON_SAID, **facts)], tmp_path, tmp_path, None).filing

    assert filing is not None
    assert filing.by_post
    assert ("2026-03-02", "2026-03-05") == (str(filing.at.date()), str(filing.received))


def test_a_reply_counts_only_when_it_is_proven(tmp_path: Path) -> None:
    """The letter is an exhibit while its bytes are those that the journal names."""
    raw = b"From: support\r\n\r\nno"
    (tmp_path / "a.eml").write_bytes(raw)
    told: dict[str, Any] = {"answer": "refused", "phrase": "no", "file": "a.eml", "sha256": sha256(raw).hexdigest()}
    sent = [event(K.ABOUT_TO_SEND, attempt=1, way="direct"), event(K.NETWORK, attempt=1, requests=1, outcome="ok")]
    proven = gather([*sent, event(K.LETTER, proven=True, **told)], tmp_path, tmp_path, None)
    unproven = gather([*sent, event(K.LETTER, proven=False, **told)], tmp_path, tmp_path, None)
    changed = gather([*sent, event(K.LETTER, proven=True, **{**told, "sha256": "0" * 64})], tmp_path, tmp_path, None)

    assert ["a.eml"] == [one.name for one in proven.replies[0].exhibits]
    assert ((), 1) == (unproven.replies, unproven.unproven)
    assert () == changed.replies[0].exhibits


@pytest.mark.parametrize("sha256", ["", "0" * 64])
@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a\x00b", ""])
def test_a_journal_cannot_name_a_file_elsewhere(name: str, sha256: str, tmp_path: Path) -> None:
    """Only files of the mail folder are looked at."""
    history = [event(K.LETTER, proven=True, answer="refused", file=name, sha256=sha256)]

    assert () == gather(history, tmp_path, tmp_path, None).replies[0].exhibits
