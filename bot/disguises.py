"""Every form in which a secret can turn up in a file.

A password typed into a page comes back URL-encoded in a request, JSON-escaped in a script, base64 in a header and
UTF-16 in a picture's metadata. Comparison ignores the case of ASCII letters on both sides.
"""

import base64
import html
import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus

WITHHELD = "[withheld]"
SHORT = 8
"""Below this length a secret is only looked for standing alone, so that it is not found inside a hash."""

_CHARSETS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "iso8859-2", "iso8859-7", "cp1251")
_SHORTEST_BASE64 = 6


@lru_cache(maxsize=4096)
def disguises(secret: str) -> dict[bytes, str]:
    """The forms of one secret, in lower case, each with the name of its rule."""
    found: dict[bytes, str] = {}
    for spelling in _spellings(secret):
        for form, rule in _forms(spelling):
            found.setdefault(form.lower(), rule)
    found.pop(b"", None)
    return found


def _spellings(secret: str) -> set[str]:
    """The same words as another keyboard, page or system would write them."""
    cases = {secret, secret.lower(), secret.upper()} if not secret.isascii() else {secret}
    return cases | {unicodedata.normalize(form, text) for text in cases for form in ("NFC", "NFD", "NFKC")}


def _forms(text: str) -> Iterator[tuple[bytes, str]]:
    raw = text.encode("utf-8", "surrogatepass")
    yield raw, "raw"
    for charset in _CHARSETS[1:]:
        try:
            yield text.encode(charset), charset
        except UnicodeEncodeError:
            continue
    yield quote(raw, safe="").encode(), "url"
    yield quote(raw).encode(), "url"
    yield quote_plus(raw).encode(), "url"
    yield "".join(f"%{byte:02x}" for byte in raw).encode(), "url"
    for escaped in {json.dumps(text), json.dumps(text).replace("/", "\\/"), json.dumps(text, ensure_ascii=False)}:
        yield escaped[1:-1].encode("utf-8", "surrogatepass"), "json"
    yield html.escape(text).encode("utf-8", "surrogatepass"), "html"
    yield html.escape(text).replace("&#x27;", "&#39;").encode("utf-8", "surrogatepass"), "html"
    yield raw.hex().encode(), "hex"
    if len(raw) >= _SHORTEST_BASE64:
        yield from ((form, "base64") for form in _base64(raw))


def _base64(raw: bytes) -> Iterator[bytes]:
    """The part of a base64 text that depends on the secret alone, at each of its three positions."""
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + raw)
        inside = whole[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]
        yield inside
        yield inside.replace(b"+", b"-").replace(b"/", b"_")


@lru_cache(maxsize=4096)
def alone(code: str) -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
    """Each form of a short code, and the pattern that finds it only where no letter or digit touches it."""
    forms = {form.lower(): rule for text in _spellings(code) for form, rule in _forms(text) if rule in _SHORT_RULES}
    return tuple((form, re.compile(rb"(?<![0-9a-z])" + re.escape(form) + rb"(?![0-9a-z])")) for form in forms if form)


_SHORT_RULES = frozenset({"raw", "url", "json", "html", "utf-16-le", "utf-16-be"})


_PACKED_RULES = frozenset({"base64", "hex"})
_RUNS = re.compile(rb"[A-Za-z0-9+/_-]{10,}")
"""Where base64 or hex of eight bytes or more can be: most text has few such words."""
_STRINGS = re.compile(rb"[\x20-\x7e\0]{8,}")
"""What is legible in a picture, in UTF-8 or UTF-16."""
_BLANKS = b" \t\r\n\x0b\x0c"
_PHONE = re.compile(r"\+?[\d\s().\-/]{8,}")


class Needles:
    """Forms to look for, each only where it can be: sixty cookies have six hundred forms, and a walk has megabytes."""

    def __init__(self, secrets: Collection[str]) -> None:
        self.rules: dict[bytes, str] = {}
        self.squeezed: list[bytes] = []
        """The secrets without blanks, to be found in text without blanks: no line end hides one."""
        self.digits: list[bytes] = []
        """Telephone numbers, to be found in text without the signs people put between digits."""
        for secret in secrets:
            if len(secret) >= SHORT:
                self.rules.update(disguises(secret))
                self._loose(secret)
        self._codes = [pair for secret in secrets if 0 < len(secret) < SHORT for pair in alone(secret)]
        forms = sorted(self.rules, key=lambda form: (-len(form), form))
        self._packed = [form for form in forms if self.rules[form] in _PACKED_RULES]
        rest = [form for form in forms if self.rules[form] not in _PACKED_RULES]
        self._wide = [form for form in rest if not _STRINGS.fullmatch(form)]
        self._words = [form for form in rest if b"%" not in form and b"\0" not in form]
        self._rare = {byte: [form for form in rest if byte in form] for byte in (b"%", b"\0")}

    def _loose(self, secret: str) -> None:
        for spelling in _spellings(secret):
            tight = "".join(spelling.split()).encode("utf-8", "surrogatepass").lower()
            if len(tight) >= SHORT:
                self.squeezed.append(tight)
        if _PHONE.fullmatch(secret):
            self.digits.append(re.sub(r"\D", "", secret).encode())

    def in_(self, data: bytes) -> Iterator[bytes]:
        """Each form that occurs in the bytes of a text."""
        low = data.lower()
        yield from (form for form in self._words if form in low)
        for byte, forms in self._rare.items():
            if forms and byte in low:
                yield from (form for form in forms if form in low)
        if self._packed:
            runs = b"\n".join(_RUNS.findall(low))
            yield from (form for form in self._packed if form in runs)

    def in_binary(self, data: bytes) -> Iterator[bytes]:
        """Each form that occurs in a picture: what is legible there, and whatever is not, byte by byte."""
        yield from self.in_(b"\n".join(_STRINGS.findall(data)))
        if self._wide:
            low = data.lower()
            yield from (form for form in self._wide if form in low)

    def loosely_in(self, data: bytes) -> Iterator[bytes]:
        """Each secret that occurs however it is set: over two lines, with no-break spaces, with signs in a number."""
        tight = data.lower().replace(b"\xc2\xa0", b"").translate(None, _BLANKS)
        yield from (form for form in self.squeezed if form in tight)
        if self.digits:
            bare = tight.translate(None, b"-.()/")
            yield from (form for form in self.digits if form in bare)

    def codes_in(self, data: bytes) -> Iterator[re.Pattern[bytes]]:
        """Each short secret that stands alone in the bytes."""
        low = data.lower() if self._codes else b""
        # Whether the bytes are there at all is asked first: a pattern that begins with a look behind is slow.
        return (code for form, code in self._codes if form in low and code.search(low))


class Censor:
    """Takes known secrets out of what is about to be written down."""

    def __init__(self, secrets: Collection[str]) -> None:
        self._needles = Needles(secrets)

    def text(self, value: str) -> str:
        """The text, or one word in its place when it holds a secret."""
        return WITHHELD if self.holds(value.encode("utf-8", "surrogatepass")) else value

    def holds(self, data: bytes) -> bool:
        """Whether a secret is in there, in any form."""
        return any(True for _ in self._needles.in_(data)) or any(True for _ in self._needles.codes_in(data))

    def bytes(self, data: bytes) -> tuple[bytes, int]:
        """The bytes with every secret replaced, and how many were."""
        count = 0
        hits = [re.escape(form) for form in sorted(self._needles.in_(data), key=len, reverse=True)]
        for pattern in [*hits, *(code.pattern for code in self._needles.codes_in(data))]:
            data, replaced = re.subn(pattern, WITHHELD.encode(), data, flags=re.IGNORECASE)
            count += replaced
        return data, count
