"""Say what a letter is, where the program could not."""

import click

from bot.commands.ground import Ground
from bot.commands.options import as_json, where

KINDS = ("confirmed", "refused", "more_asked", "validation_asked", "extended", "information", "unrelated")


@click.command()
@click.argument("letter", required=False)
@click.option("--as", "kind", type=click.Choice(KINDS), help="What the letter is.")
@click.option("--words", default="", help="The words of the letter that tell it: later letters are known by them.")
@click.option("--account", default="", help="Whose objection it answers, where the letter could answer several.")
@click.option("--lang", default="", help="The language of the words [any].")
@click.option("--undo", is_flag=True, help="Take your word about LETTER back, and the words it taught.")
@click.option("--taught", "show_taught", is_flag=True, help="Show every phrase that was taught.")
@click.option("--yes", is_flag=True, help="Store it without a question.")
@as_json
@where
def classify(
    ground: Ground,
    letter: str | None,
    kind: str | None,
    words: str,
    account: str,
    lang: str,
    undo: bool,
    show_taught: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Say what LETTER is: its file, or the beginning of its SHA-256. Without LETTER, list the letters to read.

    Your word decides what this letter is for its objection, if the controller's signature holds. Without a valid
    signature it is noted as your word and moves nothing: anybody can write such a letter. With --words (or chosen on a
    terminal) a phrase of a proven letter is remembered, and tells later proven letters. What will be stored is shown
    first.
    """
    from bot.commands import classifying  # noqa: PLC0415

    if show_taught:
        return classifying.list_taught(ground, as_json=as_json)
    if letter is None:
        if kind or words or undo:
            raise click.UsageError("say which letter: its file, or the beginning of its SHA-256.")
        return classifying.list_unread(ground, as_json=as_json)
    if undo:
        return classifying.take_back(ground, letter, as_json=as_json)
    if kind is None:
        raise click.UsageError(f"say what the letter is: --as {'|'.join(KINDS)}.")
    order = classifying.Word(letter, kind, words, account, lang)
    return classifying.note(ground, order, yes=yes, as_json=as_json)
