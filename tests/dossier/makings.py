"""What the tests of the dossier are made of: walks, letters with keys, cases, and bags written by hand."""

import ast
import base64
import hashlib
import json
import re
import subprocess
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.dossier import Case, controllers
from bot.evidence import Folder

START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
PICTURE = b"\x89PNG\r\n\x1a\n" + hashlib.sha256(b"picture").digest() * 40
SIGNER = "support.facebook.com"


def NOW() -> datetime:  # noqa: N802 - a clock, passed as a value
    return START + timedelta(days=1)


def walk(root: Path, name: str = "walk-0001", *, world: str | None = "town", secrets: tuple[str, ...] = ()) -> Path:
    """A walk of three steps."""
    clock = iter(range(1000))
    with Folder.create(
        root, walk=name, rehearsal=world, now=lambda: START + timedelta(seconds=next(clock)), secrets=lambda: secrets
    ) as folder:
        folder.record("open the form", files={"png": PICTURE, "aria.yml": b"- heading: Objection\n"}, status=200)
        folder.record("fill account e-mail", files={"aria.yml": "- textbox: «…»\n".encode()}, matched="label")
        folder.record("send", files={"png": PICTURE + b"2"}, outcome="ok")
    return folder.path


@lru_cache(maxsize=1)
def key() -> tuple[bytes, bytes, str]:
    """Private PEM, public PEM, and the TXT record."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    der = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return secret, public, f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


def letter_bytes(
    body: str = "We will honor  your objection. \r\n\r\nPrivacy Operations\r\n\r\n\r\n",
    *,
    domain: str = SIGNER,
    canon: tuple[bytes, bytes] = (b"relaxed", b"relaxed"),
    length: bool = False,
    sender: str = f"Privacy Operations <case@{SIGNER}>",
) -> bytes:
    """A signed letter."""
    head = (
        f"From: {sender}\r\nTo: anna@example.org\r\nSubject: Your objection\r\n"
        f"Date: {START:%a, %d %b %Y %H:%M:%S +0000}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    raw = (head + body).encode()
    signature: bytes = dkim.sign(
        raw,
        b"s2026",
        domain.encode(),
        key()[0],
        canonicalize=canon,
        include_headers=[b"from", b"to", b"subject", b"date"],
        length=length,
    )
    return signature + raw


class _Overheard:
    """dkimpy tells what it hashed only to its log."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def debug(self, text: str, *rest: object) -> None:
        self.said.append(text)

    error = debug

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802 - logging's name
        return True


def canonical_headers(raw: bytes) -> bytes:
    """What the signature is over."""
    heard = _Overheard()
    with suppress(dkim.DKIMException):
        dkim.DKIM(raw, logger=heard, debug_content=True).verify(dnsfunc=lambda name, timeout=5: key()[2].encode())
    line = next((text for text in heard.said if text.startswith("signed for")), "nothing: b''")
    value = ast.literal_eval(line.split(": ", 1)[1])
    assert isinstance(value, bytes)
    return value


def keep_letter(
    directory: Path, raw: bytes, *, saved: datetime | None = None, domain: str = SIGNER, with_key: bool = True
) -> Path:
    """Store a letter and its key as the mailbox does."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{hashlib.sha256(raw).hexdigest()[:16]}.eml"
    path.write_bytes(raw)
    if not with_key:
        return path
    beside = path.with_suffix(".dkim")
    beside.mkdir()
    name = f"s2026._domainkey.{domain}"
    at = (saved or START + timedelta(minutes=5)).isoformat()
    text = re.sub(rb"\r\n[ \t]+", b" ", raw).decode("utf-8", "replace")
    signature = re.search(r"\bb=([A-Za-z0-9+/= ]+)", text.split("\r\n", 1)[0])
    assert signature
    for part, data in {
        "key.txt": key()[2].encode() + b"\n",
        "key.pem": key()[1],
        "dns.json": json.dumps([{"name": name, "txt": key()[2], "resolver": "town", "ttl": 300, "at": at}]).encode(),
        "dns-cache.json": json.dumps({name: {"TXT": [[key()[2]]]}}).encode(),
        "headers.canon": canonical_headers(raw),
        "signature.bin": base64.b64decode(signature[1].replace(" ", "")),
    }.items():
        (beside / part).write_bytes(data)
    return path


EVENTS: tuple[dict[str, Any], ...] = (
    {"at": START, "kind": "planned", "facts": {}},
    {"at": START + timedelta(minutes=1), "kind": "way_tried", "facts": {"way": "short", "walk": "walk-0001"}},
    {"at": START + timedelta(minutes=2), "kind": "about_to_send", "facts": {"attempt": 1, "way": "short"}},
    {"at": "2026-11-22T06:02:01+00:00", "kind": "network", "facts": {"attempt": 1, "requests": 1, "outcome": "ok"}},
    {"at": START + timedelta(minutes=3), "kind": "page", "facts": {"answer": "acknowledged", "phrase": "=1+1 <b>"}},
)


def case(root: Path, **changes: object) -> Case:
    """An acknowledged and confirmed objection in the town, in French."""
    walks = root / "evidence"
    letters = root / "letters"
    made = Case(
        id="case-0001",
        person="person-1",
        controller=controllers()["facebook"],
        platform="facebook",
        language="fr",
        country="FR",
        events=EVENTS,
        evidence=() if "evidence" in changes else [walk(walks)],
        letters=() if "letters" in changes else [keep_letter(letters, letter_bytes())],
        world="town",
        software="optout 0.1.0",
        environment={"browser": "Chromium 156", "proxy": None},
        secrets=("correct horse battery", "c_user=100042; xs=tok3n-value"),
        state="confirmed",
        timezone="Europe/Paris",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def unpack(archive: Path, into: Path) -> Path:
    """By unzip, which knows nothing of us; the bag's folder."""
    subprocess.run(["unzip", "-q", str(archive), "-d", str(into)], check=True)
    return next(into.iterdir())


def bag_files(payload: Mapping[str, bytes], **info: str) -> dict[str, bytes]:
    """A small, right bag: name to bytes. ``__`` in a label stands for a dash."""
    files = {f"data/{name}": data for name, data in payload.items()}
    oxum = f"{sum(map(len, files.values()))}.{len(files)}"
    facts = {"Payload-Oxum": oxum, **{label.replace("__", "-"): value for label, value in info.items()}}
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(f"{label}: {value}\n" for label, value in facts.items()).encode(),
        "manifest-sha256.txt": sums(files),
    }
    return {**files, **tags, "tagmanifest-sha256.txt": sums(tags)}


def sums(files: Mapping[str, bytes]) -> bytes:
    """As sha256sum prints."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())).encode()


def crc(data: bytes) -> int:
    """What a ZIP says of a file."""
    return zlib.crc32(data)
