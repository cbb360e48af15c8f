"""Record what goes over the network during a walk: Playwright's own HAR, cut down to what may be kept.

The bodies of pages that were left are lost to whoever asks for them later; the HAR recorder has them. It writes into
memory where the system has such files, so that nothing of it lies unencrypted on a disk.
"""

import base64
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext
from playwright.sync_api import Error as PlaywrightError

from bot.evidence import Folder
from bot.phrasebook import is_below
from bot.recordings import Recordings

LARGEST_RECORD = 96 << 20
"""Bytes; a larger record is given up, and the log says so."""
LARGEST_PAGE = 4 << 20
LARGEST_PART = 512 << 10
LARGEST_OF_ALL = 24 << 20
"""Bytes of all bodies that are kept of one walk."""
MOST_ENTRIES = 2_000
_PARTS = ("text/css", "image/svg+xml", "image/png", "image/gif", "image/x-icon", "font/", "application/font")
"""Style, drawings and letters. Photographs (JPEG, WebP) may be other people's, scripts say nothing to a reader."""
_TELLING = {"POST", "PUT", "PATCH", "DELETE"}
_FILES = re.compile(r"\.(css|svg|png|gif|ico|woff2?|ttf|otf)(\?|$)", re.IGNORECASE)


@dataclass
class Recorder:
    """Records one context, from its first page to its end."""

    context: BrowserContext
    hosts: Iterable[str]
    """The platform's own domains."""
    may_be_kept: Callable[[str], bool]
    """Whether the page at an address holds nobody's content but the platform's own."""
    recordings: Recordings | None
    """Where the record is kept; None records nothing."""
    _descriptor: int | None = field(default=None, init=False)
    _folder: tempfile.TemporaryDirectory[str] | None = field(default=None, init=False)

    def start(self) -> None:
        """Before the first page is opened. Of other hosts only style, drawings and letters are recorded."""
        if self.recordings is None:
            return
        own = "|".join(re.escape(host) for host in self.hosts)
        wanted = re.compile(rf"^https?://([^/?#]+\.)?({own})([:/?#]|$)|^https://[^?#]*{_FILES.pattern}")
        self.context.tracing.start_har(self._place(), content="embed", url_filter=wanted)

    def keep(self, folder: Folder, account_id: str, reached: Callable[[str], str]) -> None:
        """The record goes into the vault, encrypted; the walk's log gets its hash, and who answered how."""
        if self.recordings is None:
            return
        record = self.stop()
        if record is None:
            folder.record("record", files={}, kept=False, why="the browser was gone, or the record cannot be read")
            return
        digest = self.recordings.keep(account_id, folder.path.name, record)
        folder.record("record", files={}, kept=True, sha256=digest, **network_facts(record, reached))

    def stop(self) -> dict[str, Any] | None:
        """The record, cut down; None when the browser is gone or the record cannot be read."""
        if self._descriptor is None and self._folder is None:
            return None  # it never began
        try:
            self.context.tracing.stop_har()
            written = self._read()
        except (PlaywrightError, OSError):
            return None
        finally:
            self._forget()
        if len(written) > LARGEST_RECORD:
            return None
        try:
            record = json.loads(written)
        except (ValueError, RecursionError):
            return None
        return cut_down(record, tuple(self.hosts), self.may_be_kept)

    def _place(self) -> str:
        """A file in memory; where there is none, one in a folder that only we may open."""
        if hasattr(os, "memfd_create") and Path(f"/proc/{os.getpid()}/fd").is_dir():
            self._descriptor = os.memfd_create("record")
            return f"/proc/{os.getpid()}/fd/{self._descriptor}"
        self._folder = tempfile.TemporaryDirectory(prefix="record-")
        return str(Path(self._folder.name) / "record.har")

    def _read(self) -> bytes:
        if self._descriptor is None:
            assert self._folder is not None  # noqa: S101 - started
            with (Path(self._folder.name) / "record.har").open("rb") as file:
                return file.read(LARGEST_RECORD + 1)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        with os.fdopen(os.dup(self._descriptor), "rb") as file:
            return file.read(LARGEST_RECORD + 1)

    def _forget(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def cut_down(record: Mapping[str, Any], hosts: tuple[str, ...], may_be_kept: Callable[[str], bool]) -> dict[str, Any]:
    """The record without what other people wrote: bodies of allow-listed pages and of their style, and no others.

    Of what a page asks by script nothing is kept but requests that change something, each with the hash of its answer.
    """
    log = record["log"]
    entries = list(_cut(log.get("entries", ())[:MOST_ENTRIES], hosts, may_be_kept))
    pages = [{**page, "title": ""} for page in log.get("pages", ())]  # a feed's title may name somebody
    return {"log": {**log, "pages": pages, "entries": entries}}


def _cut(
    entries: Iterable[dict[str, Any]], hosts: tuple[str, ...], may_be_kept: Callable[[str], bool]
) -> Iterator[dict[str, Any]]:
    open_to_view, room = False, LARGEST_OF_ALL
    mains: dict[str, str] = {}
    for entry in entries:
        url, kind = entry["request"]["url"], entry.get("_resourceType", "")
        if kind == "document":
            frame = str(entry.get("_frameref", ""))
            allowed = may_be_kept(url)
            if mains.setdefault(str(entry.get("pageref", "")), frame) == frame:
                open_to_view = allowed
            kept, limit = allowed, LARGEST_PAGE
        elif entry["request"]["method"] in _TELLING:
            if not is_below(urlsplit(url).hostname or "", hosts):
                continue
            kept, limit = False, 0
        elif open_to_view and _mime(entry).startswith(_PARTS):
            kept, limit = True, LARGEST_PART
        else:
            continue
        room -= _body(entry, keep=kept, limit=min(limit, room))
        yield entry


def _mime(entry: Mapping[str, Any]) -> str:
    return str(entry["response"].get("content", {}).get("mimeType", "")).lower()


def _body(entry: dict[str, Any], *, keep: bool, limit: int) -> int:
    """Keep the body or its hash alone; returns the bytes kept."""
    content = entry["response"].setdefault("content", {})
    body = body_of(content)
    if body is None:
        return 0
    content["_sha256"] = hashlib.sha256(body).hexdigest()
    if keep and len(body) <= limit:
        return len(body)
    content.pop("text", None)
    content.pop("encoding", None)
    content["comment"] = "the body is not kept" if not keep else "the body is too large to be kept"
    return 0


def body_of(content: Mapping[str, Any]) -> bytes | None:
    """The body of an answer; None where there is none."""
    text = content.get("text")
    if not isinstance(text, str):
        return None
    if content.get("encoding") == "base64":
        return base64.b64decode(text)
    return text.encode("utf-8", "surrogatepass")


def network_facts(record: Mapping[str, Any], reached: Callable[[str], str]) -> dict[str, Any]:
    """Who answered: per host the protocol, the certificate's names and dates, and the address that was reached.

    The browser's connections go through a relay of ours on loopback, unread; the address is the one the relay reached.
    """
    hosts: dict[str, dict[str, Any]] = {}
    entries = record["log"]["entries"]
    for entry in entries:
        host = urlsplit(entry["request"]["url"]).hostname or ""
        details = entry.get("_securityDetails") or {}
        if host in hosts or len(hosts) >= _MOST_HOSTS or not details:
            continue
        hosts[host] = {
            "http": entry["response"].get("httpVersion", ""),
            "tls": details.get("protocol", ""),
            "subject": details.get("subjectName", ""),
            "issuer": details.get("issuer", ""),
            "valid_from": details.get("validFrom"),
            "valid_to": details.get("validTo"),
            "server": reached(host) or "unknown",
        }
    return {"exchanges": len(entries), "hosts": hosts, "relay": "on loopback, TLS passes through unread"}


_MOST_HOSTS = 40
