"""Ask the DNS for the keys of letters."""

from collections.abc import Callable
from datetime import datetime

import dns.exception
import dns.flags
import dns.rdatatype
import dns.resolver

from bot.letters.keys import KeyRecord, KeysUnreachable, of_several, plain_name, system_time


class DnsKeys:
    """Keys asked of the DNS."""

    def __init__(
        self,
        resolver: dns.resolver.Resolver | None = None,
        *,
        timeout: float = 5.0,
        now: Callable[[], datetime] = system_time,
    ) -> None:
        self._resolver = resolver
        self._timeout = timeout
        self._now = now

    def lookup(self, name: str) -> KeyRecord | None:
        """Ask for the TXT record; no such name and no such record are an answer, silence is not."""
        try:
            resolver = self._ready()
            answer = resolver.resolve(name.rstrip(".") + ".", "TXT", lifetime=self._timeout, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return None
        except (dns.exception.DNSException, OSError, ValueError) as problem:
            raise KeysUnreachable(f"the DNS gave no answer ({type(problem).__name__})") from None
        records = [b"".join(rdata.strings).decode("utf-8", "replace") for rdata in answer]
        return KeyRecord(
            name=plain_name(name),
            txt=of_several(records),
            resolver=str(answer.nameserver or ""),
            ttl=answer.rrset.ttl if answer.rrset is not None else None,
            ad=bool(answer.response.flags & dns.flags.AD),
            at=self._now(),
        )

    def _ready(self) -> dns.resolver.Resolver:
        """The resolver, made at the first question: a machine without a network must be able to start."""
        if self._resolver is None:
            self._resolver = dns.resolver.Resolver()
            self._resolver.use_edns(0, 0, 1232)
            self._resolver.set_flags(dns.flags.RD | dns.flags.AD)
        return self._resolver
