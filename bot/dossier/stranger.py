"""VERIFY.txt: the commands by which a stranger checks a dossier without our software.

The file is itself a plain shell script: prose in comments, one command per line, each of them whole and each of them
true for the bag it lies in. A line that could not work for this bag is not written.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from bot.dossier.bag import MANIFEST, STAMP_SUMS, TAG_MANIFEST

_SAFE = re.compile(r"[A-Za-z0-9._/-]+")

_CHAIN = (
    "( p=$(printf '%064d' 0); while IFS= read -r l; do case $l in *'\"prev\":\"'\"$p\"'\"'*) ;; "
    "*) echo \"broken: $l\"; exit 1;; esac; p=$(printf '%s\\n' \"$l\" | sha256sum | cut -d' ' -f1); done < {log}; "
    'echo "{log}: chain holds, head $p" )'
)
_SIMPLE = 'awk \'b{{if($0=="\\r")e++;else{{for(;e;e--)print "\\r";print}}}}/^\\r?$/{{b=1}}\' {letter}'
_RELAXED = (
    'awk \'b{{sub(/[ \\t]*\\r?$/,"");gsub(/[ \\t]+/," ");if($0=="")e++;'
    'else{{for(;e;e--)print "\\r";print $0 "\\r"}}}}/^\\r?$/{{b=1}}\' {letter}'
)


_RENEWALS = (
    "# A renewed dossier has lists of what was renewed, and stamps over them. Without a renewal nothing is printed.",
    "# Stamp, list and certificates of one renewal bear its number; a renewal shows that the stamps before it existed.",
    'for l in timestamps/renewal-*.txt; do [ -e "$l" ] || continue; sha256sum -c "$l" || exit 1; '
    'for s in "${l%.txt}".*.tsr; do openssl ts -verify -data "$l" -in "$s" -CAfile "${s%.tsr}.chain.pem" || exit 1; '
    "openssl ts -reply -in \"$s\" -text | grep 'Time stamp'; done; done",
)


@dataclass(frozen=True, slots=True)
class LetterFiles:
    """A letter and what lies beside it, by their names in the bag."""

    name: str
    raw: bytes
    folder: str
    beside: Mapping[str, bytes]


def instructions(
    *, case: str, world: str | None, logs: Sequence[str], stamps: Sequence[str], letters: Sequence[LetterFiles]
) -> bytes:
    """The text of VERIFY.txt. ``stamps``: the names of the authorities' files, without suffix."""
    lines = [f"# How to check the dossier {case} without the program that made it."]
    if world is not None:
        lines.append("# REHEARSAL: made in a stand-in world. It shows nothing about a real company.")
    lines += [
        "# Open a shell in this folder and type the lines that do not begin with #, or all at once: sh VERIFY.txt",
        "# Needed: sha256sum, openssl, awk. On macOS: brew install coreutils, or say shasum -a 256 for sha256sum.",
        "",
        "# 1. No file was changed. Each line must end with OK.",
        f"sha256sum -c {TAG_MANIFEST}",
        f"sha256sum -c {MANIFEST}",
        "",
        "# 2. No file was added. Nothing may be printed.",
        "( cd data && find . -type f | sed 's|^\\./|data/|' | LC_ALL=C sort | "
        f'while IFS= read -r f; do grep -qF "  $f" ../{MANIFEST} || echo "not listed: $f"; done )',
    ]
    lines += _stamp_lines(stamps)
    lines += ["", "# 4. The logs are in order: each line carries the SHA-256 of the line before it."]
    lines += [_CHAIN.format(log=log) for log in logs if _SAFE.fullmatch(log)]
    for letter in letters:
        lines += _letter_lines(letter)
    lines += [
        "",
        "# 6. If you have them: other people's programs that check the same.",
        "#   python -m bagit --validate .                        (Library of Congress, pip install bagit)",
        *(
            f"#   npx mailauth report -n {letter.folder}dns-cache.json {letter.name}"
            for letter in letters
            if "dns-cache.json" in letter.beside and _SAFE.fullmatch(letter.name)
        ),
    ]
    return ("\n".join(lines) + "\n").encode()


def _stamp_lines(stamps: Sequence[str]) -> list[str]:
    if not stamps:
        return ["", "# 3. There is no time stamp in this dossier: nobody else says when it existed."]
    lines = [
        "",
        "# 3. It existed when the time authorities say. “Verification: OK” must be printed for each.",
        "# The certificates in timestamps/ show that the stamp agrees with the bag. Whether the authority is who it",
        "# says it is: compare the fingerprint with the authority's own page or the EU trusted list. If a certificate",
        "# has ended since, add: -attime SECONDS, the time of the stamp in seconds since 1970 (date -u -d TIME +%s).",
        f"sha256sum -c {STAMP_SUMS}",
    ]
    for name in stamps:
        stamp, chain = f"timestamps/{name}.tsr", f"timestamps/{name}.chain.pem"
        lines += [
            f"openssl ts -verify -data {TAG_MANIFEST} -in {stamp} -CAfile {chain}",
            f"openssl ts -reply -in {stamp} -text | grep 'Time stamp'",
            f"openssl x509 -in {chain} -noout -subject -enddate -fingerprint -sha256",
        ]
    return [*lines, *_RENEWALS]


def _letter_lines(letter: LetterFiles) -> list[str]:
    """Only what openssl itself can repeat for this letter."""
    if not _SAFE.fullmatch(letter.name):
        return []
    lines = ["", f"# 5. The letter {letter.name}: its sender's domain signed these headers, and this body."]
    signed = _headers_hold(letter.beside)
    if signed:
        lines.append(
            f"openssl dgst -sha256 -verify {letter.folder}key.pem -signature {letter.folder}signature.bin "
            f"{letter.folder}headers.canon"
        )
        body = _body_line(letter)
        lines.append(body or "# Its body is checked by mailauth, below.")
    else:
        lines.append("# Its signature cannot be repeated by openssl alone: mailauth does it, below.")
    return lines


def _headers_hold(beside: Mapping[str, bytes]) -> bool:
    try:
        key = serialization.load_pem_public_key(beside["key.pem"])
        if not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(beside["signature.bin"], beside["headers.canon"], padding.PKCS1v15(), hashes.SHA256())
    except (KeyError, ValueError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _body_line(letter: LetterFiles) -> str:
    """The awk line that repeats the body hash, if it does for this letter."""
    said = re.split(rb"dkim-signature:", letter.beside["headers.canon"], flags=re.IGNORECASE)[-1].decode(
        "ascii", "replace"
    )
    wanted = re.search(r";bh=([A-Za-z0-9+/=]+)", re.sub(r"\s", "", said))
    canonical = re.search(r";\s*c=\s*\w+/(simple|relaxed)", said)
    way = canonical[1] if canonical else "simple"
    body = _simple(letter.raw) if way == "simple" else _relaxed(letter.raw)
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    if wanted is None or wanted[1] != digest:
        return ""
    awk = (_SIMPLE if way == "simple" else _RELAXED).format(letter=letter.name)
    return f'test "$({awk.replace("awk", "LC_ALL=C awk", 1)} | openssl dgst -sha256 -binary | base64)" = "{digest}"'


def _lines(raw: bytes) -> list[bytes]:
    """The lines of the body as awk sees them."""
    lines = raw.removesuffix(b"\n").split(b"\n")
    start = next((n for n, line in enumerate(lines) if line in (b"", b"\r")), len(lines))
    return lines[start + 1 :]


def _simple(raw: bytes) -> bytes:
    lines = _lines(raw)
    while lines and lines[-1] == b"\r":
        lines.pop()
    return b"".join(line + b"\n" for line in lines)


def _relaxed(raw: bytes) -> bytes:
    lines = [re.sub(rb"[ \t]+", b" ", line.removesuffix(b"\r").rstrip(b" \t")) for line in _lines(raw)]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)
