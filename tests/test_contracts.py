"""Every room of the house has a floor, and every contract names modules that exist."""

import re
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def contracts() -> ConfigParser:
    """The contracts as lint-imports reads them."""
    config = ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    return config


def modules(package: str) -> set[str]:
    """The modules and packages directly below a package."""
    folder = ROOT / package
    files = {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
    return files | {path.parent.name for path in folder.glob("*/__init__.py")}


def test_every_module_of_the_bot_has_its_floor() -> None:
    """A new module says whom it may lean on before it is used: name it in the layers of .importlinter."""
    layers = contracts()["importlinter:contract:floors"]["layers"]
    placed = set(re.findall(r"[a-z_]+", layers))

    assert set() == modules("bot") - placed


def test_every_platform_is_kept_apart_from_the_others() -> None:
    """A flow that is not listed could lean on another unseen."""
    listed = set(contracts()["importlinter:contract:platforms"]["modules"].split())

    assert {f"flows.{name}" for name in modules("flows")} == listed


def test_a_contract_is_a_sentence_a_reviewer_can_quote() -> None:
    """Its name says the rule, not the mechanism."""
    config = contracts()
    names = [config[section]["name"] for section in config.sections() if ":contract:" in section]

    assert len(names) == len(set(names))
    assert all(len(name.split()) >= 6 for name in names), names
