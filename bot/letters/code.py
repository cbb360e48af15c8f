"""Find the code a letter says it carries.

Every service words its code letters alike, so these tables are no telling phrases: a code is typed into the form that
waits for it and proves nothing. Numbers that are a date, a telephone number or a case number are left alone.
"""

import re
import unicodedata

from bot.phrasebook import stream_safe

_CODE_WORD = re.compile(
    r"(?<![^\W\d_])(?:[^\W\d_]{0,30}(?:code|codes|kode|koden|koder|koodi|koodin|koodisi|kod|kodu|kodem|kód)"
    r"|kódem|kódu|kódja|codice|código|codigo|còdigo|codul|cod|koda|kôd|κωδικός|κωδικό|κωδικού|код|кода|кодът|кодом)(?![^\W\d_])"
    r"|確認コード|認証コード|セキュリティコード|인증 ?코드|확인 ?코드|보안 ?코드|验证码|驗證碼",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"confirm|conferm|bestät|bevest|potwierdz|potvr[dz]|bekr[äæe][fk]t|vahvist|megerős|επιβεβαί|потвър|подтвер|onay"
    r"|secur|sécur|segur|sicher|sicurezz|säkerh|sikkerh|turvallis|beveilig|bezpiecz|bezpeč|biztons|ασφαλ|сигурн|siguran"
    r"|verif|vérif|weryfik|ověř|overov|ellenőrz|επαλήθ|провер|log[- ]?in|sign[- ]?in|one[- ]time|einmal|connexion"
    r"|access|acceso|accesso|acesso|logowan|jednoraz|確認|認証|セキュリティ|인증|확인|보안|验证|驗證",
    re.IGNORECASE,
)
_OTHER_CODE = re.compile(
    r"(?:postal|zip|post|error|fehler|promo\w*|discount|rabatt\w*|country|area|länder\w*|vorwahl|source|quell\w*|dress"
    r"|bar|qr|référence|reference)[ -]?code"
    r"|code (?:postal|promo|source|barre|pays|of conduct)|codice (?:postale|fiscale|sconto)"
    r"|código (?:postal|promocional)|kod pocztowy",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.,/+#%€$£=?&@-])(?<![0-9][ :])(?:[A-Z]{1,3}-)?([0-9]{4,10}|[0-9]{3}[ -][0-9]{3,4})"
    r"(?![\w/@%-]|[.,:][0-9]| ?[€$£%]| [0-9])"
)
_NAMED_OTHERWISE = re.compile(
    r"(?:\b(?:ref\w*|réf\w*|case|ticket|dossier|vorgang\w*|aktenzeichen|az|fall|caso|pratica|zaak|sprawa|tel\w*|phone|fax"
    r"|t[ée]l[ée]phone|mobile|handy|id|postfach|box|bp|zip|postal|plz|cedex|street|road|art\w*|©|\(c\))"
    r"[\s.:#°ºn-]*(?:no|nr|number|num[ée]ro|nummer|id)?[\s.:#°º]*|\+[0-9 ().-]{0,15}|#)$",
    re.IGNORECASE,
)
_SPELT_OUT = re.compile(r"[0-9](?: [0-9]){3,9}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DAY = re.compile(
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])|(?:[0-2][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}"
)
_JOINING = re.compile(
    r"[\s:=–—\"'«»*-]*(?:is|est|lautet|ist|è|es|é|er|är|on|is:|to|jest|je|:)?[\s:=–—\"'«»*-]*", re.IGNORECASE
)
_NEAR = 60
"""Characters between a code word and its number when both stand in one sentence."""
_BELOW = 6
"""Lines between a line about a code and a number that stands alone."""


def says_code(subject: str, text: str) -> bool:
    """Whether a letter says that it carries a confirmation, security or verification code."""
    whole = f"{subject}\n{text}"[:100_000]
    return (
        any(_PURPOSE.search(line) and _code_words(line) for line in whole.split("\n")) or find_code(subject, text) != ()
    )


def find_code(subject: str, text: str) -> tuple[str, ...]:
    """The code; several when more than one number could be it, none when no number is said to be one."""
    whole = stream_safe(f"{subject}\n{text}"[:100_000])
    lines = [unicodedata.normalize("NFKC", line).strip() for line in whole.split("\n")]
    about = [n for n, line in enumerate(lines) if _code_words(line)]
    if not about:
        return ()
    ranked: dict[str, int] = {}
    for n, line in enumerate(lines):
        for number, rank in _numbers(line, n, about):
            ranked[number] = min(rank, ranked.get(number, rank))
    best = min(ranked.values(), default=0)
    return tuple(number for number, rank in ranked.items() if rank == best)


def _code_words(line: str) -> list[re.Match[str]]:
    others = [match.span() for match in _OTHER_CODE.finditer(line)]
    words = _CODE_WORD.finditer(line)
    return [word for word in words if not any(a < word.end() and word.start() < b for a, b in others)]


def _numbers(line: str, n: int, about: list[int]) -> list[tuple[str, int]]:
    """The numbers of a line that may be the code, each with how far it stands from being called one."""
    if _SPELT_OUT.fullmatch(line):
        return [(line.replace(" ", ""), 1)] if _follows(n, about) else []
    found = []
    for match in _NUMBER.finditer(line):
        digits = re.sub(r"[ -]", "", match[1])
        if _NAMED_OTHERWISE.search(line[max(0, match.start() - 40) : match.start()]):
            continue
        rank = _rank(line, match, n, about)
        looks_like_a_date = _YEAR.fullmatch(digits) or _DAY.fullmatch(digits)
        if rank is not None and (rank == 0 or not looks_like_a_date):
            found.append((digits, rank))
    return found


def _rank(line: str, number: re.Match[str], n: int, about: list[int]) -> int | None:
    """0 called the code outright, 1 alone on its line below such words, 2 in one sentence with them; None otherwise."""
    gaps = []
    for word in _code_words(line):
        first, second = sorted((word.span(), number.span()))
        between = line[first[1] : second[0]]
        if _JOINING.fullmatch(between):
            return 0
        if not re.search(r"[.!?;] ", between):
            gaps.append(len(between))
    if number[0] == line.strip(" *:.\"'«»–—-"):
        return 1 if _follows(n, about) else None
    return 2 if gaps and min(gaps) <= _NEAR else None


def _follows(n: int, about: list[int]) -> bool:
    return any(0 <= n - line <= _BELOW or 0 < line - n <= 2 for line in about)  # noqa: PLR2004  # "… is your code" may follow
