"""The image is small in rights, whole in what it needs, and its demo is the demo."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.container.engine import Engine, lacking

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "can run")


@pytest.fixture(scope="module")
def engine() -> Engine:
    """The stand-in Debian is kept between runs, as it takes a minute to install."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    cache = Path(os.environ.get("OPTOUT_CONTAINER_CACHE") or home / "optout-container")
    cache.mkdir(parents=True, exist_ok=True)
    return Engine(cache)


@pytest.fixture(scope="module")
def config(engine: Engine) -> dict[str, Any]:
    """The image, built from this checkout."""
    return engine.build()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A volume that belongs to the image's user."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    os.chown(folder, 10001, 10001)
    for above in tmp_path.parents[:3]:
        above.chmod(above.stat().st_mode | 0o011)
    tmp_path.chmod(0o711)
    yield folder


def test_the_image_says_who_it_is(config: dict[str, Any]) -> None:
    """Not root, one volume, an init that collects orphans, and a health check that is the doctor."""
    assert "10001:10001" == config["User"]
    assert ["/data"] == list(config["Volumes"])
    assert "tini" == config["Entrypoint"][0]
    assert ["CMD", "optout", "doctor"] == config["Healthcheck"]["Test"]


def test_the_doctor_finds_the_image_healthy(engine: Engine, config: dict[str, Any], data: Path) -> None:
    """Browser, driver and openssl are there and start as the image's user."""
    ended = engine.run(config, data, ["doctor", "--json"])

    assert 0 == ended.returncode, ended.stdout + ended.stderr
    found = json.loads(ended.stdout)
    assert [] == [check for check in found if check["ok"] is False]


def test_the_demo_in_the_container_is_the_demo(engine: Engine, config: dict[str, Any], data: Path) -> None:
    """Its report and its dossier end up in the volume, and belong to the image's user."""
    ended = engine.run(config, data, ["demo"], seconds=600)

    assert 0 == ended.returncode, ended.stdout + ended.stderr
    assert (data / "demo/report.html").is_file()
    assert 10001 == (data / "demo/report.html").stat().st_uid


def test_nothing_of_a_checkout_slips_into_the_image(engine: Engine, config: dict[str, Any], data: Path) -> None:
    """Neither tests nor the repository's history, and no compiler."""
    container = engine("from", "--pull-never", "localhost/optout").stdout.strip()
    try:
        look = "ls -d /src /opt/optout/tests; id -u; command -v gcc"
        looked = engine("run", container, "--", "sh", "-c", look, check=False)
    finally:
        engine("rm", container)

    assert "10001\n" == looked.stdout
