"""Seal the evidence of one objection into a bag."""

from pathlib import Path

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, timestamps, where


@click.command()
@click.argument("account")
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ZIP to write.")
@click.option("--force", is_flag=True, help="Replace an existing file.")
@timestamps
@as_json
@where
def dossier(
    ground: Ground,
    account: str,
    out: Path,
    force: bool,
    timestamp: tuple[str, ...],
    timestamp_ca: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Seal journal, evidence folders and letters of ACCOUNT into a BagIt bag with time stamps.

    It is swept for secrets first; one hit and no bag is made.
    """
    from bot.commands.authorities import authorities  # noqa: PLC0415
    from bot.commands.sealing import seal_account  # noqa: PLC0415

    if out.exists() and not force:
        raise click.UsageError(f"{out} is there already; --force replaces it.")
    return seal_account(ground, account, out, authorities(ground, timestamp, timestamp_ca), as_json=as_json)
