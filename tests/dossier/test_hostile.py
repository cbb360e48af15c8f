"""Bags made to hurt are refused by the name of their fault, in bounded time and memory, and never crash the judge."""

import gzip
import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

from bot.dossier import verify
from tests.dossier.makings import bag_files, sums
from tests.dossier.refusing import refused_by_name

PAYLOAD = {"a.txt": b"hello\n", "log/x.txt": b"there\n"}
Files = dict[str, bytes]


def _zip(files: Files, root: str = "case/") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(f"{root}{name}"), data)
    return out.getvalue()


def _with_member(name: str, data: bytes = b"x", *, mode: int = 0o100600, flags: int = 0) -> bytes:
    """A right bag and one member more, named as we like."""
    out = io.BytesIO(_zip(bag_files(PAYLOAD)))
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("case/data/xx")
        info.filename = name
        info.external_attr = mode << 16
        archive.writestr(info, data)
    raw = out.getvalue()
    return _flagged(raw, name.encode(), flags) if flags else raw


def _flagged(raw: bytes, name: bytes, flags: int) -> bytes:
    """Set bits in both headers of a member."""
    changed = bytearray(raw)
    at = raw.rfind(name)
    struct.pack_into("<H", changed, at - 46 + 8, flags)
    at = raw.find(name)
    struct.pack_into("<H", changed, at - 30 + 6, flags)
    return bytes(changed)


def _renamed(old: bytes, new: bytes) -> bytes:
    """The right bag with a name replaced byte by byte, in both headers."""
    return _zip(bag_files({"a.txt": b"1", "b-name.txt": b"2"})).replace(b"case/data/" + old, b"case/data/" + new)


def _relisted(files: Files) -> Files:
    """Lists made again after a change: everything but the stamps agrees."""
    data = {name: body for name, body in files.items() if name.startswith("data/")}
    kept = {name: body for name, body in files.items() if name in ("bagit.txt", "bag-info.txt")}
    tags = {**kept, "manifest-sha256.txt": sums(data)}
    return {**data, **tags, "tagmanifest-sha256.txt": sums(tags)}


def _changed(**changes: bytes | None) -> bytes:
    """The right bag with files replaced, added or (None) taken away, the lists left as they were."""
    files = bag_files(PAYLOAD)
    for name, data in changes.items():
        if data is None:
            del files[name]
        else:
            files[name] = data
    return _zip(files)


def _manifest(text: bytes) -> bytes:
    """The right bag under another payload manifest, whose tag manifest is right."""
    files = bag_files(PAYLOAD)
    files["manifest-sha256.txt"] = text
    tags = {name: files[name] for name in ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")}
    return _zip({**files, "tagmanifest-sha256.txt": sums(tags)})


RIGHT = sums({f"data/{name}": data for name, data in PAYLOAD.items()})


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in bag_files({"a.txt": b"\0" * (64 << 20)}).items():
            archive.writestr(f"case/{name}", data)
    return out.getvalue()


def _overlapping() -> bytes:
    """Two entries over the same bytes (Fifield's bomb)."""
    raw = bytearray(_zip(bag_files({"a.txt": b"1", "b.txt": b"1"})))
    first, second = raw.rfind(b"case/data/a.txt"), raw.rfind(b"case/data/b.txt")
    raw[second - 4 : second] = raw[first - 4 : first]
    return bytes(raw)


def _claims_huge() -> bytes:
    """A stored file that says it is of 20 GB."""
    raw = bytearray(_zip(bag_files(PAYLOAD)))
    at = raw.rfind(b"case/data/a.txt")
    struct.pack_into("<L", raw, at - 46 + 24, 0xFFFFFFF0)
    return bytes(raw)


def _many() -> bytes:
    raw = bytearray(_zip(bag_files(PAYLOAD)))
    struct.pack_into("<HH", raw, len(raw) - 14, 60_000, 60_000)
    return bytes(raw)


def _really_many() -> bytes:
    return _zip(bag_files({f"f{n:05}": b"" for n in range(20_010)}))


def _header_lies() -> bytes:
    raw = _zip(bag_files(PAYLOAD))
    return raw.replace(b"case/data/a.txt", b"case/data/b.txt", 1)


def _gap() -> bytes:
    """Bytes between the last file and the list."""
    raw = _zip(bag_files(PAYLOAD))
    end = len(raw) - 22
    size, offset = struct.unpack_from("<LL", raw, end + 12)
    moved = bytearray(raw[:offset] + b"hidden!" + raw[offset:])
    struct.pack_into("<L", moved, len(moved) - 6, offset + 7)
    assert size
    return bytes(moved)


def _nested_bomb() -> bytes:
    return _zip(bag_files({"web/session.wacz": _bomb()}))


def _packed_nested_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in bag_files({"web/session.wacz": _bomb()}).items():
            archive.writestr(f"case/{name}", data)
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "leads out of the bag": (lambda: _with_member("case/../../etc/cron.d/x"), "path_traversal"),
    "leads out at once": (lambda: _with_member("../x"), "path_traversal"),
    "absolute": (lambda: _with_member("/etc/cron.d/x"), "absolute_path"),
    "a drive": (lambda: _with_member("C:/x"), "absolute_path"),
    "a backslash": (lambda: _with_member("case\\data\\x"), "backslash"),
    "a link": (lambda: _with_member("case/data/link", b"/etc/passwd", mode=0o120777), "symlink"),
    "a device": (lambda: _with_member("case/data/zero", b"", mode=0o020666), "device_file"),
    "a pipe": (lambda: _with_member("case/data/pipe", b"", mode=0o010666), "device_file"),
    "the same name twice": (lambda: _renamed(b"b-name.txt", b"a.txt\0\0\0\0\0"), "control_characters"),
    "twice exactly": (lambda: _with_member("case/data/a.txt"), "duplicate_name"),
    "twice but for the case": (lambda: _with_member("case/data/A.TXT"), "duplicate_name"),
    "twice but for the accents": (
        lambda: _zip({**bag_files({"é.txt": b"1"}), "data/e\u0301.txt": b"2"}),
        "duplicate_name",
    ),
    "a file that is also a folder": (lambda: _with_member("case/data/a.txt/b"), "duplicate_name"),
    "letters that run backwards": (lambda: _with_member("case/data/\u202egnp.exe"), "control_characters"),
    "a name that is not UTF-8": (lambda: _renamed(b"b-name.txt", b"b-n\xff\xfee.txt"), "not_utf8"),
    "empty parts": (lambda: _with_member("case/data//x"), "bad_name"),
    "too deep": (lambda: _with_member("case/" + "d/" * 60 + "x"), "bad_name"),
    "encrypted": (lambda: _with_member("case/data/secret", flags=1), "encrypted"),
    "a bomb": (_bomb, "zip_bomb"),
    "files over one another": (_overlapping, "zip_bomb"),
    "two sizes": (_claims_huge, "wrong_size"),
    "a nested bomb": (_nested_bomb, "zip_bomb"),
    "a packed nested bomb": (_packed_nested_bomb, "zip_bomb"),
    "says it has many files": (_many, "too_many_files"),
    "has too many files": (_really_many, "too_many_files"),
    "a header that lies": (_header_lies, "two_stories"),
    "bytes before it": (lambda: b"#!/bin/sh\n" + _zip(bag_files(PAYLOAD)), "stray_data"),
    "bytes after it": (lambda: _zip(bag_files(PAYLOAD)) + b"more", "not_a_zip"),
    "bytes in between": (_gap, "stray_data"),
    "not a ZIP": (lambda: b"hello", "not_a_zip"),
    "empty": (lambda: b"", "not_a_zip"),
    "no bag": (lambda: _zip({"x": b"1"}), "not_a_bag"),
    "two bags": (
        lambda: _zip({**bag_files(PAYLOAD)}) and _zip({"a/bagit.txt": b"", "b/bagit.txt": b""}, ""),
        "not_a_bag",
    ),
    "a file more than listed": (lambda: _changed(**{"data/more.txt": b"1"}), "more_than_listed"),
    "a tag file more than listed": (lambda: _changed(**{"README.html": b"1"}), "more_than_listed"),
    "a manifest that lists too little": (lambda: _manifest(RIGHT.splitlines(keepends=True)[0]), "more_than_listed"),
    "a listed file is missing": (lambda: _changed(**{"data/a.txt": None}), "missing_file"),
    "another file": (lambda: _changed(**{"data/a.txt": b"hullo\n"}), "wrong_hash"),
    "another manifest": (lambda: _changed(**{"manifest-sha256.txt": RIGHT[:-1]}), "wrong_hash"),
    "a manifest that leads out": (lambda: _manifest(b"0" * 64 + b"  ../../etc/passwd\n"), "path_traversal"),
    "a manifest line without end": (lambda: _manifest(b"0" * 64 + b"  data/" + b"x" * 3_000_000), "bad_manifest"),
    "a manifest that names a file twice": (lambda: _manifest(RIGHT + RIGHT), "duplicate_name"),
    "a manifest with a byte order mark": (lambda: _manifest(b"\xef\xbb\xbf" + RIGHT), "byte_order_mark"),
    "a manifest with mixed line ends": (lambda: _manifest(RIGHT.replace(b"\n", b"\r\n", 1)), "line_ends"),
    "a manifest with a lone return": (lambda: _manifest(RIGHT.replace(b"\n", b"\r")), "line_ends"),
    "a manifest that is not UTF-8": (lambda: _manifest(RIGHT + b"\xff\n"), "not_utf8"),
    "a manifest that is no manifest": (lambda: _manifest(b"all fine\n"), "bad_manifest"),
    "a wrong count": (
        lambda: _zip(_relisted({**bag_files(PAYLOAD), "bag-info.txt": b"Payload-Oxum: 1.1\n"})),
        "wrong_oxum",
    ),
    "parts elsewhere": (lambda: _changed(**{"fetch.txt": b"http://example.org/ 1 data/x\n"}), "incomplete"),
    "a declaration with a byte order mark": (
        lambda: _changed(**{"bagit.txt": b"\xef\xbb\xbfBagIt-Version: 1.0\n"}),
        "byte_order_mark",
    ),
    "a log whose line was edited": (
        lambda: _zip(
            bag_files({"log/custody.jsonl": b'{"prev":"' + b"0" * 64 + b'"}\n{"prev":"' + b"1" * 64 + b'"}\n'})
        ),
        "broken_chain",
    ),
    "a case that is not JSON": (lambda: _zip(bag_files({"case.json": b"[" * 100_000})), "bad_case"),
    "a stamp that is none": (lambda: _changed(**{"timestamps/x.tsr": b"granted!"}), "broken_stamp"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_zip_is_refused_by_name(tmp_path: Path, name: str) -> None:
    """One row per trick."""
    make, code = HOSTILE[name]
    refused_by_name(tmp_path / "bag.zip", make(), code)


def test_the_right_bag_of_the_table_is_right(tmp_path: Path) -> None:
    """Otherwise the table would prove nothing."""
    path = tmp_path / "bag.zip"
    path.write_bytes(_zip(bag_files(PAYLOAD)))

    verdict = verify(path)

    assert (True, None, "", "E0") == (verdict.ok, verdict.refused, verdict.level_claimed, verdict.level_proven)


def _lay(root: Path, files: Files) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def _link(root: Path) -> None:
    (root / "data/link").symlink_to("/etc/passwd")


def _linked_folder(root: Path) -> None:
    (root / "data/more").symlink_to("/etc")


def _pipe(root: Path) -> None:
    os.mkfifo(root / "data/pipe")


def _bad_name(root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root / "data") + b"/\xff\xfe")).write_bytes(b"")


def _more(root: Path) -> None:
    (root / "data/more").write_bytes(b"")


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (_link, "symlink"),
        (_linked_folder, "symlink"),
        (_pipe, "device_file"),
        (_bad_name, "not_utf8"),
        (_more, "more_than_listed"),
    ],
)
def test_a_hostile_folder_is_refused_by_name(tmp_path: Path, harm: Callable[[Path], None], code: str) -> None:
    """A folder can hold links and pipes: none is opened."""
    root = _lay(tmp_path / "bag", bag_files(PAYLOAD))
    harm(root)

    assert code == verify(root).code


@pytest.mark.parametrize("path", ["nothing-there.zip", "/dev/zero"])
def test_what_is_not_a_file_is_refused(tmp_path: Path, path: str) -> None:
    """Also what has no end."""
    assert verify(tmp_path / path).code in {"unreadable", "not_a_file"}


def test_a_bag_by_another_program_is_judged_sensibly(tmp_path: Path) -> None:
    """Made by bagit.py, with SHA-256 and SHA-512: files and hashes hold; no more is claimed, no more is found."""
    root = _lay(tmp_path / "bag", {"one.txt": b"1", "sub/two.txt": b"2"})
    bagit.make_bag(str(root), checksums=["sha256", "sha512"])

    verdict = verify(root)

    assert (True, None, "", "E0") == (verdict.ok, verdict.refused, verdict.level_claimed, verdict.level_proven)


def test_a_bag_of_weak_hashes_proves_nothing(tmp_path: Path) -> None:
    """MD5 can be forged."""
    root = _lay(tmp_path / "bag", {"one.txt": b"1"})
    bagit.make_bag(str(root), checksums=["md5"])

    verdict = verify(root)

    assert (False, None, "") == (verdict.ok, verdict.refused, verdict.level_proven)


def test_a_name_from_a_bag_cannot_write_on_the_terminal(tmp_path: Path) -> None:
    """Escape sequences and line breaks are shown as question marks."""
    path = tmp_path / "bag.zip"
    path.write_bytes(_with_member("case/data/\x1b[2J\nHOLDS"))

    told = verify(path).refused or ""

    assert "\x1b" not in told
    assert "\n" not in told


def test_a_gzip_is_not_a_bag(tmp_path: Path) -> None:
    """Another kind of archive is named as not ours to read."""
    path = tmp_path / "bag.zip"
    path.write_bytes(gzip.compress(_zip(bag_files(PAYLOAD))))

    assert "not_a_zip" == verify(path).code
