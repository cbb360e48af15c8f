"""Keep what was taught, in files that the phrasebook reads beside the shipped ones."""

import json
import os
import re
import secrets
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.lock import HouseholdLock
from bot.phrasebook import PhrasebookError, normal
from bot.teach.lesson import Lesson

HEADER = (
    "# Taught by you with `optout teach`; `optout teach --list` shows it, `optout teach --forget KEY` takes it back.\n"
)
ADDRESSES = "addresses"
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A language tag (RFC 5646, as far as languages of pages need it): it becomes a file's name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording or address that was taught."""

    phrase: str
    language: str
    """Empty for an address."""
    text: str
    """The wording, or the address without its values."""
    page: str
    seen: str


@dataclass(frozen=True)
class Notebook:
    """The folder of the taught wordings: mode 0700, its files 0600, each replaced as a whole."""

    folder: Path
    now: Callable[[], datetime]

    def keep(self, lesson: Lesson) -> None:
        """Add to what is there; what is known already is not repeated."""
        seen = {"source": "taught", "seen": lesson.seen, "trust": "taught", "page": lesson.page}
        with self._alone():
            if lesson.words:
                file = self._file(lesson.language)
                data = {"language": lesson.language} | _read(file)
                _add(data, lesson.phrase, "wordings", {"text": lesson.words, **seen}, "text")
                _write(file, data)
            if lesson.target:
                file = self._file(ADDRESSES)
                data = _read(file)
                dated = {"status": "taught", "first": lesson.seen, "last": lesson.seen, "target": lesson.target}
                _add(data, lesson.phrase, "addresses", {"pattern": lesson.pattern, **dated, **seen}, "pattern")
                _write(file, data)

    def entries(self) -> Iterator[Entry]:
        """All that was taught, language by language, addresses last."""
        for file in self._files():
            data = _read(file)
            language = str(data.pop("language", ""))
            for phrase, table in data.items():
                for one in table.get("wordings", []) + table.get("addresses", []):
                    text = one.get("text") or one.get("target") or one.get("pattern") or one.get("url")
                    yield Entry(phrase, language, str(text), str(one.get("page", "")), str(one.get("seen", "")))

    def forget(self, phrase: str, language: str | None = None) -> int:
        """Take back what was taught for a phrase: all of it, or one language's wordings; how many entries that were."""
        forgotten = 0
        with self._alone():
            for file in self._files():
                data = _read(file)
                if phrase not in data or (language is not None and data.get("language") != language):
                    continue
                table = data.pop(phrase)
                forgotten += len(table.get("wordings", [])) + len(table.get("addresses", []))
                _write(file, data)
        return forgotten

    def take_back(self, lesson: Lesson) -> None:
        """Only this lesson: the road that it showed was the wrong one."""
        with self._alone():
            self._without(self._file(lesson.language), lesson.phrase, "wordings", "text", lesson.words)
            self._without(self._file(ADDRESSES), lesson.phrase, "addresses", "pattern", lesson.pattern)

    def _without(self, file: Path, phrase: str, kind: str, mark: str, value: str) -> None:
        data = _read(file)
        there = data.get(phrase, {}).get(kind, [])
        left = [entry for entry in there if not value or normal(str(entry.get(mark))) != normal(value)]
        if len(left) < len(there):
            data[phrase][kind] = left
            if not left:
                del data[phrase]
            _write(file, data)

    def _file(self, name: str) -> Path:
        if name != ADDRESSES and not _TAG.fullmatch(name):
            raise PhrasebookError("a language is named by its tag: fr, de, pt-BR.")
        return self.folder / f"{name}.toml"

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.toml"), key=lambda file: (file.stem == ADDRESSES, file.stem))

    def _alone(self) -> HouseholdLock:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return HouseholdLock(self.folder, what="teach", now=self.now())


def _add(data: dict[str, Any], phrase: str, kind: str, entry: dict[str, str], mark: str) -> None:
    there = data.setdefault(phrase, {}).setdefault(kind, [])
    if all(normal(str(one.get(mark))) != normal(entry[mark]) for one in there):
        there.append(entry)


def _read(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
        raise PhrasebookError(f"{file}: {why}") from why


def _write(file: Path, data: Mapping[str, Any]) -> None:
    """As a whole or not at all. A file without phrases goes away."""
    if not set(data) - {"language"}:
        file.unlink(missing_ok=True)
        return
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(_toml(data))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _toml(data: Mapping[str, Any]) -> str:
    lines = [HEADER]
    if "language" in data:
        lines.append(f"language = {_value(data['language'])}\n")
    for phrase, table in data.items():
        if phrase == "language":
            continue
        lines.append(f"\n[{_value(phrase)}]\n")
        for kind, entries in table.items():
            rows = (
                "".join(("  { ", ", ".join(f"{key} = {_value(v)}" for key, v in e.items()), " },\n")) for e in entries
            )
            lines.append(f"{kind} = [\n{''.join(rows)}]\n")
    return "".join(lines)


def _value(value: object) -> str:
    """A TOML basic string is a JSON string, but for DEL and for halves of characters, which no label needs."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).encode("utf-8", "ignore").decode().replace("\x7f", "")
    return json.dumps(text, ensure_ascii=False)
