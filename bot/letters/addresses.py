"""Who a letter says it is from and to: names and addresses out of a header, without trust."""

import re
from dataclasses import dataclass

from bot.letters.charset import header_text

MAX_ADDRESSES = 200
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]]{1,200}@[^\s@<>,;:\"()\[\]]{1,253}")


@dataclass(frozen=True, slots=True)
class Mailer:
    """One name and address of a From or To header."""

    name: str
    address: str
    """Lower case; empty when what stood there is no address."""


def mailers(value: str) -> tuple[Mailer, ...]:
    """Every entry of an address header (RFC 5322 §3.4), cut before it is decoded: a name may decode to a comma."""
    entries = _entries(value[:16_384])
    return tuple(_mailer(entry) for entry in entries[:MAX_ADDRESSES] if entry.strip())


def _entries(value: str) -> list[str]:
    """Split at commas and semicolons that stand outside quotes, comments and angle brackets; comments are dropped."""
    entries, now = [], []
    quoted = angle = False
    depth = 0
    letters = iter(value)
    for letter in letters:
        if letter == "\\" and (quoted or depth):
            escaped = next(letters, "")
            if not depth:
                now.append(escaped if escaped != '"' else "'")
            continue
        if depth or (letter == "(" and not quoted):
            depth += (letter == "(") - (letter == ")")
            continue
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in "<>":
            angle = letter == "<"
        elif not quoted and not angle and letter in ",;":
            entries.append("".join(now))
            now = []
            continue
        now.append(letter)
    entries.append("".join(now))
    return entries


def _mailer(entry: str) -> Mailer:
    """``Name <address>``, ``address``, or what is left of something that is neither."""
    before, bracket, inside = entry.rpartition("<")
    if bracket:
        inside = inside.partition(">")[0].strip()
        if inside.startswith("@"):  # the obsolete route of RFC 5322 §4.4
            inside = inside.rpartition(":")[2]
        name = before
    else:
        inside, name = entry.rpartition(":")[2].strip(), ""
    address = inside.replace('"', "").strip()
    valid = _ADDRESS.fullmatch(address) is not None
    return Mailer(header_text(name.replace('"', " ")), address.lower() if valid else "")
