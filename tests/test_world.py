"""The world file: the one contract between a town and the bot, and the clock it may keep."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import Clock, ClockError
from bot.world import TimeAuthority, WorldError, chromium_arguments, load

PIN = base64.b64encode(bytes(32)).decode()
TOWN = f"""schema = 1
name = "town"
colour = "a key of another town"
[hosts]
"*.facebook.com" = "127.0.0.1:40001"
"www.facebook.com" = "127.0.0.1:40002"
"*.upload.facebook.com" = "127.0.0.1:40003"
"Instagram.com." = "[::1]:40004"
[trust]
spki = ["{PIN}"]
ca = "ca.pem"
[dns]
txt = "dns.json"
[[timestamp]]
url = "http://127.0.0.1:40009/"
ca = "tsa-ca.pem"
[clock]
file = "now.txt"
[pace]
seconds_between_sends = 0.2
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "world.toml").write_text(TOWN)
    return tmp_path / "world.toml"


def test_a_world_is_read_with_paths_beside_it(path: Path) -> None:
    """Keys that only another town knows are left alone."""
    world = load(path)

    assert ("town", (PIN,), 0.2) == (world.name, world.spki, world.seconds_between_sends)
    assert (path.parent / "ca.pem", path.parent / "dns.json", path.parent / "now.txt") == (
        world.ca,
        world.txt,
        world.clock,
    )
    assert (TimeAuthority("http://127.0.0.1:40009/", path.parent / "tsa-ca.pem"),) == world.timestamps


@pytest.mark.parametrize(
    ("host", "target"),
    [
        ("www.facebook.com", ("127.0.0.1", 40002)),
        ("WWW.facebook.com.", ("127.0.0.1", 40002)),
        ("de-de.facebook.com", ("127.0.0.1", 40001)),
        ("a.b.facebook.com", ("127.0.0.1", 40001)),
        ("x.upload.facebook.com", ("127.0.0.1", 40003)),
        ("instagram.com", ("[::1]", 40004)),
        ("facebook.com", None),
        ("notfacebook.com", None),
        ("example.org", None),
    ],
)
def test_a_host_is_resolved_by_its_name_then_the_longest_pattern(
    path: Path, host: str, target: tuple[str, int] | None
) -> None:
    """A leading *. covers all below it, and what is not listed resolves nowhere."""
    assert target == load(path).resolve(host)


def test_chromium_is_given_exact_rules_first(path: Path) -> None:
    """The first rule that fits counts; everything else resolves nowhere; loopback stays reachable."""
    rules, pins = chromium_arguments(load(path))

    assert (
        "--host-resolver-rules=MAP www.facebook.com 127.0.0.1:40002, MAP instagram.com [::1]:40004, "
        "MAP *.upload.facebook.com 127.0.0.1:40003, MAP *.facebook.com 127.0.0.1:40001, "
        "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    ) == rules
    assert f"--ignore-certificate-errors-spki-list={PIN}" == pins


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("schema = 2", "schema = 1", "schema"),
        ('"127.0.0.1:40001, MAP * evil"', '"127.0.0.1:40001"', r"hosts\."),
        ('"x, MAP *" = "127.0.0.1:1"', '"*.facebook.com" = "127.0.0.1:40001"', r"hosts\."),
        ('"127.0.0.1:99999"', '"127.0.0.1:40001"', r"hosts\."),
        ('spki = ["--no-sandbox"]', f'spki = ["{PIN}"]', "spki"),
        ("seconds_between_sends = -1", "seconds_between_sends = 0.2", "pace"),
        ("url = 7", 'url = "http://127.0.0.1:40009/"', "timestamp"),
        ("= =", "schema = 1", "TOML"),
    ],
)
def test_a_wrong_world_is_one_sentence(path: Path, wrong: str, right: str, said: str) -> None:
    """Nothing but names and numbers reaches the browser's command line."""
    path.write_text(TOWN.replace(right, wrong, 1))

    with pytest.raises(WorldError, match=said):
        load(path)


def test_the_clock_is_read_at_every_use(tmp_path: Path) -> None:
    """The file's instant stands for now; while the file is being written anew, its last instant holds."""
    file = tmp_path / "now.txt"
    clock = Clock(file)
    file.write_text("2026-03-10T12:00:00Z\n")

    assert datetime(2026, 3, 10, 12, tzinfo=UTC) == clock.now()

    file.write_text("2026-04-20T14:00:00+02:00")
    assert datetime(2026, 4, 20, 12, tzinfo=UTC) == clock.now()
    file.write_text("")
    assert datetime(2026, 4, 20, 12, tzinfo=UTC) == clock.now()


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-03-10T12:00:00"])
def test_a_clock_file_without_an_instant_is_refused(tmp_path: Path, text: str) -> None:
    """RFC 3339 asks for a zone."""
    (tmp_path / "now.txt").write_text(text)

    with pytest.raises(ClockError, match="RFC 3339"):
        Clock(tmp_path / "now.txt").now()


def test_without_a_file_the_machines_clock_counts(tmp_path: Path) -> None:
    """Aware, and in UTC."""
    assert UTC == Clock().now().tzinfo
    assert abs((Clock(tmp_path / "none").now() - datetime.now(UTC)).total_seconds()) < 60
