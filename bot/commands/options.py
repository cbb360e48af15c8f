"""The options that every command has."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

WHERE = ("household", "data", "world")


def where(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--household``, ``--data`` and ``--world``, before or after the command's name."""

    @click.option("--household", metavar="FILE", help="The household file.")
    @click.option("--data", metavar="DIR", help="Journal, evidence and vault.")
    @click.option("--world", metavar="FILE", help="A town to rehearse in.")
    @click.pass_context
    @wraps(command)
    def told(ctx: click.Context, *args: Any, **kwargs: Any) -> object:
        from bot.commands.ground import Ground  # noqa: PLC0415 - settings are only read when a command runs

        given = {name: kwargs.pop(name) or (ctx.obj or {}).get(name) for name in WHERE}
        return command(Ground.of(given), *args, **kwargs)

    return told


as_json = click.option("--json", "as_json", is_flag=True, help="For a machine to read.")
