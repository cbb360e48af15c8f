"""The network record of a walk becomes a web archive that others read, without what it hid."""

import base64
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.disguises import Censor
from bot.dossier import CannotSeal, Case, LeakFound, Sealed, seal, verify, wacz, waczcheck, warc
from bot.dossier.exchanges import Reader, as_har
from bot.dossier.hostile import Hostile
from bot.dossier.redact import Sweeper
from bot.evidence import Folder
from tests.dossier import makings
from tests.dossier.makings import START, bag_files

FORM = "https://www.facebook.com/help/contact/712876720715583"
SECRET = "s3cret-cookie-value"  # what must never leave
ABOUT = {"software": "optout 0.1.0", "description": "REHEARSAL"}


def entry(
    url: str, body: str | bytes = "", *, kind: str = "document", method: str = "GET", **more: Any
) -> dict[str, Any]:
    """One entry as Playwright writes it."""
    raw = body.encode() if isinstance(body, str) else body
    return {
        "pageref": "page@1", "_frameref": "frame@1", "_resourceType": kind, "time": 12.5,
        "startedDateTime": (START + timedelta(seconds=more.pop("second", 1))).isoformat().replace("+00:00", "Z"),
        "request": {
            "method": method, "url": url, "httpVersion": "HTTP/1.1",
            "headers": [{"name": "Cookie", "value": f"xs={SECRET}"}, {"name": "User-Agent", "value": "Chromium"},
                        {"name": "X-FB-LSD", "value": SECRET}, *more.pop("asked", [])],
            **({"postData": more.pop("posted")} if "posted" in more else {}),
        },
        "response": {
            "status": more.pop("status", 200), "statusText": "OK", "httpVersion": "HTTP/1.1",
            "headers": [{"name": "Set-Cookie", "value": f"xs={SECRET}"}, {"name": "Date", "value": "today"}],
            "content": {"mimeType": more.pop("mime", "text/html; charset=utf-8"), "encoding": "base64",
                        "text": base64.b64encode(raw).decode(), "_sha256": hashlib.sha256(raw).hexdigest()},
        },
    }  # fmt: skip


POSTED = {
    "mimeType": "application/x-www-form-urlencoded",
    "text": f"fb_dtsg={SECRET}&email=anna%40example.org&variables=%7B%22e%22%3A%22anna%40example.org%22%7D",
}
RECORD = {"log": {"version": "1.2", "entries": [
    entry(f"{FORM}?token={SECRET}", f"<html><link rel=stylesheet href='/a.css?x={SECRET}'><h1>Object</h1>"
          f"<input type=hidden name=lsd value={SECRET}><script>t='{SECRET}'</script>"),
    entry("https://www.facebook.com/a.css", "h1 { color: red }", kind="stylesheet", mime="text/css"),
    entry("https://www.facebook.com/ajax/contact/submit", b"", kind="xhr", method="POST", posted=POSTED, second=9),
]}}  # fmt: skip


def walk_with_record(root: Path, record: Mapping[str, Any], *, dom: str = "<h1>Thank you</h1>") -> tuple[Path, bytes]:
    """A walk whose log names its record."""
    content = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    clock = iter(range(1000))
    with Folder.create(
        root, walk="walk-0001", rehearsal="town", now=lambda: START + timedelta(seconds=next(clock))
    ) as f:
        f.record("open", files={"png": makings.PICTURE, "dom.html": dom.encode()}, url_after=FORM)
        f.record("record", files={}, kept=True, sha256=hashlib.sha256(content).hexdigest())
    return f.path, content


Maker = Callable[..., Sealed]


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    """Seals a case whose walk left a network record."""

    def make(record: Mapping[str, Any] = RECORD, *, dom: str = "<h1>Thank you</h1>", **changes: object) -> Sealed:
        folder, content = walk_with_record(tmp_path / "kept", record, dom=dom)
        case = _case(tmp_path, folder, content, **changes)
        return seal(case, tmp_path / "case.zip", stamps=[], now=makings.NOW)

    return make


def _case(root: Path, folder: Path, content: bytes, **changes: object) -> Case:
    own = {"anna@example.org": "account e-mail"}
    facts = {"evidence": [folder], "letters": [], "secrets": (SECRET,), "own": own, **changes}
    return makings.case(root, **{"record": lambda _: content, **facts})


def _inner(sealed: Sealed, name: str) -> bytes:
    return zipfile.ZipFile(sealed.path).read(f"case-0001/data/web/walk-0001/{name}")


def _unpacked(archive: bytes) -> dict[str, bytes]:
    bundle = zipfile.ZipFile(io.BytesIO(archive))
    return {name: bundle.read(name) for name in bundle.namelist()}


def test_a_walk_becomes_an_archive_that_verifies(maker: Maker) -> None:
    """Pages as delivered and as shown, the style, the request that was sent; all found again by offset and digest."""
    sealed = maker()
    files = _unpacked(_inner(sealed, "session.wacz"))
    pages = [json.loads(line) for line in files[wacz.PAGES].splitlines()]
    verdict = verify(sealed.path)

    assert verdict.ok
    assert [said for said in verdict.proven if said.startswith("The web archives of 1 walks: 8 records")]
    assert [f"{FORM}?token=withheld", FORM] == sorted((page["url"] for page in pages[1:]), reverse=True)
    assert b"<h1>Object</h1>" in gzip.decompress(files[wacz.WARC])
    assert b"<h1>Thank you</h1>" in gzip.decompress(files[wacz.WARC])


def test_nothing_that_was_hidden_is_in_it(maker: Maker) -> None:
    """Cookie, token, hidden value, script; a request's own field is named and not printed."""
    sealed = maker()
    har = json.loads(_inner(sealed, "exchanges.har"))
    whole = gzip.decompress(_unpacked(_inner(sealed, "session.wacz"))[wacz.WARC]) + _inner(sealed, "exchanges.har")
    sent = har["log"]["entries"][2]["request"]["postData"]["params"]

    assert SECRET.encode() not in whole
    assert b"anna@" not in whole
    assert {"fb_dtsg": "[withheld]", "email": "[account e-mail]", "variables": "[withheld; holds account e-mail]"} == {
        one["name"]: one["value"] for one in sent
    }


def test_the_original_is_named_by_its_hash(maker: Maker, tmp_path: Path) -> None:
    """What stays in the vault can be shown later, and matches what was stamped."""
    sealed = maker()
    content = json.dumps(RECORD, sort_keys=True, separators=(",", ":")).encode()
    named = zipfile.ZipFile(sealed.path).read("case-0001/data/facts/withheld.sha256").decode()
    counted = json.loads(zipfile.ZipFile(sealed.path).read("case-0001/data/facts/redactions.json"))

    assert f"{hashlib.sha256(content).hexdigest()}  web/walk-0001/session.har" in named
    assert {"header", "field of a request"} <= {one["rule"] for one in counted}


def test_another_record_than_the_walks_is_no_exhibit(tmp_path: Path) -> None:
    """The log of the walk says which record it left."""
    folder, content = walk_with_record(tmp_path / "kept", RECORD)

    with pytest.raises(CannotSeal, match="not the one that the walk wrote down"):
        seal(_case(tmp_path, folder, content + b" "), tmp_path / "case.zip", stamps=[], now=makings.NOW)


def test_the_same_walk_makes_the_same_archive() -> None:
    """Byte for byte: no clock, no chance."""
    exchanges = Reader(Censor(())).read(json.dumps(RECORD).encode())
    made = {wacz.write(exchanges, [], title="t", about=ABOUT, created="2026-11-22T06:00:00Z") for _ in range(2)}

    assert 1 == len(made)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="abcdefghKLMNOP0123456789-_.~+/=%", min_size=12, max_size=30).filter(lambda s: len(set(s)) > 5))
def test_a_secret_planted_anywhere_is_found_nowhere(secret: str) -> None:
    """In an address, a header, a cookie, a field, a page, its script, a style sheet."""
    said = base64.b64encode(secret.encode()).decode()
    record = {"log": {"entries": [
        entry(f"https://h/p/x?a={secret}", f"<p>{secret}</p><p>{said}</p><a href='/?{secret}'>x</a><i title={secret}>"),
        entry("https://h/a.css", f"a {{ background: url(/{secret}) }}", kind="stylesheet", mime="text/css"),
        entry("https://h/s", secret, kind="xhr", method="POST", posted={"mimeType": "application/json", "text": secret},
              asked=[{"name": "Referer", "value": f"https://h/{secret}"}, {"name": "Authorization", "value": secret}]),
    ]}}  # fmt: skip
    exchanges = Reader(Censor([secret])).read(json.dumps(record).encode())
    archive = wacz.write(exchanges, [], title="t", about=ABOUT, created="2026-11-22T06:00:00Z")
    sweeper = Sweeper([secret])

    sweeper.stream(io.BytesIO(archive), "session.wacz")
    sweeper.stream(io.BytesIO(as_har(exchanges, "optout 0", "")), "exchanges.har")
    whole = gzip.decompress(_unpacked(archive)[wacz.WARC])
    assert secret.encode() not in whole


@pytest.mark.parametrize("coding", ["identity", "gzip", "chunked gzip", "br"])
def test_the_sweep_looks_into_the_records_of_any_web_archive(coding: str) -> None:
    """Another's archive keeps answers as they came over the wire: packed, and in pieces."""
    body = b"<p>" + b"x" * 5_000 + SECRET.encode() + b"</p>"
    head = b"HTTP/1.1 200 OK\r\n"
    if "gzip" in coding:
        body, head = gzip.compress(body), head + b"Content-Encoding: gzip\r\n"
    if "chunked" in coding:
        half = len(body) // 2
        body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:half], body[half:])) + b"0\r\n\r\n"
        head += b"Transfer-Encoding: chunked\r\n"
    if coding == "br":
        head += b"Content-Encoding: br\r\n"
    record = warc.Record("response", "2026-11-22T06:00:00Z", head + b"\r\n" + body, FORM).packed()

    with pytest.raises(LeakFound):
        Sweeper([SECRET]).stream(io.BytesIO(record), "data.warc.gz")


def test_the_sweep_looks_into_the_bodies_of_a_network_record() -> None:
    """Base64 around gzip around a secret."""
    har = json.dumps({"log": {"entries": [entry(FORM, gzip.compress(SECRET.encode()))]}}).replace(f"xs={SECRET}", "")
    har = har.replace(SECRET, "")

    with pytest.raises(LeakFound, match="recorded body 1"):
        Sweeper([SECRET]).stream(io.BytesIO(har.encode()), "raw.har")


# ---- hostile archives


def _good() -> dict[str, bytes]:
    exchanges = Reader(Censor(())).read(json.dumps(RECORD).encode())
    return _unpacked(wacz.write(exchanges, [], title="t", about=ABOUT, created="2026-11-22T06:00:00Z"))


def _packed(files: Mapping[str, bytes], *, relist: bool = True) -> bytes:
    files = dict(files)
    if relist:
        package = json.loads(files[wacz.PACKAGE])
        package["resources"] = list(
            wacz._resources({n: d for n, d in files.items() if n not in (wacz.PACKAGE, wacz.SEAL)})
        )
        files[wacz.PACKAGE] = json.dumps(package).encode()
        files[wacz.SEAL] = json.dumps({"hash": f"sha256:{hashlib.sha256(files[wacz.PACKAGE]).hexdigest()}"}).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name, data in files.items():
            bundle.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _index(files: Mapping[str, bytes], old: bytes, new: bytes) -> dict[str, bytes]:
    return {**files, wacz.INDEX: gzip.compress(gzip.decompress(files[wacz.INDEX]).replace(old, new, 1))}


def _changed_record(files: Mapping[str, bytes]) -> dict[str, bytes]:
    parts = list(warc.read(io.BytesIO(files[wacz.WARC]), ""))
    raw = [gzip.decompress(files[wacz.WARC][p.offset : p.offset + p.length]) for p in parts]
    raw[1] = raw[1].replace(b"<h1>Object</h1>", b"<h1>Obey!!</h1>")
    return {**files, wacz.WARC: b"".join(gzip.compress(one, mtime=0) for one in raw)}


HOSTILE: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "wacz_package": lambda files: _packed({n: d for n, d in files.items() if n != wacz.PACKAGE}, relist=False),
    "wacz_missing_file": lambda files: _packed({n: d for n, d in files.items() if n != wacz.PAGES}, relist=False),
    "wacz_more_than_listed": lambda files: _packed({**files, "more.txt": b"x"}, relist=False),
    "wacz_digest": lambda files: _packed({**files, wacz.PAGES: files[wacz.PAGES] + b"\n"}, relist=False),
    "wacz_digest ": lambda files: _packed(_changed_record(files)),
    "wacz_digest  ": lambda files: _packed({**files, wacz.SEAL: b'{"hash": "sha256:00"}'}, relist=False),
    "wacz_index": lambda files: _packed(_index(files, b'"offset": "', b'"offset": "1')),
    "wacz_index ": lambda files: _packed(_index(files, b"facebook.com/a.css", b"facebook.com/b.css")),
    "wacz_index  ": lambda files: _packed(_index(files, b'"length": "', b'"length": "9')),
    "gzip_bomb": lambda files: _packed({**files, wacz.WARC: gzip.compress(bytes(80 << 20))}),
    "gzip_bomb ": lambda files: _packed({**files, wacz.INDEX: gzip.compress(bytes(40 << 20))}),
    "warc_damaged": lambda files: _packed({**files, wacz.WARC: files[wacz.WARC][:-9]}),
    "warc_damaged ": lambda files: _packed({**files, wacz.WARC: files[wacz.WARC] + b"hidden"}),
    "path_traversal": lambda files: _packed({**files, "../evil": b"x"}),
    "not_a_zip": lambda _: b"PK not a zip",
}


@pytest.mark.parametrize("fault", HOSTILE)
def test_a_hostile_archive_is_refused_by_name(fault: str) -> None:
    """In bounded memory; the right one passes."""
    good = _good()
    assert waczcheck.check(io.BytesIO(_packed(good)), "session.wacz").indexed == 2

    with pytest.raises(Hostile) as raised:
        waczcheck.check(io.BytesIO(HOSTILE[fault](good)), "session.wacz")

    assert fault.strip() == raised.value.code


def test_a_bag_with_a_hostile_archive_is_refused(tmp_path: Path) -> None:
    """Its lists agree; the archive inside does not."""
    archive = HOSTILE["wacz_index"](_good())
    case = json.dumps({"schema": 1, "id": "c", "level": "E0"}).encode()
    files = bag_files(
        {"case.json": case, "web/w/session.wacz": archive}, External__Identifier="c", Evidence__Level="E0"
    )
    for name, data in files.items():
        (tmp_path / "bag" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bag" / name).write_bytes(data)

    verdict = verify(tmp_path / "bag")

    assert "wacz_index" == verdict.code
    assert not verdict.ok


# ---- other people's judges


def _judge(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: pip install {name}, and have it on PATH")
    return found


def test_wacz_accepts_the_archive(tmp_path: Path) -> None:
    """An independent judge: `wacz validate` of Webrecorder."""
    (tmp_path / "session.wacz").write_bytes(_packed(_good(), relist=False))

    done = subprocess.run(
        [_judge("wacz"), "validate", "-f", str(tmp_path / "session.wacz"), "--verify-auth"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "Validation succeeded" in done.stdout, done.stdout + done.stderr


def test_warcio_accepts_the_records(tmp_path: Path) -> None:
    """An independent judge: `warcio check`, which takes each digest anew."""
    (tmp_path / "data.warc.gz").write_bytes(_good()[wacz.WARC])

    done = subprocess.run(
        [_judge("warcio"), "check", "-v", str(tmp_path / "data.warc.gz")], capture_output=True, text=True, check=False
    )

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "fail" not in done.stdout
    assert done.stdout.count("digest pass") >= 6
