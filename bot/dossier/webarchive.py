"""What the vault's record of a walk becomes in a dossier: session.wacz, exchanges.har, and its hash."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.chain import Facts
from bot.disguises import Censor
from bot.dossier import wacz
from bot.dossier.bag import Measured, Member
from bot.dossier.case import Case, Withheld
from bot.dossier.exchanges import Reader, as_har
from bot.dossier.redact import Sweeper
from bot.dossier.taking import CannotSeal, swept

_DOM = ".dom.html"
_REASON = "the network record of a walk, with cookies and all it bore"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a dossier shows of one record, and what it only names."""

    files: tuple[Measured, ...]
    withheld: Withheld
    redactions: tuple[Mapping[str, object], ...]


def shown(case: Case, folder: Path, lines: Sequence[Facts], sweeper: Sweeper) -> Shown | None:
    """Make both files of one walk; None where the walk left no record."""
    content = case.record(folder.name)
    said = next((line for line in lines if line.get("step") == "record" and line.get("kept")), None)
    if content is None:
        return None
    digest = hashlib.sha256(content).hexdigest()
    place = f"data/web/{folder.name}"
    if said is None or said.get("sha256") != digest:
        raise CannotSeal(f"{place}: its network record is not the one that the walk wrote down")
    reader = Reader(Censor([*case.secrets, *case.codes]), case.own)
    try:
        exchanges = reader.read(content)
    except (ValueError, KeyError, TypeError, RecursionError) as trouble:
        raise CannotSeal(f"{place}: its network record cannot be read") from trouble
    about = _about(case)
    packed = wacz.write(
        exchanges, _rendered(folder, lines, reader), title=_title(case), about=about, created=_created(lines)
    )
    har = as_har(exchanges, case.software, about["description"])
    files = tuple(
        swept(Member(f"{place}/{name}", data), sweeper)
        for name, data in (("session.wacz", packed), ("exchanges.har", har))
    )
    counted = tuple(
        {"rule": rule, "exhibit": place, "place": "session.wacz, exchanges.har", "count": count}
        for rule, count in sorted(reader.counts.items())
    )
    return Shown(files, Withheld(f"web/{folder.name}/session.har", digest, _REASON), counted)


def _rendered(folder: Path, lines: Sequence[Facts], reader: Reader) -> list[wacz.Rendered]:
    """The pages that the walk kept as exhibits; a page that did not change between two steps stands once."""
    found: dict[str, wacz.Rendered] = {}
    for line in lines:
        url = str(line.get("url_after", ""))
        for name, digest in line.get("files", {}).items():
            if str(name).endswith(_DOM) and url.startswith("https://"):
                html = reader.clean((folder / str(name)).read_bytes())
                address = url.replace("=…", "=withheld")
                found.setdefault(
                    f"{digest} {address}", wacz.Rendered(str(line["at"]), address, str(line["step"]), html)
                )
    return list(found.values())


def _title(case: Case) -> str:
    mark = "" if case.world is None else f"REHEARSAL ({case.world}): "
    return f"{mark}{case.id}, {case.platform}"


def _about(case: Case) -> dict[str, str]:
    mark = "" if case.world is None else f"REHEARSAL, made in the stand-in world {case.world}. "
    return {
        "software": case.software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": f"{mark}Records are redacted: scripts, cookies, tokens, hidden and typed values are taken out. "
        "Digests are those of the redacted bytes; the original stays with the person, its hash is in "
        "data/facts/withheld.sha256.",
    }


def _created(lines: Sequence[Facts]) -> str:
    return str(lines[-1]["at"])[:19] + "Z"
