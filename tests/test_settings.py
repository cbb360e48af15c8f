"""Where things are and how patient to be: which source wins, and what is said of a wrong one."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import SettingsError, default_data, load, make_data, places


def test_without_anything_there_are_defaults(tmp_path: Path) -> None:
    """The household file here, the user's data directory, SQLite."""
    found = places({"HOME": str(tmp_path)}, here=tmp_path)

    assert tmp_path / "household.toml" == found.household
    assert tmp_path / ".local/share/optout" == found.data
    assert str(tmp_path / ".local/share/optout/journal.sqlite") == found.journal
    assert (None, None, None) == (found.world, found.browser, found.secrets)
    assert load({}, found, here=tmp_path).pictures


def test_the_command_line_outranks_the_environment_outranks_the_file(tmp_path: Path) -> None:
    """And paths are relative to where one stands."""
    (tmp_path / "optout.toml").write_text('data = "of-the-file"\nhousehold = "of-the-file.toml"\nworld = "w.toml"\n')
    found = places(
        {"OPTOUT_DATA": "of-the-environment", "OPTOUT_HOUSEHOLD": "of-the-environment.toml"},
        here=tmp_path,
        data=Path("of-the-line"),
    )

    assert tmp_path / "of-the-line" == found.data
    assert tmp_path / "of-the-environment.toml" == found.household
    assert tmp_path / "w.toml" == found.world


def test_patience_comes_from_environment_secrets_and_file_in_this_order(tmp_path: Path) -> None:
    """A secret file is named without the prefix of variables."""
    (tmp_path / "optout.toml").write_text("patience = 1\nwatch = 1\nretry_pause = 1\n")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "watch").write_text("2\n")
    (tmp_path / "secrets" / "patience").write_text("2\n")
    (tmp_path / "secrets" / "journal").write_text("postgresql+psycopg://u:p@127.0.0.1/optout\n")
    environ = {"OPTOUT_PATIENCE": "3", "OPTOUT_SECRETS_DIR": "secrets"}
    found = load(environ, places(environ, here=tmp_path), here=tmp_path)

    assert (3, 2, 1) == (found.patience, found.watch, found.retry_pause)
    assert "postgresql+psycopg://u:p@127.0.0.1/optout" == found.places.journal


@pytest.mark.parametrize(
    ("written", "environ", "said"),
    [
        ("patence = 1", {}, "did you mean `patience`?"),
        ("patience = [", {}, "valid TOML"),
        ('patience = "hunter2"', {}, "OPTOUT_PATIENCE"),
        ("", {"OPTOUT_PATIENCE": "hunter2"}, "OPTOUT_PATIENCE"),
        ("", {"OPTOUT_SECONDS_BETWEEN_SENDS": "-1"}, "OPTOUT_SECONDS_BETWEEN_SENDS"),
        ("data = 7", {}, "path in quotes"),
    ],
)
def test_a_wrong_setting_is_one_sentence(tmp_path: Path, written: str, environ: dict[str, str], said: str) -> None:
    """It names the setting and never its value."""
    (tmp_path / "optout.toml").write_text(written)

    with pytest.raises(SettingsError, match=said.replace("?", r"\?")) as caught:
        load(environ, places(environ, here=tmp_path), here=tmp_path)
    assert "hunter2" not in str(caught.value)


def test_the_data_directory_is_its_owners_alone(tmp_path: Path) -> None:
    """One that was open is closed."""
    (tmp_path / "data").mkdir(mode=0o755)

    assert 0o700 == stat.S_IMODE(make_data(tmp_path / "data").stat().st_mode)
    assert 0o700 == stat.S_IMODE(make_data(tmp_path / "new").stat().st_mode)


def test_each_system_has_its_own_place_for_data() -> None:
    """A relative XDG_DATA_HOME is ignored, as its specification says."""
    assert Path("/x/optout") == default_data({"XDG_DATA_HOME": "/x", "HOME": "/h"}, "linux")
    assert Path("/h/.local/share/optout") == default_data({"XDG_DATA_HOME": "x", "HOME": "/h"}, "linux")
    assert Path("/h/Library/Application Support/optout") == default_data({"HOME": "/h"}, "darwin")


def test_places_need_no_pydantic() -> None:
    """`optout status` must be quick: what it asks imports the standard library alone."""
    heavy = "{'pydantic', 'sqlalchemy', 'alembic', 'structlog'}"
    code = f"import sys, bot.settings, bot.glance; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "set()" == done.stdout.strip()
