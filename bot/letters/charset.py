"""Turn bytes into text by the charset a letter names, or by the one it plainly is in."""

import base64
import binascii
import re

_KNOWN = re.compile(
    r"utf-?(8|16|16le|16be|32)|utf_8|us-?ascii|ascii|latin-?1|iso-?8859-\d{1,2}(-[ei])?|(windows|cp)-?\d{3,4}|koi8-[rut]|mac-?\w+"
    r"|gb2312|gbk|gb18030|big5(-hkscs)?|euc-?(jp|kr)|ks_c_5601(-1987)?|shift[-_]jis|sjis|iso-2022-(jp|kr)(-\w+)?|tis-620"
)
"""Charsets of text. Python knows others; some of them (punycode, unicode_escape) are slow or are no charset at all."""

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,2000})\?=")
_BETWEEN_WORDS = re.compile(r"\?=[ \t]+=\?")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def decoded(raw: bytes, charset: str) -> tuple[str, str]:
    """The text, and what was odd about it ("" when nothing was). UTF-8 is tried when the name is wrong or unknown."""
    name = charset.strip().strip("\"'").lower().split("*")[0]
    odd = ""
    if name and _KNOWN.fullmatch(name) is None:
        odd = "a charset nobody knows"
    elif name and name not in {"us-ascii", "ascii", "latin-1", "latin1", "iso-8859-1"}:
        try:
            return raw.decode(name), ""
        except (LookupError, UnicodeError):
            odd = f"bytes that are not {name}"
            if name not in {"utf-8", "utf8", "utf_8"}:
                return _by_name(raw, name), odd
    try:
        return raw.decode("utf-8"), odd
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), odd


def _by_name(raw: bytes, name: str) -> str:
    try:
        return raw.decode(name, "replace")
    except (LookupError, UnicodeError):
        return raw.decode("utf-8", "replace")


def from_base64(raw: bytes) -> bytes:
    """What the base64 says, as far as it says anything."""
    letters = _NOT_BASE64.sub(b"", raw)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return base64.b64decode(letters + b"=" * (-len(letters) % 4))


def header_text(value: str) -> str:
    """A header value with its encoded words decoded (RFC 2047); words split inside a character are joined first."""
    pieces: list[str] = []
    pending, pending_charset = b"", ""
    at = 0
    for word in _ENCODED_WORD.finditer(_BETWEEN_WORDS.sub("?==?", value[:65_536])):
        between = word.string[at : word.start()]
        raw, charset = _word(word[2], word[3]), word[1]
        if pending and (between or charset.lower() != pending_charset.lower()):
            pieces.append(decoded(pending, pending_charset)[0])
            pending = b""
        pieces.append(between)
        pending, pending_charset = pending + raw, charset
        at = word.end()
    if pending:
        pieces.append(decoded(pending, pending_charset)[0])
    pieces.append(_BETWEEN_WORDS.sub("?==?", value[:65_536])[at:])
    return " ".join("".join(pieces).split())


def _word(encoding: str, body: str) -> bytes:
    raw = body.encode("utf-8", "replace")
    if encoding in {"b", "B"}:
        return from_base64(raw)
    return binascii.a2b_qp(raw, header=True)
