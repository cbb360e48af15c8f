"""A class is given only by words seen in a source, said outright, in a letter that is proven."""

import pytest

from bot.letters.classify import Reading, classify
from bot.letters.prove import Proof
from bot.letters.read import read
from bot.letters.telling import LetterKind, TellingPhrase, load
from tests.letters.conftest import ACCEPTED, letter

PHRASES = load()
PROVEN = Proof(True, "support.facebook.com", "s1", True, (), (), ())
UNPROVEN = Proof(False, None, None, False, (), ("The letter bears no DKIM signature.",), ())
HONORED = "We’ve reviewed your request and will honor your objection."


def taken(body: str, *, subject: str = "Your request", proof: Proof | None = PROVEN, sender: str = "") -> Reading:
    """What a letter with this text is taken for."""
    raw = letter(body, subject=subject, sender=sender or "Privacy Operations <privacy@support.facebook.com>")
    return classify(read(raw), proof, PHRASES)


def html(body: str) -> Reading:
    """The same, for an HTML letter."""
    raw = letter(body).replace(b"text/plain", b"text/html")
    return classify(read(raw), PROVEN, PHRASES)


@pytest.mark.parametrize(
    "body",
    [
        ACCEPTED,
        HONORED,
        "Hi Anna,\n\nWe've reviewed your request and will honor your objection",
        "We have reviewed your request and will honor your objection. Réf 123-456.",
        "WE’VE REVIEWED YOUR REQUEST AND WILL HONOR YOUR OBJECTION.",
        "We’ve reviewed your request\nand will honor\nyour objection.",
        "We’ve reviewed your\u00a0request and will hon\u00ador your\u202fobjection.",
        "We\u200b’ve reviewed  your request \u2060and will honor your objection.",
        "This means your request will be applied going forward.",
        f"{HONORED}\n\nIf you want to learn more, visit the Privacy Center.\n\nIf we cannot help, write again.",
        f"{HONORED} If anything changes, we will not write again.",
        f"{HONORED}\n\nOn Monday Anna wrote:\n> If you cannot take further action, tell me.",
        f"Hi May Will,\n{HONORED}",
    ],
)
def test_the_words_of_a_genuine_acceptance_confirm(body: str) -> None:
    """However the lines break and the apostrophes curl, the sourced words confirm."""
    reading = taken(body)

    assert (LetterKind.CONFIRMED, None) == (reading.kind, reading.code)
    assert reading.phrase in {one.text for one in PHRASES if one.kind is LetterKind.CONFIRMED and one.proves}


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{HONORED}</p>",
        "<p>We’ve reviewed your <b>request</b> and will <a href='https://x'>honor</a> your&nbsp;objection.</p>",
        "<div>We’ve reviewed your request</div><div>and will honor your objection.</div>",
        f"<style>p{{}}</style><p>{HONORED}</p><img src='https://x/pixel' width=1>",
        f"<p>{HONORED}</p><div style='display:none'>cannot take further action</div>",
    ],
)
def test_tags_inside_the_words_do_not_hide_them(body: str) -> None:
    """HTML is read as it is seen."""
    assert LetterKind.CONFIRMED is html(body).kind


@pytest.mark.parametrize(
    "body",
    [
        "If we honor your objection, we’ll send an email confirming it.",
        "If we’ve reviewed your request and will honor your objection, we’ll tell you.",
        "Once we’ve reviewed your request and will honor your objection, you can stop.",
        "We’ve reviewed your request and will honor your objection if you send us a copy of your passport.",
        "We’ve reviewed your request and will honor your objection unless you use Meta AI.",
        "You will receive an email saying we’ve reviewed your request and will honor your objection.",
        "We have not reviewed your request and will honor your objection later.",
        "We haven’t reviewed your request and will honor your objection.",
        "Do you want to know whether we’ve reviewed your request and will honor your objection?",
        "Such an email says “We’ve reviewed your request and will honor your objection”.",
        f"> {HONORED}",
        f"On Monday Anna wrote:\n\n{HONORED}",
        f"-----Original Message-----\n{HONORED}",
        "If we honor your objection, we’ll write. This means your request will be applied going forward.",
        "We are sorry: we can’t honor your objection.",
        f"{HONORED}\n\nHowever, we cannot take further action.",
        f"{HONORED}\n\nWe are unable to honor your objection.",
        f"{HONORED}\n\nWhat information processing you are objecting to?",
        "Si votre opposition est prise en compte, vous recevrez un e-mail.",
        "We will honour your objection.",
        "Nous honorerons votre objection.",
        "La tua richiesta verrà applicata d’ora in avanti.",
        "Thank you for your request.",
        "We’ve reviewed your request and will honor your objections desk.",
        "",
    ],
)
def test_what_only_looks_like_an_acceptance_never_confirms(body: str) -> None:
    """Conditions, promises, quotations, denials, contradictions and guesses confirm nothing."""
    assert taken(body).kind in {LetterKind.NEEDS_REVIEW, LetterKind.INFORMATION}


def test_a_hidden_acceptance_is_none() -> None:
    """What nobody sees was not said."""
    assert LetterKind.NEEDS_REVIEW is html(f"<p style='display:none'>{HONORED}</p><p>Thank you.</p>").kind


def test_two_forms_that_say_two_things_are_shown() -> None:
    """A plain text that confirms beside an HTML that refuses is for a person to judge."""
    raw = (
        b"From: a@facebook.com\nSubject: x\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n"
        + HONORED.encode()
        + b"\n--b\nContent-Type: text/html\n\n<p>We cannot take further action.</p>\n--b--\n"
    )

    assert LetterKind.NEEDS_REVIEW is classify(read(raw), PROVEN, PHRASES).kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("We reviewed it, and we cannot take further action on your request.", LetterKind.REFUSED),
        ("As we were not able to find examples, we\ncannot take further action.", LetterKind.REFUSED),
        ("Please tell us:\n\n• What information processing you are objecting to\n\n• Why", LetterKind.MORE_ASKED),
        ("If you want us to help, tell us what information processing you are objecting to.", LetterKind.MORE_ASKED),
        ("Unless you reply, we cannot take further action.", LetterKind.NEEDS_REVIEW),
        ("This does not mean that we cannot take further action.", LetterKind.NEEDS_REVIEW),
        ("We will extend the time by two further months.", LetterKind.NEEDS_REVIEW),
    ],
)
def test_other_answers_are_told_by_their_sourced_words(body: str, kind: LetterKind) -> None:
    """A refusal and a question are answers too; an extension is known from the law only, and a guess."""
    assert kind is taken(body).kind


def test_a_guess_is_named_and_decides_nothing() -> None:
    """The person is told which guess fits, and what it would say."""
    reading = taken("We will honour your objection.")

    assert (LetterKind.NEEDS_REVIEW, LetterKind.CONFIRMED) == (reading.kind, reading.says)
    assert "«honour your objection»" in reading.why
    assert "guess" in reading.why


@pytest.mark.parametrize(
    "subject",
    [
        "Découvrez comment nous utiliserons vos informations à mesure que nous améliorons l’IA de Meta",
        "Découvrez comment nous utiliserons vos informations à mesure que nous améliorons l'IA de Meta",
        "Erfahre, wie wir deine Informationen im Zuge der Verbesserung von KI bei Meta verwenden",
    ],
)
@pytest.mark.parametrize("proof", [PROVEN, UNPROVEN, None])
def test_the_information_mail_is_never_an_answer(subject: str, proof: Proof | None) -> None:
    """Whatever its text says."""
    assert LetterKind.INFORMATION is taken(ACCEPTED, subject=subject, proof=proof).kind


def test_the_promise_of_a_confirmation_is_information() -> None:
    """In a language whose subject nobody has seen, the promise still tells the information mail."""
    promise = "we’ll send an email confirming that we won't use your interactions with AI at Meta features"
    body = f"If your objection is honored, {promise}."

    assert LetterKind.INFORMATION is taken(body).kind


@pytest.mark.parametrize("body", [ACCEPTED, "We cannot take further action.", "Your confirmation code: 123456"])
@pytest.mark.parametrize("proof", [UNPROVEN, None])
def test_without_proof_nothing_is_decided(body: str, proof: Proof | None) -> None:
    """The same text without a signature is shown, with the reason, and with what its words say."""
    reading = taken(body, proof=proof)

    assert (LetterKind.NEEDS_REVIEW, None) == (reading.kind, reading.code)
    assert reading.says in {LetterKind.CONFIRMED, LetterKind.REFUSED, LetterKind.CODE}
    assert "signature" in reading.why


@pytest.mark.parametrize(
    ("sender", "body", "kind"),
    [
        ("news@example.net", "The weather is fine.", LetterKind.UNRELATED),
        ("news@example.net", "Your code is 123456.", LetterKind.UNRELATED),
        ("news@example.net", HONORED, LetterKind.NEEDS_REVIEW),
        ("privacy@facebook.com.evil.example", "The weather is fine.", LetterKind.NEEDS_REVIEW),
        ("privacy@facebook.com", "The weather is fine.", LetterKind.NEEDS_REVIEW),
    ],
)
def test_a_letter_from_elsewhere_without_telling_words_is_unrelated(sender: str, body: str, kind: LetterKind) -> None:
    """What claims to be the controller, or says its words, is shown; the rest is left alone."""
    assert kind is taken(body, proof=UNPROVEN, sender=sender).kind


def test_a_notification_does_not_touch_the_matter() -> None:
    """The controller writes about other things too: such a letter is kept, and said to be about something else."""
    reading = taken("Bob posted a picture.\nhttps://www.facebook.com/privacy/center", subject="3 new notifications")

    assert (LetterKind.NEEDS_REVIEW, False) == (reading.kind, reading.touches)
    assert taken("About your objection: please wait.").touches


def test_a_taught_phrase_decides_only_if_it_may() -> None:
    """Phrases are data: whoever gives them says which may classify."""
    raw = read(letter("Wir haben deinen Widerspruch vermerkt."))
    words = "haben deinen Widerspruch vermerkt"
    may = TellingPhrase(LetterKind.CONFIRMED, words, "de", "a letter of 2026", "taught", proves=True)
    may_not = TellingPhrase(LetterKind.CONFIRMED, words, "de", "", "guess", proves=False)

    assert LetterKind.CONFIRMED is classify(raw, PROVEN, [may]).kind
    assert LetterKind.NEEDS_REVIEW is classify(raw, PROVEN, [may_not]).kind


def test_every_shipped_phrase_that_decides_has_a_source() -> None:
    """A wording nobody has seen is a guess, and a guess has no vote."""
    assert all(phrase.source and phrase.trust in {"primary", "quoted"} for phrase in PHRASES if phrase.proves)
    assert all(not phrase.proves for phrase in PHRASES if phrase.trust == "guess")
    assert {"honour your objection", "honorerons votre objection"} <= {p.text for p in PHRASES if not p.proves}
