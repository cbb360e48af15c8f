"""A controller that seals letters, and everybody who would like to pass for it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from bot.letters.keys import StoredKeys
from bot.letters.prove import Proof, prove
from bot.letters.read import read

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ACCEPTED = (
    "Hi Anna,\r\n\r\nWe’ve reviewed your request and will honor your objection. This means your request will be applied"
    " going forward.\r\n\r\nPrivacy Operations\r\n"
)


def letter(
    body: str = ACCEPTED,
    *,
    sender: str = "Privacy Operations <privacy@support.facebook.com>",
    subject: str = "Your request",
    more: Sequence[str] = (),
    date: str = "Sun, 22 Nov 2026 05:40:00 +0000",
) -> bytes:
    """A letter as it would leave the controller, unsealed."""
    headers = [
        f"From: {sender}",
        "To: anna@example.org",
        f"Subject: {subject}",
        f"Date: {date}",
        "Message-ID: <1@support.facebook.com>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        *more,
    ]
    return ("\r\n".join(headers) + "\r\n\r\n" + body).encode()


def _key(bits: int) -> tuple[bytes, str]:
    key = rsa.generate_private_key(65537, bits)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return pem, base64.b64encode(public).decode()


@dataclass
class Sealer:
    """Keys of a controller and of a stranger, and a DNS that anyone may write to."""

    own: tuple[bytes, str] = field(default_factory=lambda: _key(2048))
    foreign: tuple[bytes, str] = field(default_factory=lambda: _key(2048))
    short: tuple[bytes, str] = field(default_factory=lambda: _key(1024))
    dns: dict[str, str] = field(default_factory=dict)

    def seal(
        self,
        raw: bytes,
        domain: str = "support.facebook.com",
        *,
        key: tuple[bytes, str] | None = None,
        selector: str = "s1",
        record: str = "v=DKIM1; k=rsa; p={}",
        cover: Sequence[str] = ("from", "to", "subject", "date", "message-id"),
        canon: tuple[bytes, bytes] = (b"relaxed", b"relaxed"),
        length: bool = False,
        extra: str = "",
    ) -> bytes:
        """The letter with a signature in front, its key published. ``extra`` are tags that dkimpy does not write."""
        pem, public = key or self.own
        self.dns[f"{selector}._domainkey.{domain}"] = record.format(public)
        names = [name.encode() for name in cover]
        if extra:
            return _sealed_with(raw, f"{selector} {domain}", pem, names, extra) + raw
        signature: bytes = dkim.sign(
            raw, selector.encode(), domain.encode(), pem, include_headers=names, canonicalize=canon, length=length
        )
        return signature + raw

    def prove(self, raw: bytes, *, now: datetime = NOW) -> Proof:
        """What the letter proves at the moment ``now``."""
        return prove(read(raw), StoredKeys(self.dns, now=lambda: NOW), now=now)


def _sealed_with(raw: bytes, where: str, pem: bytes, names: list[bytes], extra: str) -> bytes:
    """Sign by hand, so that a tag like x= is part of what is signed."""
    selector, domain = where.encode().split()
    plain = dkim.sign(raw, selector, domain, pem, include_headers=names).decode()
    tags = [tag.strip() for tag in plain.partition(":")[2].split(";")]
    kept = [tag for tag in tags if tag and not tag.startswith(("b=", "t="))]  # its t= is the clock of this machine
    unsigned = "; ".join([*kept, f"t={int(NOW.timestamp()) - 3600}", extra, "b="])
    unsigned = " ".join(unsigned.split())
    heads = dkim.rfc822_parse(raw)[0]
    canonical = dkim.canonicalization.Relaxed.canonicalize_headers(dkim.select_headers(heads, names))
    signed = b"".join(name.lower() + b":" + value for name, value in canonical) + f"dkim-signature:{unsigned}".encode()
    key = load_pem_private_key(pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    signature = base64.b64encode(key.sign(signed, PKCS1v15(), SHA256())).decode()
    return f"DKIM-Signature: {unsigned}{signature}\r\n".encode()


@pytest.fixture(scope="session")
def keys_of_all() -> Sealer:
    """The keys are made once: they cost half a second."""
    return Sealer()


@pytest.fixture
def sealer(keys_of_all: Sealer) -> Sealer:
    """The same keys with an empty DNS."""
    return Sealer(keys_of_all.own, keys_of_all.foreign, keys_of_all.short, {})
