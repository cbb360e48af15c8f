"""Write a folder of files as a BagIt 1.0 bag in a ZIP that is the same bytes for the same input (RFC 8493)."""

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
STAMP_SUMS = "timestamps/sha256sum.txt"
CHUNK = 1 << 20

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a ZIP can hold: a file's own date would change the bytes
_MODE = 0o100600 << 16
_COMPRESSED = frozenset({".png", ".jpg", ".jpeg", ".webp", ".wacz", ".zip", ".gz", ".pdf"})
_WORTH_IT = 512


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the bag: its name in the bag, and where its bytes are."""

    name: str
    source: bytes | Path | Callable[[], BinaryIO]
    """A function opens it anew: the file of another bag."""

    def open(self) -> BinaryIO:
        """A new reader; a path is never followed through a link."""
        if isinstance(self.source, bytes):
            return io.BytesIO(self.source)
        if not isinstance(self.source, Path):
            return self.source()
        descriptor = os.open(self.source, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        return os.fdopen(descriptor, "rb")


@dataclass(frozen=True, slots=True)
class Measured:
    """A member's hash and size as they were read; the ZIP must receive exactly these bytes."""

    member: Member
    sha256: str
    size: int


class ChangedMeanwhile(Exception):  # noqa: N818 - the domain's word
    """A file was not the same when it was sealed as when it was swept."""


def measure(member: Member) -> Measured:
    """Hash a file without holding it in memory."""
    digest = hashlib.sha256()
    size = 0
    with member.open() as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Measured(member, digest.hexdigest(), size)


def manifest(files: Iterable[Measured]) -> bytes:
    """Sorted ``hash  name`` lines, as sha256sum writes and reads them."""
    lines = sorted((file.member.name, file.sha256) for file in files)
    return "".join(f"{sha256}  {name}\n" for name, sha256 in lines).encode()


def oxum(payload: Sequence[Measured]) -> str:
    """RFC 8493 §2.2.2: the payload's bytes and files."""
    return f"{sum(file.size for file in payload)}.{len(payload)}"


def bag_info(facts: Mapping[str, str]) -> bytes:
    """``Label: value`` lines; a value cannot break out of its line."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in facts.items()).encode()


def write_zip(out: Path, root: str, files: Iterable[Measured]) -> str:
    """Write beside ``out``, wait for the disk, then put it in place: whole or not at all. Returns the ZIP's SHA-256."""
    descriptor, name = tempfile.mkstemp(prefix=".sealing-", dir=out.parent)
    half = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            with zipfile.ZipFile(stream, "w") as archive:
                for file in sorted(files, key=lambda file: file.member.name):
                    _add(archive, root, file)
            stream.flush()
            os.fsync(descriptor)
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        half.replace(out)  # mkstemp made it 0600
    except BaseException:
        with suppress(FileNotFoundError):
            half.unlink()
        raise
    return digest


def _add(archive: zipfile.ZipFile, root: str, file: Measured) -> None:
    info = zipfile.ZipInfo(f"{root}/{file.member.name}", _EPOCH)
    info.create_system = 3
    info.external_attr = _MODE
    info.file_size = file.size
    packed = Path(file.member.name).suffix.lower() in _COMPRESSED or file.size < _WORTH_IT
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    digest = hashlib.sha256()
    with file.member.open() as stream, archive.open(info, "w") as target:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
    if digest.hexdigest() != file.sha256:
        raise ChangedMeanwhile(file.member.name)
