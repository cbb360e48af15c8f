"""Fields are found on forms nobody has described, and nothing else is taken for one."""
# ruff: noqa: E501 - a page stays on one line

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bot.fields import FieldKind, find, unknown_required
from bot.fields.spoken import lead_of
from bot.fields.words import plain
from bot.survey import take
from tests.seeing.truth import compare, truth_of

HARD = dict(
    re.findall(
        r"<!-- page: (.+?) -->\n(.+?)(?=<!-- page|\Z)",
        Path(__file__).with_name("hard_pages.html").read_text(),
        re.DOTALL,
    )
)
JUDGED = ("email", "phone", "country", "code", "submit")


@pytest.mark.parametrize("rule", HARD)
def test_a_hard_page_is_read_like_a_person_would(sheet: Page, rule: str) -> None:
    """Every marked element is found for what it is, and nothing unmarked is reported."""
    sheet.set_content(HARD[rule])
    fields = find(take(sheet))
    verdict = compare(truth_of(sheet, fields), fields, JUDGED)

    assert [] == verdict.wrong
    assert [] == verdict.missed


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("E-Mail-Adresse *", "email"),
        ("Objet de l’e-mail", "other"),
        ("E-mail subject", "other"),
        ("Email (we send your order number there)", "email"),
        ("Numéro de commande (reçu par e-mail)", "other"),
        ("Username or email", "username"),
        ("Email or phone", "email"),
        ("Enter the code we sent to your email", "code"),
        ("Code postal", "other"),
        ("Country code", "other"),
        ("メールアドレス（必須）", "email"),
        ("Ваш e-mail", "email"),
        ("Sähköpostiosoitteesi", "email"),
        ("TELEFONSZÁM (OPCIONÁLIS)", "phone"),
        ("Ηλ. ταχυδρομείο", "email"),
        ("Nr tel.", "phone"),
        ("بريدك الإلكتروني", "email"),
        ("Company name", "other"),
    ],
)
def test_a_label_is_about_its_head(text: str, lead: str) -> None:
    """What a label is about is told by its head, not by everything it mentions."""
    assert lead == lead_of(text, frozenset())[0]


def test_a_log_in_bar_is_left_alone_beside_a_form(sheet: Page) -> None:
    """The log-in bar on every public page has an e-mail field: it is not the form's."""
    sheet.set_content(
        '<div role="banner"><form><input type="email" name="email" placeholder="Email or phone"><input type="password" name="pass">'
        '<button>Log in</button></form></div><main><form><label>Email <input id="right" type="email"></label>'
        "<label>Why<textarea></textarea></label><button>Submit</button></form></main>"
    )

    assert ["#right"] == [f.element.selector for f in find(take(sheet)) if f.kind is FieldKind.EMAIL]


def test_a_log_in_is_named_and_marked(sheet: Page) -> None:
    """On a pure log-in page the e-mail field is one, and is marked so that no walk ever fills it."""
    sheet.set_content(
        '<h1>Log in</h1><form><input type="email" name="e"><input type="password"><button>Log in</button></form>'
    )
    fields = find(take(sheet))

    assert ["email", "submit"] == [f.kind.value for f in fields]
    assert all(f.login for f in fields)


def test_a_repeated_address_is_less_sure_and_says_so(sheet: Page) -> None:
    """ "Confirm e-mail" is an e-mail field, too, and known for a repetition."""
    sheet.set_content(
        "<form><label>Email<input name=a></label><label>Confirm email<input name=b></label><button>Send</button></form>"
    )
    first, second = [f for f in find(take(sheet)) if f.kind is FieldKind.EMAIL]

    assert (False, True) == (first.repeat, second.repeat)
    assert second.confidence < first.confidence


def test_what_the_form_insists_on_and_nobody_knows_is_told(sheet: Page) -> None:
    """A required field of no known kind is named; one that is filled, optional or known is not."""
    sheet.set_content(
        "<form><label>Email<input required name=a></label><label>Shoe size<input required id=shoe></label><label>Hat<input></label>"
        '<label>Colour<input required value="blue"></label><label><input type=checkbox required id=ok> I agree</label><button>Send</button></form>'
    )
    survey = take(sheet)
    fields = find(survey)

    assert ["#shoe", "#ok"] == [e.selector for e in unknown_required(survey, fields, fields[0].element.form)]


def test_a_field_in_a_frame_or_a_shadow_is_found(sheet: Page) -> None:
    """Frames and open shadow roots are part of what a person sees."""
    sheet.set_content(
        '<div id="host"></div><iframe width="400" height="200" srcdoc="<form><label>Phone<input type=tel></label><label>Email<input name=m></label><button>Send</button></form>"></iframe>'
        '<script>document.querySelector("#host").attachShadow({mode:"open"}).innerHTML='
        '`<form><label>E-mail<input id="in"></label><label>Message<textarea></textarea></label><button>Send</button></form>`</script>'
    )
    sheet.wait_for_selector("iframe")
    sheet.frames[1].wait_for_load_state()
    survey = take(sheet)
    kinds = [(f.kind.value, f.element.frame) for f in find(survey)]
    inner = next(f.element for f in find(survey) if f.kind is FieldKind.EMAIL and f.element.frame == 0)

    assert ("email", 0) in kinds
    assert ("phone", 1) in kinds
    assert 1 == sheet.locator(inner.selector).count()


@pytest.mark.parametrize(
    "text", ["", 'The "E-Mail" you Log In with', "e - mail, E-POST\tor e-naslov", "".join(map(chr, range(128)))]
)
def test_plain_letters_are_folded_as_in_company(text: str) -> None:
    """ASCII goes a shorter way, and comes out as it does beside a letter that needs the long one."""
    assert plain(text) + " l" == plain(f"{text} \u0142")
