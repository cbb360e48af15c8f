"""More bags made to hurt: what two readers would read in two ways, and what only a reader's patience would notice."""

import io
import json
import shutil
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.dossier import say, verify
from tests.dossier import makings
from tests.dossier.makings import bag_files, sums
from tests.dossier.refusing import refused_by_name
from tests.dossier.test_hostile import PAYLOAD, RIGHT, Files, _changed, _lay, _manifest, _with_member, _zip
from tests.dossier.test_stamps import Authority, _bag

FIRST = b'{"prev":"' + b"0" * 64 + b'"}\n'


def _declared(text: bytes) -> bytes:
    files = {**bag_files(PAYLOAD), "bagit.txt": text}
    tags = {name: files[name] for name in ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")}
    return _zip({**files, "tagmanifest-sha256.txt": sums(tags)})


def _log(*lines: bytes) -> bytes:
    return _zip(bag_files({"log/x.jsonl": b"".join(lines)}))


def _case(text: bytes) -> bytes:
    return _zip(bag_files({"case.json": text}))


def _extra() -> bytes:
    """A second name in the extra field: unzip would take it, others would not."""
    out = io.BytesIO(_zip(bag_files(PAYLOAD)))
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("case/data/harmless.txt")
        name = b"case/data/evil.exe"
        info.extra = struct.pack("<HHBL", 0x7075, 5 + len(name), 1, 0) + name
        archive.writestr(info, b"x")
    return out.getvalue()


def _local(offset: int, kind: str, value: int) -> bytes:
    """The right bag, one field of the first file's own header changed."""
    raw = bytearray(_zip(bag_files(PAYLOAD)))
    struct.pack_into(kind, raw, offset, value)
    return bytes(raw)


def _end(offset: int, kind: str, value: int) -> bytes:
    """The right bag, one field of its end record changed."""
    raw = bytearray(_zip(bag_files(PAYLOAD)))
    struct.pack_into(kind, raw, len(raw) - 22 + offset, value)
    return bytes(raw)


def _two_ends() -> bytes:
    """A whole second end in the comment of the first."""
    raw = bytearray(_zip(bag_files(PAYLOAD)))
    struct.pack_into("<H", raw, len(raw) - 2, 22)
    return bytes(raw) + raw[-22:-2] + b"\0\0"


def _zip64(count: int, offset: int) -> bytes:
    """A ZIP64 end that claims what the plain one leaves open."""
    raw = _zip(bag_files(PAYLOAD))
    end = len(raw) - 22
    size, _ = struct.unpack_from("<LL", raw, end + 12)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    plain = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return raw[:end] + end64 + locator + plain


def _lzma() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in bag_files(PAYLOAD).items():
            archive.writestr(f"case/{name}", data)
    return out.getvalue()


def _tags(change: Callable[[Files, Files], None]) -> bytes:
    """The right bag with more, or other, tag manifests. The change gets all files, and those a tag manifest lists."""
    files = bag_files(PAYLOAD)
    change(files, {name: files[name] for name in ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")})
    return _zip(files)


def _short_second_list(files: Files, tags: Files) -> None:
    import hashlib  # noqa: PLC0415

    del tags["bag-info.txt"]
    listed = sorted((name, hashlib.sha512(data).hexdigest()) for name, data in tags.items())
    files["tagmanifest-sha512.txt"] = "".join(f"{digest}  {name}\n" for name, digest in listed).encode()


def _one_left_out(files: Files, tags: Files) -> None:
    del tags["bag-info.txt"]
    files["tagmanifest-sha256.txt"] = sums(tags)


def _lists_itself(files: Files, tags: Files) -> None:
    files["tagmanifest-sha256.txt"] = sums({**tags, "tagmanifest-sha256.txt": b"x"})


def _odd_algorithm(files: Files, tags: Files) -> None:
    files["manifest-crc32.txt"] = b"00000000  data/a.txt\n"
    files["tagmanifest-sha256.txt"] = sums({**tags, "manifest-crc32.txt": files["manifest-crc32.txt"]})


def _two_payload_lists(files: Files, tags: Files) -> None:
    """SHA-512 says another thing than SHA-256."""
    files["manifest-sha512.txt"] = b"".join(b"0" * 128 + line[64:] for line in RIGHT.splitlines(keepends=True))
    files["tagmanifest-sha256.txt"] = sums({**tags, "manifest-sha512.txt": files["manifest-sha512.txt"]})


def _named(*names: str) -> bytes:
    return _zip(bag_files(dict.fromkeys(names, b"1")))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "an unknown version": (lambda: _declared(b"BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n"), "not_a_bag"),
    "another encoding": (lambda: _declared(b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-7\n"), "not_a_bag"),
    "a third line": (
        lambda: _declared(b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nX: y\n"), "not_a_bag"
    ),
    "a manifest with an absolute path": (lambda: _manifest(RIGHT + b"0" * 64 + b"  /etc/passwd\n"), "absolute_path"),
    "a manifest with a hidden line break": (
        lambda: _manifest(RIGHT + b"0" * 64 + b"  data/a%0Adata/b\n"), "control_characters"
    ),
    "a manifest with escaped dots": (lambda: _manifest(RIGHT + b"0" * 64 + b"  data/%2e%2e/x\n"), "missing_file"),
    "a manifest with a home": (lambda: _manifest(RIGHT + b"0" * 64 + b"  ~/x\n"), "absolute_path"),
    "a manifest with a backslash": (lambda: _manifest(RIGHT + b"0" * 64 + b"  data\\x\n"), "backslash"),
    "a hash too short": (lambda: _manifest(RIGHT + b"0" * 63 + b"  data/x\n"), "bad_manifest"),
    "two names for one file": (lambda: _manifest(RIGHT + RIGHT.replace(b"data/", b"./data/")), "duplicate_name"),
    "a second tag manifest that lists less": (lambda: _tags(_short_second_list), "more_than_listed"),
    "a tag manifest that lists less": (lambda: _tags(_one_left_out), "more_than_listed"),
    "a tag manifest that lists itself": (lambda: _tags(_lists_itself), "wrong_hash"),
    "a hash nobody knows": (lambda: _tags(_odd_algorithm), "bad_manifest"),
    "two manifests that differ": (lambda: _tags(_two_payload_lists), "wrong_hash"),
    "a ligature": (lambda: _named("ﬁle.txt", "file.txt"), "duplicate_name"),
    "a sharp s": (lambda: _named("straße.txt", "STRASSE.txt"), "duplicate_name"),
    "full width": (lambda: _named("ａ.txt", "a.txt"), "duplicate_name"),
    "a trailing dot": (lambda: _named("a.txt."), "bad_name"),
    "a trailing blank": (lambda: _named("a.txt "), "bad_name"),
    "a device of Windows": (lambda: _named("sub/CON.txt"), "bad_name"),
    "another device of Windows": (lambda: _named("lpt1"), "bad_name"),
    "an invisible letter": (lambda: _named("a\u200b.txt"), "control_characters"),
    "a line separator": (lambda: _named("a\u2028b.txt"), "control_characters"),
    "a very long name": (lambda: _named("x" * 1100), "bad_name"),
    "a second name in the extra field": (_extra, "two_stories"),
    "a header of another size": (lambda: _local(22, "<L", 5), "two_stories"),
    "a header of another packed size": (lambda: _local(18, "<L", 3), "two_stories"),
    "a header of another sum": (lambda: _local(14, "<L", 12345), "two_stories"),
    "a header of another packing": (lambda: _local(8, "<H", 8), "two_stories"),
    "encrypted, says only the header": (lambda: _local(6, "<H", 1), "two_stories"),
    "several volumes": (lambda: _end(4, "<H", 1), "not_a_zip"),
    "two ends": (_two_ends, "stray_data"),
    "a list that begins elsewhere": (lambda: _end(16, "<L", 5), "stray_data"),
    "a billion files in ZIP64": (lambda: _zip64(1_000_000_000, 0), "too_many_files"),
    "a ZIP64 that points behind its end": (lambda: _zip64(5, 1 << 62), "stray_data"),
    "another packing": (_lzma, "unknown_compression"),
    "a socket": (lambda: _with_member("case/data/socket", b"", mode=0o140666), "device_file"),
    "a folder with bytes": (lambda: _with_member("case/data/folder/", b"x"), "bad_name"),
    "a log that begins anew": (lambda: _log(FIRST, FIRST), "broken_chain"),
    "a log with a key twice": (lambda: _log(b'{"prev":"' + b"0" * 64 + b'","a":1,"a":2}\n'), "broken_chain"),
    "a log with no number": (lambda: _log(b'{"a":NaN,"prev":"' + b"0" * 64 + b'"}\n'), "broken_chain"),
    "a log with a huge number": (
        lambda: _log(b'{"a":' + b"9" * 100_000 + b',"prev":"' + b"0" * 64 + b'"}\n'), "broken_chain"
    ),
    "a log nested deep": (lambda: _log(b'{"a":' + b"[" * 100_000 + b"\n"), "broken_chain"),
    "a log of one endless line": (lambda: _log(b"x" * (2 << 20)), "broken_chain"),
    "a log that is too long": (lambda: _log(b"\n" * (17 << 20)), "too_large"),
    "a log that is an array": (lambda: _log(b"[]\n"), "broken_chain"),
    "a case that says its level twice": (lambda: _case(b'{"level":"E0","level":"E3M"}'), "bad_case"),
    "a case that is a list": (lambda: _case(b"[1]"), "bad_case"),
    "a case that says it is ours": (lambda: _case(b'{"schema":1,"level":"E3"}'), "two_stories"),
    "an info that says its level twice": (
        lambda: _zip({**bag_files(PAYLOAD), **_info(b"Evidence-Level: E0\nEvidence-Level: E3\n")}), "two_stories"
    ),
    "a renewal without its list": (lambda: _changed(**{"timestamps/renewal-1.x.tsr": b"1"}), "missing_file"),
    "a renewal out of order": (lambda: _changed(**{"timestamps/renewal-7.txt": b"1"}), "missing_file"),
    "too many stamps": (
        lambda: _zip({**bag_files(PAYLOAD), **{f"timestamps/{n}.tsr": b"1" for n in range(70)}}), "too_many_files"
    ),
    "too many letters": (lambda: _named(*(f"mail/{n}.eml" for n in range(201))), "too_many_files"),
    "links of a copy without an original": (lambda: _zip(bag_files({"links.json": b"{}"})), "missing_file"),
}  # fmt: skip


def _info(text: bytes) -> Files:
    files = {**bag_files(PAYLOAD), "bag-info.txt": text}
    tags = {name: files[name] for name in ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")}
    return {"bag-info.txt": text, "tagmanifest-sha256.txt": sums(tags)}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_by_name(tmp_path: Path, name: str) -> None:
    """One row per trick."""
    make, code = HOSTILE[name]
    refused_by_name(tmp_path / "bag.zip", make(), code)


def test_at_least_thirty_tricks_are_new() -> None:
    """None of them stands in the other table under the same name."""
    from tests.dossier.test_hostile import HOSTILE as OTHERS  # noqa: PLC0415

    assert 30 <= len(set(HOSTILE) - set(OTHERS))


def test_line_ends_of_another_machine_are_no_lists_of_ours(unpacked_once: Path, tmp_path: Path) -> None:
    """Another program may write CRLF; a dossier is written in one way only."""
    bag = Path(shutil.copytree(unpacked_once, tmp_path / "bag"))
    path = bag / "manifest-sha256.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    names = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "README.html", "VERIFY.txt")
    (bag / "tagmanifest-sha256.txt").write_bytes(sums({name: (bag / name).read_bytes() for name in names}))

    assert "bad_manifest" == verify(bag).code


def test_a_root_out_of_the_bag_is_not_trust(tmp_path: Path) -> None:
    """A forger brings an authority of his own: what it says holds together, and the verdict says whose word it is."""
    forger = Authority(tmp_path / "tsa", ends=datetime.now(UTC) + timedelta(days=9), organisation="EU Trusted Time")
    real = tmp_path / "real.pem"
    real.write_bytes(Authority(tmp_path / "other", ends=datetime.now(UTC) + timedelta(days=9)).root)
    bag = _bag(tmp_path / "bag", forger)

    believed, asked = verify(bag), verify(bag, ca=[real])

    assert "by the certificates in the bag" in say(believed)
    assert [line for line in believed.not_proven if "that its authority is who it says it is" in line]
    assert not believed.stamps[0].trusted
    assert "E1" == asked.level_proven


def test_words_from_a_bag_cannot_steer_a_terminal(tmp_path: Path) -> None:
    """Names, levels, cases, worlds and letters: whatever is quoted is printable."""
    steer = "\x1b[2J\x1b]0;x\x07\u202e"
    raw = makings.letter_bytes().replace(b"d=support.facebook.com", b"d=\x1b[31mfacebook.com")
    case = json.dumps({"level": f"E3{steer}", "id": steer, "rehearsal": steer}).encode()
    bag = _lay(tmp_path / "bag", bag_files({"case.json": case, "mail/a.eml": raw, "mail/a.dkim/key.txt": b"v=DKIM1"}))

    told = say(verify(bag))

    assert "REHEARSAL" in told
    assert [] == [letter for letter in told if letter != "\n" and not letter.isprintable()]


def test_twenty_thousand_tiny_files_in_a_folder_are_refused_early(tmp_path: Path) -> None:
    """Counted as they are listed, before one is opened."""
    root = tmp_path / "bag"
    (root / "data").mkdir(parents=True)
    for n in range(20_050):
        (root / "data" / str(n)).touch()

    assert "too_many_files" == verify(root).code
