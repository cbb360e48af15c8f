"""Each letter has every part that the law and the practice of authorities ask for, in every language."""

from dataclasses import replace
from datetime import date

import pytest

from bot.writing import Kind, Letter, Named, compose, languages, words
from bot.writing.compose import OPTIONAL, PARTS
from tests.writing.matters import AGENT, DEAD, DUE, FILED, HAPPENED, REFUSED, SENT, matter

CITED = {
    Kind.OBJECTION: (
        "21(1)", "6(1)(f)", "12(6)", "11", "21(5)", "12(2)", "18(1)(d)", "17(1)(c)", "19", "12(3)", "12(4)",
    ),
    Kind.REMINDER: ("21(1)", "12(3)", "12(4)", "77", "18(1)(d)", "17(1)(c)", "19", "12(6)"),
    Kind.REASONS: ("21(1)", "12(3)", "12(4)", "12(6)", "18(1)(d)", "17(1)(c)", "19"),
    Kind.COMPLAINT_NOTICE: ("77", "21(1)", "12(2)", "12(4)", "12(6)"),
}  # fmt: skip
"""facts/evidence.md §6.2 to §6.4: what must be named."""
EVERY = [(kind, language) for kind in Kind for language in languages()]


def said(letter: Letter) -> str:
    """The text without the plain-text version's capitals."""
    return letter.text


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_mandatory_part_is_there(kind: Kind, language: str) -> None:
    """Sender, addressee with its officer, subject, identification, body, requests, time limit, signature, exhibits."""
    spoken = words(language)
    letter = compose(matter(kind, agent=AGENT), spoken)
    parts = [part.id for part in letter.parts]

    assert [name for name in PARTS[kind] if name != "tried" or letter.part("tried")] == parts
    assert all(part.paragraphs or part.points for part in letter.parts)
    assert "Anna Example" == letter.sender[0]
    assert spoken("frame.officer") in letter.addressee
    assert "D04 X2K5" in letter.addressee
    assert spoken.date(date(2026, 4, 14)) == letter.date
    assert spoken.cite("21(1)") in letter.subject
    assert "anna@example.org" in letter.text
    assert "Berta Beispiel" in letter.signed
    assert letter.exhibits


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_article_is_named(kind: Kind, language: str) -> None:
    """With the name that the law bears in the language."""
    spoken = words(language)
    text = compose(matter(kind), spoken).text.casefold()

    assert [] == [article for article in CITED[kind] if spoken.cite(article).casefold() not in text]
    assert spoken.law.casefold() in text
    assert "{" not in text


@pytest.mark.parametrize("language", languages())
def test_the_objection_tells_which_way_failed_when_and_how(language: str) -> None:
    """One line per way, with the moment, the obstacle, what the page said, and the number of its exhibit."""
    spoken = words(language)
    letter = compose(matter(Kind.OBJECTION), spoken)
    tried = letter.part("tried")

    assert tried is not None
    assert "the short way" in tried.points[0] and "said not to exist in this country" in tried.points[0]
    assert spoken.quote("This form is not available in your country") in tried.points[0]
    assert spoken.moment(FILED.at).split(",")[-1] not in tried.points[0]
    assert spoken("frame.see", numbers="1") in tried.points[0]
    assert "404" in tried.points[1]
    assert ["ab" * 32] == [one.sha256 for one in letter.exhibits]


def test_seven_requests_and_one_per_account() -> None:
    """Stop, restrict, erase, tell recipients, confirm per account, name compelling grounds, say what was used."""
    accounts = (Named("facebook", "a@example.org", ""), Named("instagram", "b@example.org", ""))
    letter = compose(matter(Kind.OBJECTION, accounts=accounts), words("en"))
    requests, who = letter.part("requests"), letter.part("who")

    assert requests is not None and 7 == len(requests.points)
    assert who is not None and ("Facebook: a@example.org", "Instagram: b@example.org") == who.points
    assert "whether or not they are linked" in letter.text


def test_no_fact_is_told_that_nothing_supports() -> None:
    """Nothing tried: no story of attempts. Nothing sent: no claim of it. No grounds: one sentence true of everybody."""
    bare = compose(matter(Kind.OBJECTION, happened=replace(HAPPENED[Kind.OBJECTION], obstructions=())), words("en"))
    grounds = bare.part("grounds")

    assert bare.part("tried") is None
    assert () == bare.exhibits
    assert grounds is not None and words("en")("grounds.none") == grounds.paragraphs[0]


def test_the_persons_own_grounds_are_printed_as_they_were_written() -> None:
    """Theme by theme, paragraph by paragraph."""
    told = (("own", "I teach."), ("children", "My daughter.\n\nShe is nine."))
    part = compose(matter(Kind.OBJECTION, grounds=told), words("en")).part("grounds")

    assert part is not None
    expected = ("In my own words: I teach.", "Children in my pictures: My daughter.", "She is nine.")
    assert expected == part.paragraphs[:3]


def test_grounds_do_not_show_in_a_repr() -> None:
    """A traceback prints arguments; the grounds are not among them."""
    assert "nine" not in repr(matter(Kind.OBJECTION, grounds=(("children", "She is nine."),)))


def test_a_reminder_cites_date_and_proof_and_gives_fourteen_days() -> None:
    """facts/evidence.md §6.3: date and proof of the objection, Art. 12(3)-(4), fourteen days, the complaint."""
    text = compose(matter(Kind.REMINDER), words("en")).text

    assert "On 10 March 2026 I objected" in text
    assert "ended on 10 April 2026" in text
    assert "HTTP status 200" in text and "“Your request was received”. (Exhibit 1)" in text
    assert "within fourteen days" in text and "lodge a complaint" in text
    assert "last looked through on 12 April 2026, 07:00 UTC" in text


def test_an_unproven_letter_forbids_the_sentence_that_nothing_came() -> None:
    """It may be a forgery or the answer: a letter to a controller claims neither."""
    happened = replace(HAPPENED[Kind.REMINDER], unproven=1)

    assert "looked through" not in compose(matter(Kind.REMINDER, happened=happened), words("en")).text


def test_an_objection_by_post_counts_from_its_receipt() -> None:
    """The month runs from the day on the return receipt (GDPR Art. 12(3))."""
    posted = replace(FILED, way="", status=0, quote="", by_post=True, received=date(2026, 3, 13))
    happened = replace(HAPPENED[Kind.REMINDER], filing=posted)
    text = compose(matter(Kind.REMINDER, happened=happened, due=date(2026, 4, 13)), words("en")).text

    assert "On 13 March 2026 I objected" in text
    assert "10 March 2026: I posted the objection to you by letter. It reached you on 13 March 2026." in text


@pytest.mark.parametrize(
    ("happened", "named", "unnamed"),
    [
        (HAPPENED[Kind.COMPLAINT_NOTICE], ("12(2)", "12(4)"), ("12(3)",)),
        (replace(HAPPENED[Kind.COMPLAINT_NOTICE], obstructions=()), ("12(4)",), ("12(2)", "12(3)")),
        (replace(HAPPENED[Kind.COMPLAINT_NOTICE], replies=(), reminded=(date(2026, 4, 11),)), ("12(3)", "12(4)"), ()),
        (replace(HAPPENED[Kind.COMPLAINT_NOTICE], replies=(replace(REFUSED, quote=""),)), ("12(2)",), ("12(4)",)),
    ],
)
def test_infringements_are_named_only_where_the_journal_supports_them(
    happened: object, named: tuple[str, ...], unnamed: tuple[str, ...]
) -> None:
    """A form in the way gives Art. 12(2), silence 12(3), a refusal without reasons 12(4)."""
    part = compose(matter(Kind.COMPLAINT_NOTICE, happened=happened), words("en")).part("infringed")

    assert part is not None
    text = " ".join(part.points)
    assert "Article 21(1)" in text
    assert all(f"Article {article}" in text for article in named)
    assert not any(f"Article {article}" in text for article in unnamed)


def test_the_facts_of_a_notice_are_in_order() -> None:
    """Numbered by date: the attempt, the filing, the answer."""
    part = compose(matter(Kind.COMPLAINT_NOTICE), words("en")).part("facts")

    assert part is not None
    assert ["9 March", "10 March", "20 March"] == [" ".join(point.split()[:2]) for point in part.points]


def test_the_same_obstacle_many_times_is_one_line() -> None:
    """A daily run for months must not make a letter of forty pages."""
    again = replace(DEAD, times=40, last=SENT)
    happened = replace(HAPPENED[Kind.OBJECTION], obstructions=(again,))

    assert (
        "met 40 times, the last time on 10 March 2026"
        in compose(matter(Kind.OBJECTION, happened=happened), words("en")).text
    )


def test_whatsapp_is_spoken_of_as_what_it_is() -> None:
    """No public posts; and what is needed to deliver messages is not objected to."""
    account = Named("whatsapp", "+353870000001", "anna@example.org")
    text = compose(matter(Kind.REASONS, accounts=(account,)), words("en")).text

    assert "my posts, photos" not in text
    assert "+353870000001 (e-mail address for the answer: anna@example.org)" in text
    assert "deliver my messages" in text


def test_questions_do_not_stop_the_clock() -> None:
    """The month runs from the objection; the letter names its last day, in the tense of the day."""
    over = compose(matter(Kind.REASONS), words("en")).text
    running = compose(matter(Kind.REASONS, today=DUE), words("en")).text

    assert "the month ended on 10 April 2026" in over
    assert "the month ends on 10 April 2026" in running


def test_a_british_letter_is_a_complaint_under_british_law_too() -> None:
    """Data Protection Act 2018, section 164A: acknowledged within 30 days (facts/evidence.md §1.3)."""
    text = compose(matter(Kind.OBJECTION, country="GB"), words("en", "GB")).text

    assert "UK GDPR" in text
    assert "section 164A" in text and "within 30 days" in text
    assert "164A" not in compose(matter(Kind.OBJECTION), words("en")).text


def test_a_rehearsal_says_so() -> None:
    """In the letter's language; a real letter says nothing of the kind."""
    assert "“town”" in compose(matter(Kind.OBJECTION, world="town"), words("en")).rehearsal
    assert "" == compose(matter(Kind.OBJECTION), words("en")).rehearsal


def test_only_two_parts_may_be_missing() -> None:
    """What was tried, when nothing was; who acts, when nobody does."""
    assert frozenset({"tried", "agent"}) == OPTIONAL
