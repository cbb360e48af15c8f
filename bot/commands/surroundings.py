"""What the machine says of its own clock, its name servers and its proxies; nobody outside is asked.

Source: facts/evidence.md §4.2. What cannot be learnt is "unknown", never guessed. An address that would say where the
household lives on the net (its own IPv6 prefix) is told as its /48.
"""

import csv
import ctypes
import ipaddress
import sys
from collections.abc import Mapping
from typing import Any

from bot.bounded import bounded

UNKNOWN = "unknown"
_PATIENCE = 2.0
"""Seconds for each program that may know the clock's server."""
_MOST = 4096
"""Bytes that are read of what such a program says."""
_UNSYNCHRONISED = 0x0040
"""STA_UNSYNC of adjtimex(2)."""
_PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy")
_CHRONY_FIELDS = 14
_MOST_SERVERS = 8


class _Timex(ctypes.Structure):
    """The beginning of struct timex, adjtimex(2); the rest is room for what the kernel writes."""

    _fields_ = [
        ("modes", ctypes.c_int),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 512),
    ]


def clock_facts(environment: Mapping[str, str]) -> dict[str, Any]:
    """Whether the machine's clock is kept right, by how much it may be wrong (seconds), and by which server."""
    return {**_kernel(), **_server(environment)}


def network_facts(environment: Mapping[str, str]) -> dict[str, Any]:
    """Name servers, and the names (never the values) of the variables that set a proxy."""
    proxies = sorted(name for name, value in environment.items() if name.lower() in _PROXIES and value)
    return {"dns_servers": name_servers(), "proxy_variables": proxies, "egress": "not measured"}


def name_servers() -> list[str] | str:
    """The servers that the machine's own configuration names."""
    from dns.exception import DNSException  # noqa: PLC0415
    from dns.resolver import Resolver  # noqa: PLC0415

    try:
        named = Resolver().nameservers
    except (DNSException, OSError):
        return UNKNOWN
    return [_told(str(server)) for server in named[:_MOST_SERVERS]] or UNKNOWN


def _told(server: str) -> str:
    """An address as it may be told: a public IPv6 one may be the household's router, and is cut to its /48."""
    try:
        address = ipaddress.ip_address(server.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if address.version == 6 and address.is_global:  # noqa: PLR2004 - IPv6
        return str(ipaddress.ip_network((address, 48), strict=False))
    return str(address)


def _kernel() -> dict[str, Any]:
    """adjtimex(2), read only: what the kernel was last told by whoever keeps its clock."""
    if sys.platform != "linux":
        return {"synchronised": UNKNOWN}
    told = _Timex()
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.byref(told))
    except (OSError, AttributeError):
        return {"synchronised": UNKNOWN}
    if state < 0:
        return {"synchronised": UNKNOWN}
    kept = not told.status & _UNSYNCHRONISED
    error = {"largest_error_s": told.maxerror / 1e6, "estimated_error_s": told.esterror / 1e6} if kept else {}
    return {"synchronised": kept, "synchronised_says": "the kernel (adjtimex)", **error}


def _server(environment: Mapping[str, str]) -> dict[str, Any]:
    """What chronyd or systemd-timesyncd on this machine says; both answer from memory."""
    chrony = bounded(["chronyc", "-n", "-c", "tracking"], seconds=_PATIENCE, environment=environment,
                     errors=False, most=_MOST)  # fmt: skip
    if chrony.well and (found := _of_chrony(chrony.output)):
        return found
    asked = ["timedatectl", "show-timesync", "--property=ServerName", "--value"]
    systemd = bounded(asked, seconds=_PATIENCE, environment=environment, errors=False, most=_MOST)
    if systemd.well and (name := systemd.output.strip()):
        return {"ntp_server": name, "ntp_says": "systemd-timesyncd"}
    return {"ntp_server": UNKNOWN}


def _of_chrony(text: str) -> dict[str, Any]:
    """``chronyc -c tracking``: reference, server, stratum, time of reference, seconds the clock is off, …"""
    fields = next(csv.reader([text.strip()]), [])
    if len(fields) < _CHRONY_FIELDS or not fields[1]:
        return {}
    try:
        stratum, offset = int(fields[2]), float(fields[4])
    except ValueError:
        return {}
    return {"ntp_server": _told(fields[1]), "ntp_stratum": stratum, "ntp_offset_s": offset, "ntp_says": "chronyd"}
