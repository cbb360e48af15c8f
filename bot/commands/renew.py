"""Renew the time stamps of a sealed bag before their certificates end."""

import json
from pathlib import Path

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, timestamps, where
from bot.obstacles import Exit


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it here [in place].")
@timestamps
@as_json
@where
def renew(
    ground: Ground,
    file: Path,
    out: Path | None,
    timestamp: tuple[str, ...],
    timestamp_ca: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Add new time stamps over the old ones of FILE, so that it still proves when their certificates have ended.

    What was sealed is not touched. `optout verify FILE` says until when a bag is good: renew it before.
    """
    from importlib.metadata import version  # noqa: PLC0415

    from bot.commands.authorities import authorities  # noqa: PLC0415
    from bot.dossier import renew as anew  # noqa: PLC0415

    asked = authorities(ground, timestamp, timestamp_ca)
    done = anew(file, out or file, stamps=asked, now=ground.clock.now, software=f"optout {version('optout')}")
    until = done.until.isoformat().replace("+00:00", "Z") if done.until else None
    if as_json:
        told = {"path": str(done.path), "sha256": done.sha256, "renewal": done.number, "good_until": until}
        click.echo(json.dumps({**told, "notes": list(done.notes)}, ensure_ascii=False))
        return Exit.NOTHING_LEFT
    click.echo(f"{done.path} is renewed for the {done.number}. time, good until {until}; SHA-256 {done.sha256}")
    for note in done.notes:
        click.echo(f"  note: {note}")
    return Exit.NOTHING_LEFT
