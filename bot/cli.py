"""The commands and their exit codes."""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, TextIO

import click

COMMANDS = {
    "init": "Write an example household file to start from.",
    "login": "Log in to a platform with your own hands; the session is kept encrypted.",
    "run": "Read the mail, then file what is due.",
    "watch": "Wait for the controllers' letters.",
    "status": "Where every objection stands, and whose move is next.",
    "show": "The story of one objection, with its pictures.",
    "explain": "Print the road to the form, to walk it by hand.",
    "probe": "Can each form be reached today? Nothing is sent.",
    "inspect": "Say what kind of page an address is, and which fields it has.",
    "mail": "Read, check or take in letters from files.",
    "answer": "Tell what only you can know: was it sent?",
    "teach": "Show once which link or field is the right one; the next run uses it.",
    "letter": "Write a letter to the controller: objection, reminder, answer, notice.",
    "mandate": "Who acts for whom: record, show, revoke.",
    "phrases": "Which wordings are known, in which language.",
    "dossier": "Seal the evidence of one objection into a bag.",
    "verify": "Check a sealed bag, offline.",
    "renew": "Renew the time stamps of a sealed bag before they end.",
    "report": "Write the household's report as a page to read and print.",
    "doctor": "Is everything here that is needed?",
}
"""Each command lives in ``bot/commands/<name>.py`` and is only imported when it is called."""


class ReaderGone(Exception):  # noqa: N818 - not an error: `optout status | head`
    """Whoever read our output went away."""


class Lazy(click.Group):
    """A group whose help names the commands without importing them."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own
        """A closed pipe is told apart here: click would end with 1, which is the word for a mistake of ours."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as why:
            raise ReaderGone from why

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"bot.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - ours
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """An unknown command is answered with the nearest known one."""
        name = args[0] if args else ""
        if args and name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415

            near = get_close_matches(name, COMMANDS, n=1)
            ctx.fail(f"there is no command “{name}”" + (f"; did you mean “{near[0]}”?" if near else "."))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table above: an import per line would make the help slow."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="optout", prog_name="optout")
@click.option("--household", metavar="FILE", help="The household file [OPTOUT_HOUSEHOLD, default household.toml here].")
@click.option("--data", metavar="DIR", help="Journal, evidence and vault [OPTOUT_DATA, default your data directory].")
@click.option("--world", metavar="FILE", help="A stand-in town to rehearse in [OPTOUT_WORLD].")
@click.pass_context
def optout(ctx: click.Context, household: str | None, data: str | None, world: str | None) -> None:
    """File a household's objections against AI training (GDPR Art. 21), and keep proof of every step.

    Exit codes: 0 nothing left to do · 1 our bug · 2 usage or configuration · 10 a person is needed · 11 later ·
    12 the form is not available · 13 phrases or flow need an update · 14 refused or silent.
    """
    ctx.obj = {"household": household, "data": data, "world": world}


_SELDOM = 50_000
"""Objects that may be made before rings among them are looked for. At Python's 700 a command that imports much and ends
soon spends a twelfth of its CPU on looking, and frees nothing (measured with `gc.callbacks`)."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point. Whatever is wrong with the input is one sentence on stderr and exit code 2."""
    from bot.obstacles import Exit  # noqa: PLC0415

    gc.set_threshold(_SELDOM)
    _make_ready()
    try:
        code = optout.main(args=arguments, prog_name="optout", standalone_mode=False)
    except click.ClickException as why:
        why.show()
        sys.exit(Exit.USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; everything so far is kept, run again to go on", err=True)
        sys.exit(Exit.LATER)
    except ReaderGone:
        _hush()
        sys.exit(Exit.LATER)  # how things stand was not told to the end, so nothing is said to be done
    except Exception as why:  # noqa: BLE001 - the last line of defence: the user gets a sentence, the details are redacted
        from bot.commands.trouble import say  # noqa: PLC0415

        sys.exit(say(why))
    sys.exit(int(code) if isinstance(code, int) else Exit.NOTHING_LEFT)


def _make_ready() -> None:
    """Output that cannot say a letter says "?"; and being asked to end (``docker stop``) is heard like Ctrl-C."""
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and (stream.encoding or "").replace("-", "").lower() != "utf8":
            stream.reconfigure(errors="replace")
    with suppress(ValueError):  # called from a thread: signals are its owner's
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def _nowhere() -> TextIO:
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _hush() -> None:
    """What is still unwritten goes nowhere, else the interpreter complains as it ends."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


if __name__ == "__main__":
    main()
