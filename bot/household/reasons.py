"""Neutral grounds of our own, for a form that insists on grounds when the person gave none.

Art. 21(1) GDPR asks for "grounds relating to his or her particular situation"; a form of 2024 asked for at least 150
characters. These sentences say only what is
true of every account holder; sensitive grounds are never put in anyone's mouth.
"""

from collections.abc import Mapping
from types import MappingProxyType

_FR = (
    "Je m’oppose, au titre de l’article 21 du RGPD, à l’utilisation de mes données pour développer et entraîner "
    "des modèles d’IA. J’ai publié mes messages et mes photos pour communiquer avec mes proches, pas dans ce but "
    "; une fois apprises par un modèle, ces informations ne peuvent plus être retirées, et je n’en maîtriserais "
    "plus l’usage."
)
_EN = (
    "Under Article 21 GDPR I object to the use of my data to develop and train AI models. I shared my posts and "
    "pictures to keep in touch with people I know, not for that purpose; once a model has learnt from them they "
    "cannot be taken out again, and I would lose control over how they are used."
)
_DE = (
    "Ich widerspreche nach Artikel 21 DSGVO der Verwendung meiner Daten zur Entwicklung und zum Training von "
    "KI-Modellen. Meine Beiträge und Bilder habe ich geteilt, um mit mir bekannten Menschen in Verbindung zu "
    "bleiben, nicht zu diesem Zweck. Was ein Modell einmal gelernt hat, lässt sich nicht wieder entfernen; ich "
    "verlöre die Kontrolle darüber."
)
_IT = (
    "Ai sensi dell’articolo 21 del GDPR mi oppongo all’uso dei miei dati per sviluppare e addestrare modelli di "
    "IA. Ho condiviso i miei post e le mie foto per restare in contatto con persone che conosco, non per questo "
    "scopo; ciò che un modello ha appreso non può più essere rimosso e ne perderei il controllo."
)
_ES = (
    "Con arreglo al artículo 21 del RGPD me opongo al uso de mis datos para desarrollar y entrenar modelos de IA. "
    "Compartí mis publicaciones y fotos para mantener el contacto con personas que conozco, no con ese fin; lo "
    "que un modelo ha aprendido ya no se puede retirar, y yo perdería el control sobre su uso."
)
_NL = (
    "Op grond van artikel 21 AVG maak ik bezwaar tegen het gebruik van mijn gegevens om AI-modellen te "
    "ontwikkelen en te trainen. Ik heb mijn berichten en foto’s gedeeld om contact te houden met mensen die ik "
    "ken, niet voor dat doel; wat een model eenmaal heeft geleerd, kan er niet meer uit, en ik zou de controle "
    "over het gebruik verliezen."
)
_PL = (
    "Na podstawie art. 21 RODO sprzeciwiam się wykorzystywaniu moich danych do tworzenia i trenowania modeli AI. "
    "Publikuję wpisy i zdjęcia, aby utrzymywać kontakt ze znanymi mi osobami, a nie w tym celu; tego, czego model "
    "już się nauczył, nie da się usunąć, a kontrola nad użyciem moich danych zostałaby utracona."
)
_PT = (
    "Nos termos do artigo 21.º do RGPD, oponho-me à utilização dos meus dados para desenvolver e treinar modelos "
    "de IA. Partilhei as minhas publicações e fotografias para manter o contacto com pessoas que conheço, não "
    "para esse fim; o que um modelo aprendeu já não pode ser retirado, e eu perderia o controlo sobre o seu uso."
)
STANDARD_REASONS: Mapping[str, str] = MappingProxyType(
    {"fr": _FR, "en": _EN, "de": _DE, "it": _IT, "es": _ES, "nl": _NL, "pl": _PL, "pt": _PT}
)


def standard_reason(language: str) -> str:
    """The neutral grounds in a language, in English where we have none."""
    return STANDARD_REASONS.get(language.casefold().partition("-")[0], _EN)
