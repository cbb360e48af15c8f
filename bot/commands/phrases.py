"""Which wordings are known, in which language."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, where
from bot.obstacles import Exit
from bot.phrasebook import PROVING

SEEN, TAUGHT, GUESSED, MISSING = "seen", "taught", "guessed", "missing"
LEGEND = "seen: at a source · taught: by you, finds, never proves · guessed: finds, never proves · -: missing"
Table = Mapping[str, Mapping[str, str]]


@click.command()
@click.option("--check", is_flag=True, help="End with 13 if a language of the household lacks a phrase that it needs.")
@as_json
@where
def phrases(ground: Ground, check: bool, as_json: bool) -> int:
    """Print for each phrase and language whether its wording was seen, guessed, taught, or is missing."""
    table = {key: {lang: _known(ground, key, lang) for lang in ground.book.languages} for key in ground.book.keys}
    lacking = sorted(set(_lacking(ground))) if check else []
    if as_json:
        click.echo(_as_json(table, lacking))
    else:
        click.echo(_as_text(table))
        for language, platform, phrase in lacking:
            click.echo(
                f"{platform} needs “{phrase}” in {language}, and no wording of it is known: {_mend(platform, phrase)}"
            )
    return Exit.UPDATE_NEEDED if lacking else Exit.NOTHING_LEFT


def _known(ground: Ground, key: str, language: str) -> str:
    """The best that is known of one phrase in one language."""
    trust = {wording.trust for wording in ground.book.wordings(key) if wording.language == language}
    if trust - {"taught", "guess"}:
        return SEEN
    return TAUGHT if "taught" in trust else GUESSED if trust else MISSING


def _lacking(ground: Ground) -> Iterator[tuple[str, str, str]]:
    """Language, platform and phrase, for every account: what its flow says and nobody has worded, not even by a guess.

    Without a household file nobody speaks any language.
    """
    from bot.teach.needs import needs_of  # noqa: PLC0415 - the list alone needs no flows

    if not ground.places.household.exists():
        return
    spoken = {(account.language, account.platform) for account in ground.household.accounts}
    for language, platform in spoken:
        for need in needs_of(ground.flows[platform]):
            if _known(ground, need.phrase, language) == MISSING:
                yield language, platform, need.phrase


def _mend(platform: str, phrase: str) -> str:
    return "only a source can word it, update optout" if phrase in PROVING else f"optout teach {platform}"


def _totals(table: Table) -> dict[str, Counter[str]]:
    """Per language, how many phrases are seen, taught, guessed, missing."""
    languages = {language for row in table.values() for language in row}
    return {language: Counter(row[language] for row in table.values()) for language in sorted(languages)}


def _as_json(table: Table, lacking: list[tuple[str, str, str]]) -> str:
    totals = {
        lang: {what: count[what] for what in (SEEN, TAUGHT, GUESSED, MISSING)} for lang, count in _totals(table).items()
    }
    missing = [{"language": lang, "platform": platform, "phrase": phrase} for lang, platform, phrase in lacking]
    return json.dumps({"phrases": table, "totals": totals, "lacking": missing}, ensure_ascii=False)


def _as_text(table: Table) -> str:
    totals = _totals(table)
    width = max(map(len, table)) + 2

    def row(name: str, cells: Mapping[str, object]) -> str:
        return f"{name:{width}}" + " ".join(f"{cells[language]!s:7}" for language in totals)

    lines = [row("", {language: language for language in totals})]
    lines += [
        row(key, {lang: "-" if what == MISSING else what for lang, what in cells.items()})
        for key, cells in table.items()
    ]
    lines += [
        row(what, {lang: count[what] for lang, count in totals.items()}) for what in (SEEN, TAUGHT, GUESSED, MISSING)
    ]
    return "\n".join(line.rstrip() for line in (*lines, LEGEND))
