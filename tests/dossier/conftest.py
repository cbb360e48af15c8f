"""Two real time authorities, and a case with a walk and signed letters."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bot.dossier import Authority, Sealed, seal
from fixtures.time_authority import TimeAuthority
from tests.dossier import makings

Sealer = Callable[..., Sealed]


@pytest.fixture(scope="session")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Authority]]:
    """Two operators, each with its own root."""
    root = tmp_path_factory.mktemp("tsa")
    with TimeAuthority(root / "one", "Stamp One") as one, TimeAuthority(root / "two", "Stamp Two") as two:
        yield [Authority(tsa.url, tsa.ca_pem, tsa.name) for tsa in (one, two)]


@pytest.fixture
def sealer(tmp_path: Path, authorities: list[Authority]) -> Sealer:
    """Seal a case made of the usual parts, with changes."""

    def make(*, stamps: Sequence[Authority] | None = None, name: str = "case.zip", **changes: object) -> Sealed:
        case = makings.case(tmp_path, **changes)
        return seal(case, tmp_path / name, stamps=authorities if stamps is None else stamps, now=makings.NOW)

    return make


@pytest.fixture(scope="session")
def sealed_once(tmp_path_factory: pytest.TempPathFactory, authorities: list[Authority]) -> Path:
    """One E3M dossier that nobody changes."""
    root = tmp_path_factory.mktemp("sealed")
    return seal(makings.case(root), root / "case.zip", stamps=authorities, now=makings.NOW).path


@pytest.fixture(scope="session")
def unpacked_once(tmp_path_factory: pytest.TempPathFactory, sealed_once: Path) -> Path:
    """The same, unpacked by a program that is not ours."""
    return makings.unpack(sealed_once, tmp_path_factory.mktemp("unpacked"))
