"""Judge the time stamps of a bag, offline, with ``openssl ts -verify`` as the reference (RFC 3161)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.dossier import openssl
from bot.dossier.hostile import Hostile, Opened
from bot.dossier.renewals import RenewalList, prolonged, round_of
from bot.dossier.verdict import StampVerdict

MOST = 64
"""Two authorities, renewed each year for a generation."""
_LARGEST_CHAIN = 1 << 20


def judge_stamps(
    bag: Opened, sealed: bytes, ca: Sequence[Path], lists: Mapping[int, RenewalList] | None = None
) -> list[StampVerdict]:
    """Every ``timestamps/*.tsr``: over the tag manifest, or, of a renewal, over the list of what it renews."""
    names = [name for name in bag.below("timestamps/") if name.endswith(".tsr")]
    if len(names) > MOST:
        raise Hostile("too_many_files", "timestamps/", f"more than {MOST} stamps")
    known = lists or {}
    found = []
    for name in names:
        number = round_of(name)
        over = known[number].raw if number in known else sealed
        verdict = _judge(name, bag.small(name, openssl.LARGEST_STAMP), over, _shipped(bag, name), ca)
        found.append(replace(verdict, round=number))
    return prolonged(found, known, trusted_only=bool(ca))


def _shipped(bag: Opened, name: str) -> bytes:
    """The stamp's own chain, else every certificate that lies beside it."""
    own = name.removesuffix(".tsr") + ".chain.pem"
    beside = [own] if own in bag.files else [other for other in bag.below("timestamps/") if other.endswith(".pem")]
    return b"\n".join(bag.small(other, _LARGEST_CHAIN) for other in beside[:MOST])


def _judge(name: str, response: bytes, sealed: bytes, shipped: bytes, ca: Sequence[Path]) -> StampVerdict:
    with openssl.on_disk(data=sealed, stamp=response, shipped=shipped) as paths:
        token = openssl.read_token(paths["stamp"])
        if token is None:
            return StampVerdict(name, holds=False, why="is not a time stamp", fault="broken_stamp")
        verdict = StampVerdict(name, holds=False, at=token.at)
        if token.algorithm not in openssl.STRONG:
            return replace(verdict, why=f"is taken over a {token.algorithm} hash, which can be forged")
        for trusted in [*ca, paths["shipped"]]:
            told, expired = _asked(paths, trusted, token.at)
            if told.ok:
                theirs = trusted == paths["shipped"]
                return _held(
                    verdict, token, trusted.read_bytes() + b"\n" + shipped, trusted=not theirs, expired=expired
                )
            if tampered := _tampered(told):
                return replace(verdict, why=tampered[1], fault=tampered[0])
        return replace(verdict, why=f"its certificate could not be checked: {told.why}")


def _asked(paths: dict[str, Path], trusted: Path, at: datetime) -> tuple[openssl.Told, bool]:
    if not openssl.load_pem(trusted.read_bytes()):
        return openssl.Told(ok=False, out=b"", err="::no certificate to check it by:x.c:0:"), False
    question: tuple[str | Path, ...] = (
        "ts",
        "-verify",
        "-data",
        paths["data"],
        "-in",
        paths["stamp"],
        "-CAfile",
        trusted,
    )
    if openssl.load_pem(paths["shipped"].read_bytes()):
        question = (*question, "-untrusted", paths["shipped"])
    told = openssl.ask(*question)
    if not told.ok and "expired" in told.err:
        told = openssl.ask(*question, "-attime", str(int(at.timestamp())))
        return told, True
    return told, False


def _tampered(told: openssl.Told) -> tuple[str, str] | None:
    """The stamp is over something else, or its signature is not one: no missing certificate explains that."""
    if "message imprint mismatch" in told.err:
        return "swapped_stamp", "is a stamp over other bytes than this bag"
    if any(sign in told.err for sign in ("signature failure", "digest failure", "bad signature")):
        return "broken_stamp", "its signature does not hold"
    return None


def _held(verdict: StampVerdict, token: openssl.Token, known: bytes, *, trusted: bool, expired: bool) -> StampVerdict:
    certificates = [*token.certificates, *openssl.load_pem(known)]
    signer = token.signer or next((other for other in certificates if openssl.stamps(other)), None)
    if signer is None:
        return replace(verdict, why="the certificate that signed it is not there")
    chain = openssl.chain_of(signer, certificates)
    return replace(
        verdict,
        holds=True,
        until=min(certificate.not_valid_after_utc for certificate in chain),
        authority=openssl.called(signer),
        operator=openssl.operator(signer, chain[-1]),
        root=openssl.fingerprint(chain[-1]),
        trusted=trusted,
        expired=expired,
    )
