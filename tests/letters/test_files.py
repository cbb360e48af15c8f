"""Letters come out of files as they were put in, so that their signatures still hold."""

import mailbox
from pathlib import Path

from bot.letters.files import letters_in
from tests.letters.conftest import Sealer, letter


def test_a_saved_letter_is_one_letter(sealer: Sealer, tmp_path: Path) -> None:
    """Byte for byte."""
    raw = sealer.seal(letter())
    (tmp_path / "a.eml").write_bytes(raw)

    assert [("a.eml", raw)] == list(letters_in(tmp_path / "a.eml"))
    assert [("a.eml", raw)] == list(letters_in(tmp_path))


def test_a_maildir_is_read_whole(sealer: Sealer, tmp_path: Path) -> None:
    """What the standard library files is found."""
    box = mailbox.Maildir(tmp_path / "box")
    for n in range(3):
        box.add(sealer.seal(letter(subject=str(n))))

    assert 3 == sum(sealer.prove(raw).holds for _, raw in letters_in(tmp_path / "box"))


def test_an_mbox_is_cut_into_its_letters(sealer: Sealer, tmp_path: Path) -> None:
    """A line that begins with From is quoted inside, and every signature still holds."""
    box = mailbox.mbox(tmp_path / "box")
    for n in range(3):
        box.add(sealer.seal(letter(f"Hi\r\n\r\nFrom here on, {n}.\r\n")))
    box.close()
    found = list(letters_in(tmp_path / "box"))

    assert ["box#1", "box#2", "box#3"] == [name for name, _ in found]
    assert [True] * 3 == [sealer.prove(raw).holds for _, raw in found]
