"""The language codes of ISO 639-1, and slips people make."""

from collections.abc import Mapping
from types import MappingProxyType

LANGUAGES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg
    ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905 - a table of codes reads better than 185 strings
)
SLIPS: Mapping[str, str] = MappingProxyType(
    {
        "gr": "el", "cz": "cs", "dk": "da", "gb": "en", "ua": "uk", "jp": "ja", "eng": "en", "fra": "fr", "fre": "fr",
        "deu": "de", "ger": "de", "ita": "it", "spa": "es", "por": "pt", "nld": "nl", "dut": "nl", "pol": "pl",
        "swe": "sv", "dan": "da", "fin": "fi", "ell": "el", "gre": "el", "ces": "cs", "cze": "cs", "ron": "ro",
        "rum": "ro", "hun": "hu", "bul": "bg", "hrv": "hr", "slk": "sk", "slo": "sk", "slv": "sl", "est": "et",
        "lav": "lv", "lit": "lt", "gle": "ga", "mlt": "mt",
    }
)  # fmt: skip
"""Country codes taken for languages, and the three letters of ISO 639-2 where there are two."""
