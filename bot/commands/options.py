"""The options that every command has."""

from collections.abc import Callable
from functools import wraps
from math import isnan
from pathlib import Path
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


def timestamps(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--timestamp`` and ``--timestamp-ca``: who is asked to sign that a bag exists now."""
    root = click.Path(exists=True, dir_okay=False, path_type=Path)
    url = click.option("--timestamp", multiple=True, metavar="URL", help="A time authority to ask (RFC 3161).")
    ca = click.option("--timestamp-ca", multiple=True, type=root, help="Its root certificate [the machine's list].")
    return url(ca(command))


class Seconds(click.FloatRange):
    """A time to wait: a number from nought to a year, and no other."""

    name = "seconds"

    def __init__(self) -> None:
        super().__init__(0, 366 * 86_400)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        """The seconds. `nan` is in no range and outside of none."""
        number: float = super().convert(value, param, ctx)
        if isnan(number):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return number


as_json = click.option("--json", "as_json", is_flag=True, help="For a machine to read.")
