"""Write and read the records of a web archive (WARC 1.1, ISO 28500:2017), each a gzip member of its own."""

import base64
import gzip
import hashlib
import uuid
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from bot.dossier.hostile import Hostile

LARGEST_RECORD = 64 << 20
"""Bytes of one record unpacked."""
LARGEST_HEAD = 64 << 10
_CHUNK = 1 << 16
_NAMES = uuid.UUID("9f2b4a52-6f3c-5d7e-8a11-2c4be0a4d6f1")
"""Below it every record's id follows from its content: the same input makes the same archive."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record before it is written."""

    kind: str
    date: str
    """UTC, RFC 3339, seconds (WARC 1.1 §5.4)."""
    block: bytes
    """Headers and payload as HTTP has them, or the resource itself."""
    uri: str = ""
    content_type: str = "application/http; msgtype=response"
    payload: bytes | None = None
    """What the payload digest is of; None where the record has no payload of its own."""
    concurrent_to: str = ""

    @property
    def id(self) -> str:
        """``urn:uuid:``, from kind, address, date and content."""
        name = f"{self.kind} {self.uri} {self.date} {hashlib.sha256(self.block).hexdigest()}"
        return f"<urn:uuid:{uuid.uuid5(_NAMES, name)}>"

    def packed(self) -> bytes:
        """The record as one gzip member, the same bytes each time."""
        head = {
            "WARC-Type": self.kind,
            "WARC-Record-ID": self.id,
            "WARC-Date": self.date,
            **({"WARC-Target-URI": self.uri} if self.uri else {}),
            **({"WARC-Concurrent-To": self.concurrent_to} if self.concurrent_to else {}),
            "WARC-Block-Digest": digest(self.block),
            **({"WARC-Payload-Digest": digest(self.payload)} if self.payload is not None else {}),
            "Content-Type": self.content_type,
            "Content-Length": str(len(self.block)),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        whole = b"".join([b"WARC/1.1\r\n", lines.encode(), b"\r\n", self.block, b"\r\n\r\n"])
        return gzip.compress(whole, compresslevel=9, mtime=0)


def digest(data: bytes) -> str:
    """As WARC writes a digest: the algorithm, and base32."""
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode()


@dataclass(frozen=True, slots=True)
class Found:
    """One record as it was read."""

    offset: int
    length: int
    """Place and length of its gzip member in the file."""
    headers: Mapping[str, str]
    """Names in lower case."""
    block: bytes

    @property
    def payload(self) -> bytes:
        """What follows the HTTP headers; the whole block where there are none."""
        if not self.headers.get("content-type", "").startswith("application/http"):
            return self.block
        return self.block.partition(b"\r\n\r\n")[2]

    @property
    def holds(self) -> bool:
        """Whether the digests it names are those of its bytes."""
        for name, data in (("warc-block-digest", self.block), ("warc-payload-digest", self.payload)):
            if name in self.headers and self.headers[name] != digest(data):
                return False
        return True


def read(stream: BinaryIO, place: str) -> Iterator[Found]:
    """The records of a file, in order, one in memory at a time. What is no record is refused by name."""
    offset, waiting = 0, b""
    while True:
        waiting = waiting or stream.read(_CHUNK)
        if not waiting:
            return
        data, length, waiting = _member(stream, waiting, place)
        headers, block = parsed(data, place)
        yield Found(offset, length, headers, block)
        offset += length


def _member(stream: BinaryIO, waiting: bytes, place: str) -> tuple[bytes, int, bytes]:
    """One gzip member: what it unpacks to, its length, and the bytes already read behind it."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    pieces: list[bytes] = []
    size = taken = 0
    try:
        while not unpacker.eof:
            if not waiting:
                raise Hostile("warc_damaged", place, "a record ends too early")
            piece = unpacker.decompress(waiting, LARGEST_RECORD + 1 - size)
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_RECORD:
                raise Hostile("gzip_bomb", place, f"a record unpacks to more than {LARGEST_RECORD >> 20} MiB")
            left = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            taken += len(waiting) - len(left)
            waiting = left or (b"" if unpacker.eof else stream.read(_CHUNK))
    except zlib.error as trouble:
        raise Hostile("warc_damaged", place, "is not made of gzip members") from trouble
    return b"".join(pieces), taken, waiting


def parsed(data: bytes, place: str) -> tuple[dict[str, str], bytes]:
    """Headers and block of one unpacked record."""
    head, gap, rest = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    if not gap or len(head) > LARGEST_HEAD or lines[0] not in (b"WARC/1.0", b"WARC/1.1"):
        raise Hostile("warc_damaged", place, "holds something that is no WARC record")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if not colon or name.lower() in headers:
            raise Hostile("warc_damaged", place, "a record with a header that is none, or stands twice")
        headers[name.lower()] = value.strip()
    told = headers.get("content-length", "")
    if not told.isdigit() or len(told) > 12 or rest != rest[: int(told)] + b"\r\n\r\n":  # noqa: PLR2004 - digits
        raise Hostile("warc_damaged", place, "a record is not as long as it says")
    return headers, rest[: int(told)]
