"""A known secret never gets into a dossier, wherever it hides: no bag is made, and only the place is named."""

import base64
import gzip
import html
import io
import json
import quopri
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.header import Header
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dossier import Case, LeakFound, Withheld, seal, verify
from bot.dossier.redact import Sweeper
from bot.evidence import Folder
from tests.dossier import makings

Planted = Callable[[Path, Case, str], Case]


def _walk_with(root: Path, case: Case, suffix: str, data: bytes) -> Case:
    """A walk whose program did not know the secret yet."""
    with Folder.create(root / "leaky", walk="w-2", rehearsal="town", now=lambda: makings.START) as folder:
        folder.record("open", files={suffix: data})
    return replace(case, evidence=[*case.evidence, folder.path])


def _in_file(suffix: str, wrap: Callable[[str], bytes]) -> Planted:
    return lambda root, case, secret: _walk_with(root, case, suffix, wrap(secret))


def _in_letter(wrap: Callable[[str], bytes]) -> Planted:
    def plant(root: Path, case: Case, secret: str) -> Case:
        letters = root / "leaky"
        letters.mkdir()
        (letters / "leak.eml").write_bytes(wrap(secret))
        return replace(case, letters=[*case.letters, letters / "leak.eml"])

    return plant


def _zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def _json(secret: str) -> bytes:
    return json.dumps({"a": ["x" * 50, {"token": f"Bearer {secret}"}]}).encode()


def _mail(encoding: str, body: bytes) -> bytes:
    return (
        f"From: a@example.org\r\nSubject: hello\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode() + body


def _qp_mail(secret: str) -> bytes:
    return _mail("quoted-printable", quopri.encodestring(f"{'Hello ' * 11}{secret}, dear".encode()))


def _base64_mail(secret: str) -> bytes:
    return _mail("base64", base64.encodebytes(f"{'Hello ' * 9}{secret}, dear".encode()))


def _header_mail(secret: str) -> bytes:
    subject = Header(f"{'Hello ' * 6}{secret}", "utf-8", maxlinelen=40).encode()
    return f"From: a@example.org\nSubject: {subject}\n\nbody\n".encode()


def _har(secret: str) -> bytes:
    body = base64.b64encode(f"lsd=1&pass={quote_plus(secret)}&x=2".encode()).decode()
    return json.dumps({"log": {"entries": [{"request": {"postData": {"text": body}}}]}}).encode()


def _event(key: str) -> Planted:
    def plant(root: Path, case: Case, secret: str) -> Case:
        event = {"at": datetime(2026, 11, 22, tzinfo=UTC), "kind": "stopped", "facts": {key: {"deep": [secret]}}}
        return replace(case, events=[*case.events, event])

    return plant


PLACES: dict[str, Planted] = {
    "snapshot": _in_file("aria.yml", lambda s: f"- textbox: {s}\n".encode()),
    "picture": _in_file("png", lambda s: makings.PICTURE + s.encode() + makings.PICTURE),
    "UTF-16 in a picture": _in_file("png", lambda s: makings.PICTURE + s.encode("utf-16-le")),
    "address": _in_file("html", lambda s: f"<a href='/x?p={quote(s, safe='')}'>".encode()),
    "address, plus": _in_file("html", lambda s: f"<a href='/x?p={quote_plus(s)}'>".encode()),
    "address, twice encoded": _in_file("html", lambda s: f"/x?p={quote(quote(s, safe=''), safe='')}".encode()),
    "every byte per cent": _in_file("txt", lambda s: "".join(f"%{b:02X}" for b in s.encode()).encode()),
    "hidden field": _in_file("html", lambda s: f'<input type=hidden value="{html.escape(s)}">'.encode()),
    "numeric entities": _in_file("html", lambda s: "".join(f"&#{ord(c)};" for c in s).encode()),
    "JSON body": _in_file("json", _json),
    "JSON, every letter escaped": _in_file(
        "json", lambda s: ('"' + "".join(f"\\u{ord(c):04x}" for c in s) + '"').encode()
    ),
    "script": _in_file("html", lambda s: f"<script>var t={json.dumps(s)}</script>".encode()),
    "recording": _in_file("har", _har),
    "authorization": _in_file("har", lambda s: b"Basic " + base64.b64encode(f"me:{s}".encode())),
    "web-safe base64": _in_file("txt", lambda s: base64.urlsafe_b64encode(f"ab{s}".encode())),
    "hex": _in_file("txt", lambda s: s.encode().hex().encode()),
    "upper case": _in_file("txt", lambda s: s.upper().encode() if s.isascii() else s.encode()),
    "gzip": _in_file("warc.gz", lambda s: gzip.compress(s.encode())),
    "ZIP": _in_file("wacz", lambda s: _zipped("x", s.encode())),
    "name in a ZIP": _in_file("wacz", lambda s: _zipped(f"p/{s.replace(chr(0), '')}", b"1")),
    "ZIP in gzip in ZIP": _in_file("wacz", lambda s: _zipped("x.gz", gzip.compress(_zipped("y", _json(s))))),
    "PDF": _in_file("pdf", lambda s: b"%PDF-1.7\nstream\n" + zlib.compress(s.encode()) + b"\nendstream"),
    "page archive": _in_file("mhtml", _qp_mail),
    "letter, plain": _in_letter(lambda s: _mail("8bit", s.encode())),
    "letter, quoted-printable": _in_letter(_qp_mail),
    "letter, base64": _in_letter(_base64_mail),
    "letter, header": _in_letter(_header_mail),
    "journal": _event("seen"),
    "environment": lambda root, case, s: replace(case, environment={"args": ["--x", s]}),
    "reason for withholding": lambda root, case, s: replace(case, withheld=[Withheld("a", "0" * 64, f"has {s}")]),
    "mandate": lambda root, case, s: replace(case, mandate={"id": "m-1", "note": {"deep": [s]}}),
    "text of the mandate": lambda root, case, s: replace(case, mandate={"id": "m-1"}, mandate_text=f"I, {s}"),
    "what came of it": lambda root, case, s: replace(case, outcome={"fr": {"short": s, "long": ""}}),
    "told event": lambda root, case, s: replace(case, events=[{**case.events[0], "title": f"so {s}"}]),
    "zone": lambda root, case, s: replace(case, timezone=s),
    "state": lambda root, case, s: replace(case, state=s),
}
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], max_codepoint=0xFFFF)
SECRETS = st.one_of(
    st.text("abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789_-", min_size=8, max_size=40),
    st.text("pässwörd ЖщΩλ$%&'\"<>/\\+=;", min_size=8, max_size=24).map(lambda text: f"Q{text.strip()}zZ9-#k"),
    st.text(LETTERS, min_size=10, max_size=20).map(lambda text: f"x{text}y"),
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(PLACES)), SECRETS)
def test_a_secret_planted_anywhere_never_gets_a_dossier(place: str, secret: str) -> None:
    """Random secrets, every hiding place we know."""
    with TemporaryDirectory() as directory:
        root = Path(directory)
        case = replace(makings.case(root), secrets=[secret])
        planted = PLACES[place](root, case, secret)

        with pytest.raises(LeakFound) as leak:
            seal(planted, root / "case.zip", stamps=[], now=makings.NOW)

        assert not (root / "case.zip").exists()
        assert [] == list(root.glob(".sealing*"))
        assert secret not in str(leak.value)


@pytest.mark.parametrize("place", sorted(PLACES))
def test_each_hiding_place_is_swept(tmp_path: Path, place: str) -> None:
    """The same table with a password, a Greek and a Bulgarian name, whether or not chance picked them."""
    for n, secret in enumerate(('hunter2 & "friends"', "Ελένη Παπαδοπούλου", "Иванка Димитрова", "EAAB" + "w0kEn" * 8)):
        root = tmp_path / str(n)
        root.mkdir()
        planted = PLACES[place](root, replace(makings.case(root), secrets=[secret]), secret)

        with pytest.raises(LeakFound):
            seal(planted, root / "case.zip", stamps=[], now=makings.NOW)


@pytest.mark.parametrize("written", ["+33 6 12 34 56 78", "+33-612-345-678", "+33612345678", "+33 (6) 12.34.56.78"])
def test_another_persons_number_is_found_however_it_is_written(tmp_path: Path, written: str) -> None:
    """In a household of two, the other's number is a secret."""
    case = _walk_with(tmp_path, replace(makings.case(tmp_path), secrets=["+33612345678"]), "html", written.encode())

    with pytest.raises(LeakFound):
        seal(case, tmp_path / "case.zip", stamps=[], now=makings.NOW)


@pytest.mark.parametrize(
    "written", ["Bruno&nbsp;Beispiel", "Bruno\u00a0Beispiel", "Bruno\n   Beispiel", "BRUNO BEISPIEL"]
)
def test_another_persons_name_is_found_however_it_is_set(tmp_path: Path, written: str) -> None:
    """No-break spaces, line breaks, capitals."""
    case = _walk_with(tmp_path, replace(makings.case(tmp_path), secrets=["Bruno Beispiel"]), "html", written.encode())

    with pytest.raises(LeakFound):
        seal(case, tmp_path / "case.zip", stamps=[], now=makings.NOW)


def test_a_short_code_is_found_alone_and_not_inside_a_number(tmp_path: Path) -> None:
    """Six digits occur in hashes; as a word of their own they are the code."""
    code = "482913"
    fine = _walk_with(tmp_path / "a", replace(makings.case(tmp_path / "a"), codes=[code]), "html", b"id=x4829137f")
    leaky = _walk_with(tmp_path / "b", replace(makings.case(tmp_path / "b"), codes=[code]), "html", b"<b>482913</b>")

    assert seal(fine, tmp_path / "fine.zip", stamps=[], now=makings.NOW)
    with pytest.raises(LeakFound, match="short secret"):
        seal(leaky, tmp_path / "leaky.zip", stamps=[], now=makings.NOW)


def test_a_letter_that_brought_a_code_is_withheld_by_its_hash(tmp_path: Path) -> None:
    """A letter cannot be redacted without breaking its signature: it stays in the vault, and its hash goes in."""
    letter = makings.keep_letter(tmp_path / "post", makings.letter_bytes("Your code is 482913.\r\n"))
    case = replace(makings.case(tmp_path), codes=["482913"])

    sealed = seal(replace(case, letters=[*case.letters, letter]), tmp_path / "c.zip", stamps=[], now=makings.NOW)

    with zipfile.ZipFile(sealed.path) as archive:
        names = archive.namelist()
        held = archive.read("case-0001/data/facts/withheld.sha256").decode()
    assert f"case-0001/data/mail/{letter.name}" not in names
    assert f"mail/{letter.name}" in held
    assert "one-time code" in held
    assert verify(sealed.path).ok


@pytest.mark.parametrize(
    ("suffix", "data", "rule"),
    [
        ("warc.gz", b"\x1f\x8b\x08\x00broken", "cannot be opened"),
        ("wacz", b"PK\x03\x04broken", "cannot be opened"),
        ("bin", b"BZh91AY&SY", "cannot be swept"),
        ("bin", b"7z\xbc\xaf\x27\x1c\x00", "cannot be swept"),
        (
            "wacz",
            _zipped("a", _zipped("b", _zipped("c", _zipped("d", _zipped("e", _zipped("f", b"x" * 9)))))),
            "too deep",
        ),
    ],
)
def test_what_cannot_be_swept_is_not_sealed(tmp_path: Path, suffix: str, data: bytes, rule: str) -> None:
    """Fails closed."""
    case = _walk_with(tmp_path, makings.case(tmp_path), suffix, data)

    with pytest.raises(LeakFound, match=rule):
        seal(case, tmp_path / "case.zip", stamps=[], now=makings.NOW)


def test_a_secret_in_a_files_name_is_not_repeated(tmp_path: Path) -> None:
    """The place of that leak is the leak."""
    secret = "anna-example-1987"
    folder = makings.walk(tmp_path / "w")
    (folder / f"{secret}.txt").write_bytes(b"1")

    with pytest.raises(LeakFound, match="a file's name") as leak:
        seal(
            replace(makings.case(tmp_path), evidence=[folder], secrets=[secret]),
            tmp_path / "case.zip",
            stamps=[],
            now=makings.NOW,
        )
    assert secret not in str(leak.value)


def test_a_secret_across_two_chunks_is_found(tmp_path: Path) -> None:
    """Large files are swept in pieces that overlap."""
    data = b"." * ((4 << 20) - 5) + b"correct horse battery" + b"." * (4 << 20)
    case = _walk_with(tmp_path, makings.case(tmp_path), "png", data)

    with pytest.raises(LeakFound):
        seal(case, tmp_path / "case.zip", stamps=[], now=makings.NOW)


@pytest.mark.parametrize(
    "hidden",
    [
        b"geheimes-passwort",
        "geheimes-passwort".encode("utf-16-le"),
        base64.b64encode(b"xx geheimes-passwort"),
        b"geheimes-passwort".hex().encode(),
        b"".join(b"%%%02X" % byte for byte in b"geheimes-passwort"),
    ],
)
def test_a_secret_among_pixels_is_found(hidden: bytes) -> None:
    """The picture of a white page inside a PDF is bytes without a letter for long; what is legible in it is read."""
    pixels = zlib.compress(b"\xf6" * 3_000_000 + b"\0" + hidden + b"\0" + b"\xf6" * 3_000)
    paper = b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + pixels + b"\nendstream\nendobj\n"

    with pytest.raises(LeakFound):
        Sweeper(["geheimes-passwort"]).stream(io.BytesIO(paper), "exhibits.pdf")
    Sweeper(["another-passwort"]).stream(io.BytesIO(paper), "exhibits.pdf")


@pytest.mark.parametrize("charset", ["utf-8", "cp1251"])
def test_a_short_code_is_found_in_a_text_of_other_letters(charset: str) -> None:
    """Few bytes of it are ASCII; it is a text all the same."""
    text = ("Ваш код " + "и ещё слова " * 400 + " 482913 ").encode(charset)

    with pytest.raises(LeakFound):
        Sweeper(["482913"]).stream(io.BytesIO(text), "letter.txt")
