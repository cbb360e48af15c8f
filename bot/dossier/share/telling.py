"""The verdict on a redacted copy: its links, its original's stamps, and whether the original at hand is the one."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.dossier.findings import counting, stamp_sentence
from bot.dossier.hostile import Hostile
from bot.dossier.levels import Level
from bot.dossier.reading import Reading
from bot.dossier.share.checking import sentences
from bot.dossier.verdict import Verdict


def with_links(verdict: Verdict, reading: Reading, ca: Sequence[Path], original: Verdict | None) -> Verdict:
    """The verdict with what the links add; unchanged for what is no copy."""
    found = reading.copy
    if found is None:
        if original is not None:
            raise Hostile("broken_link", "", "this is no redacted copy: it has no original")
        return verdict
    if original is not None and (original.refused or not original.ok):
        raise Hostile("broken_link", "", f"the original does not hold: {original.refused or 'its claim is not proven'}")
    if original is not None and original.seal != found.seal:
        raise Hostile("broken_link", "", "the original that was given bears another seal")
    proven, missing = sentences(found, original.seal if original else None)
    stamps = counting(found.stamps, ca)
    proven += [stamp_sentence(stamp, found.stamps) for stamp in stamps]
    missing += [f"{stamp.name}: {stamp.why}." for stamp in found.stamps if not stamp.holds]
    claimed = Level.read(found.claimed)
    enough = claimed is None or len({stamp.operator for stamp in stamps}) >= claimed.rank - 1
    if not enough:
        missing.append(f"The original claims {claimed}; its stamps do not show as much here.")
    kept = [line for line in verdict.not_proven if "chained log" not in line and "time stamp" not in line]
    return replace(
        verdict,
        ok=verdict.ok and enough,
        proven=(*verdict.proven, *proven),
        not_proven=(*missing, *(line for line in kept if "no letter" not in line)),
        stamps=tuple(found.stamps),
        good_until=min((stamp.good_until for stamp in stamps if stamp.good_until), default=None),
    )
