"""Go back through a folder by the headers alone, so that a few wanted letters are found among many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from imapclient import IMAPClient

MOST_HEADERS = 5_000
"""The newest so many letters of a folder; whoever gets more mail than that from one sender has no use for older."""
_AT_ONCE = 1_000
_FIELDS = "BODY.PEEK[HEADER.FIELDS (SUBJECT)]"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a wanted letter lies, and when the server received it."""

    received: datetime
    folder: str
    uid: int


def places(client: IMAPClient, folder: str, uids: Sequence[int], wanted: Callable[[bytes], bool]) -> list[Place]:
    """The letters of an open folder whose headers are wanted."""
    found = []
    newest = sorted(uids)[-MOST_HEADERS:]
    for start in range(0, len(newest), _AT_ONCE):
        answers = client.fetch(newest[start : start + _AT_ONCE], [_FIELDS, "INTERNALDATE"])
        for uid, answer in answers.items():
            headers = next((v for k, v in answer.items() if k.startswith(b"BODY[") and isinstance(v, bytes)), b"")
            if wanted(headers):
                received = answer.get(b"INTERNALDATE")
                at = received if isinstance(received, datetime) else datetime.min.replace(tzinfo=UTC)
                found.append(Place(at if at.tzinfo else at.replace(tzinfo=UTC), folder, int(uid)))
    return found
