"""Write an example household file to start from."""

import os
from pathlib import Path

import click

from bot.obstacles import Exit


@click.command()
@click.argument("file", default="household.toml", type=click.Path(dir_okay=False, path_type=Path))
def init(file: Path) -> int:
    """Write FILE (household.toml) with comments to fill in. An existing file is never overwritten."""
    from bot.household import init_text  # noqa: PLC0415

    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.UsageError(f"{file} is there already and was left as it is.") from None
    except OSError as why:
        raise click.UsageError(f"{file} cannot be written: {why.strerror}.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(init_text())
    click.echo(f"{file} is written. Fill it in, then: optout login PERSON PLATFORM, optout run.")
    return Exit.NOTHING_LEFT
