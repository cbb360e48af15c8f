"""The words of the filing set: those of the letters, and its own beside them."""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.writing import wording
from bot.writing.wording import Words

FOLDER = Path(__file__).with_name("words")


@cache
def words(language: str, country: str = "") -> Words:
    """The words of a language, in English where letters do not speak it; the law as in letters of that country."""
    letters = wording.words(language, country)
    own = tomllib.loads((FOLDER / f"{letters.language}.toml").read_text("utf-8"))
    texts = {f"filing.{key}": text for key, text in wording.texts_of(own, letters.language)}
    return replace(letters, texts={**letters.texts, **texts})
