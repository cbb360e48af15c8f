"""The sentences of a verdict: what was proven, by whom, until when, and what was not."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from bot.dossier.hostile import shown
from bot.dossier.levels import Level
from bot.dossier.mail import LetterVerdict
from bot.dossier.reading import Reading
from bot.dossier.renewals import renewed_at
from bot.dossier.verdict import StampVerdict


def counting(stamps: Sequence[StampVerdict], ca: Sequence[Path]) -> list[StampVerdict]:
    """With certificates of the verifier's own, only what verifies by them counts; a renewal is no further witness."""
    return [stamp for stamp in stamps if stamp.holds and not stamp.round and (stamp.trusted or not ca)]


def _day(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S UTC") if at else "an unknown time"


def proven(reading: Reading, ca: Sequence[Path]) -> Iterator[str]:
    """One sentence for each thing shown."""
    count = len(reading.bag.files)
    yield f"All {count} files are listed, present and unchanged since the lists were made."
    for name, chain in reading.chains.items():
        if chain.holds and not chain.torn:
            yield f"{shown(name)}: {chain.lines} lines, each following from the one before."
    yield from (stamp_sentence(stamp, reading.stamps) for stamp in counting(reading.stamps, ca))
    for stamp in reading.stamps:
        if stamp.holds and stamp.round and (stamp.trusted or not ca):
            yield (
                f"Renewal {stamp.round}: the stamps before it existed at {_day(stamp.at)}, says {stamp.authority}, "
                f"good until {_day(stamp.until)} [{shown(stamp.name)}]."
            )
    if reading.archives:
        records = sum(one.records for one in reading.archives.values())
        indexed = sum(one.indexed for one in reading.archives.values())
        yield (
            f"The web archives of {len(reading.archives)} walks: {records} records are what their digests were taken "
            f"of, and {indexed} entries of their indexes point to them."
        )
    for letter in reading.letters:
        if letter.holds:
            yield _letter(letter)


def stamp_sentence(stamp: StampVerdict, stamps: Sequence[StampVerdict]) -> str:
    """What one stamp over the lists shows, by whom, until when."""
    by = "by your certificate" if stamp.trusted else "by the certificates in the bag"
    as_of = ", as of its own day (a certificate has ended since)" if stamp.expired else ""
    again = renewed_at(stamp, stamps)
    renewal = f"renewed in time on {_day(again)}, " if again else ""
    return (
        f"The lists existed at {_day(stamp.at)}, says {stamp.authority}; checked {by}{as_of}, {renewal}"
        f"good until {_day(stamp.good_until)} [{shown(stamp.name)}]."
    )


def _letter(letter: LetterVerdict) -> str:
    key = f"; its key was saved by {_day(letter.key_saved_at)}" if letter.in_time else ""
    return (
        f"{shown(letter.name)}: signed by {shown(letter.domain)}, unchanged, checked with the key saved beside it{key}."
    )


def not_proven(reading: Reading, ca: Sequence[Path], level: Level) -> Iterator[str]:
    """One sentence for each thing that could not be shown, the limits of the method included."""
    if not reading.strong:
        yield "The lists use no hash that is still safe: the files may have been replaced."
    claimed = reading.claimed
    if reading.said_level and claimed is None:
        yield f"“{shown(reading.said_level)}” is no evidence level."
    elif claimed is not None and not level.reaches(claimed):
        yield f"The bag claims {claimed}; no more than {level} could be shown."
    for name, chain in reading.chains.items():
        if not chain.holds:
            yield f"{shown(name)}: {chain.fault}."
        elif chain.torn:
            yield f"{shown(name)}: its writer was stopped in the middle of a line; the {chain.lines} whole lines hold."
    if not reading.chains:
        yield "There is no chained log: nothing shows the order of events."
    yield from _stamps_not_proven(reading, ca)
    for letter in reading.letters:
        if not letter.holds:
            yield f"{shown(letter.name)}: {letter.why}."
        elif not letter.of_controller:
            yield f"{shown(letter.name)}: {shown(letter.domain)} is not known as a domain of the controller."
        elif not letter.in_time:
            yield f"{shown(letter.name)}: {letter.why}."
    if not reading.letters:
        yield "There is no letter in the bag."


def _stamps_not_proven(reading: Reading, ca: Sequence[Path]) -> Iterator[str]:
    if not reading.stamps:
        yield "There is no time stamp: nobody else says when the bag existed."
    for stamp in reading.stamps:
        if not stamp.holds:
            yield f"{shown(stamp.name)}: {stamp.why}."
        elif stamp.expired and renewed_at(stamp, reading.stamps) is None:
            yield (
                f"{shown(stamp.name)}: that it was made before {_day(stamp.until)}, when its certificate ended: it was "
                "not renewed by then, so whoever came by the authority's key since could have made it."
            )
        elif ca and not stamp.trusted:
            yield f"{shown(stamp.name)}: agrees with the bag, but not with a certificate that you gave."
        elif not ca:
            yield (
                f"{shown(stamp.name)}: that its authority is who it says it is. Compare the fingerprint of its root, "
                f"{stamp.root}, with the authority's own page or a trusted list, or give its certificate."
            )
