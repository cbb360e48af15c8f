"""Ask a time authority to sign that these bytes exist now (RFC 3161), and check its answer before keeping it."""

import ipaddress
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot.dossier import openssl
from bot.dossier.opinion import second_opinion
from bot.evidence import slug

PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class Authority:
    """A time authority and the certificate it is trusted by; without one, the machine's own list."""

    url: str
    ca: Path | None
    name: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp that verified when it was received."""

    response: bytes
    """The full TimeStampResp, not the bare token: every verifier can read it."""
    chain: bytes
    """PEM: the signer's issuers up to the root."""
    at: datetime
    valid_until: datetime
    operator: str
    note: str
    """What a second program says of it."""


@dataclass(frozen=True, slots=True)
class StampFailed:
    """No stamp, and why. It lowers the level and never stops anything."""

    reason: str


def stamp(data: bytes, authority: Authority, *, patience: float = PATIENCE) -> Stamp | StampFailed:
    """One stamp over ``data``: the request by ``openssl ts -query``, the answer checked by ``openssl ts -verify``."""
    with openssl.on_disk(data=data) as paths:
        query = openssl.ask("ts", "-query", "-data", paths["data"], "-sha256", "-cert")
    if not query.ok:
        return StampFailed(f"no request could be made: {query.why}")
    answer = _post(authority.url, query.out, patience)
    return answer if isinstance(answer, StampFailed) else _checked(data, query.out, answer, authority)


def names_of(authorities: Sequence[Authority]) -> dict[str, Authority]:
    """A file name for each authority."""
    names: dict[str, Authority] = {}
    for authority in authorities:
        name = base = slug(authority.name)
        count = 1
        while name in names:
            count += 1
            name = f"{base}-{count}"
        names[name] = authority
    return names


def stamp_all(data: bytes, authorities: Mapping[str, Authority]) -> tuple[dict[str, Stamp], dict[str, str]]:
    """A stamp of each, by name; and of those that gave none, the reason."""
    taken, failed = {}, {}
    for name, authority in authorities.items():
        answer = stamp(data, authority)
        if isinstance(answer, StampFailed):
            failed[name] = answer.reason
        else:
            taken[name] = answer
    return taken, failed


def _post(url: str, query: bytes, patience: float) -> bytes | StampFailed:
    import httpx2  # noqa: PLC0415 - 0.1 s that whoever only verifies, offline, need not wait

    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        with (
            httpx2.Client(timeout=patience, trust_env=not _here(url)) as client,
            client.stream("POST", url, content=query, headers=headers) as response,
        ):
            if response.status_code != httpx2.codes.OK:
                return StampFailed(f"the authority answered {response.status_code}")
            body = b""
            for chunk in response.iter_bytes(4096):
                body += chunk
                if len(body) > openssl.LARGEST_STAMP:
                    return StampFailed("the authority's answer is too large to be a stamp")
            return body
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as trouble:
        return StampFailed(f"the authority could not be reached ({type(trouble).__name__})")


def _here(url: str) -> bool:
    """A loopback address is never asked through a proxy."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _checked(data: bytes, query: bytes, answer: bytes, authority: Authority) -> Stamp | StampFailed:
    trusted = authority.ca or _system_list()
    if trusted is None or not trusted.is_file():
        return StampFailed("there is no certificate to check the authority by")
    with openssl.on_disk(data=data, query=query, answer=answer) as paths:
        for against in (("-queryfile", paths["query"]), ("-data", paths["data"])):
            verdict = openssl.ask("ts", "-verify", *against, "-in", paths["answer"], "-CAfile", trusted)
            if not verdict.ok:
                return StampFailed(f"the authority's answer does not verify: {verdict.why}")
        token = openssl.read_token(paths["answer"])
    if token is None or token.signer is None:
        return StampFailed("the authority's answer does not hold its certificate")
    chain = openssl.chain_of(token.signer, [*token.certificates, *openssl.load_pem(trusted.read_bytes())])
    if chain[-1].issuer != chain[-1].subject:
        return StampFailed("the authority's certificate leads to no root that can be kept")
    return Stamp(
        response=answer,
        chain=openssl.pem(chain[1:] or chain),
        at=token.at,
        valid_until=min(certificate.not_valid_after_utc for certificate in chain),
        operator=openssl.operator(token.signer, chain[-1]),
        note=second_opinion(data, answer, chain),
    )


def _system_list() -> Path | None:
    found = ssl.get_default_verify_paths().cafile
    return Path(found) if found else None
