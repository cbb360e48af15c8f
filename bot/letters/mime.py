"""Take a mail apart into headers and text parts, whatever its bytes, in bounded time.

The standard library's parser checks every line against every open boundary, recurses on comments and takes a lone CR
for the end of a line, which a DKIM verifier does not: two readers of one letter must see the same letter. So the lines
are cut here as RFC 6376 and dkimpy cut them, by offsets into the one buffer, and every loop has a budget.
"""

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from bot.letters.charset import decoded, from_base64

MAX_HEADER_BYTES = 512 * 1024
MAX_HEADERS = 2_000
MAX_VALUE = 64 * 1024
MAX_DEPTH = 200
MAX_PARTS = 400
MAX_SCAN = 400 * 1024 * 1024
"""Bytes looked at in search of boundaries, over all levels: 100 levels of a 4 MB letter, about a third of a second."""
MAX_TEXT_BYTES = 2 * 1024 * 1024
MAX_TEXT_PARTS = 40

_BLANK = re.compile(rb"\n\r?\n")
_NAME = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,200})[ \t]{0,20}:")
_END_OF_DELIMITER = re.compile(rb"(--)?[ \t]{0,80}(?:\r?\n|\Z)")
_PARAMETER = re.compile(r';\s*+([^\s=;"]{1,60})\s*+=\s*+(?:"((?:[^"\\]|\\.){0,1000})"|([^\s;"]{1,1000}))')


@dataclass(frozen=True, slots=True)
class Head:
    """The headers of a letter or a part, and where its body begins."""

    fields: tuple[tuple[str, bytes], ...]
    """Name in lower case, and the value as it came, folds included."""
    body: int
    defects: tuple[str, ...] = ()

    def values(self, name: str) -> list[str]:
        """Every value of one field, unfolded and as text, in the order of the letter."""
        return [unfolded(value) for key, value in self.fields if key == name]

    def first(self, name: str) -> str:
        """The first value of a field, or nothing."""
        return next((unfolded(value) for key, value in self.fields if key == name), "")


@dataclass(slots=True)
class Texts:
    """What a person would read: the plain parts, the HTML parts, and what was odd on the way."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    left: int = MAX_TEXT_BYTES
    """Bytes of text that may still be read."""


def unfolded(value: bytes) -> str:
    """A header value on one line."""
    line = re.sub(rb"\r?\n[ \t]", b" ", value[:MAX_VALUE]).strip(b" \t\r\n")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def head(raw: bytes, start: int = 0, end: int | None = None) -> Head:
    """The headers that begin at ``start``; a line that is none ends them, as it does for a person who reads."""
    stop = len(raw) if end is None else end
    if raw.startswith((b"\r\n", b"\n"), start, stop):
        return Head((), start + (2 if raw.startswith(b"\r\n", start, stop) else 1))
    blank = _BLANK.search(raw, start, stop)
    edge, body = (blank.start() + 1, blank.end()) if blank else (stop, stop)
    defects = [] if blank else ["no empty line ends the headers"]
    if edge - start > MAX_HEADER_BYTES:
        edge = start + MAX_HEADER_BYTES
        defects.append("the headers are larger than any real letter's")
    fields: list[tuple[str, list[bytes]]] = []
    at = start
    for line in raw[start:edge].split(b"\n"):
        name = _NAME.match(line)
        if line[:1] in {b" ", b"\t"} and fields:
            fields[-1][1].append(line)
        elif name is not None:
            fields.append((name[1].decode("ascii").lower(), [line[name.end() :]]))
        elif line.strip() and not line.startswith(b"From "):
            defects.append("a line among the headers is none")
            body = at
            break
        if len(fields) > MAX_HEADERS:
            defects.append("more headers than any real letter has")
            break
        at += len(line) + 1
    return Head(tuple((name, b"\n".join(lines)[:MAX_VALUE]) for name, lines in fields), body, tuple(defects))


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """The bare word of a Content-Type or Content-Disposition, in lower case, and its parameters."""
    word = value[:8_192].partition(";")[0].strip().lower()
    found: dict[str, str] = {}
    for match in _PARAMETER.finditer(value[:8_192]):
        said = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[3]
        found.setdefault(match[1].lower(), said)
    for name in {key.partition("*")[0] for key in found if "*" in key}:
        found.setdefault(name, _continued(name, found))
    return word, found


def _continued(name: str, found: Mapping[str, str]) -> str:
    """A parameter in pieces, or with its charset (RFC 2231): ``name*0``, ``name*1*`` …, ``name*``."""
    pieces = [key for n in range(len(found)) for key in (f"{name}*{n}", f"{name}*{n}*") if key in found]
    said = []
    for key in pieces or [f"{name}*"]:
        text = found.get(key, "")
        if key.endswith("*"):
            text = unquote(text.rpartition("'")[2])
        said.append(text)
    return "".join(said)


def texts(raw: bytes, top: Head) -> Texts:
    """Every text a person would be shown, in order. Attachments and letters inside it are not the sender's word."""
    found = Texts()
    open_parts: list[tuple[Head, int, int]] = [(top, len(raw), 0)]
    seen = scanned = 0
    while open_parts:
        part, end, depth = open_parts.pop()
        seen += 1
        if seen > MAX_PARTS or scanned > MAX_SCAN or depth > MAX_DEPTH:
            found.defects.append("more parts than any real letter has")
            break
        kind, params = parameters(part.first("content-type"))
        boundary = params.get("boundary", "").encode("utf-8", "replace")
        if kind.startswith("multipart/") and boundary:
            scanned += end - part.body
            inside = list(_between(raw, part.body, end, boundary, MAX_PARTS - seen))
            if inside:
                open_parts.extend((head(raw, a, b), b, depth + 1) for a, b in reversed(inside))
                continue
            found.defects.append("a boundary that is announced and never comes")
        elif kind.startswith("multipart/"):
            found.defects.append("a letter in parts without a boundary")
        _take(found, raw, part, end)
    return found


def _between(raw: bytes, start: int, end: int, boundary: bytes, limit: int) -> Iterator[tuple[int, int]]:
    """Where each part between two boundary lines begins and ends."""
    delimiter = b"--" + boundary
    opened = -1
    at = start - 1 if start > 0 and raw[start - 1 : start] == b"\n" else start
    for _ in range(limit):
        hit = raw.find(delimiter, at, end)
        if hit < 0:
            break
        at = hit + len(delimiter)
        line_end = _END_OF_DELIMITER.match(raw, at, end)
        if line_end is None or (hit > start and raw[hit - 1 : hit] != b"\n"):
            continue
        if opened >= 0:  # the line break before a boundary belongs to the boundary (RFC 2046 §5.1.1)
            yield opened, max(opened, hit - (2 if raw[hit - 2 : hit] == b"\r\n" else 1))
        opened = line_end.end()
        if line_end[1]:
            return
    if opened >= 0:
        yield opened, end


def _take(found: Texts, raw: bytes, part: Head, end: int) -> None:
    """Decode one part if it is text that is shown."""
    kind, params = parameters(part.first("content-type"))
    shown_as = parameters(part.first("content-disposition"))[0]
    plain = kind in {"", "text", "text/plain"} or kind.startswith("multipart/") or "/" not in kind
    if shown_as == "attachment" or not (plain or kind == "text/html"):
        return
    into = found.plain if plain else found.html
    if len(found.plain) + len(found.html) >= MAX_TEXT_PARTS:
        found.defects.append("more texts than any real letter has")
        return
    body = raw[part.body : min(end, part.body + found.left)]
    found.left -= len(body)
    if end - part.body > len(body):
        found.defects.append("more than two megabytes of text were read in part")
    text, odd = decoded(_transferred(body, part.first("content-transfer-encoding")), params.get("charset", ""))
    if odd:
        found.defects.append(odd)
    into.append(text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""))


def _transferred(body: bytes, encoding: str) -> bytes:
    match encoding.partition(";")[0].strip().lower():
        case "quoted-printable":
            return binascii.a2b_qp(body)
        case "base64":
            return from_base64(body)
        case _:
            return body
