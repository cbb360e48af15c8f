"""What may be shown of a walk's network record: an allow-list of headers and fields, scrubbed pages, no secrets.

The rules are those of facts/evidence.md §7. The record itself stays in the vault.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot import scrub
from bot.disguises import Censor

WITHHELD = scrub.WITHHELD
_ASKED = frozenset({"host", "user-agent", "accept-language", "content-type", "referer", "origin"})
_ANSWERED = frozenset(
    {"content-type", "date", "location", "retry-after", "content-language", "cache-control", "last-modified", "server"}
)
_ADDRESSES = frozenset({"referer", "origin", "location"})
_MOST_FIELDS = 100
_PAGE = ("text/html", "application/xhtml")
_DRAWING = ("image/svg",)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, as they may be shown."""

    at: str
    method: str
    url: str
    kind: str
    """The browser's word for what it asked: document, stylesheet, fetch …"""
    version: str
    asked: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    """What the request bore, by name; of the values only whose they are."""
    status: int
    reason: str
    answered: tuple[tuple[str, str], ...]
    mime: str
    body: bytes | None
    """None where it is not kept."""
    original: str
    """SHA-256 of the body as it arrived; empty where it never came."""
    server: str = ""
    seconds: float = 0.0
    main: bool = False

    @property
    def is_page(self) -> bool:
        """A document that can be looked at again."""
        return self.main and self.body is not None and self.mime.startswith(_PAGE) and bool(self.status)


@dataclass
class Reader:
    """Reads one record. ``own`` is what of the person's may be named, each value with its name."""

    censor: Censor
    own: Mapping[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    """Rule to how often it was used."""

    def read(self, content: bytes) -> list[Exchange]:
        """The exchanges of a record, in the order in which they were asked."""
        entries = json.loads(content)["log"]["entries"]
        mains: dict[str, str] = {}
        return [self._exchange(entry, mains) for entry in entries]

    def _exchange(self, entry: Mapping[str, Any], mains: dict[str, str]) -> Exchange:
        request, response = entry["request"], entry["response"]
        kind, frame = str(entry.get("_resourceType", "")), str(entry.get("_frameref", ""))
        main = kind == "document" and mains.setdefault(str(entry.get("pageref", "")), frame) == frame
        content = response.get("content", {})
        mime = str(content.get("mimeType", "")).partition(";")[0].strip().lower() or "application/octet-stream"
        return Exchange(
            at=str(entry["startedDateTime"]),
            method=str(request["method"])[:10],
            url=self._address(str(request["url"])),
            kind=kind,
            version=str(response.get("httpVersion", ""))[:12],
            asked=tuple(self._headers(request.get("headers", ()), _ASKED)),
            fields=tuple(self._fields(request.get("postData") or {})),
            status=max(0, int(response.get("status", 0))),
            reason=_line(str(response.get("statusText", "")))[:60],
            answered=tuple(self._headers(response.get("headers", ()), _ANSWERED)),
            mime=mime,
            body=self._body(content, mime),
            original=str(content.get("_sha256", "")),
            server=str(entry.get("_server", "")),
            seconds=round(max(0.0, float(entry.get("time", 0))) / 1000, 3),
            main=main,
        )

    def _address(self, url: str) -> str:
        clean = scrub.address(url)
        if clean != url:
            self._note("values of an address")
        return self._text(clean)

    def _headers(self, headers: Any, allowed: frozenset[str]) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
        for header in headers:
            name, value = str(header["name"]).lower(), _line(str(header["value"]))[:1_000]
            if name not in allowed:
                self._note("header")
                continue
            yield name, self._address(value) if name in _ADDRESSES else self._text(value)

    def _fields(self, posted: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Names, and of a value no more than whether it is, or holds, something of the person's own."""
        text = str(posted.get("text", ""))
        if not text and not posted.get("params"):
            return
        pairs = [(str(one["name"]), str(one.get("value", ""))) for one in posted.get("params") or ()]
        if not pairs and "urlencoded" in str(posted.get("mimeType", "")):
            pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=None)
        for name, value in (pairs or [("body", text)])[:_MOST_FIELDS]:
            self._note("field of a request")
            yield self._text(_line(name)[:80]), self._whose(value)

    def _whose(self, value: str) -> str:
        if not value:
            return ""
        for mine, what in self.own.items():
            if mine and value == mine:
                return f"[{what}]"
        held = sorted({what for mine, what in self.own.items() if mine and (mine in value or _escaped(mine) in value)})
        return f"[withheld; holds {', '.join(held)}]" if held else WITHHELD

    def _body(self, content: Mapping[str, Any], mime: str) -> bytes | None:
        text = content.get("text")
        if not isinstance(text, str):
            return None
        raw = base64.b64decode(text) if content.get("encoding") == "base64" else text.encode("utf-8", "replace")
        if mime.startswith((*_PAGE, *_DRAWING)):
            clean, count = scrub.html(raw.decode("utf-8", "replace"))
            self._note("script, hidden value or attribute of a page", count)
            raw = clean.encode("utf-8", "replace")
        elif mime == "text/css":
            raw = scrub.css(raw.decode("utf-8", "replace")).encode("utf-8", "replace")
        elif not mime.startswith(("image/", "font/", "application/font")):
            return None
        return self.clean(raw)

    def clean(self, data: bytes) -> bytes:
        """The bytes without any known secret."""
        clean, count = self.censor.bytes(data)
        self._note("known secret", count)
        return clean

    def _text(self, text: str) -> str:
        return self.clean(text.encode("utf-8", "replace")).decode("utf-8", "replace")

    def _note(self, rule: str, count: int = 1) -> None:
        if count:
            self.counts[rule] = self.counts.get(rule, 0) + count


def _line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


def as_har(exchanges: list[Exchange], software: str, comment: str) -> bytes:
    """The same as HAR 1.2, for people with a browser's developer tools."""
    name, _, version = software.partition(" ")
    log = {
        "version": "1.2",
        "creator": {"name": name, "version": version or "0"},
        "comment": comment,
        "entries": [_entry(one) for one in exchanges],
    }
    return (json.dumps({"log": log}, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8", "replace")


def _entry(one: Exchange) -> dict[str, Any]:
    query = [{"name": name, "value": value} for name, value in parse_qsl(urlsplit(one.url).query)]
    request: dict[str, Any] = {
        "method": one.method, "url": one.url, "httpVersion": one.version or "HTTP/1.1", "cookies": [],
        "headers": _pairs(one.asked), "queryString": query, "headersSize": -1, "bodySize": -1,
    }  # fmt: skip
    if one.fields:
        kind = dict(one.asked).get("content-type", "application/x-www-form-urlencoded")
        request["postData"] = {"mimeType": kind, "params": _pairs(one.fields)}
    size = len(one.body) if one.body is not None else 0
    content: dict[str, Any] = {"size": size, "mimeType": one.mime}
    said = f"SHA-256 as it arrived: {one.original or 'nothing arrived'}"
    content["comment"] = said if one.body is None else f"{said}; the redacted body is in session.wacz"
    return {
        "startedDateTime": one.at, "time": one.seconds * 1000, "request": request, "cache": {},
        "response": {
            "status": one.status, "statusText": one.reason, "httpVersion": one.version or "HTTP/1.1", "cookies": [],
            "headers": _pairs(one.answered), "content": content, "headersSize": -1, "bodySize": -1,
            "redirectURL": dict(one.answered).get("location", ""),
        },
        "timings": {"send": 0, "wait": one.seconds * 1000, "receive": 0},
    }  # fmt: skip


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]
