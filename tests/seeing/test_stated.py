"""A sentence that proves receipt must be stated: not quoted, and under no condition."""

import pytest

from bot.lookout.view import states
from bot.phrasebook import normal

WORDS = "your request will be applied going forward"
ITALIAN = "la tua richiesta verrà applicata d'ora in avanti"


@pytest.mark.parametrize("text", [
    "Your request will be applied going forward.",
    "We’ve reviewed your request and will honor your objection. This means your request will be applied going forward.",
    "Thank you\nYour request will be applied going forward\nOK",
    "Object to the use of your information Thank you, your request will be applied going forward.",
    "If you have questions, write to us. Your request will be applied going forward.",
    "“Your request will be applied going forward.” Now seriously: your request will be applied going forward.",
])  # fmt: skip
def test_what_is_said_of_this_request_counts(text: str) -> None:
    """However it is led up to."""
    assert states(WORDS, normal(text))


@pytest.mark.parametrize("text", [
    "If we honor your objection, your request will be applied going forward.",
    "Your right to object If we honor your objection, your request will be applied going forward.",
    "Once it is reviewed your request will be applied going forward.",
    "Your request will be applied going forward if we honor it.",
    "You will then read: “Your request will be applied going forward.”",
    "Others were told 'your request will be applied going forward'.",
    "Your request will be applied going forwards",
    "",
])  # fmt: skip
def test_a_quotation_and_a_condition_prove_nothing(text: str) -> None:
    """Such sentences are printed for everyone."""
    assert not states(WORDS, normal(text))


def test_other_languages_have_their_conditions() -> None:
    """The genuine sentence of the Italian dialog, and the same under a condition."""
    assert states(normal(ITALIAN), normal(f"Grazie. {ITALIAN.capitalize()}. Riceverai una e-mail con i dettagli"))
    assert not states(normal(ITALIAN), normal(f"Se accogliamo la tua opposizione, {ITALIAN}."))


def test_a_long_page_is_read_in_linear_time() -> None:
    """Thirty thousand characters that nearly say it, a thousand times."""
    assert not states(WORDS, normal(f"if so, {WORDS}. " * 700))
