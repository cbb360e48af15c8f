"""What the network says of one press: which answers are a no, and by which values a request is known."""

import json

import pytest

from bot.browser.witness import LONGEST, carries, says_no, telling


@pytest.mark.parametrize("body", [
    '{"errors": [{"message": "denied"}], "data": null}', '{"errors": {"mail": "is not an address"}}',
    '{"error": "denied"}', 'for (;;);{"error": 1357007, "errorSummary": "Sorry"}',
    '{"success": false}', '{"ok": false}', '{"status": "fail", "data": {"mail": "unknown"}}', '{"status": "error"}',
    ' {"jsonrpc": "2.0", "id": 1, "error": {"code": -32600, "message": "no"}} ',
])  # fmt: skip
def test_an_answer_of_success_that_says_no(body: str) -> None:
    """Whatever its status."""
    assert says_no(body.encode())


@pytest.mark.parametrize("body", [
    '{"errors": [], "data": {"ok": true}}', '{"error": null}', '{"error": ""}', '{"success": true}', '{"ok": 1}', "{}",
    '{"data": {"errors": ["about something else"]}}', '["errors"]', '"error"', "false", "", "error", "<p>error</p>",
    '{"status": "queued"}', '{"status": 200}',
    "for (;;);", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "NaN",
])  # fmt: skip
def test_what_is_no_plain_no(body: str) -> None:
    """Neither an empty list nor what lies deeper, nor what is no JSON."""
    assert not says_no(body.encode())


def test_an_answer_made_to_hurt_is_left() -> None:
    """Too long, too deep, or bytes that are no text: nothing is read out of it, and nothing breaks."""
    assert not says_no(json.dumps({"error": "x" * LONGEST}).encode())
    assert not says_no(b"[" * 100_000)
    assert not says_no(b"\xff\xfe\x00{")
    assert not says_no(b'{"error": ' + b"9" * 100_000 + b"}")


def test_a_country_is_in_every_other_address() -> None:
    """A request is known by what is in none by chance; where nothing else was filled in, by what there is."""
    assert {"anna@example.org"} == telling(["IE", "anna@example.org", ""])
    assert {"IE"} == telling(["IE", ""])


def test_values_are_found_in_the_encodings_of_forms() -> None:
    """Plain, form-encoded, in JSON, and in small letters where the page writes them so."""
    values = {"Anna+home@example.org"}
    bodies = ["mail=Anna+home@example.org", "mail=Anna%2Bhome%40example.org", '{"m":"anna+home@example.org"}']

    assert [True, True, True] == [carries(body, values) for body in bodies]
    assert not carries("mail=bob@example.org", values)
