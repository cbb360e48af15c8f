"""Mandates on disk: one JSON file each, readable by its owner alone, and never overwritten by another."""

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.household import Account, Person
from bot.mandate.facts import ID, SCHEMA, SELF, Mandate, MandateError, Refusal, wrong_with

_LARGEST = 1 << 20
_LISTS = ("rights", "controllers", "platforms", "accounts")
_NOT_TEXT = {*_LISTS, "minor", "child_consulted", "schema"}


def check(person: Person, data_dir: Path, now: datetime, *, right: str = "21(1)", platform: str = "") -> Refusal | None:
    """Whether anything may be done for this person now: asked before a run and before every follow-up.

    Whoever acts for themselves (``mandate = "self"`` in the household file) always passes.
    """
    if person.mandate == SELF:
        return None
    try:
        found = load(data_dir, person.mandate)
    except MandateError as why:
        return Refusal("unreadable", str(why))
    if found is None:
        return Refusal(
            "missing", f"no mandate “{person.mandate}” is recorded for “{person.id}”; `optout mandate add` records one."
        )
    return found.allows(person, now, right, platform)


def check_account(account: Account, person: Person, data_dir: Path, now: datetime, right: str) -> Refusal | None:
    """The same for one account: a mandate may name platforms and accounts."""
    refused = check(person, data_dir, now, right=right, platform=account.platform)
    if refused is not None or person.mandate == SELF:
        return refused
    found = load(data_dir, person.mandate)
    if found is not None and found.accounts and account.id not in found.accounts:
        return Refusal("account", f"the mandate {found.id} does not cover {account.name}.")
    return None


def add(data_dir: Path, mandate: Mandate) -> Path:
    """Record a mandate; an existing one is never overwritten."""
    if wrong := wrong_with(mandate):
        raise MandateError(wrong)
    path = _path(data_dir, mandate.id)
    if path.exists():
        raise MandateError(f"there is a mandate {mandate.id} already; revoke it, or choose another id.")
    _write(path, mandate)
    return path


def revoke(data_dir: Path, mandate_id: str, on: date) -> Mandate:
    """End a mandate; the record stays, because it shows what was allowed until then."""
    found = load(data_dir, mandate_id)
    if found is None:
        raise MandateError(f"no mandate {mandate_id} is recorded.")
    if found.revoked:
        raise MandateError(f"the mandate {mandate_id} was revoked on {found.revoked} already.")
    ended = replace(found, revoked=on.isoformat())
    _write(_path(data_dir, mandate_id), ended)
    return ended


def load(data_dir: Path, mandate_id: str) -> Mandate | None:
    """The record of this id; None when there is none."""
    path = _path(data_dir, mandate_id)
    try:
        if path.stat().st_size > _LARGEST:
            raise MandateError(f"the record {path.name} is too large to be one.")
        told = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        raise MandateError(f"the record {path.name} cannot be read.") from None
    return _from(told, path.name, mandate_id)


def recorded(data_dir: Path) -> Sequence[Mandate]:
    """Every mandate, by id."""
    names = sorted(path.stem for path in (data_dir / "mandates").glob("*.json"))
    return [found for name in names if ID.fullmatch(name) and (found := load(data_dir, name)) is not None]


def _from(told: object, name: str, mandate_id: str) -> Mandate:
    """A record that somebody may have edited: nothing of it is believed before it is checked."""
    known = {f.name: f for f in fields(Mandate)}
    if not isinstance(told, dict) or told.get("schema") != SCHEMA or told.get("id") != mandate_id:
        raise MandateError(f"the record {name} is not a mandate of this id.")
    given: dict[str, Any] = {}
    for key, value in told.items():
        if key not in known:
            continue
        fits = isinstance(value, list) and all(isinstance(one, str) for one in value) if key in _LISTS else True
        plain = key in _LISTS or isinstance(value, str | bool | int | type(None))
        if not fits or not plain:
            raise MandateError(f"the record {name}: `{key}` is not as it must be.")
        given[key] = tuple(value) if key in _LISTS else value
    try:
        found = Mandate(**given)
    except TypeError:
        raise MandateError(f"the record {name} lacks what a mandate must say.") from None
    wrong = wrong_with(found) if _all_texts(found) else "its fields are not text."
    if wrong:
        raise MandateError(f"the record {name}: {wrong}")
    return found


def _all_texts(mandate: Mandate) -> bool:
    return isinstance(mandate.minor, bool) and all(
        isinstance(getattr(mandate, f.name), str) for f in fields(mandate) if f.name not in _NOT_TEXT
    )


def _path(data_dir: Path, mandate_id: str) -> Path:
    if not ID.fullmatch(mandate_id) or mandate_id == SELF:
        raise MandateError("a mandate's id is letters, digits, dots and dashes.")
    return data_dir / "mandates" / f"{mandate_id}.json"


def _write(path: Path, mandate: Mandate) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    text = json.dumps(asdict(mandate), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def hash_of(path: Path) -> str:
    """The SHA-256 of the file that shows the consent."""
    return sha256(path.read_bytes()).hexdigest()
