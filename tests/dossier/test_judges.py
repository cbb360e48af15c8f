"""Other people's programs accept a dossier, and each of them notices when what it judges is spoiled."""

import json
import shutil
from pathlib import Path

import pytest

from bot.dossier import Authority, seal
from bot.dossier.filing.complaint import compose
from bot.dossier.filing.printing import complaint_pdf
from bot.dossier.filing.wording import words
from tests.dossier import judges, makings
from tests.dossier.judges import JUDGES, Dossier
from tests.dossier.test_webarchive import RECORD, walk_with_record
from tests.filing.cases import grievance


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory, authorities: list[Authority]) -> Dossier:
    """A letter, a walk with its web archive, two stamps, a complaint."""
    root = tmp_path_factory.mktemp("judged")
    folder, content = walk_with_record(root / "kept", RECORD)
    case = makings.case(root, evidence=[folder], record=lambda _: content, own={"anna@example.org": "account e-mail"})
    path = seal(case, root / "case.zip", stamps=authorities, now=makings.NOW).path
    filing = root / "case-filing"
    filing.mkdir()
    about = grievance()
    complaint = complaint_pdf(compose(about, words("en")).paper, about.record.manifest, about.last_event)
    (filing / "complaint.pdf").write_bytes(complaint)
    roots = dict(zip(("stamp-one", "stamp-two"), (one.ca for one in authorities if one.ca), strict=True))
    return Dossier(path, makings.unpack(path, root / "unpacked"), filing, roots)


@pytest.mark.parametrize("name", JUDGES)
def test_a_judge_accepts_it(dossier: Dossier, name: str) -> None:
    """It finds something to judge, and nothing against it."""
    said = JUDGES[name](dossier)
    if said.missing:
        pytest.skip(f"{said.missing} is not on PATH: CONTRIBUTING.md says how to get it")

    assert () == said.against
    assert said.judged >= 1


@pytest.mark.parametrize("name", JUDGES)
def test_a_judge_notices(dossier: Dossier, tmp_path: Path, name: str) -> None:
    """A judge that accepts everything would be none."""
    said = JUDGES[name](_spoiled(dossier, tmp_path))
    if said.missing:
        pytest.skip(f"{said.missing} is not on PATH: CONTRIBUTING.md says how to get it")

    assert said.against


def test_a_judge_that_is_not_here_agrees_to_nothing(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told by its name."""
    monkeypatch.setenv("PATH", "/nowhere")

    assert "missing: mailauth" == str(judges.mailauth(dossier))
    assert "missing: har-schema beside mailauth" == str(judges.har_schema(dossier))


def _spoiled(whole: Dossier, root: Path) -> Dossier:
    """The same with every kind of file changed, each in a way that its own judge must see."""
    copy = Dossier(root / "case.zip", root / "bag", root / "filing", whole.roots)
    shutil.copytree(whole.bag, copy.bag)
    shutil.copytree(whole.filing, copy.filing)
    copy.path.write_bytes(whole.path.read_bytes()[:-30])
    for file in copy.bag.rglob("*"):
        if file.suffix == ".har":
            file.write_text(json.dumps({"log": {"version": "1.2"}}))
        elif file.suffix == ".wacz":
            file.write_bytes(file.read_bytes()[:-30])
        elif file.suffix == ".eml" or file.name == "tagmanifest-sha256.txt":
            file.write_bytes(file.read_bytes() + b"more\r\n")
    for file in copy.filing.iterdir():
        file.write_bytes(file.read_bytes()[:-300])
    return copy
