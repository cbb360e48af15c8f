"""Some hundreds of pages like those of real sites, each element marked with what it truly is.

``data-truth`` on an element says what it is (email, phone, submit, trap, …); the code under test never reads it.
Every page is made from a template, a language and a way of naming: as developers name, scrambled, or not at all.
"""
# ruff: noqa: E501, S311 - a page stays on one line; pages are random, not secret

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Template = Callable[["Speaker"], str]
NAMINGS = ("named", "scrambled", "scrambled", "bare")
_NAMED = re.compile(r'\b(id|class|name|for|aria-labelledby|aria-describedby|action)="([^"]*)"')


@dataclass(frozen=True)
class Page:
    """A page and what is true of it."""

    template: str
    language: str
    naming: str
    html: str
    captcha: bool
    kind: str = ""
    """The sight it should be, where the template says so."""


@dataclass
class Speaker:
    """Says things in one language, each time a little differently."""

    language: str
    words: Mapping[str, str]
    chance: random.Random
    captcha: bool = False
    kind: str = ""
    _serial: int = 0
    styles: list[str] = field(default_factory=list)

    def __call__(self, what: str) -> str:
        """One variant of the words for it."""
        return self.chance.choice(self.words[what].split("|"))

    def new(self, prefix: str) -> str:
        """A fresh id."""
        self._serial += 1
        return f"{prefix}-{self._serial}"

    def text_type(self, kind: str) -> str:
        """The type a developer gives such a field: the right one in most cases."""
        right = {"email": "email", "phone": "tel"}.get(kind, "text")
        return right if self.chance.random() < 0.6 else "text"

    def maybe(self, odds: float, text: str) -> str:
        """The text, or nothing."""
        return text if self.chance.random() < odds else ""


NAMES = {
    "email": ("email", "your-email", "txtEmail", "contact_email", "f_mail", "ctl00$main$tbEmail"),
    "phone": ("phone", "tel", "your-tel", "PhoneNumber", "txtTelephone", "mobile"),
    "name": ("name", "your-name", "fullName", "first_name"),
    "reason": ("message", "your-message", "comments", "txtBody"),
    "country": ("country", "countryCode1", "pays"),
    "code": ("code", "verificationCode", "otp"),
    "subject": ("subject", "your-subject"),
    "company": ("company", "organization"),
    "zip": ("zip", "postal_code"),
}


def document(say: Speaker, body: str, title: str = "") -> str:
    """A whole page around a body."""
    lang = say.chance.choice((f' lang="{say.language}"', f' lang="{say.language}"', ' lang="en"', ""))
    right = ' dir="rtl"' if say.language == "ar" else ""
    style = "body{font:16px sans-serif;margin:20px}.row{margin:8px 0}" + "".join(say.styles)
    return f'<!doctype html><html{lang}{right}><head><meta charset="utf-8"><title>{title or say("company")}</title><style>{style}</style></head><body>{body}</body></html>'


def scramble(html: str, chance: random.Random, naming: str) -> str:
    """Replace every id, class, name and action by something meaningless, consistently; ``bare`` drops the names."""
    if naming == "named":
        return html
    known: dict[str, str] = {}

    def fresh(word: str) -> str:
        if word not in known:
            known[word] = chance.choice("xyzqkwv") + "".join(
                chance.choice("abcdefghjkmnpqrstuvwxyz0123456789") for _ in range(7)
            )
        return known[word]

    def swap(match: re.Match[str]) -> str:
        attribute, value = match.groups()
        if attribute == "name" and naming == "bare":
            return ""
        if attribute == "class" and re.search(r"g-recaptcha|h-captcha|cf-turnstile|frc-captcha|smart-captcha", value):
            return match.group(0) if chance.random() < 0.5 else f'class="{fresh(value)}"'
        return f'{attribute}="{" ".join(fresh(w) for w in value.split())}"'

    out = _NAMED.sub(swap, html)
    for word, new in sorted(known.items(), key=lambda kv: -len(kv[0])):
        out = re.sub(rf"([.#]){re.escape(word)}(?=[{{,\s.:>])", rf"\g<1>{new}", out)
    return out


def vocabulary() -> dict[str, dict[str, str]]:
    """What forms say, by language."""
    with Path(__file__).with_name("vocabulary.toml").open("rb") as file:
        words: dict[str, dict[str, str]] = tomllib.load(file)
    return words


def generate(templates: Mapping[str, Template], seed: int, *, per_template: int) -> Iterator[Page]:
    """Pages of every template, in languages and namings drawn by the seed."""
    words = vocabulary()
    languages = sorted(words)
    for number, (name, template) in enumerate(sorted(templates.items())):
        for round_ in range(per_template):
            chance = random.Random(f"{seed}/{name}/{round_}")
            language = languages[(number * 7 + round_ * 11 + seed) % len(languages)]
            naming = chance.choice(NAMINGS)
            say = Speaker(language, words[language], chance)
            html = scramble(template(say), chance, naming)
            yield Page(name, language, naming, html, say.captcha, say.kind)
