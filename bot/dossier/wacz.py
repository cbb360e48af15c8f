"""Write one walk as a WACZ 1.1.1: a web archive that a browser replays without asking any server.

Layout: archive/data.warc.gz, indexes/index.cdx.gz with its index.idx, pages/pages.jsonl, datapackage.json and
datapackage-digest.json (specs.webrecorder.net/wacz/1.1.1). The same input makes the same bytes.
"""

import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.dossier.exchanges import Exchange
from bot.dossier.warc import Record

WARC = "archive/data.warc.gz"
INDEX = "indexes/index.cdx.gz"
BLOCKS = "indexes/index.idx"
PAGES = "pages/pages.jsonl"
PACKAGE = "datapackage.json"
SEAL = "datapackage-digest.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_REASONS = {0: "No answer", 200: "OK", 302: "Found"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """An exhibit of the walk: a page as it stood at that moment."""

    at: str
    url: str
    title: str
    html: bytes


@dataclass
class _Archive:
    data: io.BytesIO = field(default_factory=io.BytesIO)
    lines: dict[str, str] = field(default_factory=dict)
    """Address and second to their line: a player opens by both, so the page as it stood outranks what was delivered."""
    pages: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, record: Record) -> tuple[int, int]:
        offset, packed = self.data.tell(), record.packed()
        self.data.write(packed)
        return offset, len(packed)

    def index(self, record: Record, place: tuple[int, int], mime: str, status: int) -> None:
        payload = hashlib.sha256(record.payload or b"").hexdigest()
        facts = {
            "url": record.uri, "mime": mime, "status": str(status), "digest": f"sha256:{payload}",
            "length": str(place[1]), "offset": str(place[0]), "filename": WARC.rpartition("/")[2],
        }  # fmt: skip
        key = f"{sort_key(record.uri)} {_fourteen(record.date)}"
        self.lines[key] = f"{key} {_json(facts)}\n"

    def page(self, url: str, at: str, title: str) -> None:
        name = hashlib.sha256(f"{url} {at} {title}".encode()).hexdigest()[:22]
        self.pages[f"{at} {sort_key(url)}"] = {"id": name, "url": url, "ts": at, "title": title[:200]}


def write(
    exchanges: Sequence[Exchange], rendered: Sequence[Rendered], *, title: str, about: Mapping[str, str], created: str
) -> bytes:
    """The whole file. ``about`` are the fields of the ``warcinfo`` record; ``created`` is UTC in seconds."""
    archive = _Archive()
    info = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in about.items()).encode()
    archive.add(Record("warcinfo", created, info, content_type="application/warc-fields"))
    for one in exchanges:
        _exchange(archive, one)
    for page in rendered:
        _rendered(archive, page)
    return _zipped(archive, title, about.get("software", ""), created)


def _exchange(archive: _Archive, one: Exchange) -> None:
    """Request and answer. What has no kept body has an empty one, and says so."""
    if not one.status or not one.url.startswith(("http://", "https://")):
        return
    at = _seconds(one.at)
    body = one.body or b""
    headers = [*one.answered, ("content-length", str(len(body)))]
    if one.body is None:
        headers.append(("x-withheld-sha256", one.original or "none"))
    head = f"HTTP/1.1 {one.status} {one.reason or _REASONS.get(one.status, '')}\r\n" + _lines(headers)
    record = Record("response", at, head.encode() + body, one.url, payload=body)
    place = archive.add(record)
    if one.method == "GET" and (one.body is not None or one.status in range(300, 400)):
        archive.index(record, place, one.mime, one.status)
    parts = urlsplit(one.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    borne = urlencode(one.fields).encode()
    asked = f"{one.method} {target} HTTP/1.1\r\n" + _lines([*one.asked, ("content-length", str(len(borne)))])
    archive.add(
        Record(
            "request", at, asked.encode() + borne, one.url, "application/http; msgtype=request", borne, record.id
        )
    )  # fmt: skip
    if one.is_page:
        archive.page(one.url, at, f"As delivered: {urlsplit(one.url).path}")


def _rendered(archive: _Archive, page: Rendered) -> None:
    at = _seconds(page.at)
    record = Record("resource", at, page.html, page.url, "text/html; charset=utf-8", payload=page.html)
    archive.index(record, archive.add(record), "text/html", 200)
    archive.page(page.url, at, f"As shown: {page.title}")


def _zipped(archive: _Archive, title: str, software: str, created: str) -> bytes:
    index = gzip.compress(
        "".join(archive.lines[key] for key in sorted(archive.lines)).encode(), compresslevel=9, mtime=0
    )
    first = min(archive.lines, default="- 0")
    block = {
        "offset": 0, "length": len(index), "digest": f"sha256:{hashlib.sha256(index).hexdigest()}",
        "filename": INDEX.rpartition("/")[2],
    }  # fmt: skip
    meta = {"format": "cdxj-gzip-1.0", "filename": INDEX.rpartition("/")[2]}
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    files = {
        WARC: archive.data.getvalue(),
        INDEX: index,
        BLOCKS: f"!meta 0 {_json(meta)}\n{first} {_json(block)}\n".encode(),
        PAGES: "".join(
            f"{_json(line)}\n" for line in (head, *(archive.pages[key] for key in sorted(archive.pages)))
        ).encode(),
    }
    package = {
        "profile": "data-package", "wacz_version": "1.1.1", "title": title, "software": software, "created": created,
        "resources": list(_resources(files)),
    }  # fmt: skip
    files[PACKAGE] = (json.dumps(package, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
    seal = {"path": PACKAGE, "hash": f"sha256:{hashlib.sha256(files[PACKAGE]).hexdigest()}"}
    files[SEAL] = (_json(seal) + "\n").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(files):
            place = zipfile.ZipInfo(name, _EPOCH)
            place.create_system, place.external_attr = 3, 0o100600 << 16
            bundle.writestr(place, files[name])
    return out.getvalue()


def _resources(files: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    for name in sorted(files):
        digest = f"sha256:{hashlib.sha256(files[name]).hexdigest()}"
        yield {"name": name.rpartition("/")[2], "path": name, "hash": digest, "bytes": len(files[name])}


def sort_key(url: str) -> str:
    """The address with its host turned round (SURT), as CDXJ sorts it."""
    parts = urlsplit(re.sub(r"^(https?://)www\d*\.", r"\1", url.lower()))
    if not parts.hostname:
        return url.replace(" ", "%20")
    host = ",".join(reversed(parts.hostname.split(".")))
    path = parts.path.rstrip("/") or "/"
    query = "&".join(sorted(f"{name}={value}" for name, value in parse_qsl(parts.query, keep_blank_values=True)))
    return f"{host}){path}{'?' + query if query else ''}".replace(" ", "%20")


def _seconds(at: str) -> str:
    moment = datetime.fromisoformat(at)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _fourteen(at: str) -> str:
    return re.sub(r"\D", "", at)[:14]


def _lines(headers: Sequence[tuple[str, str]]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
