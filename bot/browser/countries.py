"""The names of a country, in the languages a form may show it."""

import re
from collections.abc import Callable
from functools import cached_property, lru_cache

from playwright.sync_api import Page

from bot.phrasebook import normal

NAMES = "([code, languages]) => languages.map(l => new Intl.DisplayNames([l], {type: 'region'}).of(code))"
LANGUAGES = ("en", "fr", "de", "it", "es", "nl", "pl", "pt", "cs", "sv", "fi", "da", "nb", "el", "ro", "hu", "bg", "hr",
             "sk", "sl", "lt", "lv", "et", "ga", "mt")  # fmt: skip
ALSO = {"GB": ("UK", "Great Britain", "United Kingdom of Great Britain and Northern Ireland"),
        "CZ": ("Czech Republic",),
        "NL": ("Holland", "The Netherlands"), "CH": ("Schweiz/Suisse/Svizzera",)}  # fmt: skip
"""Names in use that the Unicode tables do not give first."""


class CountryNames:
    """Asks a blank page of our own browser, whose Unicode tables know every country in every language."""

    def __init__(self, blank: Callable[[], Page]) -> None:
        self._open = blank

    @cached_property
    def _blank(self) -> Page:
        """Opened by the first form that asks for a country: most ask for none, and a page costs a tenth of a walk."""
        return self._open()

    @lru_cache(maxsize=64)  # noqa: B019 - lives as long as its lane
    def of(self, code: str) -> frozenset[str]:
        """Every normalised name of an ISO 3166 country code."""
        given = self._blank.evaluate(NAMES, [code, list(LANGUAGES)])
        return frozenset(normal(name) for name in (*given, *ALSO.get(code, ())) if name)

    def named(self, code: str, language: str) -> str:
        """The country's name as a form in that language shows it; in English where the language is none of ours."""
        tongue = language.partition("-")[0].casefold()
        [name] = self._blank.evaluate(NAMES, [code, [tongue if tongue in LANGUAGES else "en"]])
        return str(name)


def option_for(code: str, names: frozenset[str], options: tuple[tuple[str, str], ...]) -> str | None:
    """The value of the option that means the country: by its name, else by its code."""
    for value, label in options:
        shown = normal(re.sub(r"\s*[(\[].*?[)\]]\s*", " ", label))
        if shown.strip() in names or normal(label) in names:
            return value
    for value, label in options:
        if value.upper() == code or label.strip().upper() == code:
            return value
    return None
