"""`optout letter` and `optout mandate`, as a person types them."""

import json
import subprocess
import sys
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from bot.clock import Clock
from bot.commands.letter import LANGUAGES
from bot.household import Household, load
from bot.journal import Journal
from bot.objection import Event, EventKind
from bot.writing import languages
from tests.writing import pdf as reader

HOUSEHOLD = """schema = 1
[[person]]
id = "anna"
name = "Anna Example"
language = "fr"
country = "FR"
[[person.account]]
platform = "facebook"
email = "anna@example.org"
accounts_center = "anna-meta"
[[person.account]]
platform = "instagram"
email = "anna.insta@example.org"
accounts_center = "anna-meta"
[[person]]
id = "emma"
name = "Emma Sample"
language = "en"
country = "IE"
mandate = "m-emma"
[[person.account]]
platform = "whatsapp"
email = "emma@example.org"
phone = "+353870000001"
"""
K = EventKind


@dataclass
class Home:
    """A household, its journal, its clock."""

    folder: Path

    @property
    def household(self) -> Household:
        """As the commands read it."""
        return load(self.folder / "household.toml")

    def at(self, instant: str) -> None:
        """Move the clock."""
        (self.folder / "now.txt").write_text(instant)

    def write(self, account: str, *events: tuple[EventKind, dict[str, Any]]) -> None:
        """Into the journal, at the clock's time."""
        clock = Clock(self.folder / "now.txt")
        with Journal.open(self.folder / "data" / "journal.sqlite", world="nowhere", clock=clock) as journal:
            objection = journal.enrol(self.household.find(account))
            for kind, facts in events:
                journal.append(objection, Event(clock.now(), kind, facts))

    def history(self, account: str) -> tuple[Event, ...]:
        """Out of the journal."""
        clock = Clock(self.folder / "now.txt")
        with Journal.open(self.folder / "data" / "journal.sqlite", world="nowhere", clock=clock) as journal:
            return journal.history(journal.enrol(self.household.find(account)))

    def optout(self, *arguments: str, code: int = 0, typed: str = "") -> str:
        """Run a command; what it wrote to both ends."""
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", "--world", "world.toml", "--data", "data", *arguments],
            cwd=self.folder,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert code == done.returncode, done.stdout + done.stderr
        return done.stdout + done.stderr

    def code(self, *arguments: str) -> int:
        """How a command ends."""
        command = [sys.executable, "-m", "bot.cli", "--world", "world.toml", "--data", "data", *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, check=False).returncode


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A world without hosts: letters need none."""
    (tmp_path / "household.toml").write_text(HOUSEHOLD)
    (tmp_path / "world.toml").write_text('schema = 1\nname = "nowhere"\n[hosts]\n[clock]\nfile = "now.txt"\n')
    (tmp_path / "data").mkdir(mode=0o700)
    found = Home(tmp_path)
    found.at("2026-03-10T09:30:00Z")
    return found


SENT = (
    (K.ABOUT_TO_SEND, {"attempt": 1, "way": "straight_to_the_form"}),
    (K.NETWORK, {"attempt": 1, "requests": 1, "status": 200, "outcome": "ok"}),
    (K.PAGE, {"attempt": 1, "answer": "acknowledged", "phrase": "Request received"}),
)


def test_an_objection_is_written_and_not_sent(home: Home) -> None:
    """PDF and draft, for their owner alone, named without a name; nothing enters the journal."""
    said = json.loads(home.optout("letter", "anna/facebook", "--kind", "objection", "-o", "out", "--json"))
    printed, mail = (Path(name) if Path(name).is_absolute() else home.folder / name for name in said["files"])
    text = reader.squeezed(reader.text(printed.read_bytes()))

    assert said["sent"] is False
    assert [0o600, 0o600] == [path.stat().st_mode & 0o777 for path in (printed, mail)]
    assert not any(word in printed.name for word in ("anna", "Anna", "example"))
    assert "MetaPlatformsIrelandLimited" in text and "D04X2K5" in text
    assert "Facebook:anna@example.org" in text and "Instagram:anna.insta@example.org" in text
    assert "" == message_from_bytes(mail.read_bytes(), policy=policy.default)["To"]
    assert [K.PLANNED] == [event.kind for event in home.history("anna/facebook")]
    assert list((home.folder / "data" / "letters").rglob("*.pdf"))


def test_writing_it_again_gives_the_same_file(home: Home) -> None:
    """The same facts on the same day: the same bytes."""
    first = json.loads(home.optout("letter", "anna/facebook", "--kind", "objection", "--json"))
    again = json.loads(home.optout("letter", "anna/facebook", "--kind", "objection", "--json"))

    assert first == again


@pytest.mark.parametrize("language", ["fr", "pl"])
def test_every_language_can_be_asked_for(language: str, home: Home) -> None:
    """Whatever the account's own is."""
    said = json.loads(home.optout("letter", "anna/facebook", "--kind", "objection", "--lang", language, "--json"))

    assert f"-{language}-" in Path(said["files"][0]).name


def test_a_reminder_comes_when_the_month_is_over_and_starts_its_fourteen_days(home: Home) -> None:
    """Too early is refused with the date; after it went out, the journal knows, with its hash."""
    home.write("anna/facebook", *SENT)
    assert "2026-04-10" in home.optout("letter", "anna/facebook", "--kind", "reminder", code=2)

    home.at("2026-04-11T08:00:00Z")
    written = json.loads(home.optout("letter", "anna/facebook", "--kind", "reminder", "--json"))
    assert "reminded" not in [event.kind.value for event in home.history("anna/facebook")]
    home.at("2026-04-12T08:00:00Z")
    noted = json.loads(
        home.optout("letter", "anna/facebook", "--kind", "reminder", "--went-out", "2026-04-11", "--json")
    )
    last = home.history("anna/facebook")[-1]

    assert (K.REMINDED, "reminder", "2026-04-11") == (last.kind, last.text("kind"), last.text("on"))
    assert written["sha256"] == noted["sha256"] == last.text("sha256")
    assert "silent" == noted["state"]
    assert "watch_mail" == noted["next"]


def test_a_notice_waits_for_the_fourteen_days(home: Home) -> None:
    """Silence, reminder, silence, notice; then the complaint itself is noted."""
    home.write("anna/facebook", *SENT)
    home.at("2026-04-11T08:00:00Z")
    assert "reminder" in home.optout("letter", "anna/facebook", "--kind", "complaint-notice", code=2)
    home.optout("letter", "anna/facebook", "--kind", "reminder")
    home.optout("letter", "anna/facebook", "--kind", "reminder", "--went-out", "2026-04-11")
    assert "2026-04-25" in home.optout("letter", "anna/facebook", "--kind", "complaint-notice", code=2)

    home.at("2026-04-26T08:00:00Z")
    home.optout("letter", "anna/facebook", "--kind", "complaint-notice")
    noted = json.loads(
        home.optout("letter", "anna/facebook", "--kind", "complaint", "--went-out", "2026-04-26", "--json")
    )

    assert ("silent", "nothing") == (noted["state"], noted["next"])


def test_an_objection_by_post_starts_the_clock_at_its_receipt(home: Home) -> None:
    """The day on the return receipt; the due date counts working days of France and Ireland."""
    home.write("anna/facebook", (K.STOPPED, {"obstacle": "region_lock", "way": "straight_to_the_form"}))
    home.optout("letter", "anna/facebook", "--kind", "objection")
    home.at("2026-04-15T08:00:00Z")
    posted = ("--went-out", "2026-03-10", "--received", "2026-04-14")
    noted = json.loads(home.optout("letter", "anna/facebook", "--kind", "objection", *posted, "--json"))
    last = home.history("anna/facebook")[-1]

    assert "sent" == noted["state"]
    assert (K.PERSON_SAID, "letter", "2026-04-14") == (last.kind, last.text("by"), last.text("received"))
    assert "2026-05-16T00:00:00+00:00" == last.text("answer_due")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--kind", "reminder", "--went-out", "2026-03-11"),
        ("--kind", "reminder", "--went-out", "2026-03-09"),
        ("--kind", "objection", "--went-out", "2026-03-10", "--received", "2026-03-09"),
        ("--kind", "objection", "--received", "2026-03-09"),
        ("--kind", "complaint"),
        ("--kind", "reasons"),
        (),
        ("--set", "secrets=x.txt"),
        ("--set", "health"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(arguments: tuple[str, ...], home: Home) -> None:
    """Exit code 2, and nothing in the journal."""
    said = home.optout("letter", "anna/facebook", *arguments, code=2)

    assert "Traceback" not in said
    assert "reminded" not in [event.kind.value for event in home.history("anna/facebook")]


def test_a_letter_that_went_out_is_not_written_over(home: Home) -> None:
    """It is an exhibit from then on."""
    home.optout("letter", "anna/facebook", "--kind", "objection")
    home.optout("letter", "anna/facebook", "--kind", "objection", "--went-out", "2026-03-10")

    assert "went out" in home.optout(
        "letter", "anna/facebook", "--kind", "objection", "--address", "Elsewhere 1", code=2
    )


def test_grounds_are_told_once_and_printed_only_in_letters(home: Home) -> None:
    """From a file or typed; in no other file, not in what the command says, not in the journal."""
    (home.folder / "health.txt").write_text("I wrote about my asthma.")
    said = home.optout("letter", "anna/facebook", "--set", "health=health.txt")
    (home.folder / "health.txt").unlink()
    said += home.optout("letter", "anna/facebook", "--ask-grounds", typed="Ma fille a neuf ans.\n\n\n\n\n\n")
    said += home.optout("letter", "anna/facebook", "--kind", "objection", "--lang", "en")
    data = home.folder / "data"
    (letter,) = data.rglob("*.pdf")
    text = reader.squeezed(reader.text(letter.read_bytes()))
    others = [path for path in data.rglob("*") if path.is_file() and path.parent.parent.name != "letters"]

    assert "Health:Iwroteaboutmyasthma." in text
    assert "Childreninmypictures:Mafilleaneufans." in text
    assert "asthma" not in said and "fille" not in said
    assert others and not any(b"asthma" in path.read_bytes() for path in others)
    home.optout("letter", "anna/facebook", "--kind", "objection", "--lang", "de", "--no-grounds")
    (without,) = data.rglob("*-de-*.pdf")
    assert "asthma" not in reader.text(without.read_bytes())


def test_no_letter_for_another_adult_without_a_mandate(home: Home) -> None:
    """Then with one: the agent signs, and the mandate is an exhibit; after its end, no more."""
    assert "optout mandate add" in home.optout("letter", "emma/whatsapp", "--kind", "objection", code=2)
    home.optout(*_mandate("--until", "2026-03-31"), typed="y\n")
    said = json.loads(home.optout("letter", "emma/whatsapp", "--kind", "objection", "--json"))
    found = home.folder / said["files"][0]
    text = reader.squeezed(reader.text(found.read_bytes()))
    home.at("2026-04-01T00:00:00Z")

    assert "AnnaExample,forEmmaSample" in text
    assert "m-emma.json" in text
    assert "ended on 2026-03-31" in home.optout("letter", "emma/whatsapp", "--kind", "objection", code=2)


def test_a_refused_mandate_is_said_to_machines_too(home: Home) -> None:
    """`status` and `run` give the account, the reason, and whose move it is; a mandate that holds is quiet."""

    def emma(*command: str, code: int) -> dict[str, Any]:
        said = home.optout(*command, "--json", code=code)
        rows: list[dict[str, Any]] = json.loads(said[: said.rindex("]") + 1])
        return next(row for row in rows if row["handle"] == "emma/whatsapp")

    before = emma("status", code=11)
    ran = emma("run", "--person", "emma", "--wait", "0", code=10)
    assert "emma/whatsapp: nothing is done: no mandate" in home.optout("status", code=11)

    home.optout(*_mandate("--until", "2026-03-31"), typed="y\n")
    held = emma("status", code=11)
    home.at("2026-04-01T00:00:00Z")
    over = emma("status", code=11)

    for row in (before, ran):
        assert "no mandate “m-emma” is recorded" in row["mandate"]
        assert ("planned", 0, "person", "ask_person") == (row["state"], row["sends"], row["whose_move"], row["next"])
    assert (None, "us", "walk") == (held["mandate"], held["whose_move"], held["next"])
    assert "ended on 2026-03-31" in over["mandate"]


def _mandate(*more: str) -> tuple[str, ...]:
    return (
        "mandate", "add", "emma", "--agent", "Anna Example", "--agent-contact", "anna@example.org",
        "--capacity", "friend", "--consent", "at_the_keyboard", "--id", "m-emma", *more,
    )  # fmt: skip


def test_a_mandate_is_recorded_shown_and_revoked(home: Home) -> None:
    """The text is shown and agreed to; a no records nothing."""
    home.optout(*_mandate("--until", "2026-12-31"), typed="n\n", code=11)
    assert [] == json.loads(home.optout("mandate", "show", "--json"))

    assert "I, Emma Sample, authorise Anna Example" in home.optout(*_mandate("--until", "2026-12-31"), typed="y\n")
    (shown,) = json.loads(home.optout("mandate", "show", "--json"))
    assert (True, ["whatsapp"], "WhatsApp Ireland Limited") == (
        shown["holds"],
        shown["platforms"],
        shown["controllers"][0],
    )
    home.optout("mandate", "revoke", "m-emma")
    (shown,) = json.loads(home.optout("mandate", "show", "--json"))
    assert shown["holds"] is False
    assert "does not hold" in home.optout("mandate", "show")


@pytest.mark.parametrize(
    "more",
    [
        ("--until", "2026-01-01"),
        ("--until", "2026-12-31", "--minor"),
        ("--until", "2026-12-31", "--platform", "myspace"),
    ],
)
def test_a_mandate_that_lacks_something_is_one_sentence(more: tuple[str, ...], home: Home) -> None:
    """It ended before it began; a minor without a declaration; a platform nobody knows."""
    assert "Traceback" not in home.optout(*_mandate(*more), "--yes", code=2)


def test_every_language_of_the_letters_can_be_chosen() -> None:
    """The list in the command is written by hand, so that help stays fast."""
    assert tuple(languages()) == LANGUAGES


def test_help_says_that_nothing_is_sent(home: Home) -> None:
    """Before anybody tries."""
    assert "Nothing is sent" in home.optout("letter", "--help")
