"""A renewed bag still proves when the certificate it was sealed with has ended, and nothing sealed was touched."""

import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import bagit
import pytest

from bot.dossier import Authority, CannotRenew, Renewed, renew, say, seal, verify
from tests.dossier import makings
from tests.dossier.makings import sums
from tests.dossier.test_stamps import Authority as OnPaper


@contextmanager
def _desk(paper: OnPaper) -> Iterator[str]:
    """The authority on paper answers over HTTP."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (paper.directory / "q.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            command = "openssl ts -reply -config tsa.cnf -section tsa -queryfile q.tsq -out r.tsr"
            subprocess.run(command.split(), cwd=paper.directory, check=True, capture_output=True)
            body = (paper.directory / "r.tsr").read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Be quiet."""

    server = HTTPServer(("127.0.0.1", 0), Desk)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _again(path: Path, authorities: list[Authority], out: Path | None = None) -> Renewed:
    return renew(path, out or path, stamps=authorities, now=lambda: datetime.now(UTC), software="optout 0.1.0")


@pytest.fixture
def sealed(sealed_once: Path, tmp_path: Path) -> Path:
    """A dossier that may be renewed."""
    return Path(shutil.copy(sealed_once, tmp_path / "case.zip"))


def test_a_renewed_bag_outlives_the_certificate_it_was_sealed_with(
    tmp_path: Path, authorities: list[Authority]
) -> None:
    """Sealed by an authority whose certificate ends; renewed before; after the end, good until the new one's."""
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=8)
    paper = OnPaper(tmp_path / "tsa", ends=ends)
    path = tmp_path / "case.zip"
    with _desk(paper) as url:
        old = Authority(url, paper.directory / "root.pem", "Old Stamps")
        seal(makings.case(tmp_path), path, stamps=[old], now=makings.NOW)
    left = Path(shutil.copy(path, tmp_path / "left.zip"))
    assert ends == verify(path).good_until

    done = _again(path, authorities)
    while datetime.now(UTC) <= ends + timedelta(seconds=1):
        time.sleep(0.2)  # a certificate ends by the clock alone; there is nothing to wait on

    verdict, forgotten = verify(path), verify(left)
    assert (True, "E2M", 1) == (verdict.ok, verdict.level_proven, done.number)
    assert verdict.good_until == done.until
    assert done.until is not None and done.until > ends + timedelta(days=300)
    assert "renewed in time on" in say(verdict)
    assert not [line for line in verdict.not_proven if "not renewed by then" in line]
    assert ends == forgotten.good_until
    assert [line for line in forgotten.not_proven if "not renewed by then" in line]
    with pytest.raises(CannotRenew, match="no time authority"):
        _again(left, [])
    assert [note for note in _again(left, authorities).notes if "too late" in note]
    assert ends == verify(left).good_until


def test_nothing_that_was_sealed_is_touched(sealed: Path, sealed_once: Path, authorities: list[Authority]) -> None:
    """Every old file byte by byte; only the sums beside the stamps are written anew."""
    _again(sealed, authorities)

    with zipfile.ZipFile(sealed_once) as old, zipfile.ZipFile(sealed) as new:
        names = [name for name in old.namelist() if not name.endswith("timestamps/sha256sum.txt")]
        assert [] == [name for name in names if old.read(name) != new.read(name)]
        added = {name.split("/", 1)[1] for name in set(new.namelist()) - set(old.namelist())}
    assert {"timestamps/renewal-1.txt", "timestamps/renewal-1.jsonl", "timestamps/renewal-1.stamp-one.tsr"} <= added
    assert 0o600 == sealed.stat().st_mode & 0o777


def test_renewed_thrice_it_passes_every_judge(sealed: Path, tmp_path: Path, authorities: list[Authority]) -> None:
    """bagit.py, openssl, and the commands of VERIFY.txt, which was sealed before anybody thought of renewing."""
    for _ in range(3):
        _again(sealed, authorities)
    bag = makings.unpack(sealed, tmp_path / "out")

    verdict = verify(sealed)
    told = subprocess.run(
        ["env", "-i", "PATH=/usr/bin:/bin", "sh", "VERIFY.txt"], cwd=bag, capture_output=True, text=True, check=False
    )

    assert (True, "E3M", 8) == (verdict.ok, verdict.level_proven, len(verdict.stamps))
    assert bagit.Bag(str(bag)).is_valid()
    assert 8 == told.stdout.count("Verification: OK") + told.stderr.count("Verification: OK")
    assert "FAILED" not in told.stdout


def _edit(path: Path, change: Callable[[Path], None]) -> Path:
    """Unpack, harm, make the sums again, as a forger would."""
    bag = makings.unpack(path, path.parent / "harmed")
    change(bag)
    stamps = {f"timestamps/{p.name}": p.read_bytes() for p in bag.glob("timestamps/*") if p.name != "sha256sum.txt"}
    (bag / "timestamps/sha256sum.txt").write_bytes(sums(stamps))
    return bag


def _without_a_name(bag: Path) -> None:
    path = bag / "timestamps/renewal-1.txt"
    path.write_bytes(b"".join(line for line in path.read_bytes().splitlines(True) if b"stamp-two.tsr" not in line))


def _other_line(bag: Path) -> None:
    path = bag / "timestamps/renewal-1.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"renewed"', b'"renowned"'))


def _other_chain(bag: Path) -> None:
    path = bag / "timestamps/renewal-2.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"prev":"', b'"prev":"0')[:-1] + b"\n")
    listed = bag / "timestamps/renewal-2.txt"
    digest = sums({"timestamps/renewal-2.jsonl": path.read_bytes()})
    kept = [line for line in listed.read_bytes().splitlines(True) if b"renewal-2.jsonl" not in line]
    listed.write_bytes(b"".join(sorted([*kept, digest], key=lambda line: bytes(line)[66:])))


def _gone(bag: Path) -> None:
    for path in bag.glob("timestamps/renewal-1.*"):
        path.unlink()


def _swapped(bag: Path) -> None:
    (bag / "timestamps/stamp-one.tsr").replace(bag / "timestamps/renewal-2.stamp-one.tsr")
    shutil.copy(bag / "timestamps/stamp-two.tsr", bag / "timestamps/stamp-one.tsr")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_without_a_name, "more_than_listed"),
        (_other_line, "wrong_hash"),
        (_other_chain, "edited_log"),
        (_gone, "missing_file"),
        (_swapped, "wrong_hash"),
    ],
    ids=["list too short", "line edited", "chain begun anew", "first renewal gone", "stamps swapped"],
)
def test_a_renewal_made_to_deceive_is_refused_by_name(
    sealed: Path, authorities: list[Authority], change: Callable[[Path], None], code: str
) -> None:
    """Whatever the sums beside it say."""
    _again(sealed, authorities)
    _again(sealed, authorities)

    assert code == verify(_edit(sealed, change)).code


def test_a_renewal_over_another_list_is_a_swapped_stamp(sealed: Path, authorities: list[Authority]) -> None:
    """The stamp of the first renewal does not stand for the second."""
    _again(sealed, authorities)
    _again(sealed, authorities)

    def swap(bag: Path) -> None:
        shutil.copy(bag / "timestamps/renewal-1.stamp-one.tsr", bag / "timestamps/renewal-2.stamp-one.tsr")

    assert "swapped_stamp" == verify(_edit(sealed, swap)).code


def test_a_renewal_adds_no_witness(tmp_path: Path, authorities: list[Authority]) -> None:
    """Sealed by one operator, renewed by two: it still existed at the time that one operator says."""
    path = tmp_path / "case.zip"
    seal(makings.case(tmp_path), path, stamps=authorities[:1], now=makings.NOW)

    _again(path, authorities)

    assert "E2M" == verify(path).level_proven


@pytest.mark.parametrize("harm", ["no stamp", "not ours", "tampered"])
def test_what_cannot_be_renewed_is_left_as_it_was(tmp_path: Path, authorities: list[Authority], harm: str) -> None:
    """One sentence, and the file untouched."""
    path = tmp_path / "case.zip"
    if harm == "not ours":
        path.write_bytes(b"hello")
    else:
        stamps = [] if harm == "no stamp" else authorities
        seal(makings.case(tmp_path), path, stamps=stamps, now=makings.NOW)
    if harm == "tampered":
        path.write_bytes(path.read_bytes().replace(b"way_tried", b"way_taken"))
    before = path.read_bytes()

    with pytest.raises(CannotRenew):
        _again(path, [] if harm == "tampered" else authorities)

    assert before == path.read_bytes()
    assert [] == list(tmp_path.glob(".sealing*"))
