"""What is kept of a letter is enough for a stranger with openssl, and is written once."""

import json
import shutil
import stat
import subprocess
from pathlib import Path

import dkim
import pytest

from bot.letters.keys import KeysUnreachable, StoredKeys
from bot.letters.prove import prove
from bot.letters.read import read
from bot.letters.show import check_json, read_json
from bot.letters.store import keep, keep_raw
from tests.letters.conftest import NOW, Sealer, letter


def kept(sealer: Sealer, directory: Path, raw: bytes) -> Path:
    found = read(raw)
    return keep(directory, found, sealer.prove(raw), {"folder": "INBOX", "uid": 7})


def test_a_stranger_verifies_with_openssl_alone(sealer: Sealer, tmp_path: Path) -> None:
    """The command of facts/evidence.md §4.4: key, signature and canonical headers lie beside the letter."""
    path = kept(sealer, tmp_path / "mail", sealer.seal(letter()))
    beside = path.with_suffix(".dkim")
    command = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature.bin", "headers.canon"]
    told = subprocess.run(command, cwd=beside, capture_output=True, text=True, check=False)

    assert "Verified OK" in told.stdout
    names = {"dns-cache.json", "dns.json", "headers.canon", "key.pem", "key.txt", "result.json", "signature.bin"}
    assert names == {file.name for file in beside.iterdir()}


def test_the_kept_cache_proves_the_letter_again(sealer: Sealer, tmp_path: Path) -> None:
    """dns-cache.json has mailauth's form, and dkimpy verifies from it."""
    path = kept(sealer, tmp_path, sealer.seal(letter()))
    cache = json.loads((path.with_suffix(".dkim") / "dns-cache.json").read_text("utf-8"))

    def answer(name: bytes, timeout: int = 5) -> bytes:
        return "".join(cache[name.decode().rstrip(".")]["TXT"][0]).encode()

    assert dkim.verify(path.read_bytes(), dnsfunc=answer)


def test_nobody_else_may_read_and_nothing_is_written_twice(sealer: Sealer, tmp_path: Path) -> None:
    """Files 0600, directories 0700; the same letter kept again changes nothing."""
    raw = sealer.seal(letter())
    path = keep_raw(tmp_path / "mail", raw)
    before = path.stat().st_mtime_ns
    assert path == kept(sealer, tmp_path / "mail", raw)
    beside = path.with_suffix(".dkim")

    assert (raw, before) == (path.read_bytes(), path.stat().st_mtime_ns)
    assert {0o700} == {stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "mail", beside)}
    assert {0o600} == {stat.S_IMODE(one.stat().st_mode) for one in (path, *beside.iterdir())}


def test_an_unproven_letter_is_kept_with_the_reason(sealer: Sealer, tmp_path: Path) -> None:
    """A forgery is evidence too."""
    path = kept(sealer, tmp_path, letter())
    result = json.loads((path.with_suffix(".dkim") / "result.json").read_text("utf-8"))

    assert (False, ["The letter bears no DKIM signature."]) == (result["holds"], result["reasons"])
    assert {"folder": "INBOX", "uid": 7} == result["fetched"]


def test_without_an_answer_of_the_dns_only_the_letter_is_kept(sealer: Sealer, tmp_path: Path) -> None:
    """The proof is written when there is one."""

    class Silent:
        def lookup(self, name: str) -> None:
            raise KeysUnreachable(name)

    raw = sealer.seal(letter())
    found = read(raw)
    path = keep(tmp_path, found, prove(found, Silent(), now=NOW))

    assert [path] == list(tmp_path.iterdir())
    assert kept(sealer, tmp_path, raw).with_suffix(".dkim").is_dir()


def test_the_commands_say_what_they_saw(sealer: Sealer) -> None:
    """`optout mail read` and `optout mail check`, as scripts read them."""
    raw = sealer.seal(letter())
    keys = StoredKeys(sealer.dns)
    blind, seeing = read_json(raw), read_json(raw, keys=keys, now=NOW)
    checked = check_json(raw, keys, NOW)

    assert ("needs_review", "confirmed", None) == (blind["taken_for"], blind["words_say"], blind["proven"])
    assert ("confirmed", True) == (seeing["taken_for"], seeing["proven"])
    assert "reviewed your request and will honor your objection" == seeing["phrase"]
    assert (True, "support.facebook.com", True, []) == tuple(
        checked[key] for key in ("holds", "domain", "aligned", "reasons")
    )
    assert 1 == len(checked["signatures"])
    json.dumps([blind, seeing, checked])


@pytest.mark.skipif(shutil.which("mailauth") is None, reason="mailauth is not installed on this machine")
def test_mailauth_agrees(sealer: Sealer, tmp_path: Path) -> None:
    """An independent judge in another language, offline, from the kept keys."""
    path = kept(sealer, tmp_path, sealer.seal(letter()))
    cache = path.with_suffix(".dkim") / "dns-cache.json"
    told = subprocess.run(["mailauth", "report", "-n", cache, path], capture_output=True, text=True, check=True)

    assert "pass" in json.dumps(json.loads(told.stdout)["dkim"])
