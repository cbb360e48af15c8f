"""Which time authorities are asked: those of the world, or those named on the command line."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click

from bot.commands.ground import Ground
from bot.dossier import Authority


def authorities(ground: Ground, urls: Sequence[str], cas: Sequence[Path]) -> list[Authority]:
    """In a world its own; in the real one those that are named, each with its root or the machine's own list."""
    if ground.world is not None:
        if urls or cas:
            raise click.UsageError("a world has its own time authorities; --timestamp belongs to the real one.")
        return [
            Authority(url=one.url, ca=one.ca, name=f"{ground.world.name}-tsa-{n}")
            for n, one in enumerate(ground.world.timestamps, 1)
        ]
    if len(cas) not in (0, len(urls)):
        raise click.UsageError("give one --timestamp-ca for each --timestamp, in the same order, or none.")
    wrong = [url for url in urls if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname]
    if wrong:
        raise click.UsageError(f"“{wrong[0]}” is not the address of a time authority (http:// or https://).")
    roots: list[Path | None] = [*cas] or [None] * len(urls)
    return [Authority(url, ca, str(urlsplit(url).hostname)) for url, ca in zip(urls, roots, strict=True)]
