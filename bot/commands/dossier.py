"""Seal the evidence of one objection into a bag."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, timestamps, where
from bot.obstacles import Exit


@click.command()
@click.argument("account")
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ZIP to write.")
@click.option("--force", is_flag=True, help="Replace an existing file.")
@click.option(
    "--share",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="COPY",
    help="Also write a copy without names here; a dossier that is there already is copied as it is.",
)
@timestamps
@click.option("--authority", default="", metavar="ID", help="Complain there [the authority of your country].")
@click.option("--address", multiple=True, metavar="LINE", help="Your postal address, a line each; it is not kept.")
@click.option("--open", "open_page", is_flag=True, help="Open the authority's page in your own browser.")
@as_json
@where
def dossier(
    ground: Ground,
    account: str,
    out: Path,
    force: bool,
    share: Path | None,
    timestamp: tuple[str, ...],
    timestamp_ca: tuple[Path, ...],
    authority: str,
    address: tuple[str, ...],
    open_page: bool,
    as_json: bool,
) -> int:
    """Seal journal, evidence folders and letters of ACCOUNT into a BagIt bag with time stamps.

    It is swept for secrets first; one hit and no bag is made. In a copy (--share) names, addresses and numbers have
    stand-ins or are black, and every file is linked by its hash to the sealed original.

    Beside FILE.zip, the folder FILE-filing holds what an authority's form takes: complaint.pdf and exhibits.pdf in a
    language of the authority, and a README that says what to upload where and until when. Nothing is filed by the
    machine.
    """
    from bot.commands.authorities import authorities  # noqa: PLC0415
    from bot.commands.filing import Wish, folder_beside  # noqa: PLC0415
    from bot.commands.sealing import seal_account  # noqa: PLC0415
    from bot.commands.sharing import share_account  # noqa: PLC0415

    if share is not None and share.exists() and not force:
        raise click.UsageError(f"{share} is there already; --force replaces it.")
    copy_only = share is not None and out.exists() and not force
    for there in () if copy_only else (out, folder_beside(out)):
        if there.exists() and not force:
            raise click.UsageError(f"{there} is there already; --force replaces it.")
    made: dict[str, Any] = {}
    try:
        if not copy_only:
            asked = authorities(ground, timestamp, timestamp_ca)
            made = seal_account(ground, account, out, asked, Wish(authority, address, open_page), quiet=as_json)
        if share is not None:
            copied = share_account(ground, account, out, share, quiet=as_json)
            made = copied if copy_only else {**made, "share": copied}
    finally:  # a dossier that was sealed is told of, even where no copy could be made of it
        if as_json and made:
            sys.stdout.write(json.dumps(made, ensure_ascii=False) + "\n")
    return Exit.NOTHING_LEFT
