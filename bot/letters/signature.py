"""Check one DKIM signature of a letter, and say everything that is wrong with it.

dkimpy computes; the rules beyond RFC 6376 §6 that make a signature good enough to confirm or refuse something are here:
no body length (``l=``, §8.2), no expired ``x=``, no testing key (``t=y``, §3.6.1), RSA of 1024 bits or more and never
SHA-1 (RFC 8301), and every From, Subject and content header of the letter covered (§8.15).
"""

import base64
import binascii
import hashlib
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import dkim
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from dkim.canonicalization import CanonicalizationPolicy, InvalidCanonicalizationPolicyError
from dkim.util import InvalidTagValueList, parse_tag_value

from bot.letters.keys import KeyRecord, plain_name

_quiet = logging.getLogger("bot.letters.dkim")
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False  # dkimpy writes headers and keys to its log

MIN_BITS = 1024
MAX_SIGNATURE = 8 * 1024
"""Bytes of one DKIM-Signature field: RSA-4096 needs 2 KB, and dkimpy's pattern for ``b=`` is quadratic in blanks."""
MAX_LETTER = 8 * 1024 * 1024
"""Bytes of a letter that is proven: dkimpy needs an eighth of a second and 25 MB of memory for each megabyte."""
MAX_WORK = 2 * MAX_LETTER
"""Bytes of all signatures' bodies together."""
COVERED = ("from", "subject")
"""Fields a signature must name."""
NEVER_TWICE = ("from", "subject", "date", "to", "mime-version", "content-type", "content-transfer-encoding")
"""Fields that decide what a person reads: where the letter has several, each must be covered."""

_FAULTS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    NameError,
    AssertionError,
    RecursionError,
)
"""What dkimpy lets through for signatures and keys that are malformed."""


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """One signature: what it claims, whether it verifies, and each thing that is wrong with it."""

    domain: str
    selector: str
    algorithm: str
    verified: bool
    """The mathematics hold."""
    aligned: bool
    controller: bool
    """The domain is the controller's, or below it."""
    holds: bool
    """Verified, and nothing at all is wrong with it."""
    covers: tuple[str, ...]
    bits: int | None
    expires: datetime | None
    reasons: tuple[str, ...]
    key: KeyRecord | None = None
    canonical: bytes = field(default=b"", repr=False)
    """The canonical headers that were signed: what ``openssl dgst -verify`` reads."""
    signature: bytes = field(default=b"", repr=False)
    key_pem: bytes = field(default=b"", repr=False)
    """The public key, empty when it is no RSA key."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The tags of one DKIM-Signature field."""

    index: int
    tags: dict[str, str]
    trouble: str = ""

    def tag(self, name: str) -> str:
        """A tag without the white space a fold left in it."""
        return "".join(self.tags.get(name, "").split())

    @property
    def key_name(self) -> str:
        """Where the key is, or nothing when the tags name no possible place."""
        name = f"{self.tag('s')}._domainkey.{self.tag('d')}"
        good = re.fullmatch(r"[A-Za-z0-9_.-]{1,250}", name) and ".." not in name and self.tag("s") and self.tag("d")
        return plain_name(name) if good else ""

    @property
    def covers(self) -> tuple[str, ...]:
        """The names of ``h=``, in order, repetitions kept."""
        return tuple(name.strip().lower() for name in self.tags.get("h", "").split(":") if name.strip())

    def instant(self, name: str) -> datetime | None:
        """``t=`` or ``x=`` as a time."""
        said = self.tag(name)
        if re.fullmatch(r"[0-9]{1,12}", said) is None:
            return None
        try:
            return datetime.fromtimestamp(int(said), UTC)
        except (ValueError, OverflowError, OSError):
            return None


def claim(index: int, value: bytes) -> Claim:
    """Read one DKIM-Signature field."""
    if len(value) > MAX_SIGNATURE:
        return Claim(index, {}, "The signature is longer than any real one.")
    try:
        tags = parse_tag_value(value)
    except (InvalidTagValueList, *_FAULTS):
        return Claim(index, {}, "The signature is malformed.")
    return Claim(index, {key.decode("latin-1"): said.decode("latin-1") for key, said in tags.items()})


class _Timeless(dkim.DKIM):  # type: ignore[misc]  # dkimpy publishes no types
    """dkimpy's verifier without its clock: whether a signature had expired is judged at receipt, not today."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(raw, logger=_quiet)
        self._whole: bytes = self.body

    @cached_property
    def _relaxed(self) -> bytes:
        """One blank each: dkimpy strips trailing blanks by a pattern that is quadratic in their number."""
        return re.sub(rb"[\t ]+", b" ", self._whole)

    def verify_headerprep(self, idx: int = 0) -> object:
        fields = [(name, value) for name, value in self.headers if name.lower() == b"dkim-signature"]
        sig = parse_tag_value(fields[idx][1])
        dkim.validate_signature_fields({key: value for key, value in sig.items() if key not in {b"t", b"x"}})
        self.signature_fields, self.domain, self.selector = sig, sig[b"d"], sig[b"s"]
        self.body = self._relaxed if sig.get(b"c", b"").partition(b"/")[2] == b"relaxed" else self._whole
        include = [name.lower() for name in re.split(rb"\s*:\s*", sig[b"h"])]
        self.include_headers = tuple(include)
        return sig, include, fields


def opened(raw: bytes) -> tuple[dkim.DKIM | None, str]:
    """The letter as dkimpy reads it, or why it cannot."""
    if len(raw) > MAX_LETTER:
        return None, f"The letter is larger than {MAX_LETTER >> 20} MB, and none of the controller's is."
    try:
        return _Timeless(raw), ""
    except (dkim.DKIMException, *_FAULTS):
        return None, "The headers are malformed, so that no signature can be checked."


def check(
    letter: dkim.DKIM,
    said: Claim,
    key: KeyRecord | None,
    *,
    now: datetime,
    aligned: bool,
    controller: bool,
    occurrences: Counter[str],
) -> SignatureVerdict:
    """Everything there is to know about one signature."""
    pem, bits, key_wrong = _key(key)
    verified, trouble = (False, "") if key is None else _verifies(letter, said.index, key)
    wrong = [*_claims_wrong(said, now), *key_wrong, *_uncovered(said.covers, occurrences)]
    identity = said.tag("i").rpartition("@")[2].lower()
    if key is not None and b"s" in _flags(key) and identity not in {"", said.tag("d").lower()}:
        wrong.append("The key may not sign for a sub-domain, and does.")
    if key is not None and not verified:
        wrong.insert(0, trouble)
    if not controller:
        wrong.append(f"The letter is signed by {said.tag('d') or 'nobody'}, which is not the controller.")
    elif not aligned:
        wrong.append("The domain that signed is not the domain of the visible sender.")
    canonical, signature = _exhibits(letter, said.index)
    return SignatureVerdict(
        domain=said.tag("d").lower(),
        selector=said.tag("s"),
        algorithm=said.tag("a"),
        verified=verified,
        aligned=aligned,
        controller=controller,
        holds=verified and not wrong,
        covers=said.covers,
        bits=bits,
        expires=said.instant("x"),
        reasons=tuple(dict.fromkeys(wrong)),
        key=key,
        canonical=canonical,
        signature=signature,
        key_pem=pem,
    )


def _verifies(letter: dkim.DKIM, index: int, key: KeyRecord) -> tuple[bool, str]:
    """dkimpy fails in two shapes, an exception and a False."""
    try:
        good = letter.verify(index, dnsfunc=lambda _name, timeout=5: key.txt)
    except dkim.ValidationError as problem:
        changed = "body hash" in str(problem)
        return False, "The text was changed after it was signed." if changed else "The signature is not valid."
    except (dkim.DKIMException, *_FAULTS):
        return False, "The signature or its key is malformed."
    return bool(good), "The signature does not belong to these headers and this key."


def _claims_wrong(said: Claim, now: datetime) -> list[str]:
    wrong = [said.trouble] if said.trouble else []
    if said.tag("a") == "rsa-sha1":
        wrong.append("The signature uses SHA-1, which proves nothing (RFC 8301).")
    if "l" in said.tags:
        wrong.append("The signature covers only the beginning of the text (l=), so that anything may have been added.")
    if "x" in said.tags:
        expires, signed = said.instant("x"), said.instant("t")
        if expires is None or (signed is not None and expires < signed):
            wrong.append("The signature's expiry (x=) makes no sense.")
        elif expires < now:
            wrong.append(f"The signature expired on {expires:%Y-%m-%d %H:%M} UTC, before the letter was received.")
    return wrong


def _uncovered(covers: Sequence[str], occurrences: Counter[str]) -> list[str]:
    """Fields not signed, and fields that occur more often than they are signed."""
    signed = Counter(covers)
    wrong = [f"The signature does not cover {name.capitalize()}." for name in COVERED if not signed[name]]
    for name in NEVER_TWICE:
        if occurrences[name] > 1 and occurrences[name] > signed[name]:
            several = f"The letter has {occurrences[name]} {name.title()} headers"
            wrong.append(f"{several}, and the signature covers {signed[name]}.")
    return wrong


def _tags(key: KeyRecord) -> dict[bytes, bytes]:
    try:
        found: dict[bytes, bytes] = parse_tag_value(key.txt.encode("ascii", "replace"))
    except (InvalidTagValueList, *_FAULTS):
        return {}
    return found


def _flags(key: KeyRecord) -> set[bytes]:
    return {flag.strip() for flag in _tags(key).get(b"t", b"").split(b":")}


def _key(key: KeyRecord | None) -> tuple[bytes, int | None, list[str]]:
    """The key as PEM, its size, and what speaks against it (RFC 6376 §3.6.1)."""
    if key is None:
        return b"", None, ["No key is published for the signature."]
    tags = _tags(key)
    wrong = []
    if b"y" in _flags(key):
        wrong.append("The key is marked as a test (t=y).")
    if b"h" in tags and b"sha256" not in {name.strip() for name in tags[b"h"].split(b":")}:
        wrong.append("The key does not allow SHA-256.")
    if b"s" in tags and not {b"*", b"email"} & {name.strip() for name in tags[b"s"].split(b":")}:
        wrong.append("The key is not for mail.")
    said = b"".join(tags.get(b"p", b"").split())
    if not said:
        missing = "The key was withdrawn (p= is empty)." if b"p" in tags else "The key record holds no key."
        return b"", None, [*wrong, missing]
    try:
        loaded = load_der_public_key(base64.b64decode(said))
    except (binascii.Error, UnsupportedAlgorithm, *_FAULTS):
        return b"", None, [*wrong, "The key is of a kind that is not checked here, or malformed."]
    if not isinstance(loaded, rsa.RSAPublicKey):
        return b"", None, [*wrong, "The key is of a kind that is not checked here, or malformed."]
    if loaded.key_size < MIN_BITS:
        wrong.append(f"The key has {loaded.key_size} bits; less than {MIN_BITS} can be forged (RFC 8301).")
    return loaded.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), loaded.key_size, wrong


def _exhibits(letter: dkim.DKIM, index: int) -> tuple[bytes, bytes]:
    """The canonical headers and the signature, so that a stranger needs nothing but openssl."""
    try:
        sig, include, fields = letter.verify_headerprep(index)
        policy = CanonicalizationPolicy.from_c_value(sig.get(b"c", b"simple/simple"))
        heard = dkim.HashThrough(hashlib.sha256(), debug=True)
        dkim.hash_headers(heard, policy, policy.canonicalize_headers(letter.headers), include, fields[index], sig)
        return heard.hashed(), base64.b64decode(re.sub(rb"\s+", b"", sig[b"b"]))
    except (dkim.DKIMException, InvalidTagValueList, InvalidCanonicalizationPolicyError, *_FAULTS):
        return b"", b""
