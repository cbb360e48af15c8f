"""A browser is found in a known order, fetched when there is none, and its lack is one clear sentence."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot import chromium
from bot.chromium import Browser, Kind, NoBrowserError
from bot.machine import Machine
from tests.machines import DEBIAN, UBUNTU, machine, program, says


def test_the_headless_shell_is_taken_before_every_other_browser(tmp_path: Path) -> None:
    """It costs less than half the CPU for the same walk."""
    here = machine(tmp_path)
    for name in ("google-chrome", "chromium", "microsoft-edge", "chromium-headless-shell"):
        program(tmp_path / "bin", name, says("Chromium 156.0.8078.79"))

    expected = Browser(tmp_path / "bin/chromium-headless-shell", Kind.HEADLESS_SHELL, "156.0.8078.79")
    assert expected == chromium.find(here)


@pytest.mark.parametrize(
    ("name", "line", "kind"),
    [
        ("chromium", "Chromium 150.0.1.2 built on Debian", Kind.CHROMIUM),
        ("chromium-browser", "Chromium 150.0.1.2", Kind.CHROMIUM),
        ("google-chrome-stable", "Google Chrome 150.0.1.2 ", Kind.CHROME),
        ("microsoft-edge", "Microsoft Edge 150.0.1.2", Kind.EDGE),
    ],
)
def test_every_browser_of_the_family_will_do(tmp_path: Path, name: str, line: str, kind: Kind) -> None:
    """And it is known for what it is."""
    here = machine(tmp_path)
    path = program(tmp_path / "bin", name, says(line))

    assert Browser(path, kind, "150.0.1.2") == chromium.find(here)


def test_a_program_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    """Ubuntu's chromium-browser is a script that recommends a snap, and a download may lack its libraries."""
    here = machine(tmp_path)
    program(tmp_path / "bin", "chromium", "echo 'error while loading shared libraries' >&2; exit 127")
    program(tmp_path / "bin", "chromium-browser", "echo 'requires the chromium snap 2.0' >&2; exit 1")
    chrome = program(tmp_path / "bin", "google-chrome", says("Google Chrome 150.0.1.2"))

    assert Browser(chrome, Kind.CHROME, "150.0.1.2") == chromium.find(here)


def test_a_snap_is_the_last_resort(tmp_path: Path) -> None:
    """It cannot see the profile that is made for it."""
    here = machine(tmp_path)
    snap = program(tmp_path / "snap/bin", "chromium", says("Chromium 150.0.1.2"))
    (tmp_path / "bin/chromium").symlink_to(snap)

    assert Browser(tmp_path / "bin/chromium", Kind.CHROMIUM, "150.0.1.2") == chromium.find(here)

    edge = program(tmp_path / "bin", "microsoft-edge", says("Microsoft Edge 150.0.1.2"))
    assert Browser(edge, Kind.EDGE, "150.0.1.2") == chromium.find(here)


def test_a_mac_keeps_its_browsers_among_the_applications(tmp_path: Path) -> None:
    """Nothing of them is on the PATH."""
    here = machine(tmp_path, system="Darwin")
    folder = tmp_path / "Applications/Google Chrome.app/Contents/MacOS"
    path = program(folder, "Google Chrome", says("Google Chrome 150.0.1.2"))

    assert Browser(path, Kind.CHROME, "150.0.1.2") == chromium.find(here)


def test_the_browser_that_is_named_is_taken_before_an_installed_one(tmp_path: Path) -> None:
    """OPTOUT_BROWSER is a path, a path below the home, or the name of a program."""
    chosen = program(tmp_path / "home", "my-headless_shell", says("Chromium 1.2.3.4"))
    program(tmp_path / "bin", "chromium-headless-shell", says("Chromium 156.0.0.1"))
    edge = program(tmp_path / "bin", "edge", says("Microsoft Edge 3.4.5.6"))

    for wish in (str(chosen), "~/my-headless_shell"):
        found = chromium.find(machine(tmp_path, OPTOUT_BROWSER=wish))
        assert Browser(chosen, Kind.HEADLESS_SHELL, "1.2.3.4") == found
    assert Browser(edge, Kind.EDGE, "3.4.5.6") == chromium.find(machine(tmp_path, OPTOUT_BROWSER="edge"))


@pytest.mark.parametrize("script", [None, "exit 1", "echo no figure at all"])
def test_a_named_browser_that_does_not_run_is_an_error_and_not_passed_over(tmp_path: Path, script: str | None) -> None:
    """A person who names one wants that one."""
    program(tmp_path / "bin", "chromium", says("Chromium 156.0.0.1"))
    named = tmp_path / "named"
    if script is not None:
        program(tmp_path, "named", script)

    with pytest.raises(NoBrowserError, match=r"^OPTOUT_BROWSER names .*named"):
        chromium.ensure(machine(tmp_path, OPTOUT_BROWSER=str(named)))


def test_the_browser_of_the_settings_counts_as_named(tmp_path: Path) -> None:
    """It may stand in a settings file instead of the environment."""
    chosen = program(tmp_path, "chosen-edge", says("Microsoft Edge 3.4.5.6"))

    assert Browser(chosen, Kind.EDGE, "3.4.5.6") == chromium.find(Machine.this(browser=chosen))


def downloaded(cache: Path, revision: str, *, complete: bool = True) -> Path:
    """What ``playwright install --only-shell chromium`` leaves."""
    folder = cache / f"chromium_headless_shell-{revision}"
    path = program(folder / "chrome-headless-shell-linux64", "chrome-headless-shell", says(f"Chrome 1.0.0.{revision}"))
    if complete:
        (folder / "INSTALLATION_COMPLETE").touch()
    return path


def test_what_playwright_downloaded_before_is_found_without_playwright(tmp_path: Path) -> None:
    """The newest that is complete, in its cache or where PLAYWRIGHT_BROWSERS_PATH says."""
    here = machine(tmp_path)
    for cache in (tmp_path / "home/.cache/ms-playwright", tmp_path / "elsewhere"):
        downloaded(cache, "998")
        newest = downloaded(cache, "1001")
        downloaded(cache, "1002", complete=False)
        assert Browser(newest, Kind.HEADLESS_SHELL, "1.0.0.1001") == chromium.find(here)
        here = machine(tmp_path, PLAYWRIGHT_BROWSERS_PATH=str(tmp_path / "elsewhere"))


def test_a_window_is_needed_to_log_in(tmp_path: Path) -> None:
    """The headless shell has none, so another is taken, or there is none."""
    here = machine(tmp_path)
    shell = program(tmp_path / "bin", "chromium-headless-shell", says("Chromium 156.0.0.1"))
    assert chromium.headed(here) is None

    path = program(tmp_path / "bin", "chromium", says("Chromium 156.0.0.1"))
    with_window = Browser(path, Kind.CHROMIUM, "156.0.0.1")
    assert with_window == chromium.headed(here)
    assert with_window == chromium.headed(machine(tmp_path, OPTOUT_BROWSER=str(shell)))


def test_an_installed_browser_is_not_downloaded_again(tmp_path: Path) -> None:
    """The set-up says nothing and fetches nothing."""
    here = machine(tmp_path)
    program(tmp_path / "bin", "chromium", says("Chromium 156.0.0.1"))
    said: list[str] = []

    assert "156.0.0.1" == chromium.ensure(here, said.append).version
    assert [] == said


def test_without_a_browser_playwright_downloads_one(tmp_path: Path) -> None:
    """Only the shell, and what it left is then found."""
    shell = downloaded(tmp_path / "prepared", "7")
    installer = program(
        tmp_path / "driver",
        "installer",
        f'[ "$*" = "install --only-shell chromium" ] && /bin/mkdir -p {tmp_path}/home/.cache && '
        f"/bin/cp -r {shell.parent.parent.parent} {tmp_path}/home/.cache/ms-playwright",
    )

    browser = chromium.ensure(replace(machine(tmp_path), playwright=(str(installer),)))
    assert (Kind.HEADLESS_SHELL, "1.0.0.7") == (browser.kind, browser.version)


def test_a_hanging_download_is_ended_and_debians_package_is_taken(tmp_path: Path) -> None:
    """Behind a silent proxy the download hangs for minutes, whatever its own time-out says."""
    hanging = program(tmp_path / "driver", "hanging", "/bin/sleep 300")
    shell = tmp_path / "bin/chromium-headless-shell"
    install = f"printf '#!/bin/sh\\necho Chromium 156.0.0.1\\n' > {shell}; /bin/chmod 755 {shell}"
    here = machine(tmp_path, root=True, release=DEBIAN, OPTOUT_SETUP_TIMEOUT="0.5")
    program(tmp_path / "bin", "apt-get", f'[ "$1" = update ] && exit 0\n{install}')
    said: list[str] = []

    began = time.monotonic()
    browser = chromium.ensure(replace(here, playwright=(str(hanging),)), said.append)
    assert Browser(shell, Kind.HEADLESS_SHELL, "156.0.0.1") == browser
    assert time.monotonic() - began < 60
    assert 2 == len(said)


@pytest.mark.parametrize(("root", "release"), [(False, DEBIAN), (True, UBUNTU), (True, "ID=fedora\n"), (True, "")])
def test_apt_is_only_asked_as_root_on_a_debian(tmp_path: Path, root: bool, release: str) -> None:
    """Ubuntu's package is a snap, and an ordinary user would only see a refusal."""
    here = machine(tmp_path, root=root, release=release)
    program(tmp_path / "bin", "apt-get", f"echo asked > {tmp_path}/asked")

    with pytest.raises(NoBrowserError) as missing:
        chromium.ensure(here)
    assert not (tmp_path / "asked").exists()
    assert str(missing.value).startswith("There is no Chromium here (playwright: its download failed); ")
    assert str(missing.value).endswith("or set OPTOUT_BROWSER to the path of one.")


def test_a_failing_apt_is_named_in_the_sentence(tmp_path: Path) -> None:
    """Both attempts are named, in one line."""
    here = machine(tmp_path, root=True)
    program(tmp_path / "bin", "apt-get", "exit 100")

    with pytest.raises(NoBrowserError, match=r"apt: `apt-get install chromium-headless-shell` failed") as missing:
        chromium.ensure(here)
    assert 1 == len(str(missing.value).splitlines())


def test_the_sandbox_is_on_unless_it_cannot_start(tmp_path: Path) -> None:
    """As root it cannot, and a container's engine forbids it."""
    assert machine(tmp_path).sandboxed
    assert not machine(tmp_path, root=True).sandboxed
    assert not machine(tmp_path, OPTOUT_SANDBOX="off").sandboxed
