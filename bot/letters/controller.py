"""Which domains are the controller's own, and which platform each of them speaks for."""

from collections.abc import Iterable

CONTROLLER_DOMAINS: tuple[str, ...] = ("facebook.com", "facebookmail.com", "instagram.com", "whatsapp.com", "meta.com")
"""Hosts of the controller's own pages and the sender domains of ``facts/forms.md`` §4; each stands for all below it."""

SPEAKS_FOR: dict[str, frozenset[str]] = {
    "facebook.com": frozenset({"facebook", "instagram"}),
    "facebookmail.com": frozenset({"facebook", "instagram"}),
    "instagram.com": frozenset({"instagram"}),
    "whatsapp.com": frozenset({"whatsapp"}),
}
"""The platforms a domain may answer for; a domain that is not listed may answer for any of them."""


def domain_of(address: str) -> str:
    """The part after the last @, in lower case; empty when there is none or when it is not plain ASCII.

    A Kelvin sign lowercases to k: a domain with anything but ASCII in it is never equal to one of ours.
    """
    domain = address.rpartition("@")[2].strip()
    return domain.lower() if "@" in address and domain.isascii() else ""


def controller_domain(domain: str, domains: Iterable[str] = CONTROLLER_DOMAINS) -> str:
    """The controller's domain that ``domain`` is or lies below; empty for everybody else's."""
    if not domain.isascii():
        return ""
    name = domain.lower()
    found = [own for own in domains if name == own or name.endswith("." + own)]
    return min(found, key=len) if found else ""


def names_controller(text: str, domains: Iterable[str] = CONTROLLER_DOMAINS) -> bool:
    """Whether a text only contains such a domain, as a look-alike's address does."""
    lowered = text.lower()
    return any(own in lowered for own in domains)
