"""Which words of a letter are the sender's own, and which it quotes or passes on."""

import re

_ATTRIBUTION = re.compile(
    r"^(on\b.{0,200}\bwrote|le\b.{0,200}\ba écrit|am\b.{0,200}\bschrieb.{0,100}|il\b.{0,200}\bha scritto"
    r"|el\b.{0,200}\bescribió|op\b.{0,200}\bschreef.{0,100}|em\b.{0,200}\bescreveu|w dniu\b.{0,200}\bnapisał.{0,10}"
    r"|den\b.{0,200}\bskrev.{0,100}|dne\b.{0,200}\bnapsal.{0,10})\s?:$",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"^(-{2,}\s*(original message|forwarded message|message d'origine|message transféré|message original"
    r"|ursprüngliche nachricht|weitergeleitete nachricht|messaggio originale|messaggio inoltrato|mensaje original"
    r"|mensaje reenviado|oorspronkelijk bericht|doorgestuurd bericht|wiadomość oryginalna|mensagem original"
    r"|mensagem encaminhada)\s*-{2,}|begin forwarded message:|début du message (réexpédié|transféré)\s?:"
    r"|anfang der weitergeleiteten nachricht:|inizio messaggio inoltrato:)$",
    re.IGNORECASE,
)


_FROM = r"from|de|von|da|van|od|remitente|fra|från|lähettäjä"
_SUBJECT = r"subject|objet|betreff|oggetto|asunto|onderwerp|temat|assunto|emne|ämne|aihe"
_OTHER = (
    r"sent|date|to|cc|envoyé|envoyé le|à|gesendet|datum|an|inviato|data|a|para|enviado|enviado el|fecha|verzonden|aan"
    r"|wysłano|do|enviada em|sendt|skickat|til|till|dato"
)
_HEAD_LINE = re.compile(rf"\*?(?:(?P<from>{_FROM})|(?P<subject>{_SUBJECT})|{_OTHER})\*?\s?:", re.IGNORECASE)
_HEAD_LINES = 6
"""So many lines may stand between the first and the last of the head of a letter that is passed on."""


def own_words(text: str) -> str:
    """The text without what it quotes: lines after ``>``, and what follows "On … wrote:", "Original Message", or the
    head of another letter, as Outlook and web mailers put it there in their own language.
    """
    lines = text.replace("\u00a0", " ").split("\n")
    kept: list[str] = []
    skip = -1
    for n, line in enumerate(lines):
        stripped = line.strip().replace("’", "'")
        if n <= skip or stripped.startswith((">", "|>")):
            continue
        joined = f"{stripped} {lines[n + 1].strip()}" if n + 1 < len(lines) else stripped
        lasts = 0 if _ATTRIBUTION.match(stripped) else 1 if _ATTRIBUTION.match(joined[:600]) else -1
        if (
            _ORIGINAL.match(stripped)
            or _head_of_another(lines, n)
            or (lasts >= 0 and not _quotes_follow(lines, n + lasts + 1))
        ):
            break
        if lasts >= 0:
            skip = n + lasts
            continue
        kept.append(line)
    return "\n".join(kept)


def _quotes_follow(lines: list[str], at: int) -> bool:
    """Whether the quoted letter after an attribution is marked line by line; else everything after it is quoted."""
    following = next((line.strip() for line in lines[at : at + 5] if line.strip()), "")
    return following.startswith(">")


def _head_of_another(lines: list[str], at: int) -> bool:
    """Whether a letter's head begins here: a sender and a subject among lines that are nothing but such."""
    found: set[str] = set()
    for line in lines[at : at + _HEAD_LINES]:
        said = _HEAD_LINE.match(line.strip()[:40])
        if said is None:
            return False
        found.add(said.lastgroup or "")
        if {"from", "subject"} <= found:
            return True
    return False
