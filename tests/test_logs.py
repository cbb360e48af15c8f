"""What must never be written down: known values in any spelling, and telling shapes, whatever logs them."""

import io
import json
import logging
import stat
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.logs import configure
from bot.redaction import Redactor

GREEK = "Γιώργος Παπαδόπουλος"
BULGARIAN = "Цветелина Йорданова"
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def redactor() -> Redactor:
    found = Redactor(["hunter2-secret", "päss wörd&1"])
    found.add_name(GREEK)
    found.add_name(BULGARIAN)
    return found


@pytest.fixture
def log(redactor: Redactor) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure(stream=stream, now=lambda: NOON, redactor=redactor)
    yield stream
    configure()


@pytest.mark.parametrize(
    "text",
    [
        GREEK,
        GREEK.upper(),
        "ΓΙΩΡΓΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ",
        unicodedata.normalize("NFD", GREEK),
        "Γιώργος",
        "παπαδόπουλος",
        BULGARIAN,
        BULGARIAN.upper(),
        unicodedata.normalize("NFD", BULGARIAN),
        "ЙОРДАНОВА",
        "Цветелина",
    ],
)
def test_names_are_found_in_any_case_and_composition(redactor: Redactor, text: str) -> None:
    """Greek loses its accents in capitals, й may be two characters: neither hides a name."""
    cleaned = redactor.text(f"mail for {text}, read")

    assert cleaned.startswith("mail for [name]")
    assert cleaned.endswith(", read")
    assert not any(letter.isalpha() and not letter.isascii() for letter in cleaned)


@pytest.mark.parametrize(
    "text",
    [
        "hunter2-secret",
        "HUNTER2-SECRET",
        "xhunter2-secretx",
        "p%C3%A4ss%20w%C3%B6rd%261",
        "p%c3%a4ss+w%c3%b6rd%261",
        "p\\xe4ss w\\xf6rd&1",
        "anna@example.org",
        "anna%40example.org",
        "άννα@παράδειγμα.ελ",
        "+33612345678",
        "+33 6 12 34 56 78",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "0049 171 3920000",
        "+49 (0)171-3920000",
    ],
)
def test_secrets_and_shapes_are_taken_out(redactor: Redactor, text: str) -> None:
    """Percent-encoded and escaped spellings too."""
    cleaned = redactor.text(f"seen: {text}.")

    assert cleaned in {"seen: [secret].", "seen: [e-mail].", "seen: [number].", "seen: x[secret]x."}


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T08:14:00.123456+00:00",
        "20261122T081400Z-straight-0a1b",
        "0.0512345678 s",
        "a0612345678b",
        "127.0.0.1:40001",
        "https://www.facebook.com/help/contact/712876720715583",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "0000000000000000",
    ],
)
def test_what_is_needed_to_read_a_log_stays(redactor: Redactor, text: str) -> None:
    """Times, hashes, addresses of the platform and durations are no telephone numbers."""
    assert text == redactor.text(text)


@settings(deadline=None)
@given(st.text(min_size=4, max_size=30), st.text(max_size=20), st.text(max_size=20))
def test_no_text_around_it_hides_a_secret(core: str, before: str, after: str) -> None:
    """A planted value does not survive, whatever characters it is made of."""
    planted = f"Kü{core.strip()}9Zq"
    cleaned = Redactor([planted]).text(f"{before} {planted} {after}")

    assert planted not in cleaned.replace(before, "").replace(after, "") or planted in before + after


def test_a_line_is_json_with_the_worlds_time(log: io.StringIO) -> None:
    """An event and its facts; telling keys lose their value, nested ones too."""
    structlog.get_logger("bot").info(
        "fill", phrase="account e-mail", form={"email": "x", "rows": [{"token": "y"}]}, n=3
    )
    line = json.loads(log.getvalue())

    assert ("fill", "account e-mail", 3) == (line["event"], line["phrase"], line["n"])
    assert {"email": "[secret]", "rows": [{"token": "[secret]"}]} == line["form"]
    assert "2026-03-10T12:00:00.000+00:00" == line["at"]


def test_an_exception_is_cleaned_too(log: io.StringIO) -> None:
    """The text of an exception is made before the redactor looks."""
    try:
        int("login of anna@example.org with hunter2-secret")
    except ValueError:
        structlog.get_logger("bot").exception("walk")

    assert "ValueError" in log.getvalue()
    assert "anna@" not in log.getvalue()
    assert "hunter2" not in log.getvalue()


def test_other_libraries_go_the_same_way(log: io.StringIO) -> None:
    """The standard library's records, their arguments and extras included."""
    logging.getLogger("imapclient").warning("LOGIN %s %s", "anna@example.org", "hunter2-secret", extra={"user": "anna"})
    line = json.loads(log.getvalue())

    assert "LOGIN [e-mail] [secret]" == line["event"]
    assert "[secret]" == line["user"]


def test_the_file_is_closed_to_others(tmp_path: Path) -> None:
    """Mode 0600 from the first byte."""
    configure(tmp_path / "logs" / "optout.jsonl")
    structlog.get_logger("bot").info("run")
    configure()

    assert 0o600 == stat.S_IMODE((tmp_path / "logs" / "optout.jsonl").stat().st_mode)
    assert "run" == json.loads((tmp_path / "logs" / "optout.jsonl").read_text())["event"]
