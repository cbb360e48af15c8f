"""What a dossier says of the clock, the name servers and the proxies is asked of this machine, and never guessed."""

from pathlib import Path

import pytest

from bot.commands import surroundings

# The fields of chronyc(1), "tracking", with -c.
CHRONY = "C0000201,192.0.2.1,3,1797000000.123,0.000213,-0.000020,0.000031,-12.3,0.001,0.02,0.019,0.0011,64.2,Normal"


def _program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing on it but what a test puts there."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_proxies_are_named_and_their_values_never_told() -> None:
    """A proxy's address often bears a password."""
    told = surroundings.network_facts(
        {"HTTPS_PROXY": "http://anna:geheim@proxy.example", "no_proxy": "localhost", "http_proxy": "", "HOME": "/"}
    )

    assert ["HTTPS_PROXY", "no_proxy"] == told["proxy_variables"]
    assert "geheim" not in str(told)
    assert "not measured" == told["egress"]


def test_a_name_server_in_the_households_own_prefix_is_cut() -> None:
    """Whole where it says nothing about the household; a public IPv6 address is told as its /48."""
    told = [
        surroundings._told(server)
        for server in ("192.168.1.1", "9.9.9.9", "fe80::1%eth0", "2a02:8071:1234:5678::1", "localhost")
    ]

    assert ["192.168.1.1", "9.9.9.9", "fe80::1", "2a02:8071:1234::/48", "unknown"] == told


def test_chrony_says_its_server_and_how_far_off_the_clock_is(bare: Path) -> None:
    """Its own figures, by the fields of its manual."""
    _program(bare, "chronyc", f"echo '{CHRONY}'")

    told = surroundings.clock_facts({"PATH": str(bare)})

    assert ("192.0.2.1", 3, 0.000213) == (told["ntp_server"], told["ntp_stratum"], told["ntp_offset_s"])
    assert "chronyd" == told["ntp_says"]


@pytest.mark.parametrize(
    "script", ["exit 1", "echo nonsense", "echo '7F7F0101,,a,b,c,d,e,f,g,h,i,j,k,l'", "exec sleep 60"]
)
def test_what_chrony_cannot_say_systemd_is_asked(bare: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Not running, not understood, or silent for too long."""
    monkeypatch.setattr(surroundings, "_PATIENCE", 0.5)
    monkeypatch.setenv("PATH", f"{bare}:/usr/bin:/bin")
    _program(bare, "chronyc", script)
    _program(bare, "timedatectl", "echo time.example.org")

    told = surroundings.clock_facts({"PATH": f"{bare}:/usr/bin:/bin"})

    assert ("time.example.org", "systemd-timesyncd") == (told["ntp_server"], told["ntp_says"])


def test_nobody_who_could_say_is_unknown(bare: Path) -> None:
    """No guess; and the kernel's own word is a yes, a no, or unknown."""
    told = surroundings.clock_facts({"PATH": str(bare)})

    assert "unknown" == told["ntp_server"]
    assert told["synchronised"] in {True, False, "unknown"}
    if told["synchronised"] is True:
        assert 0 <= told["largest_error_s"] < 60
    else:
        assert "largest_error_s" not in told
