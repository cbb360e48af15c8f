"""Text as a person writes it: spaces of every kind are spaces, what cannot be seen is refused."""

import unicodedata

LONGEST = 10_000
"""No line of a person needs more characters than this."""
_JOINERS = "\u200c\u200d"
"""They shape Persian words and families of emoji."""


def spaced(text: str) -> str:
    """French puts no-break spaces before « ! », and telephone numbers are copied with them: each is a plain space."""
    return "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in text).strip()


def fault(text: str, *, lines: bool) -> str:
    """What is expected instead, where text is no plain text; ``lines``: it may have several."""
    if len(text) > LONGEST:
        return f"expected at most {LONGEST:,} characters"
    strange = next((c for c in text if not c.isprintable() and c not in _JOINERS + ("\n\t" if lines else "")), None)
    if strange == "\n":
        return "expected a single line"
    return f"expected plain text, without the invisible character U+{ord(strange):04X}" if strange else ""
