"""Write a letter to the controller, or say what one of theirs is."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from bot.commands.classify import classify
from bot.commands.ground import Ground
from bot.commands.options import as_json, where

KINDS = ("objection", "reminder", "reasons", "complaint-notice")
LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt")
DAY = click.DateTime(formats=["%Y-%m-%d"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class WriteOrClassify(click.Command):
    """``letter ACCOUNT …`` writes; ``letter classify …`` says what a letter is.

    Somebody may be called “classify”: with an option that only writing has (``--kind`` above all) the first word is an
    account.
    """

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: object
    ) -> click.Context:
        """The context of whichever is meant."""
        if args[:1] == ["classify"] and not self._writes(args[1:]):
            return classify.make_context(f"{info_name} classify", args[1:], parent)
        return super().make_context(info_name, args, parent, **extra)

    def _writes(self, args: Sequence[str]) -> bool:
        """Whether an option is among the words that classifying does not know."""
        mine, others = _options(self), _options(classify)
        return any(word.partition("=")[0] in mine - others for word in args)


def _options(command: click.Command) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts if name.startswith("-")}


@click.command(cls=WriteOrClassify)
@click.argument("account")
@click.option("--kind", type=click.Choice([*KINDS, "complaint"]), help="Which letter (complaint: only --went-out).")
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), help="Put a copy here too.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="The letter's language [the account's, else en].")
@click.option("--address", multiple=True, metavar="LINE", help="Your postal address, a line each; it is not kept.")
@click.option("--ask-grounds", is_flag=True, help="Ask why you object, theme by theme; kept encrypted.")
@click.option("--set", "themes", multiple=True, metavar="THEME=FILE", help="Take the text of a theme from a file.")
@click.option("--no-grounds", is_flag=True, help="Leave what you have told out of this letter.")
@click.option("--forget-grounds", is_flag=True, help="Delete what you have told.")
@click.option("--went-out", type=DAY, metavar="DATE", help="Note that the letter of this --kind was sent by you.")
@click.option(
    "--received", type=DAY, metavar="DATE", help="With --went-out: when it reached them (the return receipt)."
)
@click.option("--file", "sent_file", type=FILE, help="With --went-out: the letter that was sent, if it was another.")
@click.option("--send", is_flag=True, help="Hand it to your mail server ([person.smtp]) after showing it.")
@click.option(
    "--to", default="", metavar="ADDRESS", help="With --send: the controller's address, which you have found."
)
@click.option("--copy", is_flag=True, help="With --send: one to yourself too; it bears your provider's signature.")
@click.option("--yes", is_flag=True, help="With --send: do not ask.")
@click.option("--not-sent", is_flag=True, help="A letter that was perhaps sent was not: you have looked.")
@as_json
@where
def letter(
    ground: Ground,
    account: str,
    kind: str | None,
    out: Path | None,
    lang: str | None,
    address: tuple[str, ...],
    ask_grounds: bool,
    themes: tuple[str, ...],
    no_grounds: bool,
    forget_grounds: bool,
    went_out: datetime | None,
    received: datetime | None,
    sent_file: Path | None,
    send: bool,
    to: str,
    copy: bool,
    yes: bool,
    not_sent: bool,
    as_json: bool,
) -> int:
    """Write a letter about ACCOUNT to the controller's postal address, as PDF and as an unsent mail (.eml).

    Nothing is sent without --send: you print and post the PDF (registered, with return receipt), or open the .eml in
    your own mail program. Then tell it, and the clock of the law is set:
    optout letter ACCOUNT --kind reminder --went-out 2026-03-31

    Themes for --set: children, profession, health, work, politics, past.

    A letter of the controller that nobody could classify: optout letter classify --help
    """
    from bot.commands import sending  # noqa: PLC0415
    from bot.commands.lettering import Order, Sent, note_sent, tell_grounds, write_letter  # noqa: PLC0415

    found = ground.household.find(account)
    told = tell_grounds(ground, found, themes, ask=ask_grounds, forget=forget_grounds)
    if kind is None:
        if told:
            return told.code
        raise click.UsageError(f"say which letter: --kind {'|'.join(KINDS)}.")
    if went_out is not None:
        sent = Sent(kind, went_out.date(), received.date() if received else None, sent_file)
        return note_sent(ground, found, sent, as_json=as_json)
    if received is not None or sent_file is not None or kind == "complaint":
        raise click.UsageError("--received, --file and `--kind complaint` belong to --went-out DATE.")
    if not_sent:
        return sending.was_not_sent(ground, found, kind)
    if not send and (to or copy or yes):
        raise click.UsageError("--to, --copy and --yes belong to --send.")
    order = Order(kind, lang or found.language, out, address, with_grounds=not no_grounds)
    if send:
        return sending.send_letter(ground, found, order, to, copy=copy, yes=yes, as_json=as_json)
    return write_letter(ground, found, order, as_json=as_json)
