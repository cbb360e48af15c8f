"""A dossier is a right bag to every judge, the same for the same input, and says no more than it can prove."""

import csv
import hashlib
import json
import stat
import subprocess
import zipfile
from pathlib import Path

import bagit
import pytest

from bot.dossier import Authority, CannotSeal, Withheld, controllers, seal, verify
from tests.dossier import makings
from tests.dossier.conftest import Sealer


def test_two_stamps_and_a_proven_letter_are_level_e3m(sealer: Sealer) -> None:
    """E3: two authorities of different operators; M: the controller's own signature, its key saved in time."""
    sealed = sealer()

    verdict = verify(sealed.path)

    assert "E3M" == sealed.level
    assert () == sealed.notes
    assert (True, None, "E3M", "E3M") == (verdict.ok, verdict.refused, verdict.level_claimed, verdict.level_proven)
    assert verdict.seal == sealed.seal
    assert hashlib.sha256(sealed.path.read_bytes()).hexdigest() == sealed.sha256


def test_the_library_of_congress_accepts_the_bag(unpacked_once: Path) -> None:
    """An independent judge: bagit.py."""
    bag = bagit.Bag(str(unpacked_once))

    assert bag.is_valid()
    assert "1.0" == bag.version
    assert "town" == bag.info["Rehearsal"]


def test_openssl_accepts_each_stamp_by_its_authoritys_own_root(
    unpacked_once: Path, authorities: list[Authority]
) -> None:
    """An independent judge: openssl, with the root that the authority itself publishes."""
    for name, authority in (("stamp-one", authorities[0]), ("stamp-two", authorities[1])):
        done = subprocess.run(
            f"openssl ts -verify -data tagmanifest-sha256.txt -in timestamps/{name}.tsr -CAfile {authority.ca}".split(),
            cwd=unpacked_once,
            capture_output=True,
            text=True,
            check=False,
        )

        assert 0 == done.returncode, done.stderr
        assert "Verification: OK" in done.stdout


def test_the_commands_of_verify_txt_all_work_in_a_clean_shell(unpacked_once: Path) -> None:
    """Each line that is not a comment, alone, in a plain sh with an empty environment."""
    lines = [line for line in (unpacked_once / "VERIFY.txt").read_text().splitlines() if line and line[0] != "#"]
    assert 11 <= len(lines)

    for line in lines:
        done = subprocess.run(
            ["env", "-i", "PATH=/usr/bin:/bin", "sh", "-c", line],
            cwd=unpacked_once,
            capture_output=True,
            text=True,
            check=False,
        )

        assert 0 == done.returncode, f"{line}\n{done.stdout}{done.stderr}"
        assert "not listed" not in done.stdout
    assert any(line.startswith("openssl dgst") for line in lines)
    assert any(line.startswith("test ") for line in lines)


def test_verify_txt_runs_as_one_script_and_finds_a_change(unpacked_once: Path, tmp_path: Path) -> None:
    """The chain line names the broken line; sha256sum names the file."""
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", str(unpacked_once), str(copy)], check=True)
    log = copy / "data/log/journal.jsonl"
    log.write_bytes(log.read_bytes().replace(b"way_tried", b"way_taken"))

    done = subprocess.run(["sh", "VERIFY.txt"], cwd=copy, capture_output=True, text=True, check=False)

    assert "data/log/journal.jsonl: FAILED" in done.stdout
    assert "broken: " in done.stdout


@pytest.mark.parametrize("canon", [(b"relaxed", b"simple"), (b"relaxed", b"relaxed"), (b"simple", b"simple")])
def test_the_body_hash_line_is_right_for_each_canonicalisation(
    sealer: Sealer, tmp_path: Path, canon: tuple[bytes, bytes]
) -> None:
    """RFC 6376 §3.4.3 and §3.4.4, in awk."""
    letter = makings.keep_letter(tmp_path / "post", makings.letter_bytes(canon=canon))
    sealed = sealer(stamps=[], letters=[letter])
    bag = makings.unpack(sealed.path, tmp_path / "out")

    lines = [line for line in (bag / "VERIFY.txt").read_text().splitlines() if line.startswith("test ")]

    assert 1 == len(lines)
    assert 0 == subprocess.run(["sh", "-c", lines[0]], cwd=bag, check=False).returncode


def test_the_same_input_makes_the_same_bytes(sealer: Sealer) -> None:
    """Before stamping, nothing in the bag depends on the day, the machine or the order of a directory."""
    one = sealer(stamps=[], name="one.zip", evidence=[], letters=[])
    two = sealer(stamps=[], name="two.zip", evidence=[], letters=[])

    assert one.path.read_bytes() == two.path.read_bytes()


def test_only_its_owner_may_read_a_dossier(sealer: Sealer, tmp_path: Path) -> None:
    """0600, and nothing half-written beside it."""
    sealed = sealer(stamps=[])

    assert 0o600 == stat.S_IMODE(sealed.path.stat().st_mode)
    assert [] == [path.name for path in tmp_path.iterdir() if path.name.startswith(".sealing")]


def test_every_page_of_a_rehearsal_says_so(unpacked_once: Path) -> None:
    """It can never pass for the real thing."""
    for page in ("README.html", "data/timeline.html"):
        assert 'class="rehearsal-mark"' in (unpacked_once / page).read_text()
    assert "REHEARSAL" in (unpacked_once / "VERIFY.txt").read_text()
    assert "town" == json.loads((unpacked_once / "data/case.json").read_text())["rehearsal"]


def test_the_real_thing_bears_no_mark(sealer: Sealer, tmp_path: Path) -> None:
    """And verifies."""
    sealed = sealer(stamps=[], world=None, evidence=[makings.walk(tmp_path / "real", world=None)])

    assert verify(sealed.path).ok
    assert verify(sealed.path).rehearsal is None
    assert b'class="rehearsal-mark"' not in zipfile.ZipFile(sealed.path).read("case-0001/README.html")


def test_a_real_walk_is_never_sealed_as_a_rehearsal(sealer: Sealer, tmp_path: Path) -> None:
    """A journal belongs to one world, and so does a dossier."""
    with pytest.raises(CannotSeal, match="never sealed together"):
        sealer(evidence=[makings.walk(tmp_path / "w", world=None)])
    assert not (tmp_path / "case.zip").exists()


def test_what_was_only_rehearsed_is_left_out_of_the_real_thing(sealer: Sealer, tmp_path: Path) -> None:
    """And said; so is the folder of a walk that was killed before it began."""
    (tmp_path / "w" / "walk-0").mkdir(parents=True)
    walks = [
        tmp_path / "w" / "walk-0",
        makings.walk(tmp_path / "w", "walk-1", world="rehearsal"),
        makings.walk(tmp_path / "w", "walk-2", world=None),
    ]

    sealed = sealer(stamps=[], world=None, evidence=walks)

    assert (
        "data/web/walk-0: an empty folder, left out",
        "data/web/walk-1: a rehearsal, left out",
    ) == sealed.notes
    with zipfile.ZipFile(sealed.path) as archive:
        assert not [name for name in archive.namelist() if "walk-1" in name]
    assert verify(sealed.path).ok


def test_a_picture_that_is_not_the_one_that_was_taken_is_not_sealed(sealer: Sealer, tmp_path: Path) -> None:
    """The walk's log knows its hash."""
    folder = makings.walk(tmp_path / "w")
    (folder / "01-open-the-form.png").write_bytes(b"another")

    with pytest.raises(CannotSeal, match="not the file that its walk wrote down"):
        sealer(evidence=[folder])


def test_a_link_in_an_evidence_folder_is_not_followed(sealer: Sealer, tmp_path: Path) -> None:
    """It could lead to anything of the household's."""
    folder = makings.walk(tmp_path / "w")
    (folder / "extra.txt").symlink_to("/etc/passwd")

    with pytest.raises(CannotSeal, match="link"):
        sealer(evidence=[folder])


def test_a_broken_log_is_sealed_as_what_it_is(sealer: Sealer, tmp_path: Path) -> None:
    """Level E0, with the reason; and the dossier still verifies as E0."""
    folder = makings.walk(tmp_path / "w")
    log = folder / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"status":200', b'"status":404'))

    sealed = sealer(evidence=[folder], letters=[])

    assert "E0" == sealed.level
    assert "does not follow" in sealed.notes[0]
    assert (True, "E0") == (verify(sealed.path).ok, verify(sealed.path).level_proven)


def test_what_stays_in_the_vault_is_named_by_its_hash(sealer: Sealer, tmp_path: Path) -> None:
    """``sha256sum -c`` works in the vault; the reason is a comment above."""
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "raw.har").write_bytes(b"cookies")
    held = Withheld("raw.har", hashlib.sha256(b"cookies").hexdigest(), "cookies and tokens")
    sealed = sealer(stamps=[], withheld=[held])
    bag = makings.unpack(sealed.path, tmp_path / "out")

    done = subprocess.run(
        ["sha256sum", "-c", str(bag / "data/facts/withheld.sha256")],
        cwd=vault,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stderr
    assert "raw.har: OK" in done.stdout


def test_a_cell_is_never_a_formula_and_a_page_never_runs_what_it_tells(unpacked_once: Path) -> None:
    """A phrase comes from a page somebody else wrote."""
    with (unpacked_once / "data/timeline.csv").open() as file:
        cells = [cell for row in csv.reader(file) for cell in row]

    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    assert "<b>" not in (unpacked_once / "README.html").read_text()
    assert "&lt;b&gt;" in (unpacked_once / "README.html").read_text()


def test_the_timeline_names_the_exhibit(unpacked_once: Path) -> None:
    """One row per event, UTC and local time, and where to look."""
    with (unpacked_once / "data/timeline.csv").open() as file:
        rows = list(csv.DictReader(file))

    assert len(makings.EVENTS) == len(rows)
    assert "data/web/walk-0001/log.jsonl" == rows[1]["exhibit"]
    assert "2026-11-22 07:01:00 +0100" == rows[1]["local"]


def test_each_platform_has_its_controller_with_a_source() -> None:
    """WhatsApp answers for itself; Facebook and Instagram have one controller."""
    assert {"facebook", "instagram", "whatsapp"} == set(controllers())
    assert "WhatsApp Ireland Limited" == controllers()["whatsapp"].name
    assert controllers()["facebook"] == controllers()["instagram"]
    assert all(controller.source and controller.as_of for controller in controllers().values())


def test_a_failure_leaves_the_former_dossier_alone(sealer: Sealer, tmp_path: Path) -> None:
    """Whole or not at all."""
    sealed = sealer(stamps=[])
    before = sealed.path.read_bytes()
    case = makings.case(tmp_path / "again", secrets=("Objection",))

    with pytest.raises(Exception, match="known secret"):
        seal(case, sealed.path, stamps=[], now=makings.NOW)

    assert before == sealed.path.read_bytes()
