"""Take apart what a network record or a web archive packs inside itself, for the sweep."""

import base64
import json
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from bot.dossier.warc import LARGEST_HEAD, LARGEST_RECORD


def bodies(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """The bodies of a network record (HAR), unpacked from their base64; None where it cannot be read."""
    stream.seek(0)
    data = stream.read(limit + 1)
    try:
        answers = [entry["response"]["content"] for entry in json.loads(data)["log"]["entries"]]
        packed = [base64.b64decode(body["text"]) for body in answers if body.get("encoding") == "base64"]
    except (ValueError, KeyError, TypeError, RecursionError):
        yield None
        return
    yield from packed


def payloads(stream: BinaryIO) -> Iterator[bytes | None]:
    """What each record of an unpacked file bears, as a reader would see it; None where a record cannot be read."""
    stream.seek(0)
    while line := stream.readline(LARGEST_HEAD):
        if not line.strip():
            continue
        head = line
        while line.strip() and len(head) <= LARGEST_HEAD:
            line = stream.readline(LARGEST_HEAD)
            head += line
        told = re.search(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", head, re.IGNORECASE)
        length = int(told[1]) if told else -1
        if not head.startswith(b"WARC/1.") or not 0 <= length <= LARGEST_RECORD:
            yield None
            return
        block = stream.read(length)
        http = re.search(rb"\r\ncontent-type:[ \t]*application/http", head, re.IGNORECASE)
        yield _decoded(block) if http else block


def _decoded(block: bytes) -> bytes | None:
    """The payload of an HTTP message without its transfer and content encodings."""
    head, _, body = block.partition(b"\r\n\r\n")
    lines = head.lower()
    if re.search(rb"\r\ntransfer-encoding:[^\r]*chunked", lines):
        body = _dechunked(body)
    coded = re.search(rb"\r\ncontent-encoding:[ \t]*([^\r\n]+)", lines)
    if coded is None or coded[1].strip() in {b"identity", b""}:
        return body
    if coded[1].strip() not in {b"gzip", b"x-gzip", b"deflate"}:
        return None  # nothing here can look inside
    for window in (32 + zlib.MAX_WBITS, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(window)
        try:
            plain = unpacker.decompress(body, LARGEST_RECORD)
        except zlib.error:
            continue
        return None if unpacker.unconsumed_tail else plain
    return None


def _dechunked(body: bytes) -> bytes:
    """A body in pieces (RFC 9112 §7.1) as one; what is not in pieces stays as it is from there on."""
    pieces: list[bytes] = []
    at = 0
    while found := _PIECE.match(body, at):
        start, size = found.end(), int(found[1], 16)
        pieces.append(body[start : start + size])
        at = start + size + 2
        if not size:
            break
    return b"".join(pieces) + body[at:]


_PIECE = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r\n")
