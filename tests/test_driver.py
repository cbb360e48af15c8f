"""Playwright's driver is a program of its own: whether it starts is seen before a walk needs it."""

from pathlib import Path

from bot import debian, driver
from bot.bounded import Ended
from bot.machine import Machine
from tests.machines import UBUNTU, machine, program


def test_the_driver_of_this_environment_starts() -> None:
    """It says its version, and which headless shell it was made for."""
    assert driver.trial().well
    assert driver.revision().isdigit()
    driver.ensure(Machine.this())


def test_a_missing_library_is_named() -> None:
    """What a slim image says, word for word."""
    ended = Ended(127, "node: error while loading shared libraries: libatomic.so.1: cannot open shared object file")

    assert "apt-get install libatomic1" in driver.lack(ended)


def test_a_package_of_debian_is_installed_after_the_lists_are_fetched(tmp_path: Path) -> None:
    """Even when the lists cannot be had: those that are there may do."""
    asked = tmp_path / "asked"
    program(tmp_path / "bin", "apt-get", f'echo "$1 $DEBIAN_FRONTEND" >> {asked}; [ "$1" != update ]')
    said: list[str] = []

    assert debian.install("libatomic1", machine(tmp_path, root=True), said.append) is None
    assert "update noninteractive\ninstall noninteractive\n" == asked.read_text(encoding="utf-8")
    assert ["Installing libatomic1 from Debian."] == said


def test_a_hanging_package_manager_is_ended(tmp_path: Path) -> None:
    """It gets longer than a download, and not for ever."""
    program(tmp_path / "bin", "apt-get", "/bin/sleep 300")
    here = machine(tmp_path, root=True, OPTOUT_SETUP_TIMEOUT="0.1")

    assert "`apt-get update` was ended after 1 s" == debian.install("libatomic1", here, lambda _: None)


def test_nothing_is_installed_where_it_is_no_matter_for_us(tmp_path: Path) -> None:
    """Without rights, on another system, or without the package manager."""
    program(tmp_path / "bin", "apt-get", f"echo asked > {tmp_path}/asked")

    for here in (machine(tmp_path), machine(tmp_path, root=True, release=UBUNTU)):
        assert "" == debian.install("libatomic1", here, lambda _: None)
    assert not (tmp_path / "asked").exists()
