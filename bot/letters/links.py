"""Which link of a proven letter leads to the form, and whether it may be opened at all.

Only HTTPS on the controller's own hosts is opened. A link is refused where browsers and people could read it
differently: a user name before the host, a port, letters of another script or their punycode, a backslash, a blank.
The controller's own exits (``l.facebook.com/l.php?u=…``) are never asked: they count who clicks, and lead anywhere;
where they lead is read out of them and judged like any other link. A link that carries an address of somebody else in a
parameter is not opened either: it may be an exit that nobody has described.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from bot.letters.mime import head, texts
from bot.letters.plain import html_links
from bot.phrasebook import Phrasebook, is_below

LONGEST = 2_048
MOST = 300
_TWICE = 2
"""An exit may lead to an exit; further on nobody follows."""
_PLAIN = re.compile(r"[\x21-\x7e]+")
_MISREAD = re.compile(r"[\\\"<>^`{|}]")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
_WRITTEN = re.compile(r"https?://[^\s<>\"]{1,2048}", re.IGNORECASE)
_EXIT = re.compile(r"/(?:l|lsr|flx/warn)(?:\.php)?/?")
_FORM = re.compile(r"/(?:help/)?contact/(?:forms/)?\d+/?")
_ELSEWHERE = re.compile(r"unsubscribe|email_open|/o\.php|notif|opt_?out_?email|/email", re.IGNORECASE)
"""Paths of what every such mail holds beside its matter: the end of the mails, the pixel that counts the readers."""
_FOREIGN = re.compile(r"[a-z][a-z0-9+.-]*:?//|[a-z0-9+.-]+:/|[/\\]{2}", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9_.~%+/=-]{12,}")
_OBJECTING = ("object", "right to object", "submit an objection request", "speaks of objecting")
_NO_OBJECTION = ("third-party form", "another form")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The link that leads to the form; or, where there is none, why not."""

    url: str = ""
    why: str = ""


def links_of(raw: bytes) -> tuple[tuple[str, str], ...]:
    """Every link of a letter: where it leads, and the words on it. Bounded for any bytes."""
    found = texts(raw, head(raw))
    shown = [link for page in found.html for link in html_links(page)]
    written = [(m[0].rstrip(".,;:!?)»”’'"), "") for text in found.plain for m in _WRITTEN.finditer(text)]
    return tuple(dict.fromkeys((*shown, *written)))[:MOST]


def own_address(url: str, hosts: Sequence[str]) -> tuple[str, str]:
    """The address to open, exits unwrapped, and an empty reason; or nothing, and why it is not opened."""
    for _ in range(_TWICE + 1):
        parts, why = _judged(url, hosts)
        if parts is None:
            return "", why
        values = dict(parse_qsl(parts.query))
        if not _EXIT.fullmatch(parts.path):
            led = next((v for v in values.values() if not _stays(v, hosts)), "")
            return ("", "it carries an address of somebody else") if led else (url, "")
        url = values.get("u", values.get("next", ""))
        if not url:
            return "", "it is an exit that leads nowhere"
    return "", "it leads from exit to exit"


def choose(raw: bytes, platform: str, book: Phrasebook, letter: str) -> Chosen:
    """The one link of a letter that leads to the form. ``letter`` names the known addresses of such links.

    First those whose address is known, then those that look like the address of a form, then those whose words speak of
    objecting; a letter with one link only needs neither. Two different ones of the same rank: none is opened.
    """
    hosts = book.hosts(platform)
    ranked: dict[tuple[int, int], dict[str, None]] = {}
    refused = ""
    for target, words in links_of(raw):
        url, why = own_address(target, hosts)
        if not url:
            refused = refused or (why if _speaks(words, book) or _FORM.search(target) else "")
            continue
        rank = _rank(url, words, book, letter)
        if rank is not None:
            ranked.setdefault((rank, _foreign_house(url, hosts)), {})[url] = None
    if not ranked:
        return Chosen(why=f"its link was not opened: {refused}" if refused else "it holds no link to a form")
    best = list(ranked[min(ranked)])
    if len({_same(url) for url in best}) > 1:
        return Chosen(why="it holds several links that could be the one")
    return Chosen(best[0])


def tokens(url: str) -> frozenset[str]:
    """The personal parts of a link, which must be written nowhere: long values of its parameters, and its fragment."""
    parts = urlsplit(url)
    values = [value for _, value in parse_qsl(parts.query)] + re.split(r"[&=;]", f"{parts.query}&{parts.fragment}")
    told = {word for value in values for word in (value, unquote(value))}
    return frozenset(word for word in told if _TOKEN.fullmatch(word) and re.search(r"\d", word))


def _judged(url: str, hosts: Sequence[str]) -> tuple[SplitResult | None, str]:
    if len(url) > LONGEST or not _PLAIN.fullmatch(url) or _MISREAD.search(url):
        return None, "it is written in a way that can be read differently"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None, "it is no address"
    if parts.scheme.lower() != "https":
        return None, "it is not HTTPS"
    if "@" in parts.netloc:
        return None, "it has a user name before its host"
    if port is not None or parts.netloc.endswith(":"):
        return None, "it names a port"
    host = (parts.hostname or "").lower()
    if not _HOST.fullmatch(host) or any(label.startswith("xn--") for label in host.split(".")):
        return None, "its host is written in a way that can be read differently"
    if not is_below(host, hosts):
        return None, f"{host} is not the platform's"
    return parts, ""


def _stays(value: str, hosts: Sequence[str]) -> bool:
    """Whether a parameter leads to nobody else: it is no address, or one of the platform's own."""
    for text in (value, unquote(value)):
        if _FOREIGN.match(text.strip()) and _judged(text.strip(), hosts)[0] is None:
            return False
    return True


def _rank(url: str, words: str, book: Phrasebook, letter: str) -> int | None:
    path = urlsplit(url).path
    if _ELSEWHERE.search(path) or any(book.leads_to(name, url) for name in _NO_OBJECTION):
        return None
    ranks: Iterator[int] = (
        rank
        for rank, fits in enumerate(
            (book.leads_to(letter, url), bool(_FORM.fullmatch(path)), _speaks(words, book), book.leads_to("hub", url))
        )
        if fits
    )
    last = 4 if path.strip("/") else None
    return next(ranks, last)


def _speaks(words: str, book: Phrasebook) -> bool:
    return bool(words) and any(book.match(key, words) is not None for key in _OBJECTING)


def _foreign_house(url: str, hosts: Sequence[str]) -> int:
    """How far a link is from home: the platform's own domain comes first, then its sisters'."""
    host = urlsplit(url).hostname or ""
    return next((n for n, own in enumerate(hosts) if is_below(host, (own,))), len(hosts))


def _same(url: str) -> str:
    """Two links with different marks of the click lead to one page."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path.rstrip('/')}"
