"""Sweep every byte of every file for known secrets, and refuse to go on at the first hit.

Raw, URL-encoded, JSON- and HTML-escaped, base64, hex, UTF-16; in file names; inside gzips, ZIPs and mail parts, and
inside those inside those. What cannot be looked into counts as a hit: redaction fails closed.
"""

import base64
import binascii
import gzip
import html
import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from functools import partial
from typing import IO, BinaryIO
from urllib.parse import unquote_to_bytes

from bot.disguises import Needles
from bot.dossier.pdftext import words_of
from bot.dossier.webparts import bodies, payloads

CHUNK = 4 << 20
OVERLAP = 1 << 16
"""A secret that lies across two chunks is found in the overlap."""
_SAMPLE = 4096
_LEGIBLE = bytes(range(0x20, 0x7F)) + b"\t\r\n"
DEEPEST = 5
LARGEST_INSIDE = 1 << 30
LARGEST_LETTER = 64 << 20

_OPAQUE = {  # begins with -> what it is; nothing here can look inside
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
    b"\x04\x22\x4d\x18": "lz4",
}
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_WRAPPED = re.compile(rb"[A-Za-z0-9+/=]{40}(?:\r?\n|\\r\\n|\\n)[ \t]*[A-Za-z0-9+/]")
_BREAKS = re.compile(rb"=?(?:\r?\n|\\r\\n|\\n)[ \t]*")
_UNICODE_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(/))")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}")
_WEB_SAFE = bytes.maketrans(b"-_", b"+/")
_PDF_STREAM = re.compile(rb"stream\r?\n")


class LeakFound(Exception):  # noqa: N818 - the domain's word
    """A secret would have left the house. Names the place and the rule, never the value."""

    def __init__(self, place: str, rule: str) -> None:
        super().__init__(f"{place}: {rule}")
        self.place = place
        self.rule = rule


class Sweeper:
    """Looks for the secrets of one household."""

    def __init__(self, secrets: Collection[str]) -> None:
        self._needles = Needles(secrets)
        self._idle = not any(secrets)

    def name(self, name: str) -> None:
        """A file's name must not tell anything either. The name itself is not repeated when it does."""
        self._look(name.encode("utf-8", "surrogatepass"), "a file's name")

    def stream(self, stream: BinaryIO, place: str, depth: int = 0) -> None:
        """Sweep a file, and whatever is packed into it."""
        if self._idle:
            return
        head = stream.read(8)
        stream.seek(0)
        for magic, kind in _OPAQUE.items():
            if head.startswith(magic):
                raise LeakFound(place, f"a {kind} archive cannot be swept")
        if depth > DEEPEST:
            raise LeakFound(place, "packed too deep to be swept")
        is_text = not head.startswith(_PICTURES) and _is_text(stream.read(_SAMPLE))
        for chunk in _chunks(stream):
            self._chunk(chunk, place, is_text=is_text)
        for inner, inner_place in _inside(stream, place, head):
            with inner:
                self.stream(inner, inner_place, depth + 1)

    def _chunk(self, data: bytes, place: str, *, is_text: bool) -> None:
        if not is_text:
            self._found(self._needles.in_binary(data), place)
            return
        for text in _readings(data):
            self._look(text, place)
        self._found(self._needles.loosely_in(text), place)
        for text in _readings(_in_base64(data)):
            self._look(text, place)
        if _WRAPPED.search(data):
            self._look(_BREAKS.sub(b"", data), place)

    def _look(self, data: bytes, place: str) -> None:
        self._found(self._needles.in_(data), place)
        for _ in self._needles.codes_in(data):
            raise LeakFound(place, "a known short secret")

    def _found(self, forms: Iterable[bytes], place: str) -> None:
        for form in forms:
            raise LeakFound(place, f"a known secret ({self._needles.rules.get(form, 'spread out')})")


def _is_text(sample: bytes) -> bool:
    """No NUL, and something legible: pixels of a white page have neither, and are swept as a picture is."""
    return b"\0" not in sample and (len(sample) < _SAMPLE or len(sample.translate(None, _LEGIBLE)) < _SAMPLE)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    tail = b""
    while chunk := stream.read(CHUNK):
        yield tail + chunk
        tail = (tail + chunk)[-OVERLAP:]


def _readings(data: bytes) -> Iterator[bytes]:
    """The text, then as a browser or mail reader would read it, escapes up to three deep; the last is the plainest."""
    steps: tuple[Callable[[bytes], bytes], ...] = (_unquoted, _unescaped, _entities, _quoted_printable)
    yield data
    for _ in range(3):
        before = data
        for step in steps:
            after = step(data)
            if after != data:
                yield after
            data = after
        if data == before:
            break


def _in_base64(data: bytes) -> bytes:
    """What base64 words say: a recorded request's body is base64 around a URL-encoded password."""
    said = []
    for word in _BASE64.findall(data):
        plain = word.rstrip(b"=").translate(_WEB_SAFE)
        said.append(binascii.a2b_base64(plain[: len(plain) - (len(plain) % 4 == 1)] + b"=="))
    return b"\n".join(said)


def _unquoted(data: bytes) -> bytes:
    return unquote_to_bytes(data) if b"%" in data else data


def _unescaped(data: bytes) -> bytes:
    if b"\\" not in data:
        return data

    def said(found: re.Match[bytes]) -> bytes:
        if found[3]:
            return b"/"
        return chr(int(found[1] or found[2], 16)).encode("utf-8", "surrogatepass")

    return _UNICODE_ESCAPE.sub(said, data)


def _entities(data: bytes) -> bytes:
    if b"&" not in data:
        return data
    return html.unescape(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogatepass")


def _quoted_printable(data: bytes) -> bytes:
    return binascii.a2b_qp(data) if b"=" in data else data


def _inside(stream: BinaryIO, place: str, head: bytes) -> Iterator[tuple[BinaryIO, str]]:
    """Everything packed into a file."""
    stream.seek(0)
    if head.startswith(b"\x1f\x8b"):
        yield _spooled(lambda: gzip.GzipFile(fileobj=stream, mode="rb"), place), f"{place} > gzip"
    elif head.startswith(b"PK") or zipfile.is_zipfile(stream):
        yield from _zip_members(stream, place)
    elif head.startswith(b"WARC/1."):
        yield from _parts(payloads(stream), place, "record")
    elif place.lower().endswith(".har"):
        yield from _parts(bodies(stream, LARGEST_LETTER), place, "recorded body")
    elif head.startswith(b"%PDF"):
        yield from _pdf_streams(stream, place)
    elif place.lower().endswith((".eml", ".mhtml", ".mht")):
        yield from _mail_parts(stream, place)


def _parts(parts: Iterable[bytes | None], place: str, what: str) -> Iterator[tuple[BinaryIO, str]]:
    """What a reader has taken apart; None stands for what could not be."""
    for n, part in enumerate(parts, start=1):
        if part is None:
            raise LeakFound(place, f"a {what} that cannot be taken apart and swept")
        yield io.BytesIO(part), f"{place} > {what} {n}"


def _spooled(opened: Callable[[], IO[bytes] | gzip.GzipFile], place: str) -> BinaryIO:
    """Unpack to a bounded temporary file: a part can be a container again, and must be read from both ends."""
    unpacked = tempfile.SpooledTemporaryFile(max_size=CHUNK)  # noqa: SIM115 - the sweep closes it
    size = 0
    try:
        with opened() as packed:
            while chunk := packed.read(CHUNK):
                size += len(chunk)
                if size > LARGEST_INSIDE:
                    raise LeakFound(place, "unpacks to more than can be swept")
                unpacked.write(chunk)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as trouble:
        raise LeakFound(place, "a packed part cannot be opened and swept") from trouble
    unpacked.seek(0)
    return unpacked  # type: ignore[return-value]  # typeshed does not call it a BinaryIO; it reads and seeks like one


def _zip_members(stream: BinaryIO, place: str) -> Iterator[tuple[BinaryIO, str]]:
    stream.seek(0)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as trouble:
        raise LeakFound(place, "a ZIP that cannot be opened and swept") from trouble
    with archive:
        for n, info in enumerate(archive.infolist(), start=1):
            yield io.BytesIO(info.orig_filename.encode("utf-8", "surrogatepass")), f"{place} > name of part {n}"
            yield _spooled(partial(_member, archive, info), place), f"{place} > part {n}{_ending(info.filename)}"


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    return archive.open(info)


def _ending(name: str) -> str:
    """Enough of a part's name to know how to read it; the rest could be the secret."""
    found = re.search(r"\.(eml|mhtml?|html|json|gz|zip|wacz|warc)$", name.lower())
    return found[0] if found else ""


def _pdf_streams(stream: BinaryIO, place: str) -> Iterator[tuple[BinaryIO, str]]:
    """Every packed stream, and the words of the pages, which are glyph numbers there."""
    stream.seek(0)
    data = stream.read(LARGEST_LETTER + 1)
    if len(data) > LARGEST_LETTER:
        raise LeakFound(place, "a PDF too large to be swept")
    streams = []
    for found in _PDF_STREAM.finditer(data):
        unpacker = zlib.decompressobj()
        try:
            streams.append(
                unpacker.decompress(data[found.end() : data.find(b"endstream", found.end())], LARGEST_LETTER)
            )
        except zlib.error:
            continue  # not a Flate stream: its bytes were swept as they are
        if unpacker.unconsumed_tail:
            raise LeakFound(place, "unpacks to more than can be swept")
    said = words_of(streams)
    if said is None:
        raise LeakFound(place, "a PDF with too much in it to be swept")
    yield from ((io.BytesIO(unpacked), f"{place} > stream {n}") for n, unpacked in enumerate(streams, start=1))
    yield from ((io.BytesIO(text.encode("utf-8", "replace")), f"{place} > words {n}") for n, text in enumerate(said, 1))


def _mail_parts(stream: BinaryIO, place: str) -> Iterator[tuple[BinaryIO, str]]:
    stream.seek(0)
    data = stream.read(LARGEST_LETTER + 1)
    if len(data) > LARGEST_LETTER:
        raise LeakFound(place, "a letter too large to be swept")
    try:
        parts = list(message_from_bytes(data).walk())
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as trouble:
        raise LeakFound(place, "a letter that cannot be taken apart and swept") from trouble
    for n, part in enumerate(parts, start=1):
        yield io.BytesIO(_headers(part)), f"{place} > headers of part {n}"
        if not part.is_multipart():
            yield from ((io.BytesIO(body), f"{place} > part {n}") for body in _bodies(part))


def _headers(part: Message) -> bytes:
    lines = []
    for name, value in part.items():
        try:
            words = decode_header(str(value))
        except (HeaderParseError, binascii.Error, ValueError):
            words = [(str(value), None)]
        lines.append(f"{name}: {''.join(_word(word, charset) for word, charset in words)}")
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _word(word: str | bytes, charset: str | None) -> str:
    return word if isinstance(word, str) else _decoded(word, charset)


def _decoded(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError, UnicodeError):
        return data.decode("latin-1")


def _bodies(part: Message) -> Iterator[bytes]:
    """A part as bytes, and as text in UTF-8 when it says another charset."""
    payload = part.get_payload(decode=True)
    body = payload if isinstance(payload, bytes) else b""
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64" and not body:
        body = base64.b64decode(str(part.get_payload()).encode("ascii", "ignore"), validate=False)
    yield body
    text = _decoded(body, part.get_content_charset()).encode("utf-8", "surrogatepass")
    if text != body:
        yield text
