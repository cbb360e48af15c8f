"""Which keys count: those that a world's file holds, or those that the DNS gives."""

from pathlib import Path

from bot.letters.keys import KeyBook, StoredKeys


def keys_of(world: Path | None) -> KeyBook:
    """The world's TXT records; in the real world the network's."""
    if world is not None:
        return StoredKeys(world)
    from bot.letters.dnskeys import DnsKeys  # noqa: PLC0415 - 80 ms that a world need not pay

    return DnsKeys()
