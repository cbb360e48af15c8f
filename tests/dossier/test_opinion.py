"""The second opinion on a stamp: a note, whatever it says."""

from pathlib import Path

import pytest
from cryptography import x509

from bot.dossier import Authority, openssl
from bot.dossier.opinion import second_opinion
from bot.dossier.stamping import Stamp, stamp

DATA = b"the tag manifest of a bag"


@pytest.fixture(scope="module")
def taken(authorities: list[Authority]) -> tuple[Stamp, list[x509.Certificate]]:
    """A real stamp, and the chain from its signer to the root."""
    answer = stamp(DATA, authorities[0])
    assert isinstance(answer, Stamp)
    with openssl.on_disk(answer=answer.response) as paths:
        token = openssl.read_token(paths["answer"])
    assert token is not None
    assert token.signer is not None
    return answer, openssl.chain_of(token.signer, [*token.certificates, *openssl.load_pem(answer.chain)])


def test_it_agrees_with_a_good_stamp(taken: tuple[Stamp, list[x509.Certificate]]) -> None:
    """What openssl verifies, it verifies."""
    answer, chain = taken

    assert "rfc3161-client verifies this stamp, too." == second_opinion(DATA, answer.response, chain) == answer.note


def test_it_tells_a_stamp_over_other_bytes(taken: tuple[Stamp, list[x509.Certificate]]) -> None:
    """And one whose signature was touched, and what is no stamp at all."""
    answer, chain = taken
    last = bytes([answer.response[-1] ^ 1])

    assert second_opinion(b"other", answer.response, chain).startswith("rfc3161-client does not verify this stamp: ")
    assert "too" not in second_opinion(DATA, answer.response[:-1] + last, chain)
    assert second_opinion(DATA, b"nothing", chain).startswith("rfc3161-client cannot read this stamp: ")


def test_the_note_lies_beside_the_stamp(unpacked_once: Path) -> None:
    """Listed with the stamps; a bag with it is verified like any other."""
    note = (unpacked_once / "timestamps" / "stamp-one.note.txt").read_text()

    assert note.startswith("rfc3161-client ")
    assert "stamp-one.note.txt" in (unpacked_once / "timestamps" / "sha256sum.txt").read_text()
