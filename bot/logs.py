"""structlog set up once; what must never be written down."""

import logging
import os
import sys
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import structlog

from bot.redaction import Redactor

REDACTOR = Redactor()
"""The one redactor: whoever learns a secret (a password, a session, a code) adds it here before it can be logged."""

_SAFE = {"event", "level", "logger", "at", "person", "platform", "flow", "way", "step", "phrase", "exc_type"}
"""Keys that hold our own words. Their values are still cleaned of known secrets and shapes."""


def redact(text: str) -> str:
    """A text as it may be written down."""
    return REDACTOR.text(text)


def configure(
    file: Path | None = None,
    *,
    stream: IO[str] | None = None,
    level: str = "INFO",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    redactor: Redactor = REDACTOR,
) -> None:
    """Log to a file (JSON lines, mode 0600), and to a stream: JSON too unless it is a terminal.

    The records of every other library go the same way. Exceptions are made text before the redactor sees them.
    """
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _at(now),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _redacted(redactor),
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for old in [known for known in root.handlers if getattr(known, "_optout", False)]:
        root.removeHandler(old)
        old.close()
    for handler in _handlers(file, stream):
        terminal = isinstance(handler.stream, type(sys.stderr)) and handler.stream.isatty()
        handler.setFormatter(_formatter(before, terminal))
        handler._optout = True  # type: ignore[attr-defined]  # so that the next call finds ours and no one else's
        root.addHandler(handler)
    root.setLevel(level)


def _handlers(file: Path | None, stream: IO[str] | None) -> list["logging.StreamHandler[Any]"]:
    handlers: list[logging.StreamHandler[Any]] = []
    if file is not None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        handlers.append(logging.FileHandler(file, encoding="utf-8", errors="backslashreplace"))
    if stream is not None:
        handlers.append(logging.StreamHandler(stream))
    return handlers


def _formatter(before: list[Any], terminal: bool) -> logging.Formatter:
    renderer: Any = (
        structlog.dev.ConsoleRenderer()
        if terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )


Line = MutableMapping[str, Any]


def _at(now: Callable[[], datetime]) -> Callable[[Any, str, Line], Line]:
    def stamp(_logger: object, _method: str, line: Line) -> Line:
        line["at"] = now().astimezone(UTC).isoformat(timespec="milliseconds")
        return line

    return stamp


def _redacted(redactor: Redactor) -> Callable[[Any, str, Line], Line]:
    def clean(_logger: object, _method: str, line: Line) -> Line:
        for key in list(line):
            if key == "at" or key.startswith("_"):
                continue
            line[key] = redactor.value(line[key], "" if key in _SAFE else key)
        return line

    return clean
