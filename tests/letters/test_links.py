"""Which link of a letter may be opened, and which one leads to the form."""

import pytest

from bot.letters.links import LONGEST, choose, links_of, own_address, tokens
from bot.letters.notice import LETTER
from bot.phrasebook import Phrasebook
from flows import PHRASES

BOOK = Phrasebook.load(PHRASES)
HOSTS = BOOK.hosts("facebook")
FORM = "https://www.facebook.com/help/contact/712876720715583"
FRESH = "https://www.facebook.com/help/contact/999000111222333"


@pytest.mark.parametrize(
    "url",
    [
        FORM, f"{FORM}?ref=mail&mid=abc", "https://facebook.com/help/contact/1", "https://HELP.META.com/support/privacy/",
        "https://de-de.facebook.com/help/contact/1?next=https%3A%2F%2Fwww.facebook.com%2Fprivacy",
    ],
)  # fmt: skip
def test_the_platforms_own_addresses_are_opened_as_they_are(url: str) -> None:
    """HTTPS, the platform's own host, nothing that leads on to anybody else."""
    assert (url, "") == own_address(url, HOSTS)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://www.facebook.com/help/contact/1", "not HTTPS"),
        ("javascript:location='https://www.facebook.com'", "not HTTPS"),
        ("//www.facebook.com/help/contact/1", "not HTTPS"),
        ("https://www.facebook.com@evil.example/help/contact/1", "user name"),
        ("https://www.facebook.com:pw@www.facebook.com/help/contact/1", "user name"),
        ("https://www.facebook.com:8443/help/contact/1", "port"),
        ("https://www.facebook.com:443/help/contact/1", "port"),
        ("https://www.facebook.com:/help/contact/1", "port"),
        ("https://www.facebook.com.evil.example/help/contact/1", "not the platform's"),
        ("https://www.facebook-privacy-requests.example/help/contact/1", "not the platform's"),
        ("https://notfacebook.com/help/contact/1", "not the platform's"),
        ("https://evil.example/www.facebook.com/help/contact/1", "not the platform's"),
        ("https://xn--facebok-y0a.com/help/contact/1", "read differently"),
        ("https://www.xn--80ak6aa92e.facebook.com/help/contact/1", "read differently"),
        ("https://www.fаcebook.com/help/contact/1", "read differently"),  # a Cyrillic letter
        ("https://www。facebook.com/help/contact/1", "read differently"),
        ("https://www.facebook.com\\@evil.example/", "read differently"),
        ("https://www.facebook.com\t.evil.example/", "read differently"),
        ("https://evil.example%2f.facebook.com/help/contact/1", "read differently"),
        ("https://[::1]/help/contact/1", "read differently"),
        ("https://[::1/help/contact/1", "no address"),
        ("https://www.facebook.com:99999999/", "no address"),
        ("https://www.facebook.com./help/contact/1", "read differently"),
        (f"{FORM}?x={'a' * LONGEST}", "read differently"),
        ("https://www.facebook.com/redirect?to=https%3A%2F%2Fevil.example%2F", "somebody else"),
        ("https://www.facebook.com/redirect?to=%2F%2Fevil.example%2F", "somebody else"),
        ("https://www.facebook.com/redirect?to=https%253A%252F%252Fevil.example", "somebody else"),
        ("https://www.facebook.com/redirect?to=https:/evil.example", "somebody else"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fevil.example%2F&h=AT0", "not the platform's"),
        ("https://l.facebook.com/l.php?u=http%3A%2F%2Fwww.facebook.com%2Fhelp", "not HTTPS"),
        ("https://l.facebook.com/l.php?h=AT0", "leads nowhere"),
        (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252F"
            "l.facebook.com%252Fl.php%253Fu%253Dx",
            "exit to exit",
        ),
        ("", "read differently"),
    ],
)  # fmt: skip
def test_what_could_lead_to_anybody_else_is_not_opened(url: str, why: str) -> None:
    """Each trick by its name."""
    opened, said = own_address(url, HOSTS)

    assert "" == opened
    assert why in said


def test_the_platforms_exit_is_unwrapped_and_never_asked() -> None:
    """It counts who clicks and leads anywhere; where it leads is read out of it."""
    wrapped = "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Fhelp%2Fcontact%2F712876720715583&h=AT0x"

    assert (FORM, "") == own_address(wrapped, HOSTS)


def mail(page: str, *, plain: str = "") -> bytes:
    """A letter in HTML, or in both."""
    if not plain:
        return b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
    parts = (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n--b\r\nContent-Type: text/html\r\n\r\n{page}"
    )
    return f"Content-Type: multipart/alternative; boundary=b\r\n\r\n{parts}\r\n--b--\r\n".encode()


FOOT = (
    '<a href="https://www.facebook.com/o.php?k=1&u=2">unsubscribe</a>'
    '<a href="https://www.facebook.com/privacy/center/">Privacy Center</a>'
    '<img src="https://www.facebook.com/email_open_log_pic.php?mid=1">'
)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f'<a href="{FORM}">here</a>{FOOT}', FORM),
        (f'<a href="{FRESH}?a=1&amp;b=2">here</a>{FOOT}', f"{FRESH}?a=1&b=2"),
        (f'<p>You have the right to <a href="https://www.facebook.com/n/?x=1">object</a>.</p>{FOOT}',
         "https://www.facebook.com/n/?x=1"),
        (f'<a href="https://www.facebook.com/n/?x=1"><b>Wider</b>spruch<img alt="widersprechen"></a>{FOOT}',
         "https://www.facebook.com/n/?x=1"),
        (f'<a href="{FRESH}">form</a><a href="{FORM}">object</a>', FORM),
        (f'<a href="{FORM}?a=1">x</a><a href="{FORM}?a=2">y</a>', f"{FORM}?a=1"),
        ('<a href="https://help.meta.com/support/privacy/">Learn more</a>', "https://help.meta.com/support/privacy/"),
        ('<a href="https://www.facebook.com/about/ai">Learn more</a>', "https://www.facebook.com/about/ai"),
        (f'<div style="display:none"><a href="{FORM}">x</a></div><a href="{FRESH}">y</a>', FRESH),
    ],
)  # fmt: skip
def test_the_link_to_the_form_is_told_from_the_others(page: str, expected: str) -> None:
    """A known address, else one like a form's, else words that speak of objecting, else the only one there is."""
    assert expected == choose(mail(page), "facebook", BOOK, LETTER).url


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ('<a href="https://www.facebook.com/o.php?k=1&u=2">unsubscribe</a>', "no link to a form"),
        ("", "no link to a form"),
        ('<a href="https://evil.example/help/contact/1">object</a>', "evil.example is not the platform's"),
        (f'<a href="{FRESH}">a</a><a href="{FRESH}4">b</a>', "several"),
        ('<a href="https://www.facebook.com/help/contact/510058597920541">object</a>', "no link to a form"),
        ('<a href="https://www.instagram.com/help/contact/1">object</a>', "not the platform's"),
    ],
)  # fmt: skip
def test_a_letter_without_a_link_that_may_be_opened_says_why(page: str, why: str) -> None:
    """No guess between two, no foreign host, no look-alike form."""
    chosen = choose(mail(page), "facebook", BOOK, LETTER)

    assert "" == chosen.url
    assert why in chosen.why


def test_each_platforms_own_form_comes_first() -> None:
    """Instagram's hosts hold Facebook's too: its own form wins."""
    page = f'<a href="{FORM}">object</a><a href="https://help.instagram.com/contact/767264225370182">object</a>'

    assert "https://help.instagram.com/contact/767264225370182" == choose(mail(page), "instagram", BOOK, LETTER).url


def test_a_link_that_is_only_written_is_a_link() -> None:
    """Plain text, the sentence's own full stop left out."""
    raw = mail("<p>nothing</p>", plain=f"You can object here: {FRESH}.\r\nBye")

    assert FRESH == choose(raw, "facebook", BOOK, LETTER).url


def test_what_is_personal_in_a_link_is_named_and_what_everybody_has_is_not() -> None:
    """Long values with a digit in them; words and the number of the form stay legible."""
    url = f"{FORM}?medium=email&mid=AQhK7x2vPp0Lw9&bcode=2.1764012345.Abw%2BQ&n_m=anna1%40example.org#t=K8s7d6f5g4h3"

    assert {"AQhK7x2vPp0Lw9", "2.1764012345.Abw+Q", "K8s7d6f5g4h3"} <= tokens(url)
    assert not {"email", "712876720715583", "medium=email"} & tokens(url)


def test_no_letter_has_more_links_than_are_read() -> None:
    """Time and memory have a bound."""
    assert 300 == len(links_of(mail("".join(f'<a href="https://www.facebook.com/{n}">x</a>' for n in range(20_000)))))
