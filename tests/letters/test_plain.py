"""HTML is read as a person sees it, and what a letter quotes is not its own word."""

import pytest

from bot.letters.plain import html_text
from bot.letters.quoted import own_words


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            "<p>We’ve reviewed your <b>request</b>&nbsp;and will <i>hon</i>or</p>",
            "We’ve reviewed your request and will honor",
        ),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<style>p{}</style><script>if (a<b) x('</p>')</script>seen", "seen"),
        ("<head><title>gone</title></head><body>seen</body>", "seen"),
        ("<head><title>gone</title><body>seen", "seen"),
        ('<div style="display:none">gone</div>seen', "seen"),
        ('<div STYLE="Display : None !important">gone<p>gone too</p></div>seen', "seen"),
        ('<span style="font-size:0px">gone</span><span style="font-size:0.9em">seen</span>', "seen"),
        ('<span style="mso-hide:all;max-height:0">gone</span>seen', "seen"),
        ("<p hidden>gone</p>seen", "seen"),
        ("<!-- gone <p> -->seen<!-- gone", "seen"),
        ("<!--[if mso]>gone<![endif]-->seen", "seen"),
        ("a < b &amp; c &#8217; &#x2019; &#99999999999; &nosuch;", "a < b & c ’ ’ � &nosuch;"),
        ("<a href='x>y' title=\"a>b\">link</a>", "link"),
        ('seen <a href="never closed>gone', "seen"),
        ("<p title=it's>seen</p>", "seen"),
        ("<blockquote><p>quoted</p></blockquote>own", "> quoted\n\nown"),
        ('<div class="gmail_quote"><p>quoted</p></div><p>own</p>', "> quoted\n\nown"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("hon\u00ador your\u00a0objection", "hon\u00ador your objection"),
    ],
)
def test_html_is_read_as_it_is_seen(page: str, text: str) -> None:
    """What is hidden, scripted or styled away is not said; tags inside a word do not cut it."""
    assert text == html_text(page)


@pytest.mark.parametrize(
    "quoted",
    [
        "> quoted\n> still",
        "On Mon, 17 Nov 2026 at 10:00, Anna <anna@example.org> wrote:\n> quoted",
        "On Mon, 17 Nov 2026 at 10:00, Anna Example\n<anna@example.org> wrote:\n\nquoted",
        "Le lun. 17 nov. 2026 à 10:00, Anna a écrit :\nquoted",
        "Am 17.11.2026 um 10:00 schrieb Anna:\nquoted",
        "Il giorno lun 17 nov 2026 Anna ha scritto:\nquoted",
        "El lun, 17 nov 2026 Anna escribió:\nquoted",
        "Op ma 17 nov. 2026 schreef Anna:\nquoted",
        "Em seg., 17 de nov. de 2026, Anna escreveu:\nquoted",
        "-----Original Message-----\nquoted",
        "-------- Message d’origine --------\nquoted",
        "-------- Ursprüngliche Nachricht --------\nquoted",
    ],
)
def test_what_is_quoted_is_not_the_senders_own_word(quoted: str) -> None:
    """An answer often quotes the question; only the answer counts."""
    assert "own words" == own_words(f"own words\n\n{quoted}").strip()


def test_what_stands_below_a_marked_quotation_is_own_again() -> None:
    """Some answer below the quotation."""
    assert "own words" == own_words("On Monday Anna wrote:\n> quoted\n> more\n\nown words").strip()
