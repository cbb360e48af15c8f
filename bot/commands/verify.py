"""Check a sealed bag, offline."""

import json
from pathlib import Path

import click

from bot.commands.options import as_json
from bot.obstacles import Exit


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--ca",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A time authority's root you trust.",
)
@click.option(
    "--original",
    type=click.Path(exists=True, path_type=Path),
    help="FILE is a redacted copy of this dossier: check that too.",
)
@as_json
def verify(file: Path, ca: tuple[Path, ...], original: Path | None, as_json: bool) -> int:
    """Check FILE (a bag, zipped or not) without journal or network, and say what is proven and what is not.

    Ends with 0 only if everything holds that the bag claims, with 13 if something does not, and with 2 if it is no bag.
    """
    from bot.dossier import say, verify_json  # noqa: PLC0415
    from bot.dossier import verify as check  # noqa: PLC0415

    verdict = check(file, ca=ca, original=original)
    click.echo(json.dumps(verify_json(verdict), ensure_ascii=False) if as_json else say(verdict))
    return Exit.NOTHING_LEFT if verdict.ok else Exit.UPDATE_NEEDED
