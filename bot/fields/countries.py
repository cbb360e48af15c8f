"""Tell a list of countries from any other list."""

from collections.abc import Iterable
from functools import lru_cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from bot.fields.words import load, plain

_CODES = frozenset(region for regions in COUNTRY_CODE_TO_REGION_CODE.values() for region in regions if len(region) == 2)  # noqa: PLR2004
"""ISO 3166-1 alpha-2, as the numbering plan lists them."""
_MANY = 12


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    tables = load("countries.toml")
    return {plain(name): code for code, table in tables.items() for name in table["names"]}


def lists_countries(options: Iterable[tuple[str, str]]) -> bool:
    """Whether the options are countries: three well-known ones by name, or mostly ISO codes in capitals."""
    pairs = [(value.strip(), plain(text)) for value, text in options]
    names = _names()
    known = {names[text] for _, text in pairs if text in names}
    if len(known) >= 3:  # noqa: PLR2004 - one or two are cities, languages, teams
        return True
    coded = sum(value in _CODES for value, _ in pairs)
    return len(pairs) >= _MANY and coded >= 0.7 * len(pairs) and len(known) > 0
