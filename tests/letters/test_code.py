"""The number a letter calls its code is found; dates, telephones and case numbers are not taken for it."""

import pytest

from bot.letters.code import find_code, says_code


@pytest.mark.parametrize(
    ("subject", "text", "code"),
    [
        ("482913 is your confirmation code", "Hi Anna", "482913"),
        ("482913 is your Facebook confirmation code", "Hi Anna", "482913"),
        ("FB-48291 is your Facebook confirmation code", "Hi Anna", "48291"),
        ("Your code", "Enter this security code:\n\n12345678\n\nMeta, Menlo Park, CA 94025", "12345678"),
        ("x", "Your verification code is 4829.", "4829"),
        ("x", "Your verification code is 2025.", "2025"),
        ("x", "Your one-time code: 482-913", "482913"),
        ("x", "Your one-time code: 482 913", "482913"),
        ("x", "Confirmation code\n\n4 8 2 9 1 3", "482913"),
        ("x", "Confirmation code: **482913**", "482913"),
        ("x", "Use 482913 as your login code. It is valid for 10 minutes until 22.11.2026 12:30.", "482913"),
        ("x", "Votre code de confirmation est : 482913", "482913"),
        ("482913 est votre code de sécurité", "", "482913"),
        ("x", "Dein Bestätigungscode lautet 482913.", "482913"),
        ("x", "Ihr Sicherheitscode:\n482913", "482913"),
        ("x", "Il tuo codice di conferma è 482913", "482913"),
        ("x", "Tu código de confirmación es 482913", "482913"),
        ("x", "O seu código de segurança é 482913", "482913"),
        ("x", "Je bevestigingscode is 482913", "482913"),
        ("x", "Twój kod potwierdzający to 482913", "482913"),
        ("x", "Din bekräftelsekod är 482913", "482913"),
        ("x", "Din bekræftelseskode er 482913", "482913"),
        ("x", "Vahvistuskoodisi on 482913", "482913"),
        ("x", "Váš potvrzovací kód je 482913", "482913"),
        ("x", "A megerősítő kód: 482913", "482913"),
        ("x", "Codul de confirmare: 482913", "482913"),
        ("x", "Ο κωδικός επιβεβαίωσης: 482913", "482913"),
        ("x", "Кодът за потвърждение: 482913", "482913"),
        ("x", "確認コード：４８２９１３", "482913"),
        ("x", "인증 코드: 482913", "482913"),
        ("Case 100200300: your code", "Reference: 100200300\nYour code is 482913\nCall +353 1 234 5678", "482913"),
        ("x", "Code: 482913\n© 2026 Meta\nDublin 4, 20261122", "482913"),
    ],
)  # fmt: skip
def test_the_code_is_found(subject: str, text: str, code: str) -> None:
    """In the subject or the text, near or below its name, in the languages of the forms."""
    assert (code,) == find_code(subject, text)
    assert says_code(subject, text)


@pytest.mark.parametrize(
    "text",
    [
        "We answered on 2026-11-22 and in 2025.",
        "Your case number is 482913.",
        "Our zip code: 94025",
        "Code postal 75011 Paris",
        "Error code 10013 was seen.",
        "Promo code 482913",
        "Call us: +353 1 234 5678",
        "482913",
        "Our code of conduct changed in 2025.",
        "Article 12 of the GDPR",
    ],
)
def test_other_numbers_are_no_codes(text: str) -> None:
    """Nothing is typed into a form that was not called a code."""
    assert () == find_code("Hello", text)


def test_two_numbers_that_could_be_it_are_both_named() -> None:
    """Then a person decides."""
    assert ("482913", "771204") == find_code("x", "Your code is 482913.\nYour code is 771204.")
