"""Read a ZIP that may lie: its list, its headers and its bytes must tell one and the same story.

Format: PKWARE APPNOTE 4.3. Stored members are read straight from the file, so that checking a large bag costs little
more than hashing it.
"""

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from bot.dossier.hostile import MOST_FILES, Entry, Hostile, check_amount, check_name

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST_LIST = 8 << 20
HIGHEST_RATIO = 250
"""Deflate can reach 1032; logs and pages reach 30. Only large members are measured by it."""
RATIO_FROM = 4 << 20

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_MARK = b"PK\x03\x04"
_DESCRIPTORS = frozenset({0, 12, 16, 20, 24})
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UTF8 = 0x800
_STREAMED = 0x8
_COMMENT_ROOM = 0xFFFF
_IN_ZIP64 = 0xFFFFFFFF
_UNICODE_PATH = 0x7075
"""Info-ZIP's extra field with another name for the same file (APPNOTE §4.6.9)."""


@dataclass(frozen=True, slots=True)
class _End:
    """The end record: where the list of members is and how long."""

    count: int
    size: int
    offset: int
    at: int
    """Where the first end record (ZIP64 or plain) begins: the list must reach exactly to it."""


def read_archive(stream: BinaryIO) -> list[Entry]:
    """The files of a ZIP, or the name of what is wrong with it."""
    end = _end(stream)
    if end.count > MOST_FILES:
        raise Hostile("too_many_files", "", f"more than {MOST_FILES} files")
    if end.size > LARGEST_LIST:
        raise Hostile("too_many_files", "", "a list of files that is too long to be read")
    if end.offset + end.size != end.at:
        raise Hostile("stray_data", "", "bytes before or after the archive that belong to no file")
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError) as trouble:
        raise Hostile("not_a_zip", "", "a ZIP whose list cannot be read") from trouble
    infos = archive.infolist()
    if len(infos) != end.count:
        raise Hostile("stray_data", "", "the list of files is longer or shorter than the archive says")
    named = [(info, _name(info)) for info in infos]
    for info, name in named:
        _check_member(info, name)
    check_amount(info.file_size for info, _ in named)
    starts = _check_layout(stream, end.offset, named)
    files = [(info, name) for info, name in named if not name.endswith("/")]
    return [Entry(name, info.file_size, _reader(stream, archive, info, starts[name])) for info, name in files]


def _end(stream: BinaryIO) -> _End:
    size = stream.seek(0, io.SEEK_END)
    start = max(0, size - _END.size - _COMMENT_ROOM)
    stream.seek(start)
    tail = stream.read()
    at = tail.find(_END_MARK)
    candidates = []
    while at >= 0:
        if at + _END.size <= len(tail):
            fields = _END.unpack_from(tail, at)
            if at + _END.size + fields[7] == len(tail):
                candidates.append((start + at, fields))
        at = tail.find(_END_MARK, at + 1)
    if not candidates:
        raise Hostile("not_a_zip", "", "no end of a ZIP where one must be")
    if len(candidates) > 1:
        raise Hostile("stray_data", "", "two ends of an archive: two readers would see two bags")
    where, (_, disk, list_disk, here, count, length, offset, _) = candidates[0]
    if disk or list_disk or here != count:
        raise Hostile("not_a_zip", "", "a ZIP in several volumes")
    if count == _COMMENT_ROOM or _IN_ZIP64 in (length, offset):
        return _end64(stream, where)
    return _End(count, length, offset, where)


def _end64(stream: BinaryIO, where: int) -> _End:
    if where < _LOCATOR.size:
        raise Hostile("not_a_zip", "", "a ZIP64 without its locator")
    stream.seek(where - _LOCATOR.size)
    mark, _, at, _ = _LOCATOR.unpack(stream.read(_LOCATOR.size))
    if mark != b"PK\x06\x07" or at + _END64.size + _LOCATOR.size != where:
        raise Hostile("not_a_zip", "", "a ZIP64 whose end is not where it says")
    stream.seek(at)
    fields = _END64.unpack(stream.read(_END64.size))
    if fields[0] != b"PK\x06\x06":
        raise Hostile("not_a_zip", "", "a ZIP64 without its end")
    return _End(fields[7], fields[8], fields[9], at)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as its bytes say it, which must be UTF-8; zipfile cuts at a zero byte and may turn backslashes."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8 and not name.isascii():
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError as trouble:
            raise Hostile("not_utf8", name, "a name that is not UTF-8") from trouble
    return name


def _check_member(info: zipfile.ZipInfo, name: str) -> None:
    check_name(name.removesuffix("/"))
    if _UNICODE_PATH in _kinds(info.extra):
        raise Hostile("two_stories", name, "bears a second name, which other programs would take")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if stat.S_ISLNK(kind):
        raise Hostile("symlink", name, "a link")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Hostile("device_file", name, "neither a file nor a folder")
    if name.endswith("/") and info.file_size:
        raise Hostile("bad_name", name, "a folder with bytes in it")
    if info.flag_bits & _ENCRYPTED:
        raise Hostile("encrypted", name, "an encrypted file")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Hostile("unknown_compression", name, "packed in a way that is not read here")
    if info.compress_type == zipfile.ZIP_STORED and info.compress_size != info.file_size:
        raise Hostile("wrong_size", name, "stored, yet of two sizes")
    if info.file_size > RATIO_FROM and info.file_size > HIGHEST_RATIO * max(info.compress_size, 1):
        raise Hostile("zip_bomb", name, "unpacks to far more than it is")


def _kinds(extra: bytes) -> set[int]:
    """The kinds of extra fields (APPNOTE §4.5)."""
    found, at = set(), 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        found.add(kind)
        at += 4 + length
    return found


def _check_layout(stream: BinaryIO, list_at: int, named: list[tuple[zipfile.ZipInfo, str]]) -> dict[str, int]:
    """Members lie end to end, each under the name the list gives it: no overlaps (a bomb), no gaps (a hiding place)."""
    expected = 0
    starts: dict[str, int] = {}
    streamed = False
    for info, name in sorted(named, key=lambda pair: pair[0].header_offset):
        gap = info.header_offset - expected
        if gap < 0:
            raise Hostile("zip_bomb", name, "shares its bytes with another file")
        if gap not in (_DESCRIPTORS if streamed else {0}):
            raise Hostile("stray_data", name, "bytes before it that belong to no file")
        start = _data_at(stream, info, name)
        starts[name] = start
        expected = start + info.compress_size
        streamed = bool(info.flag_bits & _STREAMED)
    if list_at - expected not in (_DESCRIPTORS if streamed else {0}):
        raise Hostile("stray_data", "", "bytes behind the last file that belong to no file")
    return starts


def _data_at(stream: BinaryIO, info: zipfile.ZipInfo, name: str) -> int:
    stream.seek(info.header_offset)
    header = stream.read(_LOCAL.size)
    if len(header) != _LOCAL.size or not header.startswith(_LOCAL_MARK):
        raise Hostile("not_a_zip", name, "is not where the list says")
    *_, name_length, extra_length = fields = _LOCAL.unpack(header)
    flags, method = fields[2:4]
    streamed = flags & _STREAMED and info.flag_bits & _STREAMED
    told = [(fields[6], info.CRC), (fields[7], info.compress_size), (fields[8], info.file_size)]
    if not streamed and any(here not in (listed, _IN_ZIP64) for here, listed in told):
        raise Hostile("two_stories", name, "its own header is of another size or sum than the list says")
    raw = stream.read(name_length)
    listed = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")
    if raw != listed or method != info.compress_type or flags & _ENCRYPTED:
        raise Hostile("two_stories", name, "its own header differs from the list")
    return int(info.header_offset + _LOCAL.size + name_length + extra_length)


def _reader(stream: BinaryIO, archive: zipfile.ZipFile, info: zipfile.ZipInfo, start: int) -> Callable[[], BinaryIO]:
    if info.compress_type == zipfile.ZIP_STORED:
        return partial(_stored, stream, start, info.file_size)
    return partial(_inflated, archive, info)


def _stored(stream: BinaryIO, start: int, size: int) -> BinaryIO:
    return io.BufferedReader(_Window(stream, start, size), buffer_size=1 << 16)


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    return archive.open(info)  # type: ignore[return-value]  # an IO[bytes] that only reads


class _Window(io.RawIOBase):
    """A part of a file, as a file."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream = stream
        self._start = start
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: "WriteableBuffer") -> int:
        room = memoryview(buffer).cast("B")[: max(0, self._size - self._at)]
        self._stream.seek(self._start + self._at)
        count: int = self._stream.readinto(room) if room else 0  # type: ignore[attr-defined]
        self._at += count
        return count


def chunks(stream: BinaryIO, size: int) -> Iterator[memoryview]:
    """A stream in pieces, through one buffer."""
    buffer = bytearray(size)
    view = memoryview(buffer)
    while count := stream.readinto(buffer):  # type: ignore[attr-defined]
        yield view[:count]
