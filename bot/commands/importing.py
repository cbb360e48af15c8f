"""Letters out of files."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.commands.ground import Ground
from bot.letters.files import letters_in


def take_in(ground: Ground, files: Sequence[Path], person: str | None) -> Iterator[dict[str, Any]]:
    """Each letter once: what it was taken for, and whose it is."""
    owners = ground.chosen(person, None)
    waiting = ground.post.waiting(owners)
    for name, raw in (letter for file in files for letter in letters_in(file)):
        if ground.post.is_known(raw):
            yield {"file": name, "taken_for": "known", "why": "this letter was taken in before", "objection": None}
            continue
        _, proof, reading, found = ground.post.take_in(raw, waiting, ground.clock.now(), owners)
        yield {
            "file": name,
            "taken_for": reading.kind.value,
            "phrase": reading.phrase,
            "why": reading.why,
            "proven": proof.holds,
            "objection": found.objection,
            "match": found.why,
        }
