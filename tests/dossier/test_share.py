"""A copy for others names nobody, links every file to the sealed original, and cannot be bent unnoticed."""

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import bagit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bot.dossier import Authority, CannotShare, Shared, renew, say, seal, share, stamp, verify
from bot.dossier.redact import LeakFound, Sweeper
from bot.dossier.share.pictures import boxes_in
from bot.dossier.stamping import Stamp
from bot.evidence import Folder
from bot.household import Private
from tests.dossier import makings
from tests.dossier.makings import sums
from tests.writing.test_command import SENT, Home, home

__all__ = ["home"]

ANNA = Private(
    ("Anna Beispiel",), ("anna@example.org", "a.beispiel@example.net"), ("+33612345678",), ("a1b2c3d4e5f60718",)
)
BRUNO = Private(("Bruno Ωμέγα",), ("bruno@example.org",), ("+4915112345678",), ())


def _picture(words: str) -> bytes:
    canvas = Image.new("RGB", (400, 100), (255, 255, 255))
    ImageDraw.Draw(canvas).text((20, 20), words, fill=(0, 0, 0), font_size=30)
    out = io.BytesIO()
    canvas.save(out, "PNG")
    return out.getvalue()


def _walk(root: Path, **texts: str) -> Path:
    """A walk that shows Anna, with the places on one picture and without on the other."""
    note = json.dumps({"schema": 1, "boxes": [[15, 15, 370, 60]]}).encode()
    with Folder.create(root, walk="walk-9", rehearsal="town", now=lambda: makings.START) as folder:
        folder.record("fill", files={"png": _picture("Anna Beispiel"), "boxes.json": note}, who="Anna Beispiel")
        folder.record("send", files={"png": _picture("Anna Beispiel")})
        folder.record("more", files={suffix.replace("_", "."): text.encode() for suffix, text in texts.items()})
    return folder.path


def _share(original: Path, out: Path) -> Shared:
    return share(original, out, household=[ANNA, BRUNO], software="optout 0.1.0", now=makings.NOW)


def _original(root: Path, stamps: list[Authority], **texts: str) -> Path:
    case = makings.case(root, evidence=[_walk(root / "w", **texts)])
    return seal(case, root / "case.zip", stamps=stamps, now=makings.NOW).path


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, authorities: list[Authority]) -> tuple[Path, Path]:
    """An original that names Anna in many ways, and its copy."""
    root = tmp_path_factory.mktemp("share")
    original = _original(
        root, authorities,
        aria_yml="- textbox: anna@example.org\n- text: ANNA  BEISPIEL, 06 12 34 56 78\n",
        json='{"name": "Anna Beispiel", "u": "\\u0041nna Beispiel", "n": 33612345678}',
        dom_html="<img src='data:image/png;base64,AAAA'><p>Anna Beispiel</p>",
        txt="Bruno Ωμέγα wrote, so did b.other@example.com",
    )  # fmt: skip
    _share(original, root / "copy.zip")
    return original, root / "copy.zip"


def _files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as bag:
        return {name.split("/", 1)[1]: bag.read(name) for name in bag.namelist()}


def test_nobody_is_named_in_a_copy(both: tuple[Path, Path]) -> None:
    """Not one byte of any name, address, number or id, packed or not; every copy of a text has the same stand-ins."""
    files = _files(both[1])
    values = {v for one in (ANNA, BRUNO) for v in (*one.wholes, *one.words, *one.phones, *one.digits)}
    sweeper = Sweeper(values)

    for name, data in files.items():
        sweeper.name(name)
        sweeper.stream(io.BytesIO(data), name)

    walk = "data/copy/data/web/walk-9"
    assert b"- textbox: [e-mail 1]" in files[f"{walk}/03-more.aria.yml"]
    assert b"[person 1]" in files[f"{walk}/03-more.aria.yml"]
    assert {"name": "[person 1]", "u": "[person 1]"}.items() <= json.loads(files[f"{walk}/03-more.json"]).items()
    assert "[person 2] wrote, so did [e-mail]" == files[f"{walk}/03-more.txt"].decode()
    assert f"{walk}/03-more.dom.html" not in files


def test_pictures_are_black_where_the_note_says_and_blank_without(both: tuple[Path, Path]) -> None:
    """The first has its note; of the second nobody knows what it shows."""
    files = _files(both[1])
    links = {link["name"]: link for link in json.loads(files["data/links.json"])["files"]}
    noted, other = (Image.open(io.BytesIO(files[f"data/copy/data/web/walk-9/{n}.png"])) for n in ("01-fill", "02-send"))

    assert {(0, 0, 0)} == {color for _, color in noted.crop((15, 15, 385, 75)).getcolors() or ()}
    assert "blacked_out" == links["data/web/walk-9/01-fill.png"]["how"]
    assert (640, 360) == other.size
    assert "left_out" == links["data/web/walk-9/02-send.png"]["how"]


def test_a_copy_holds_with_and_without_its_original(both: tuple[Path, Path], tmp_path: Path) -> None:
    """Every file of the original has one link; the stamps of the original are checked in the copy."""
    original, copy = both

    alone, beside = verify(copy), verify(copy, original=original)

    assert (True, None) == (alone.ok, alone.refused)
    assert (True, None) == (beside.ok, beside.refused)
    assert 2 == len(alone.stamps)
    assert "The original is at hand" in say(beside)
    assert "The original is at hand" not in say(alone)
    assert "whoever holds the original can compare" in say(alone)
    assert verify(original).seal in say(alone)
    assert alone.rehearsal == "town"
    assert bagit.Bag(str(makings.unpack(copy, tmp_path))).is_valid()


def test_the_same_copy_is_the_same_bytes(both: tuple[Path, Path], tmp_path: Path) -> None:
    """Stand-ins are not drawn by lot."""
    _share(both[0], tmp_path / "again.zip")

    assert both[1].read_bytes() == (tmp_path / "again.zip").read_bytes()


def test_a_copy_of_another_dossier_is_named(both: tuple[Path, Path], tmp_path: Path) -> None:
    """The seal tells."""
    other = _original(tmp_path, [])

    assert "broken_link" == verify(both[1], original=other).code
    assert "broken_link" == verify(both[0], original=both[0]).code


def test_a_renewed_original_is_still_the_original(
    both: tuple[Path, Path], tmp_path: Path, authorities: list[Authority]
) -> None:
    """Renewing touches nothing that was sealed; a copy made afterwards holds the renewal too."""
    renewed = Path(shutil.copy(both[0], tmp_path / "renewed.zip"))
    renew(renewed, renewed, stamps=authorities, now=makings.NOW, software="optout 0.1.0")
    _share(renewed, tmp_path / "copy.zip")

    assert verify(both[1], original=renewed).ok
    assert verify(tmp_path / "copy.zip", original=renewed).ok
    assert 4 == len(verify(tmp_path / "copy.zip").stamps)


def _links(bag: Path, change: Callable[[Any], None]) -> None:
    path = bag / "data/links.json"
    told = json.loads(path.read_text())
    change(told)
    path.write_text(json.dumps(told))


def _first(told: dict[str, Any], how: str) -> dict[str, Any]:
    found: dict[str, Any] = next(link for link in told["files"] if link["how"] == how)
    return found


def _other_hash(bag: Path) -> None:
    _links(bag, lambda told: told["files"][0].update(sha256="0" * 64))


def _fewer(bag: Path) -> None:
    _links(bag, lambda told: told["files"].pop())


def _twice(bag: Path) -> None:
    _links(bag, lambda told: told["files"].append(told["files"][0]))


def _called_same(bag: Path) -> None:
    _links(bag, lambda told: _first(told, "redacted").update(how="same"))


def _other_seal(bag: Path) -> None:
    _links(bag, lambda told: told.update(seal="0" * 64))


def _leads_elsewhere(bag: Path) -> None:
    _links(bag, lambda told: _first(told, "redacted").update(copy="bagit.txt"))


def _no_links(bag: Path) -> None:
    (bag / "data/links.json").write_text("[" * 10_000)


def _more(bag: Path) -> None:
    (bag / "data/copy/extra.txt").write_text("and this too")


def _edited_same(bag: Path) -> None:
    path = next(bag.glob("data/copy/data/mail/*.dkim/key.pem"))
    path.write_bytes(path.read_bytes() + b"\n")


def _edited_list(bag: Path) -> None:
    path = bag / "data/original/manifest-sha256.txt"
    path.write_bytes(path.read_bytes().replace(b"timeline.csv", b"timeline.cvs"))


def _edited_both_lists(bag: Path) -> None:
    _edited_list(bag)
    tags, path = bag / "data/original/tagmanifest-sha256.txt", bag / "data/original/manifest-sha256.txt"
    digest = sums({"manifest-sha256.txt": path.read_bytes()})
    kept = [line for line in tags.read_bytes().splitlines(keepends=True) if b"  manifest-" not in line]
    tags.write_bytes(b"".join(sorted([*kept, digest], key=lambda line: bytes(line)[66:])))
    new = sums({"x": tags.read_bytes()})[:64].decode()
    _links(bag, lambda told: told.update(seal=new))

    def rename(told: dict[str, Any]) -> None:
        for link in told["files"]:
            link["name"] = link["name"].replace("csv", "cvs")

    _links(bag, rename)


def _relist(bag: Path) -> None:
    """What a forger does after a change."""
    data = {p.relative_to(bag).as_posix(): p.read_bytes() for p in bag.glob("data/**/*") if p.is_file()}
    info = [line for line in (bag / "bag-info.txt").read_text().splitlines(True) if not line.startswith("Payload")]
    (bag / "bag-info.txt").write_text("".join(info))
    (bag / "manifest-sha256.txt").write_bytes(sums(data))
    tags = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "README.html")
    (bag / "tagmanifest-sha256.txt").write_bytes(sums({name: (bag / name).read_bytes() for name in tags}))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_other_hash, "broken_link"), (_fewer, "broken_link"), (_twice, "broken_link"), (_called_same, "broken_link"),
        (_other_seal, "broken_link"), (_leads_elsewhere, "broken_link"), (_no_links, "broken_link"),
        (_more, "broken_link"), (_edited_same, "broken_link"), (_edited_list, "wrong_hash"),
        (_edited_both_lists, "broken_link"),
    ],
)  # fmt: skip
def test_a_bent_copy_is_refused_by_name(
    both: tuple[Path, Path], tmp_path: Path, change: Callable[[Path], None], code: str
) -> None:
    """The forger makes the copy's own lists again after each change."""
    bag = makings.unpack(both[1], tmp_path)
    change(bag)
    _relist(bag)

    verdict = verify(bag)
    assert code == verdict.code, verdict.refused
    assert not verdict.ok


def test_a_copy_under_a_stamp_over_other_lists_is_refused(
    both: tuple[Path, Path], tmp_path: Path, authorities: list[Authority]
) -> None:
    """A true stamp of the true authority, over something else."""
    bag = makings.unpack(both[1], tmp_path)
    other = stamp(b"something else", authorities[0])
    assert isinstance(other, Stamp)
    (bag / "data/original/timestamps/stamp-one.tsr").write_bytes(other.response)
    _relist(bag)

    assert "swapped_stamp" == verify(bag).code


def test_by_command_from_a_dossier_that_is_there(home: Home) -> None:
    """Sealed and copied at once, or copied later from the same file; never from somebody else's dossier."""
    home.write("anna/facebook", *SENT)
    home.write("anna/instagram", *SENT)
    at_once = json.loads(home.optout("dossier", "anna/facebook", "-o", "case.zip", "--share", "copy.zip", "--json"))
    before = (home.folder / "case.zip").read_bytes()

    told = json.loads(home.optout("dossier", "anna/facebook", "-o", "case.zip", "--share", "later.zip", "--json"))

    assert before == (home.folder / "case.zip").read_bytes()
    assert told["redacted"] > 0
    assert ("case.zip", "copy.zip") == (Path(at_once["path"]).name, Path(at_once["share"]["copy"]).name)
    assert hashlib.sha256(before).hexdigest() == at_once["sha256"]
    assert hashlib.sha256((home.folder / "copy.zip").read_bytes()).hexdigest() == at_once["share"]["sha256"]
    assert b"Anna" not in b"".join(_files(home.folder / "later.zip").values())
    home.optout("verify", "later.zip", "--original", "case.zip")
    home.optout("verify", "later.zip")
    assert "not a dossier of" in home.optout(
        "dossier", "anna/instagram", "-o", "case.zip", "--share", "other.zip", code=2
    )


@pytest.mark.parametrize("harm", ["tampered", "not a dossier"])
def test_what_does_not_hold_is_not_copied(both: tuple[Path, Path], tmp_path: Path, harm: str) -> None:
    """And nothing is left behind."""
    path = Path(shutil.copy(both[0], tmp_path / "case.zip"))
    if harm == "tampered":
        path.write_bytes(path.read_bytes()[:-30])
    else:
        makings_bag = makings.bag_files({"a.txt": b"1"})
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in makings_bag.items():
                archive.writestr(f"x/{name}", data)

    with pytest.raises(CannotShare):
        _share(path, tmp_path / "copy.zip")
    assert not (tmp_path / "copy.zip").exists()


NO_NOTES = (
    b"", b"[", b"{}", b'{"schema":2,"boxes":[]}', b'{"schema":1,"boxes":[[1,2,3]]}', b'{"schema":1,"boxes":7}',
    b'{"schema":1,"boxes":[[1,2,3,1e999]]}', b'{"schema":1,"boxes":[["a",2,3,4]]}',
    b'{"schema":1,"boxes":[[true,1,1,1]]}',
)  # fmt: skip


@pytest.mark.parametrize("note", NO_NOTES)
def test_a_note_that_is_none_blanks_the_picture(note: bytes) -> None:
    """Fails closed."""
    assert boxes_in(note) is None


WRITINGS: dict[str, Callable[[str], str]] = {
    "aria_yml": lambda s: f"- text: {s}\n",
    "json": lambda s: json.dumps({s: [s, {"deep": s}]}),
    "txt": lambda s: s.upper(),
    "csv": lambda s: f"a,{s.replace(',', ' ')},b\n",
    "dom_html": lambda s: f"<p>{s}</p>",
    "log_jsonl": lambda s: json.dumps({"x": s}) + "\n",
}
NAMES = st.builds(
    "{} {}".format,
    st.text("abcdefghijklmnopqrstuvwxyzéüøżЖщΩλ", min_size=3, max_size=9).map(str.title),
    st.text("abcdefghijklmnopqrstuvwxyzéüøżЖщΩλ", min_size=3, max_size=12).map(str.title),
)


@settings(max_examples=40, deadline=None)
@given(NAMES, st.sampled_from(sorted(WRITINGS)), st.sampled_from(["name", "email", "phone"]))
def test_no_name_however_it_is_written_gets_into_a_copy(name: str, kind: str, what: str) -> None:
    """Random people, every kind of file: there is no copy, or nobody can be found in it."""
    person = Private((name,), (f"{name.split(maxsplit=1)[0].lower()}.x@example.org",), ("+33687654321",), ())
    value = {"name": name, "email": person.emails[0], "phone": "+33 6 87 65 43 21"}[what]
    with TemporaryDirectory() as directory:
        root = Path(directory)
        original = _original(root, [], **{kind: WRITINGS[kind](value)})
        try:
            share(original, root / "copy.zip", household=[person], software="x", now=makings.NOW)
        except CannotShare:
            assert not (root / "copy.zip").exists()
            return
        sweeper = Sweeper([*person.names, *person.emails, *person.phones])
        for place, data in _files(root / "copy.zip").items():
            try:
                sweeper.stream(io.BytesIO(data), place)
            except LeakFound:
                pytest.fail(f"{value!r} is in {place}")
        assert verify(root / "copy.zip", original=original).ok


def test_the_first_page_of_a_copy_warns_of_what_no_program_knows(both: tuple[Path, Path]) -> None:
    """In every language that the pages have, and marked as a rehearsal."""
    page = _files(both[1])["README.html"].decode()

    assert "nickname" in page
    assert 'class="rehearsal-mark"' in page
    assert 'lang="fr"' in page
