"""Read, check or take in letters from files."""

import json
from pathlib import Path

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, where
from bot.obstacles import Exit

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def mail() -> None:
    """Read, check or take in letters from files."""


@mail.command("read")
@click.argument("files", nargs=-1, required=True, type=FILE)
@as_json
def read_files(files: tuple[Path, ...], as_json: bool) -> int:
    """Print subject, sender, date and text of each FILE, what it is taken for and by which phrase.

    Without a proof of its signature nothing is decided: see `optout mail check`.
    """
    from bot.letters.show import read_json  # noqa: PLC0415

    for file in files:
        found = {"file": str(file), **read_json(file.read_bytes())}
        click.echo(json.dumps(found, ensure_ascii=False) if as_json else _plain(found))
    return Exit.NOTHING_LEFT


@mail.command("check")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--keys", type=FILE, help="A JSON file of DKIM keys (name to TXT record) instead of the network's DNS.")
@as_json
def check_files(files: tuple[Path, ...], keys: Path | None, as_json: bool) -> int:
    """Say for each FILE whether a signature holds for the controller's domain. Offline with --keys.

    Ends with 0 if all hold, else with 10.
    """
    from datetime import UTC, datetime  # noqa: PLC0415

    from bot.letters.known import keys_of  # noqa: PLC0415
    from bot.letters.show import check_json  # noqa: PLC0415

    book = keys_of(keys)
    checked = [{"file": str(f), **check_json(f.read_bytes(), book, now=datetime.now(UTC))} for f in files]
    for found in checked:
        click.echo(json.dumps(found, ensure_ascii=False) if as_json else _plain(found))
    return Exit.NOTHING_LEFT if all(found["holds"] for found in checked) else Exit.PERSON_NEEDED


@mail.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--person", help="Only for this person's objections.")
@as_json
@where
def import_files(ground: Ground, files: tuple[Path, ...], person: str | None, as_json: bool) -> int:
    """Take in letters from .eml files, a maildir or an mbox, as if they had come by IMAP."""
    from bot.commands.importing import take_in  # noqa: PLC0415

    for found in take_in(ground, files, person):
        click.echo(
            json.dumps(found, ensure_ascii=False)
            if as_json
            else f"{found['file']}: {found['taken_for']} ({found['why']})"
        )
    return Exit.NOTHING_LEFT


def _plain(found: dict[str, object]) -> str:
    return (
        "\n".join(f"{key}: {_short(value)}" for key, value in found.items() if value not in (None, "", [], ())) + "\n"
    )


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


LONGEST = 2_000
