"""Print the papers of a filing set: PDF/A-3 with the bag's manifest inside, and PDF/UA for screen readers."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.dossier.filing.paper import Paper
from bot.writing import typeset

HERE = Path(__file__).parent
STANDARDS = ("a-3a", "ua-1")
"""Archive with attachments (ISO 19005-3), accessible (ISO 14289-1)."""
MANIFEST = "manifest-sha256.txt"


def complaint_pdf(paper: Paper, manifest: bytes, at: datetime) -> bytes:
    """The complaint, with the list of every file of the sealed record and its hash attached."""
    return typeset(
        HERE / "complaint.typ", {"complaint": asdict(paper)}, at=at, standards=STANDARDS, files={MANIFEST: manifest}
    )


def exhibits_pdf(sheets: Mapping[str, Any], pictures: Mapping[str, bytes], at: datetime) -> bytes:
    """The exhibits; ``pictures`` are the files that the sheets name."""
    return typeset(HERE / "exhibits.typ", {"exhibits": sheets}, at=at, standards=STANDARDS, files=pictures)
