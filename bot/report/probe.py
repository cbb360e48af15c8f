"""Whether each form can be reached today, for a terminal, a CI server and a web page."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from bot.obstacles import BY_CODE, Exit
from bot.reached import DISCOVERY, FORM, PASSED_OVER, Reached
from bot.report.story import clean
from bot.report.wording import words

ProbeResult = Reached
"""One way of one platform, walked as far as its form."""


def expected(result: ProbeResult) -> bool:
    """A road that is known to be gone and still is tells nothing new: it does not fail a check."""
    return bool(result.gone_since) and not result.reached


def says(result: ProbeResult) -> str:
    """The outcome in a few plain words."""
    if result.outcome == FORM:
        return "the form is there"
    if result.outcome == DISCOVERY:
        return "recorded for a person to look at"
    if result.outcome == PASSED_OVER:
        return f"passed over: {clean(result.detail)}"
    return words("en").of("obstacle", result.outcome, "short")


VERDICTS = {FORM: "reached", DISCOVERY: "look", PASSED_OVER: "passed"}
WIDE = 38
"""Platform and way stand in a column: a probe prints each line as soon as it knows it."""


def probe_lines(results: Iterable[ProbeResult]) -> tuple[str, ...]:
    """One line per way. The first word is the verdict, so that it can be read without colour, and grepped."""
    return tuple(_line(result) for result in results)


def _line(result: ProbeResult) -> str:
    verdict = VERDICTS.get(result.outcome, "gone" if expected(result) else "stopped")
    told = (
        says(result) if result.reached or result.outcome == PASSED_OVER else f"{clean(result.outcome)}: {says(result)}"
    )
    if expected(result):
        told += f" (known to be gone since {clean(result.gone_since)})"
    if result.drift:
        told += f" (other words than known for: {', '.join(clean(phrase) for phrase in result.drift)})"
    way = f"{clean(result.platform):9} {clean(result.way, limit=60)}"
    where = f"  {clean(result.url, limit=120)}" if result.url else ""
    return f"{verdict:7}  {way:{WIDE}}  {result.seconds:5.1f} s  {told}{where}"


def probe_json(results: Sequence[ProbeResult]) -> list[dict[str, object]]:
    """One object per way."""
    return [{**asdict(result), "drift": list(result.drift), "reached": result.reached} for result in results]


def exit_code(results: Sequence[ProbeResult]) -> Exit:
    """A platform is reachable when one of its ways is; else the highest code of its obstacles stands."""
    worst = Exit.NOTHING_LEFT
    for platform in {result.platform for result in results}:
        ways = [result for result in results if result.platform == platform]
        if not any(way.outcome == FORM for way in ways):
            codes = (BY_CODE[way.outcome].exit for way in ways if way.outcome in BY_CODE)
            worst = max(worst, max(codes, default=Exit.PERSON_NEEDED))
    return worst


def junit(results: Sequence[ProbeResult]) -> str:
    """JUnit XML as CI servers read it: one suite per platform.

    A stopped way fails. A discovery is skipped: it proves nothing; so are a way that was passed over and
    a road that is known to be gone.
    """
    root = ET.Element("testsuites", name="optout probe")
    for platform in dict.fromkeys(result.platform for result in results):
        ways = [result for result in results if result.platform == platform]
        _suite(root, platform, ways)
    _count(root, results)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: ET.Element, platform: str, ways: Sequence[ProbeResult]) -> None:
    suite = ET.SubElement(root, "testsuite", name=clean(platform))
    _count(suite, ways)
    for way in ways:
        case = ET.SubElement(
            suite, "testcase", classname=f"probe.{clean(platform)}", name=clean(way.way), time=f"{way.seconds:.3f}"
        )
        text = "\n".join(clean(part) for part in (way.title, way.url, way.detail) if part)
        if _skipped(way):
            ET.SubElement(case, "skipped", message=says(way)).text = text
        elif not way.reached:
            failure = ET.SubElement(case, "failure", type=clean(way.outcome), message=says(way))
            failure.text = text


def _skipped(way: ProbeResult) -> bool:
    return way.outcome in {DISCOVERY, PASSED_OVER} or expected(way)


def _count(element: ET.Element, ways: Sequence[ProbeResult]) -> None:
    element.set("tests", str(len(ways)))
    element.set("failures", str(sum(not way.reached and not _skipped(way) for way in ways)))
    element.set("errors", "0")
    element.set("skipped", str(sum(_skipped(way) for way in ways)))
    element.set("time", f"{sum(way.seconds for way in ways):.3f}")


def markdown(results: Sequence[ProbeResult]) -> str:
    """A table for a job summary or an issue."""
    rows = ["| platform | way | outcome | seconds | last page |", "|---|---|---|---:|---|"]
    for way in results:
        mark = {FORM: "reached", DISCOVERY: "to look at", PASSED_OVER: "not walked"}.get(
            way.outcome, f"**{_code(way.outcome)}**"
        )
        told = f"{mark}: {_cell(says(way))}" + (f" (gone since {_cell(way.gone_since)})" if expected(way) else "")
        rows.append(
            f"| {_cell(way.platform)} | {_cell(way.title or way.way)} | {told} | {way.seconds:.1f} | {_code(way.url)} |"
        )
    reached = sum(way.outcome == FORM for way in results)
    return "\n".join([*rows, "", f"{reached} of {len(results)} ways reach a form. Nothing was sent."]) + "\n"


def _cell(text: str) -> str:
    """Text in a table cell that stays text: no link, no picture, no HTML, no mention of anybody."""
    text = clean(text, limit=300)
    for sign in "\\`*_{}[]()#+!|":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;")


def _code(text: str) -> str:
    text = clean(text, limit=300).replace("`", "%60").replace("|", "%7C")
    return f"`{text}`" if text else ""
