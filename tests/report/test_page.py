"""The household's report: what it says, and that nothing in it can do harm."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from bot.report.page import HERE, html
from bot.report.story import LetterTrace, StepTrace, Story, WalkTrace
from tests.report.people import NOW, event, line, stories, story

TITLE = "The Example household"
VOID = {"meta", "img", "br", "rect"}
NASTY = "</title><script>alert(1)</script><img src=x onerror=alert(2)>'\"&{{7*7}}\u202e\x00"


class Tags(HTMLParser):
    """The page as its tags, with the language that holds at each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[tuple[str, str]] = []
        self._spoken: list[str] = [""]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember each tag."""
        known = {name: value or "" for name, value in attrs}
        self.tags.append((tag, known))
        if tag not in VOID:
            self.open.append(tag)
            self._spoken.append(known.get("lang") or self._spoken[-1])

    def handle_endtag(self, tag: str) -> None:
        """Every tag is closed by its own."""
        if tag not in VOID:
            assert self.open.pop() == tag
            self._spoken.pop()

    def handle_data(self, data: str) -> None:
        """Remember what is said, and in which language."""
        if data.strip():
            self.words.append((self._spoken[-1], data.strip()))

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


def page(told: list[Story], folder: Path | None = None, *, language: str = "en", world: str | None = "town") -> str:
    """The report of a household."""
    return html(TITLE, told, language=language, generated_at=NOW, world=world, folder=folder)


@pytest.fixture
def household(tmp_path: Path) -> list[Story]:
    """The household, its pictures in a folder beside the report."""
    told = stories(tmp_path / "evidence")
    (tmp_path / "evidence").mkdir()
    for one in told:
        for walk in one.walks:
            for step in walk.steps:
                step.pictures[0].write_bytes(b"\x89PNG")
    return told


def test_each_person_is_spoken_to_in_their_language(household: list[Story], tmp_path: Path) -> None:
    """The frame is in the reader's language, each person's section in the person's, each marked for a screen reader."""
    seen = Tags(page(household, tmp_path, language="de"))

    assert "de" == seen.all("html")[0]["lang"]
    assert ["fr", "de", "en", "it"] == [section["lang"] for section in seen.all("section") if "lang" in section]
    assert ("fr", "Ce qu’une opposition couvre, et ce qu’elle ne couvre pas") in seen.words
    assert ("it", "Che cosa copre un’opposizione, e che cosa no") in seen.words
    assert ("de", "Auf einen Blick") in seen.words
    assert ("en", "“object” was looked for. HTTP 404 at www.facebook.com.") in seen.words


@pytest.mark.parametrize("language", ["fr", "de", "en", "it", "es", "nl", "pl", "pt"])
def test_the_structure_is_one_a_screen_reader_can_follow(household: list[Story], tmp_path: Path, language: str) -> None:
    """Landmarks, headings without a gap, captions, names of pictures, anchors that lead somewhere, unique ids."""
    seen = Tags(page(household, tmp_path, language=language))
    levels = [int(tag[1]) for tag, _ in seen.tags if re.fullmatch("h[1-6]", tag)]
    ids = Counter(attributes["id"] for _, attributes in seen.tags if "id" in attributes)

    assert [] == seen.open
    assert 1 == levels.count(1)
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert len(seen.all("table")) == len(seen.all("caption"))
    assert all(picture["alt"] for picture in seen.all("img"))
    assert {1} == set(ids.values())
    assert {link["href"][1:] for link in seen.all("a") if link["href"].startswith("#")} <= set(ids)
    assert {"main", "header", "footer", "aside"} <= {tag for tag, _ in seen.tags}


def test_nothing_is_loaded_from_elsewhere(household: list[Story], tmp_path: Path) -> None:
    """No script, no address but relative ones; and the page's own policy forbids them."""
    text = page(household, tmp_path)
    seen = Tags(text)
    addresses = [a.get("href") or a.get("src") or "" for _, a in seen.tags if "href" in a or "src" in a]
    policy = next(meta["content"] for meta in seen.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")

    assert [] == seen.all("script")
    assert addresses
    assert all(address.startswith(("#", "./", "../")) for address in addresses)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not any("style" in attributes for _, attributes in seen.tags)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """A name, an address, a subject, a page's words, a file's name: everything from outside is escaped."""
    one = line(name=NASTY, account=NASTY, handle=NASTY, state=NASTY, obstacle=NASTY, way=NASTY, whose_move=NASTY,
               next=NASTY, tried=NASTY, seen=NASTY, platform=NASTY, person=NASTY)  # fmt: skip
    step = StepTrace(1, NASTY, NOW, NASTY, f"https://x/{NASTY}", 500, NASTY, NASTY, (Path("javascript:alert(1)"),))
    told = Story(
        replace(one, state="stopped"),
        [event(1, NASTY, x=NASTY), event(2, "page", answer=NASTY, phrase=NASTY), event(3, "covered", by=f"a/{NASTY}")],
        [WalkTrace(NASTY, NASTY, NOW, [step])],
        [LetterTrace(NOW, NASTY, NASTY, True, NASTY, "javascript:alert(1)")],
        {NASTY: NASTY},
    )
    text = html(NASTY, [told, Story(one)], language=NASTY, generated_at=NOW, world=NASTY, folder=tmp_path)
    seen = Tags(text)

    assert [] == seen.all("script")
    assert [] == seen.all("img")
    assert not any(name.startswith("on") for _, attributes in seen.tags for name in attributes)
    assert "javascript:" not in {a.get("href", "")[:11] for a in seen.all("a")}
    assert "49" not in text.split("</style>")[1]
    assert "\u202e" not in text
    assert "\x00" not in text


def test_an_address_is_shown_without_its_query(household: list[Story], tmp_path: Path) -> None:
    """What follows a question mark may be a token."""
    text = page(household, tmp_path)

    assert "www.facebook.com/help/contact/712876720715583" in text
    assert "?s=" not in text


def test_pictures_are_linked_from_where_the_report_lies(household: list[Story], tmp_path: Path) -> None:
    """The report and its folder move together; no path of this machine is told; a picture that is gone is not shown."""
    text = page(household, tmp_path)
    (tmp_path / "evidence" / "05-send-submit.png").unlink()

    assert 'src="./evidence/05-send-submit.png"' in text
    assert str(tmp_path) not in text
    assert 'src="./evidence/05-send-submit.png"' not in page(household, tmp_path)
    assert 'src="./evidence/04-follow-object.png"' in page(household, tmp_path)


def test_a_letter_is_linked_where_it_lies(household: list[Story], tmp_path: Path) -> None:
    """As it came, to be opened; a letter that is not there is told without a link."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "9f2c1a.eml").write_bytes(b"From: x")

    assert 'href="./letters/9f2c1a.eml"' in page(household, tmp_path)
    assert ".eml" not in page(household, tmp_path / "evidence")


def test_a_rehearsal_says_so_before_anything_else(household: list[Story], tmp_path: Path) -> None:
    """On top, in the title, and on each printed page; the real thing bears no such word."""
    text = page(household, tmp_path)
    real = page([replace(one, line=replace(one.line, world=None)) for one in household], tmp_path, world=None)

    assert text.index("This was a rehearsal in the world “town”") < text.index("<h1>")
    assert "<title>Rehearsal ·" in text
    assert '"REHEARSAL · "' in text
    assert "rehearsal" not in real.partition("</style>")[2].lower()


def test_a_person_reads_about_their_own_platforms_only(tmp_path: Path) -> None:
    """WhatsApp has no public posts, and a general form; one account needs no word about several."""
    whatsapp = page([story(line(platform="whatsapp", handle="a/whatsapp", language="en"), tmp_path)])
    facebook = page([story(line(language="en"), tmp_path)])

    assert "general objection, and it may be answered with questions" in whatsapp
    assert "27 May 2025" not in whatsapp
    assert "27 May 2025" in facebook
    assert "general objection" not in facebook
    assert "Several accounts" not in facebook
    for told in (whatsapp, facebook):
        assert "Private messages" in told
        assert "not to use Meta AI" in told


def test_it_says_on_which_side_of_the_day_an_objection_left(tmp_path: Path) -> None:
    """Before 27 May 2025 or after: only for objections that are proven to have left."""
    sent = story(line(language="en", state="acknowledged", sends=1), tmp_path)
    early = replace(sent, events=[{**one, "at": NOW.replace(year=2025, month=5, day=20)} for one in sent.events])
    maybe = replace(sent, line=replace(sent.line, state="maybe_sent"))

    assert "Facebook: your objection left on 20 November 2026, after that day." in page([sent])
    assert "Facebook: your objection left on 20 May 2025, before that day." in page([early])
    assert "your objection left" not in page([maybe])


def test_what_is_disputed_is_called_disputed(tmp_path: Path) -> None:
    """The report sides with nobody where its sources disagree, and says what it counts on."""
    text = page([story(line(language="en"), tmp_path)])

    assert "This is disputed: some press reports say that a later objection works backwards too." in text


def test_an_empty_household_has_a_page_too() -> None:
    """Nothing to report is said, not shown as an empty table."""
    assert "There is nothing to report yet." in page([])


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of `#rrggbb`."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_a_contrast_of_at_least_four_and_a_half(scheme: str) -> None:
    """WCAG 2.2, 1.4.3: each ink on each ground it stands on, in both schemes."""
    sheet = (HERE / "page.css").read_text("utf-8").split("prefers-color-scheme: dark")[scheme == "dark"]
    inks = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", sheet.partition("* {")[0]))
    pairs = [(ink, ground) for ink in ("ink", "soft", "link") for ground in ("paper", "card")]
    pairs += [(tone, f"{tone}-wash") for tone in ("good", "waiting", "person", "bad")] + [("ink", "person-wash")]

    for ink, ground in pairs:
        lighter, darker = sorted((luminance(inks[ink]), luminance(inks[ground])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (ink, ground)
