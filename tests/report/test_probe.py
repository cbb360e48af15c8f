"""The probe's results for terminals, CI servers and web pages."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from bot.obstacles import Exit
from bot.report.probe import ProbeResult, exit_code, junit, markdown, probe_json, probe_lines

SHORT = "https://www.facebook.com/help/1"
FORM = ProbeResult("facebook", "straight", "The short way", "form", 3.2, "https://www.facebook.com/help/contact/1")
DEAD = ProbeResult("facebook", "settings", "The long way", "dead_link", 12.04, "https://www.facebook.com/x", "HTTP 404")
HUB = ProbeResult("facebook", "hub", "The hub", "discovery", 2.0, "https://help.meta.com/support/privacy/")
LOCKED = ProbeResult("instagram", "straight", "The short way", "region_lock", 1.0, "")
EVIL = ProbeResult(
    "x", "w", "]]><a|b>\x1b[2J\x00", "dead_link", 0.1, "javascript:`|alert(1)", "\ud800 @everyone [a](b)"
)


def test_one_line_per_way_begins_with_its_verdict() -> None:
    """Readable without colour, and by grep."""
    assert (
        "reached  facebook  straight                        3.2 s  the form is there  https://www.facebook.com/help/1",
        "stopped  facebook  settings                       12.0 s  dead_link: the link leads to nothing",
        "look     facebook  hub                             2.0 s  recorded for a person to look at",
    ) == probe_lines(
        [replace(FORM, url="https://www.facebook.com/help/1"), replace(DEAD, url=""), replace(HUB, url="")]
    )


def test_a_road_known_to_be_gone_does_not_fail_a_check() -> None:
    """It says so, and is skipped; should it open again, it counts like any other."""
    gone = replace(DEAD, gone_since="2025-05-28")
    root = ET.fromstring(junit([gone, replace(FORM, gone_since="2025-05-28")]))  # noqa: S314 - our own

    assert ("0", "1") == (root.get("failures"), root.get("skipped"))
    assert "gone" == probe_lines([gone])[0].split()[0]
    assert "known to be gone since 2025-05-28" in probe_lines([gone])[0]
    assert "gone since 2025-05-28" in markdown([gone])


def test_other_words_than_the_known_ones_are_said() -> None:
    """Soft drift: the way was walked by its address."""
    assert "(other words than known for: object)" in probe_lines([replace(FORM, drift=("object",))])[0]


def test_as_json_each_way_is_plain_data() -> None:
    """One object per way, with its verdict."""
    (told,) = probe_json([replace(FORM, drift=("object",))])

    assert told == json.loads(json.dumps(told))
    assert told["reached"]


def test_junit_counts_failures_and_skips() -> None:
    """A stopped way fails with its code as the type; a discovery is skipped: it proves nothing."""
    root = ET.fromstring(junit([FORM, DEAD, HUB, LOCKED]))  # noqa: S314 - our own
    suites = {suite.get("name"): suite for suite in root}

    assert ("4", "2", "1") == (root.get("tests"), root.get("failures"), root.get("skipped"))
    assert {"facebook", "instagram"} == set(suites)
    assert ["dead_link", "region_lock"] == [failure.get("type") for failure in root.iter("failure")]


def test_hostile_text_breaks_neither_xml_nor_a_table() -> None:
    """Control characters, brackets, pipes, lone surrogates and mentions are made harmless."""
    ET.fromstring(junit([EVIL]))  # noqa: S314 - our own
    row = markdown([EVIL]).splitlines()[2]

    assert 6 == row.replace("\\|", "").count("|")
    assert "<a" not in row
    assert "\x1b" not in row


def test_the_summary_says_how_many_ways_reach_a_form() -> None:
    """A job summary ends with the sum, and with what was not done."""
    assert "1 of 3 ways reach a form. Nothing was sent." == markdown([FORM, DEAD, HUB]).splitlines()[-1]
    assert "| facebook | The long way | **`dead_link`**: the link leads to nothing | 12.0 |" in markdown([DEAD])


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([FORM, DEAD, HUB], Exit.NOTHING_LEFT),
        ([FORM, LOCKED], Exit.FORM_NOT_AVAILABLE),
        ([HUB], Exit.PERSON_NEEDED),
        ([], Exit.NOTHING_LEFT),
    ],
)
def test_a_platform_is_reachable_when_one_of_its_ways_is(results: list[ProbeResult], code: Exit) -> None:
    """The highest code of a platform without any way stands."""
    assert code == exit_code(results)
