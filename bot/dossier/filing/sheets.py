"""The sheets of exhibits.pdf: what the complaint cites, each with its moment and the hash of its original."""

import io
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from bot.disguises import Censor
from bot.dossier.filing.complaint import label
from bot.dossier.filing.grievance import Grievance
from bot.dossier.filing.pictures import Measure, Unshowable, shown
from bot.dossier.redact import LeakFound, Sweeper
from bot.letters.read import read
from bot.writing import Exhibit, Words
from bot.writing.wording import inline

LONGEST = 12_000
"""Characters of one letter: three pages."""
_LARGEST = 32 << 20
_RESULT = "result.json"


@dataclass(frozen=True, slots=True)
class Sheets:
    """All sheets as data, the pictures they name, and the files that are enclosed as they are."""

    data: Mapping[str, Any]
    pictures: Mapping[str, bytes]
    enclosed: Mapping[str, bytes]
    reduced: bool


def sheets(about: Grievance, exhibits: Sequence[Exhibit], words: Words, measure: Measure | None) -> Sheets:
    """One sheet for each exhibit. A file whose bytes are no longer those of its hash is not shown."""
    pictures: dict[str, bytes] = {}
    enclosed: dict[str, bytes] = {}
    made = []
    for n, one in enumerate(exhibits, 1):
        facts: dict[str, Any] = {
            "title": label(n, one, words),
            "at": words.moment(one.at) if one.at else "–",
            "file": inline(one.name),
            "sha256": one.sha256,
            "pictures": [],
            "notes": [],
            "head": [],
            "text": [],
        }
        data = _bytes(about.files.get(one.name), one.sha256)
        if data is None:
            facts["notes"].append(words("filing.sheets.unshown"))
        elif one.what == "picture":
            _picture(facts, pictures, data, words, n=n, measure=measure)
        elif one.what == "their_letter":
            _letter(facts, data, about.files[one.name], about.secrets, words)
        else:
            name = f"exhibit-{n}{Path(one.name).suffix.lower()}"
            enclosed[name] = data
            facts["notes"].append(words("filing.sheets.enclosed", name=name))
        made.append(facts)
    reduced = any(picture["note"] for one in made for picture in one["pictures"])
    return Sheets(_sheet(about, words, made), pictures, enclosed, reduced)


def _sheet(about: Grievance, words: Words, made: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    labels = {key: words(f"filing.sheets.{key}") for key in ("utc", "file", "hash", "received", "sender", "subject")}
    return {
        "language": words.language,
        "title": words("filing.sheets.title"),
        "about": words("filing.complaint.about", controller=about.controller.name),
        "author": inline(about.person),
        "reference": words("frame.reference", reference=about.reference),
        "page": words.texts["frame.page"],
        "rehearsal": words("filing.complaint.rehearsal", world=about.world) if about.world else "",
        "labels": labels,
        "sheets": list(made),
    }


def _picture(
    facts: dict[str, Any], pictures: dict[str, bytes], data: bytes, words: Words, *, n: int, measure: Measure | None
) -> None:
    try:
        parts, cut = shown(data, measure)
    except Unshowable:
        facts["notes"].append(words("filing.sheets.unshown"))
        return
    for m, part in enumerate(parts, 1):
        name = f"p{n}-{m}.{part.suffix}"
        pictures[name] = part.data
        note = words("filing.sheets.reduced", name=Path(facts["file"]).name) if part.reduced else ""
        which = words("filing.sheets.part", n=m, count=len(parts)) if len(parts) > 1 else ""
        alt = " – ".join(text for text in (facts["title"], which) if text)
        facts["pictures"].append({"file": f"/{name}", "alt": alt, "note": note, "part": which, "ratio": part.ratio})
    if cut:
        facts["notes"].append(words("filing.sheets.cut"))


def _letter(facts: dict[str, Any], data: bytes, path: Path, secrets: Collection[str], words: Words) -> None:
    """Its text as a person reads it, and what its signature proves. One that holds a code or a secret is not shown."""
    found = read(data)
    text = found.text[:LONGEST]
    facts["notes"].append(_proof(path, words))
    if _holds(data, f"{found.subject}\n{found.text}", secrets):
        facts["notes"].append(words("filing.sheets.withheld"))
        return
    head = {
        "sender": found.sender or ", ".join(found.senders),
        "subject": found.subject,
        "received": words.moment(found.date) if found.date else "",
    }
    facts["head"] = [[words(f"filing.sheets.{key}"), inline(value)] for key, value in head.items() if value]
    facts["text"] = [inline(line) for line in text.splitlines() if line.strip()]
    if len(found.text) > LONGEST:
        facts["notes"].append(words("filing.sheets.shortened"))


def _holds(raw: bytes, text: str, secrets: Collection[str]) -> bool:
    if Censor(secrets).holds(text.encode()):
        return True
    try:
        Sweeper(secrets).stream(io.BytesIO(raw), "letter.eml")
    except LeakFound:
        return True
    return False


def _proof(path: Path, words: Words) -> str:
    """What was found when it came: the record beside the letter."""
    try:
        kept = json.loads((path.with_suffix(".dkim") / _RESULT).read_bytes()[:1_000_000])
    except (OSError, ValueError, RecursionError):
        kept = {}
    holds = isinstance(kept, dict) and kept.get("holds") is True and isinstance(kept.get("domain"), str)
    return words("filing.sheets.proven", domain=kept["domain"]) if holds else words("filing.sheets.unproven")


def _bytes(path: Path | None, sha256: str) -> bytes | None:
    try:
        if path is None or path.is_symlink() or path.stat().st_size > _LARGEST:
            return None
        with path.open("rb") as stream:
            if file_digest(stream, "sha256").hexdigest() != sha256:
                return None
            stream.seek(0)
            return stream.read()
    except (OSError, ValueError):
        return None
