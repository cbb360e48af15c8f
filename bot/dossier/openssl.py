"""The few questions put to ``openssl ts``, the reference for time stamps (RFC 3161)."""

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PATIENCE = 20.0
LARGEST_STAMP = 1 << 20
STRONG = frozenset({"sha256", "sha384", "sha512"})


@dataclass(frozen=True, slots=True)
class Told:
    """What openssl answered."""

    ok: bool
    out: bytes
    err: str

    @property
    def why(self) -> str:
        """The last reason it gives, without its own file names and line numbers."""
        reasons = re.findall(r":([A-Za-z][^:\n/]{3,60}):[^:\n]*\.c:\d+:?([^\n]{0,120})", self.err)
        return (
            "; ".join(dict.fromkeys(" ".join(filter(None, map(str.strip, reason))) for reason in reasons)) or "refused"
        )


def ask(*arguments: str | Path, stdin: bytes = b"") -> Told:
    """Run ``openssl``; it never waits for a terminal and never runs for ever."""
    try:
        done = subprocess.run(
            ["openssl", *map(str, arguments)], input=stdin, capture_output=True, timeout=PATIENCE, check=False
        )
    except FileNotFoundError:
        return Told(ok=False, out=b"", err="::openssl is not installed:x.c:0:")
    except subprocess.TimeoutExpired:
        return Told(ok=False, out=b"", err="::openssl did not answer in time:x.c:0:")
    return Told(done.returncode == 0, done.stdout, done.stderr.decode("utf-8", "replace"))


@contextmanager
def on_disk(**files: bytes) -> Iterator[dict[str, Path]]:
    """openssl reads files: names of our own, so that no name from a bag ever stands on a command line."""
    with tempfile.TemporaryDirectory(prefix="stamp-") as directory:
        paths = {}
        for name, data in files.items():
            paths[name] = Path(directory, name)
            paths[name].write_bytes(data)
        yield paths


@dataclass(frozen=True, slots=True)
class Token:
    """What a time stamp says about itself; nothing of it is proven until it verifies."""

    at: datetime
    algorithm: str
    policy: str
    certificates: tuple[x509.Certificate, ...]

    @property
    def signer(self) -> x509.Certificate | None:
        """The certificate made for time stamping (RFC 3161 §2.3), if the authority sent it."""
        return next((certificate for certificate in self.certificates if stamps(certificate)), None)


def stamps(certificate: x509.Certificate) -> bool:
    """Whether a certificate is made for time stamping."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage


def read_token(response: Path) -> Token | None:
    """The readable part of a TimeStampResp; None when it holds no granted token."""
    text = ask("ts", "-reply", "-in", response, "-text")
    token = ask("ts", "-reply", "-in", response, "-token_out")
    if not (text.ok and token.ok):
        return None
    said = text.out.decode("utf-8", "replace")
    at = re.search(r"^Time stamp: (\w{3} +\d+ \d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT", said, re.MULTILINE)
    algorithm = re.search(r"^Hash Algorithm: (\S+)", said, re.MULTILINE)
    policy = re.search(r"^Policy OID: (\S+)", said, re.MULTILINE)
    if not at or not algorithm:
        return None
    moment = datetime.strptime(f"{at[1]} {at[2]}", "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    return Token(moment, algorithm[1].lower(), policy[1] if policy else "", tuple(_certificates(token.out)))


def _certificates(token: bytes) -> list[x509.Certificate]:
    """By openssl too: authorities write their certificates in an order that stricter readers refuse."""
    told = ask("pkcs7", "-inform", "DER", "-print_certs", stdin=token)
    return load_pem(told.out) if told.ok else []


def load_pem(data: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file; none when it is not one."""
    try:
        return x509.load_pem_x509_certificates(data)
    except ValueError:
        return []


def chain_of(certificate: x509.Certificate, known: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """From a certificate up to its root, as far as the known ones lead."""
    chain = [certificate]
    while (last := chain[-1]).issuer != last.subject and len(chain) < 10:  # noqa: PLR2004 - longer chains are not made
        issuer = next((other for other in known if other.subject == last.issuer and _issued(other, last)), None)
        if issuer is None or issuer in chain:
            break
        chain.append(issuer)
    return chain


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, as its publisher prints it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def pem(certificates: Sequence[x509.Certificate]) -> bytes:
    """PEM text of several certificates."""
    return b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in certificates)


def operator(signer: x509.Certificate, root: x509.Certificate) -> str:
    """Who runs a time authority: one root and one organisation are one operator, whatever the number of addresses."""
    names = signer.subject
    said = names.get_attributes_for_oid(NameOID.ORGANIZATION_NAME) or names.get_attributes_for_oid(NameOID.COMMON_NAME)
    return f"{fingerprint(root)} {said[0].rfc4514_string() if said else names.rfc4514_string()}"


def called(certificate: x509.Certificate) -> str:
    """A certificate's own name for a person: printable, short."""
    text = certificate.subject.rfc4514_string()
    return "".join(letter for letter in text if letter.isprintable())[:120]
