"""A page is named for what it is, in whatever language it says so."""
# ruff: noqa: E501 - a page stays on one line

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bot.lookout import OBSTACLE, Known, SightKind, look
from bot.obstacles import BY_CODE
from bot.phrasebook import normal
from bot.survey import Survey, take
from tests.seeing.corpus import vocabulary

FORM = '<main><form><label>Email <input type="email" name="e"></label><label>Why<textarea></textarea></label><button>Submit</button></form></main>'
STORY = "<p>" + "A long article about many things, as papers print them. " * 60 + "</p>"

PAGES = [
    ("blank", ""),
    ("blank", "<title>Place</title>"),
    ("blank", "<title>Place</title><h1>Place</h1>"),
    ("technical_error", "<h1>Sorry, something went wrong.</h1><p>We're working on getting this fixed.</p><a href=/>Back</a>"),
    ("technical_error", "<p>Es ist ein technischer Fehler aufgetreten.</p>"),
    ("technical_error", "<h1>Une erreur s’est produite</h1><p>Veuillez réessayer plus tard.</p>"),
    ("technical_error", "<p>Παρουσιάστηκε σφάλμα. Δοκιμάστε ξανά αργότερα.</p>"),
    ("technical_error", f'{FORM}<div role="alert">Something went wrong. Please try again.</div>'),
    ("not_found", "<h1>This page isn't available right now</h1><p>This may be because of a technical error that we're working to get fixed.</p><a href=/>Reload Page</a>"),
    ("not_found", "<h1>Diese Seite ist leider nicht verfügbar.</h1>"),
    ("not_found", "<h1>404 Not Found</h1><hr>nginx"),
    ("not_found", "<h2>Η σελίδα δεν βρέθηκε</h2>"),
    ("not_found", "<p>Страницата не е намерена</p><a href=/>x</a>"),
    ("rate_limit", "<p>Too many requests. Please try again later.</p>"),
    ("rate_limit", "<p>Zbyt wiele żądań. Spróbuj ponownie później.</p>"),
    ("checkpoint", "<h2>Confirm your identity</h2><p>We noticed an unusual login.</p><button>Continue</button>"),
    ("checkpoint", "<h2>Bestätige deine Identität</h2><button>Weiter</button>"),
    ("code", "<h2>Check your mail</h2><p>We sent a code.</p><form><label>Enter the confirmation code<input inputmode=numeric maxlength=6></label><button>Continue</button></form>"),
    ("code", "<form><label>Code reçu par e-mail<input autocomplete=one-time-code></label><button>Valider</button></form>"),
    ("captcha", "<title>Just a moment...</title><h1>Verify you are human</h1>"),
    ("captcha", '<main><p>Confirmez que vous êtes humain</p><label><input type="checkbox"> Je ne suis pas un robot</label></main>'),
    ("login", "<h1>Log in to continue</h1><form><input name=email placeholder='Email or phone'><input type=password><button>Log in</button></form>"),
    ("login", "<p>Du musst dich anmelden, um fortzufahren.</p><a href=/login>Anmelden</a>"),
    ("region_lock", "<h1>This form isn't available in your country</h1>"),
    ("region_lock", "<p>Ce formulaire n’est pas disponible dans votre pays.</p><p>Réessayez plus tard.</p>"),
    ("region_lock", "<p>Dieses Formular ist in deiner Region nicht verfügbar.</p><a href=/>OK</a>"),
    ("region_lock", "<p>Questo modulo non è disponibile nel tuo Paese.</p>"),
    ("region_lock", "<p>Este formulario no está disponible en tu país.</p>"),
    ("region_lock", "<p>Este formulário não está disponível no seu país.</p>"),
    ("region_lock", "<p>Dit formulier is niet beschikbaar in uw land.</p>"),
    ("region_lock", "<p>Ten formularz jest niedostępny w Twoim kraju.</p>"),
    ("region_lock", "<p>Formuläret är inte tillgängligt i ditt land.</p>"),
    ("region_lock", "<p>Lomake ei ole saatavilla maassasi.</p>"),
    ("region_lock", "<p>Tento formulář není ve vaší zemi dostupný.</p>"),
    ("region_lock", "<p>Ez az űrlap nem érhető el az országodban.</p>"),
    ("region_lock", "<p>Αυτή η φόρμα δεν είναι διαθέσιμη στη χώρα σας.</p>"),
    ("region_lock", "<p>Този формуляр не е достъпен във вашата държава.</p>"),
    ("region_lock", "<p>Bu form ülkenizde kullanılamıyor.</p>"),
    ("wrong_form", f"<h1>Data subject rights for third-party information used for AI</h1><p>We don’t automatically fulfil requests sent using this form.</p>{FORM}"),
    ("form", FORM),
    ("form", f"<header><form><input type=email name=email placeholder='Email or phone'><input type=password><button>Log in</button></form></header>{STORY}{FORM}"),
    ("form", f"<p>If something goes wrong, read what to do when an error occurred.</p>{FORM}"),
    ("unknown", f"<h1>What to do when a page is not found</h1>{STORY}".replace("page is not found", "page vanished")),
    ("unknown", f"<header><form><input name=email><input type=password><button>Log in</button></form></header><h1>Privacy Policy</h1>{STORY}"),
    ("unknown", f"<h1>News</h1>{STORY}<p>It is not available in your country, said the minister. Too many requests came in.</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "html"), PAGES)
def test_a_page_is_named(sheet: Page, kind: str, html: str) -> None:
    """By what it shows, not by what it mentions."""
    sheet.set_content(html)

    assert kind == look(take(sheet)).kind.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, "not_found"),
        (410, "not_found"),
        (429, "rate_limit"),
        (500, "technical_error"),
        (503, "technical_error"),
        (451, "region_lock"),
    ],
)
def test_a_status_says_it_all(sheet: Page, status: int, kind: str) -> None:
    """Where the server is plain, its word is taken."""
    sheet.set_content("<p>Hello, this is some page.</p><a href=/>home</a>")

    assert kind == look(take(sheet), status=status).kind.value


def test_a_not_found_that_holds_the_form_is_the_form(sheet: Page) -> None:
    """Some sites answer 404 and draw the page nevertheless."""
    sheet.set_content(FORM)

    assert SightKind.FORM is look(take(sheet), status=404).kind


def test_nothing_is_typed_elsewhere() -> None:
    """A look-alike host is none of the platform's."""
    hosts = {"*.example.org"}

    assert (
        SightKind.LEFT
        is look(Survey(url="https://www.example.org.evil.example/x", text="Hi"), platform_hosts=hosts).kind
    )
    assert SightKind.LEFT is look(Survey(url="https://notexample.org/x", text="Hi"), platform_hosts=hosts).kind
    assert (
        SightKind.UNKNOWN
        is look(Survey(url="https://help.example.org/x", text="Hi there, and more"), platform_hosts=hosts).kind
    )


def test_the_browsers_own_error_page_is_no_network() -> None:
    """Chromium shows its own page when a host does not answer."""
    assert (
        SightKind.NO_NETWORK
        is look(Survey(url="chrome-error://chromewebdata/", text="This site can’t be reached")).kind
    )


def dialogs() -> list[dict[str, str]]:
    """The consent dialog of a great platform in 21 languages, as recorded by autoconsent."""
    found: list[dict[str, str]] = json.loads(
        Path(__file__).with_name("consent_dialogs.json").read_text(encoding="utf-8")
    )
    return found


@pytest.mark.parametrize("words", dialogs(), ids=lambda w: w["lang"])
def test_optional_cookies_are_declined_in_every_language(sheet: Page, words: dict[str, str]) -> None:
    """The button stands there twice, once out of sight: the one that a person sees inside the dialog is chosen."""
    sheet.set_content(
        f'<div style="display:none"><button id="unseen">{words["decline_optional"]}</button></div><main><p>Home</p></main>'
        f'<div role="dialog" style="position:fixed;inset:100px;background:#fff"><h2>{words["question"]}</h2>'
        f'<div role="button" tabindex="0" id="all">{words["allow_all"]}</div><div role="button" tabindex="0" id="none">{words["decline_optional"]}</div></div>'
    )
    sight = look(take(sheet))

    assert SightKind.CONSENT is sight.kind
    assert sight.decline is not None
    assert "#none" == sight.decline.selector


@pytest.mark.parametrize("language", sorted(vocabulary()))
def test_a_consent_banner_without_a_role_is_declined(sheet: Page, language: str) -> None:
    """Many tools float a plain box over the foot of the page."""
    words = vocabulary()[language]
    sheet.set_content(
        f'{FORM}<div style="position:fixed;bottom:0;left:0;right:0;height:160px;background:#eee"><p>{words["cookies"]}</p>'
        f'<button id="y">{words["accept"]}</button><button id="n">{words["decline"]}</button></div>'
    )
    sight = look(take(sheet))

    assert SightKind.CONSENT is sight.kind
    assert sight.decline is not None
    assert "#n" == sight.decline.selector


PROOF = normal("la tua richiesta verrà applicata d’ora in avanti")
KNOWN = Known(
    proofs=(PROOF,),
    already=(normal("you have already objected"),),
    landmarks={"privacy center": (normal("Privacy Center"), "example.org/privacy/center")},
)


def test_only_a_handed_in_wording_proves_receipt(sheet: Page) -> None:
    """Without a wording that was seen, the kindest page proves nothing."""
    sheet.set_content("<h1>Thank you! Your request was received and submitted successfully.</h1>")
    assert SightKind.UNKNOWN is look(take(sheet)).kind

    sheet.set_content("<div>Fatto: la tua richiesta verrà applicata d&apos;ora in avanti. Riceverai una e-mail.</div>")
    sight = look(take(sheet), KNOWN)
    assert (SightKind.CONFIRMATION, PROOF) == (sight.kind, sight.proof)


def test_a_proof_on_the_form_itself_is_no_confirmation(sheet: Page) -> None:
    """The same words may be promised before anything is sent; in a dialog over the form they are the answer."""
    words = "Se accolta, la tua richiesta verrà applicata d'ora in avanti."
    sheet.set_content(f"<p>{words}</p>{FORM}")
    assert SightKind.FORM is look(take(sheet), KNOWN).kind

    sheet.set_content(
        f'{FORM}<div role="dialog" style="position:fixed;inset:80px;background:#fff"><p>{words}</p><button>OK</button></div>'
    )
    assert SightKind.CONFIRMATION is look(take(sheet), KNOWN).kind


def test_an_error_beside_a_success_is_an_error_with_its_proof(sheet: Page) -> None:
    """Both are told; which one counts is not the lookout's to say."""
    sheet.set_content(
        '<div role="alert">Something went wrong.</div><p>la tua richiesta verrà applicata d\'ora in avanti</p>'
    )
    sight = look(take(sheet), KNOWN)

    assert (SightKind.TECHNICAL, PROOF) == (sight.kind, sight.proof)


def test_known_places_and_old_objections(sheet: Page) -> None:
    """Landmarks and "already objected" are known by what the phrasebook hands in."""
    sheet.set_content("<h1>Privacy Center</h1><a href=/x>More</a><p>Some text here</p>")
    assert (SightKind.LANDMARK, "privacy center") == (look(take(sheet), KNOWN).kind, look(take(sheet), KNOWN).detail)

    sheet.set_content("<p>You have already objected. Nothing to do.</p><a href=/>Home</a>")
    assert SightKind.ALREADY is look(take(sheet), KNOWN).kind


def test_a_picture_alone_is_told(sheet: Page) -> None:
    """A confirmation that is only a picture is no blank page and proves nothing."""
    sheet.set_content(
        '<svg width="0" height="0"></svg><img width="400" height="300" alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
    )
    sight = look(take(sheet))

    assert (SightKind.UNKNOWN, "only a picture") == (sight.kind, sight.why)


def test_every_obstacle_of_a_sight_exists() -> None:
    """The lookout speaks of the obstacles there are."""
    assert set(OBSTACLE.values()) <= set(BY_CODE)
