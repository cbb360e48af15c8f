"""`optout letter classify`: a person's word about a letter, and the phrase that tells the next one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.letters import taught
from tests.letters.conftest import Sealer, letter
from tests.writing.test_command import SENT, Home, home

__all__ = ["home"]

WORDS = "on s’occupe de votre opposition et nous la respecterons"
BODY = "Bonjour Anna,\r\n\r\nOn s’occupe de votre opposition et nous la respecterons.\r\n\r\nMerci.\r\n"
LATER = "Bonjour,\r\n\r\nOn s'occupe de votre opposition et nous la respecterons. À bientôt.\r\n"
ACCOUNT = "anna/facebook"

Receive = Callable[..., str]


@pytest.fixture
def receive(home: Home, sealer: Sealer) -> Receive:
    """Take a letter in as it would come by mail; gives the beginning of its hash."""
    home.write(ACCOUNT, *SENT)
    home.at("2026-03-12T09:30:00Z")
    world = home.folder / "world.toml"
    world.write_text(world.read_text() + '[dns]\ntxt = "dns.json"\n')
    (home.folder / "dns.json").write_text("{}")

    def take(body: str = BODY, *, proven: bool = True, date: str = "Thu, 12 Mar 2026 09:00:00 +0000") -> str:
        folder = home.folder / "data" / "mail"
        before = set(folder.glob("*.eml"))
        raw = letter(body, date=date).replace(b"<1@", f"<{len(before) + 1}@".encode())
        (home.folder / "letter.eml").write_bytes(sealer.seal(raw) if proven else raw)
        (home.folder / "dns.json").write_text(json.dumps(sealer.dns))
        home.optout("mail", "import", "letter.eml")
        (new,) = set(folder.glob("*.eml")) - before
        return new.stem

    return take


def state(home: Home) -> str:
    """Where the account stands, as anybody reads it."""
    said = home.optout("status", "--json", code=_code(home))
    found: list[dict[str, str]] = json.loads(said)
    return next(one["state"] for one in found if one["handle"] == ACCOUNT)


def _code(home: Home) -> int:
    return home.code("status", "--json")


def classify(home: Home, *arguments: str, code: int = 0) -> str:
    """The command."""
    return home.optout("letter", "classify", *arguments, code=code)


def test_the_persons_word_decides_a_proven_letter(home: Home, receive: Receive) -> None:
    """The state moves as with a letter that the program could read; the journal says whose word it was."""
    name = receive()
    assert "needs_review" == state(home)
    said = json.loads(classify(home, name, "--as", "confirmed", "--yes", "--json").splitlines()[0])
    last = home.history(ACCOUNT)[-1]

    assert ("confirmed", "confirmed", True, None) == (said["said"], said["state"], said["proven"], said["taught"])
    assert "confirmed" == state(home)
    assert ("person", "confirmed", True) == (last.text("by"), last.text("answer"), last.facts["proven"])


@pytest.mark.parametrize("kind", ["refused", "more_asked", "validation_asked", "extended"])
def test_every_answer_can_be_said(home: Home, receive: Receive, kind: str) -> None:
    """Those too for which nobody has seen a wording: the person's word is the way to them."""
    name = receive()
    classify(home, name, "--as", kind, "--yes")

    assert kind == state(home)


def test_nothing_is_stored_before_it_was_shown_and_agreed_to(home: Home, receive: Receive) -> None:
    """A no leaves everything as it was."""
    name = receive()
    shown = home.optout("letter", "classify", name, "--as", "confirmed", "--words", WORDS, typed="n\n", code=11)

    assert f"«{WORDS}»" in shown
    assert "remembered from today (2026-03-12)" in shown
    assert "needs_review" == state(home)
    assert not (home.folder / "data" / taught.FILE).exists()


def test_a_taught_phrase_tells_the_next_proven_letter(home: Home, receive: Receive) -> None:
    """Without the person, on another day, with another apostrophe; and the phrase says where it was learnt."""
    first = receive()
    said = json.loads(classify(home, first, "--as", "refused", "--words", WORDS, "--yes", "--json").splitlines()[0])
    receive(LATER, date="Thu, 12 Mar 2026 09:20:00 +0000")
    last = home.history(ACCOUNT)[-1]

    assert (WORDS, "2026-03-12", "support.facebook.com") == tuple(said["taught"][k] for k in ("text", "seen", "domain"))
    assert ("refused", "", WORDS) == (last.text("answer"), last.text("by"), last.text("phrase"))
    assert "refused" == state(home)
    assert WORDS in classify(home, "--taught")
    assert 0o600 == (home.folder / "data" / taught.FILE).stat().st_mode & 0o777


def test_a_taught_phrase_never_proves(home: Home, receive: Receive) -> None:
    """The same words without a signature stay what they were: shown, and moving nothing."""
    first = receive()
    classify(home, first, "--as", "confirmed", "--words", WORDS, "--yes")
    receive(LATER, proven=False)
    last = home.history(ACCOUNT)[-1]

    assert ("needs_review", False, "") == (last.text("answer"), last.facts["proven"], last.text("by"))


def test_who_changes_their_mind_unteaches(home: Home, receive: Receive) -> None:
    """Words learnt from a letter that turns out to be something else are forgotten with it."""
    name = receive()
    classify(home, name, "--as", "confirmed", "--words", WORDS, "--yes")
    classify(home, name, "--as", "refused", "--yes")

    assert "refused" == state(home)
    assert "[]" == classify(home, "--taught", "--json").strip()


@pytest.mark.parametrize("kind", ["confirmed", "refused", "extended", "more_asked"])
def test_a_person_cannot_make_a_forgery_count(home: Home, receive: Receive, kind: str) -> None:
    """The word is noted as theirs; the state stays, whatever they were made to believe."""
    name = receive(proven=False)
    before = state(home)
    said = classify(home, name, "--as", kind, "--yes")
    last = home.history(ACCOUNT)[-1]

    assert before == state(home) == "acknowledged"
    assert "moves nothing" in said
    assert (kind, "person", False) == (last.text("answer"), last.text("by"), last.facts["proven"])
    assert "unproven letter teaches nothing" in classify(home, name, "--as", kind, "--words", WORDS, "--yes", code=2)


def test_what_was_said_can_be_taken_back(home: Home, receive: Receive) -> None:
    """The program's own reading counts again, the words are forgotten, and the journal keeps both."""
    name = receive()
    classify(home, name, "--as", "confirmed", "--words", WORDS, "--yes")
    said = json.loads(classify(home, name, "--undo", "--json"))

    assert [WORDS] == said["forgotten"]
    assert {ACCOUNT: "needs_review"} == said["states"]
    assert "needs_review" == state(home)
    assert "[]" == classify(home, "--taught", "--json").strip()
    assert "nothing about this letter" in classify(home, name, "--undo", code=2)


def test_an_old_letter_said_later_is_no_newer_than_its_successor(home: Home, receive: Receive) -> None:
    """A refusal that came after a confirmation stays the last word, in whatever order they are read."""
    first = receive()
    receive("We cannot take further action on your request.\r\n", date="Thu, 12 Mar 2026 09:10:00 +0000")
    assert "refused" == state(home)
    classify(home, first, "--as", "confirmed", "--yes")

    assert "refused" == state(home)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("opposition", "fewer than 3"),
        ("words that are not there", "do not stand"),
        ("Bonjour Anna, On s’occupe de", "name"),
        ("x" * 400, "longer"),
    ],
)
def test_words_that_cannot_tell_are_refused(home: Home, receive: Receive, words: str, why: str) -> None:
    """One sentence, and neither the journal nor the phrases have changed."""
    name = receive()

    assert why in classify(home, name, "--as", "confirmed", "--words", words, "--yes", code=2)
    assert "needs_review" == state(home)


def test_words_that_another_letter_says_too_are_refused(home: Home, receive: Receive) -> None:
    """They would tell nothing."""
    first = receive()
    classify(home, first, "--as", "unrelated", "--yes")
    second = receive(LATER, date="Thu, 12 Mar 2026 09:10:00 +0000")

    assert f"letter {first}" in classify(home, second, "--as", "confirmed", "--words", WORDS, "--yes", code=2)


def test_a_letter_that_could_be_anybodys_is_asked_about(home: Home, receive: Receive) -> None:
    """A letter for nobody's objection is given to the one that is named."""
    name = receive(date="Sun, 22 Feb 2026 05:40:00 +0000")  # older than the objection: it answers none
    assert "--account" in classify(home, name, "--as", "refused", "--yes", code=2)
    classify(home, name, "--as", "refused", "--account", ACCOUNT, "--yes")

    assert "refused" == state(home)


def test_the_letters_to_read_are_listed(home: Home, receive: Receive) -> None:
    """With their file and why; none when there is none."""
    assert "No letter waits" in classify(home)
    name = receive()
    (one,) = json.loads(classify(home, "--json", code=10))

    assert (name, ACCOUNT, True) == (one["letter"], one["account"], one["proven"])
    assert Path(one["file"]).is_file() or (home.folder / one["file"]).is_file()
    classify(home, name, "--as", "unrelated", "--yes")
    assert "No letter waits" in classify(home)


def test_a_letter_for_two_objections_is_asked_about(home: Home, sealer: Sealer, receive: Receive) -> None:
    """Two accounts under one address: nothing is guessed, the letter is listed, and the person says whose it is."""
    file = home.folder / "household.toml"
    file.write_text(file.read_text().replace("anna.insta@example.org", "anna@example.org"))
    home.at("2026-03-10T09:30:00Z")
    home.write("anna/instagram", *SENT)
    home.at("2026-03-12T09:30:00Z")
    raw = letter(sender="Privacy <privacy@meta.com>", date="Thu, 12 Mar 2026 09:00:00 +0000")
    (home.folder / "letter.eml").write_bytes(sealer.seal(raw, "meta.com"))
    (home.folder / "dns.json").write_text(json.dumps(sealer.dns))
    said = json.loads(home.optout("mail", "import", "letter.eml", "--json"))
    (one,) = json.loads(classify(home, "--json", code=10))

    assert ("confirmed", None) == (said["taken_for"], said["objection"])
    assert {"anna/facebook", "anna/instagram"} == set(one["account"].split(" or "))
    assert "--account" in classify(home, one["letter"], "--as", "confirmed", "--yes", code=2)
    classify(home, one["letter"], "--as", "confirmed", "--account", "anna/instagram", "--yes")
    assert "confirmed" == home.history("anna/instagram")[-1].text("answer")
    assert "acknowledged" == state(home)
    assert "[]" == classify(home, "--json").strip()


@pytest.mark.parametrize("arguments", [("abcd", "--as", "refused"), ("../x", "--undo"), ("--as", "refused")])
def test_a_letter_that_is_not_there_is_one_sentence(home: Home, receive: Receive, arguments: tuple[str, ...]) -> None:
    """Exit code 2, no traceback."""
    receive()

    assert "Traceback" not in classify(home, *arguments, code=2)


def test_the_story_says_whose_word_it_was(home: Home, receive: Receive) -> None:
    """In the report's words, and one line per letter."""
    name = receive()
    classify(home, name, "--as", "refused", "--yes")
    code = home.code("show", ACCOUNT, "--json")
    shown = json.loads(home.optout("show", ACCOUNT, "--json", code=code))
    told = home.optout("show", ACCOUNT, code=code)

    assert ["refused"] == [one["kind"] for one in shown["letters"]]
    assert "as you have read it" in told


def test_somebody_may_be_called_classify(home: Home) -> None:
    """An option that only writing has makes the word an account; the platform beside it always does."""
    file = home.folder / "household.toml"
    file.write_text(file.read_text().replace('id = "emma"', 'id = "classify"').replace('mandate = "m-emma"\n', ""))
    first = json.loads(home.optout("letter", "classify", "--kind", "objection", "--json"))
    second = json.loads(home.optout("letter", "classify/whatsapp", "--kind=objection", "--json"))

    assert "classify/whatsapp" == first["account"] == second["account"]
    assert "Say what LETTER is" in home.optout("letter", "classify", "--help")
    assert "classify --help" in home.optout("letter", "--help")
