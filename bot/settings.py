"""Where things are and how patient to be (pydantic-settings).

Later wins over earlier: defaults, `optout.toml`, a secrets directory, the environment (OPTOUT_…), the command line.
`places` answers with the standard library alone, so that `optout status` need not import pydantic; `load` checks all.
"""

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings

_PREFIX = "OPTOUT_"
_FILE = "optout.toml"


class SettingsError(Exception):
    """One sentence that names the setting, where it was read, and what is expected. Never a value."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are."""

    household: Path
    data: Path
    """Journal, evidence and vault; mode 0700."""
    journal: str
    """A path, or the URL of a PostgreSQL database."""
    world: Path | None = None
    browser: Path | None = None
    secrets: Path | None = None
    """A directory of one file per secret, as container engines mount it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are, and how patient to be."""

    places: Places
    seconds_between_sends: float
    """Politeness between two sends on one platform."""
    patience: float
    """Seconds that a page may take to show what is looked for."""
    answer_patience: float
    """Seconds that the page after a send is watched: a confirmation was seen after twenty."""
    watch: float
    """Seconds that the mailbox is watched after the sends of a run."""
    code_patience: float
    """Seconds to wait for a code by mail."""
    retry_pause: float
    """The first pause before a server error is tried again, in seconds."""
    pictures: bool


def places(
    environ: Mapping[str, str],
    *,
    here: Path,
    household: Path | None = None,
    data: Path | None = None,
    world: Path | None = None,
    journal: str | None = None,
) -> Places:
    """Where things are, by command line, environment, secrets and file, in this order. Nothing is created."""
    file = _in_file(here)
    secrets = _first(None, environ.get(_PREFIX + "SECRETS_DIR"), file.get("secrets_dir"), here)
    found_data = _first(data, environ.get(_PREFIX + "DATA"), file.get("data"), here) or default_data(environ)
    url = journal or environ.get(_PREFIX + "JOURNAL") or _secret(secrets, "journal") or file.get("journal")
    return Places(
        household=_first(household, environ.get(_PREFIX + "HOUSEHOLD"), file.get("household"), here)
        or here / "household.toml",
        data=found_data,
        journal=url if url and "://" in url else str(here / url if url else found_data / "journal.sqlite"),
        world=_first(world, environ.get(_PREFIX + "WORLD"), file.get("world"), here),
        browser=_first(None, environ.get(_PREFIX + "BROWSER"), file.get("browser"), here),
        secrets=secrets,
    )


def load(environ: Mapping[str, str], found: Places, *, here: Path) -> Settings:
    """Everything, checked: an unknown key of `optout.toml` or a value of the wrong kind is refused in one sentence."""
    from pydantic import ValidationError  # noqa: PLC0415 - 0.3 s that `status` does not pay

    file = _in_file(here)
    tuning = _tuning(environ, file)
    known = {field.name for field in fields(Places)} - {"secrets"} | {"secrets_dir", *tuning.model_fields}
    for key in file:
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.5)
            meant = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(sorted(known))}"
            raise SettingsError(f"{here / _FILE}: `{key}` is not a known setting; {meant}")
    try:
        found_tuning = tuning(_secrets_dir=found.secrets)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"setting `{key}` ({_PREFIX}{key.upper()}): {first['msg'].lower()}.") from None
    return Settings(places=found, **found_tuning.model_dump())


def make_data(data: Path) -> Path:
    """The data directory, created for its owner alone."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix" and data.stat().st_uid == os.getuid() and data.stat().st_mode & 0o077:
        data.chmod(0o700)
    return data


def default_data(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The user's data directory (XDG Base Directory Specification; Apple's and Microsoft's own places)."""
    home = Path(environ.get("HOME") or Path.home())
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "optout"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "optout"
    xdg = environ.get("XDG_DATA_HOME", "")
    # The specification: a path that is not absolute is to be ignored.
    return (Path(xdg) if Path(xdg).is_absolute() else home / ".local" / "share") / "optout"


def _tuning(environ: Mapping[str, str], file: Mapping[str, Any]) -> "type[BaseSettings]":
    from pydantic import Field, FiniteFloat  # noqa: PLC0415 - see `places`
    from pydantic_settings import (  # noqa: PLC0415
        BaseSettings,
        EnvSettingsSource,
        InitSettingsSource,
        NestedSecretsSettingsSource,
        PydanticBaseSettingsSource,
        SettingsConfigDict,
    )

    class Given(EnvSettingsSource):
        """The environment that was handed in, not the one of the process."""

        def _load_env_vars(self) -> Mapping[str, str | None]:
            return {key.lower(): value for key, value in environ.items()}

    class Tuning(BaseSettings):
        # Without secrets_prefix the prefix of variables would be asked of secret files too.
        model_config = SettingsConfigDict(env_prefix=_PREFIX, secrets_prefix="", extra="ignore")

        seconds_between_sends: FiniteFloat = Field(default=20.0, ge=0)
        patience: FiniteFloat = Field(default=15.0, gt=0)
        answer_patience: FiniteFloat = Field(default=25.0, gt=0)
        watch: FiniteFloat = Field(default=30.0, ge=0)
        code_patience: FiniteFloat = Field(default=120.0, ge=0)
        retry_pause: FiniteFloat = Field(default=2.0, ge=0)
        pictures: bool = True

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            written = InitSettingsSource(settings_cls, init_kwargs=dict(file))
            secrets = NestedSecretsSettingsSource(file_secret_settings)
            return init_settings, Given(settings_cls), secrets, written

    return Tuning


def _in_file(here: Path) -> dict[str, Any]:
    path = here / _FILE
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise SettingsError(f"{path}: expected settings as valid TOML in UTF-8.") from None


def _first(given: Path | None, variable: str | None, written: object, here: Path) -> Path | None:
    if given is not None:
        return here / given.expanduser()
    for text in (variable, written):
        if text:
            if not isinstance(text, str):
                raise SettingsError(f"{here / _FILE}: expected a path in quotes.")
            return here / Path(text).expanduser()
    return None


def _secret(secrets: Path | None, name: str) -> str:
    path = secrets / name if secrets else None
    return path.read_text("utf-8").strip() if path and path.is_file() else ""
