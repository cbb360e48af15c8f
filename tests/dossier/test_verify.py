"""A sealed dossier that somebody changes: what is found, what is not believed, and what is said about it."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dossier import Authority, say, stamp, verify, verify_json
from bot.dossier.stamping import Stamp
from tests.dossier import makings
from tests.dossier.makings import sums


@pytest.fixture
def copy(unpacked_once: Path, tmp_path: Path) -> Path:
    """A dossier of ours that may be harmed."""
    subprocess.run(["cp", "-r", str(unpacked_once), str(tmp_path / "copy")], check=True)
    return tmp_path / "copy"


def _relist(bag: Path) -> None:
    """What a forger does after a change: make every list again."""
    data = {p.relative_to(bag).as_posix(): p.read_bytes() for p in bag.glob("data/**/*") if p.is_file()}
    (bag / "manifest-sha256.txt").write_bytes(sums(data))
    names = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "README.html", "VERIFY.txt")
    (bag / "tagmanifest-sha256.txt").write_bytes(sums({name: (bag / name).read_bytes() for name in names}))


def _resum(bag: Path) -> None:
    stamps = {f"timestamps/{p.name}": p.read_bytes() for p in bag.glob("timestamps/*") if p.name != "sha256sum.txt"}
    (bag / "timestamps/sha256sum.txt").write_bytes(sums(stamps))


def test_lists_made_again_do_not_pass_under_the_old_stamps(copy: Path) -> None:
    """That is what the stamps are for."""
    (copy / "data/facts/environment.json").write_bytes(b"{}\n")
    _relist(copy)
    oxum = sum(p.stat().st_size for p in copy.glob("data/**/*") if p.is_file())
    info = (copy / "bag-info.txt").read_text().splitlines()
    count = sum(1 for p in copy.glob("data/**/*") if p.is_file())
    text = "\n".join(f"Payload-Oxum: {oxum}.{count}" if line.startswith("Payload") else line for line in info)
    (copy / "bag-info.txt").write_text(text + "\n")
    _relist(copy)

    assert "swapped_stamp" == verify(copy).code


def test_a_stamp_over_other_bytes_is_named(copy: Path, authorities: list[Authority]) -> None:
    """A true stamp of the true authority, over something else."""
    other = stamp(b"something else", authorities[0])
    assert isinstance(other, Stamp)
    (copy / "timestamps/stamp-one.tsr").write_bytes(other.response)
    _resum(copy)

    assert "swapped_stamp" == verify(copy).code


def test_an_edited_last_line_is_found_even_when_every_list_agrees(copy: Path) -> None:
    """The heads of the logs are kept where the logs are not."""
    log = copy / "data/log/journal.jsonl"
    log.write_bytes(log.read_bytes().replace(b"acknowledged", b"unknowledged"))
    _relist(copy)

    assert "edited_log" == verify(copy).code


def test_a_last_line_cut_off_is_found(copy: Path) -> None:
    """A shorter log is a changed log."""
    log = copy / "data/log/custody.jsonl"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    _relist(copy)

    assert verify(copy).code in {"edited_log", "wrong_oxum"}


def test_a_rehearsal_cannot_be_turned_into_the_real_thing(copy: Path) -> None:
    """The mark stands in too many places."""
    info = copy / "bag-info.txt"
    info.write_text("".join(line for line in info.read_text().splitlines(True) if not line.startswith("Rehearsal")))
    _relist(copy)

    assert "rehearsal_mark" == verify(copy).code


def test_stamps_taken_away_leave_a_claim_that_does_not_hold(copy: Path) -> None:
    """The level was promised inside what was stamped."""
    for path in (copy / "timestamps").iterdir():
        path.unlink()
    (copy / "timestamps").rmdir()

    verdict = verify(copy)

    assert (False, None, "E3M", "E1M") == (verdict.ok, verdict.refused, verdict.level_claimed, verdict.level_proven)
    assert "The bag claims E3M; no more than E1M could be shown." in verdict.not_proven


def test_one_stamp_taken_away_is_missed(copy: Path) -> None:
    """The sums beside the stamps know both."""
    (copy / "timestamps/stamp-two.tsr").unlink()

    assert "missing_file" == verify(copy).code


def test_a_higher_claim_is_not_believed(copy: Path) -> None:
    """An E1 that says E3 is refused or does not hold."""
    for path in (copy / "timestamps").iterdir():
        path.unlink()
    (copy / "timestamps").rmdir()
    case = copy / "data/case.json"
    case.write_bytes(case.read_bytes().replace(b'"E3M"', b'"E9M"'))
    info = copy / "bag-info.txt"
    info.write_bytes(info.read_bytes().replace(b"E3M", b"E9M"))
    _relist(copy)

    verdict = verify(copy)

    assert (False, None, "E9M") == (verdict.ok, verdict.refused, verdict.level_claimed)


def test_with_certificates_of_ones_own_only_those_count(
    sealed_once: Path, authorities: list[Authority], tmp_path: Path
) -> None:
    """The certificates in the bag prove consistency, not trust."""
    first, second = (authority.ca for authority in authorities)
    assert first and second

    both, one, none = (
        verify(sealed_once, ca=[first, second]),
        verify(sealed_once, ca=[first]),
        verify(sealed_once, ca=[_other_root(tmp_path)]),
    )

    assert (True, "E3M") == (both.ok, both.level_proven)
    assert all(stamp.trusted for stamp in both.stamps)
    assert (False, "E2M") == (one.ok, one.level_proven)
    assert (False, "E1M") == (none.ok, none.level_proven)
    assert not [line for line in both.not_proven if "fingerprint" in line]


def _other_root(tmp_path: Path) -> Path:
    """A root that has nothing to do with it."""
    path = tmp_path / "other.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3", "-subj", "/CN=Nobody"),
            *("-keyout", str(tmp_path / "key"), "-out", str(path)),
        ],
        check=True,
        capture_output=True,
    )
    return path


def test_any_flipped_bit_of_any_file_is_found(copy: Path) -> None:
    """First byte, last byte, and some in between; every byte of the lists that no other list guards."""
    guarded = {"tagmanifest-sha256.txt", "timestamps/sha256sum.txt"}
    for path in sorted(p for p in copy.rglob("*") if p.is_file()):
        data = path.read_bytes()
        name = path.relative_to(copy).as_posix()
        assert data, f"{name} is empty: nothing could be flipped"
        step = 1 if name in guarded else max(1, len(data) // 6)
        for at in {*range(0, len(data), step), len(data) - 1}:
            for bit in (0x20,) if step == 1 else (0x01, 0x20):
                path.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
                assert not verify(copy).ok, f"{name} at {at}"
        path.write_bytes(data)
    assert verify(copy).ok


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), min_size=1, max_size=4), st.integers(0, 40))
def test_a_damaged_zip_never_crashes_the_judge(
    sealed_once: Path, tmp_path: Path, changes: list[tuple[int, int]], cut: int
) -> None:
    """Whatever bytes are changed or cut: a verdict, and it can be told."""
    data = bytearray(sealed_once.read_bytes())
    for at, value in changes:
        data[-1 - at % len(data) if value % 2 else at % len(data)] = value
    path = tmp_path / "damaged.zip"
    path.write_bytes(bytes(data[: len(data) - cut]))

    verdict = verify(path)

    assert say(verdict)
    assert verify_json(verdict)["ok"] is verdict.ok


def test_the_verdict_is_told_to_a_person_and_to_a_machine(sealed_once: Path) -> None:
    """What was proven, by whom, until when, and what was not."""
    verdict = verify(sealed_once)
    text = say(verdict)

    assert text.startswith("REHEARSAL. Made in the stand-in world “town”")
    assert "HOLDS. The bag claims E3M; proven here: E3M." in text
    assert 2 == text.count("The lists existed at ")
    assert "good until" in text
    assert f"signed by {makings.SIGNER}" in text
    assert "fingerprint" in text
    told = verify_json(verdict)
    assert ("E3M", True, "town") == (told["level_proven"], told["ok"], told["rehearsal"])
    assert 2 == len(told["stamps"])
