"""Say what a letter is, by words that were seen in a source; what nobody has seen is shown to the person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.letters.code import find_code, says_code
from bot.letters.controller import controller_domain, domain_of, names_controller
from bot.letters.prove import Proof
from bot.letters.quoted import own_words
from bot.letters.read import Letter
from bot.letters.said import Said, doubt, fold
from bot.letters.telling import LetterKind, TellingPhrase, load
from bot.phrasebook import holds

__all__ = ["LetterKind", "Reading", "TellingPhrase", "classify", "load"]

_MATTER = re.compile(
    r"\bobject(?:ion|ing|ed)\b|\boppos|\bwiderspr|\beinspruch|\boppor(?:si|ti|re)\b|\boponer|\bbezwaar|\bsprzeciw|\bopor\b"
    r"|\binvändn|\bindsigelse|\binnsigelse|\bvastust|\bnámitk|\btiltakoz|\bopozi|αντίρρησ|εναντίωσ|възраж|\bprigovor"
    r"|\bgdpr\b|\brgpd\b|\bdsgvo\b|\brodo\b|\bprivacy\b|confidentialit|datenschutz|privatsph|riservatezza|privacidad"
    r"|prywatno|integritet|personvern|tietosuoj"
    r"|personal (?:data|information)|données personnelles|personenbezogen|dati personali|datos personales"
    r"|dados pessoais|\byour request\b|votre demande|(?:deine|ihre?) (?:anfrage|antrag)|(?:tua|sua) richiesta"
    r"|(?:tu|su) solicitud|(?:je|uw) verzoek|\bai at meta\b|\bia de meta\b|\bki bei meta\b|\bmeta ai\b"
    r"|artificial intelligence|künstliche intelligenz"
)
"""Words of the matter in many languages. A letter without any of them is still kept, but hardly an answer."""
_THIS_MATTER = re.compile(
    r"\bobject(?:ion|ing|ed)\b|\boppos|\bwiderspr|\bopor(?:si|ti|re|nie)|\bbezwaar|\bsprzeciw|\bgdpr\b|\brgpd\b|\bdsgvo\b|\brodo\b"
    r"|(?<!')\bai\b|\bia\b|\bki\b|\bsi\b de meta|artificial intelligence|intelligence artificielle"
    r"|künstliche intelligenz|personal (?:data|information)|données personnelles|personenbezogen"
    r"|dati personali|datos personales|dados pessoais|persoonsgegevens|dane osobowe|danych osobowych"
)
"""Words of an objection itself, in the languages of the telling phrases."""
_ANOTHER_MATTER = re.compile(
    r"\byour report\b|\byou(?:'ve)? reported\b"
    r"|\breported (?:content|post|profile|account|comment|photo|video|group|page|ad)\b"
    r"|\bfor reporting\b|\bcommunity (?:standards|guidelines)\b|\bcopyright\b|\btrademark\b|\bintellectual property\b"
    r"|\bad(?:vertising)? account\b|\bhacked\b|\bcompromised\b|\bdisabled account\b|\byour appeal\b|\brefund\b"
    r"|\bpurchase\b"
    r"|\bsignal(?:é|ement)|standards de la communauté|droits? d'auteur|compte publicitaire|piraté|remboursement"
    r"|\bmeldung\b|\bgemeldet|gemeinschaftsstandards|urheberrecht|werbekonto|gehackt|erstattung"
)
"""What else such desks decide about; in English, French and German, the languages in which they refuse."""
_LINK = re.compile(r"https?://\S++|www\.\S++")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a letter was taken for, by which phrase, and why."""

    kind: LetterKind
    phrase: str | None
    why: str
    code: str | None
    says: LetterKind | None = None
    """What the words alone say, where they decide nothing: a letter that is not proven, a guess, a contradiction."""
    touches: bool = True
    """Whether it speaks of objections, privacy or AI at all."""


@dataclass(frozen=True, slots=True)
class _Finding:
    phrase: TellingPhrase
    doubt: str


def classify(letter: Letter, proof: Proof | None, phrases: Sequence[TellingPhrase]) -> Reading:
    """Take a letter for something. Only one whose signature holds for the controller can be an answer or carry a code.

    ``proof`` is None when nobody looked at the signatures: then nothing is decided, and ``says`` is what the words say.
    """
    touches = _touches(letter)
    for phrase in phrases:
        if phrase.kind is LetterKind.INFORMATION and phrase.proves and holds(fold(phrase.text), fold(letter.subject)):
            return Reading(LetterKind.INFORMATION, phrase.text, "The subject is that of the information mail.", None)
    found = _findings(letter, phrases)
    codes = find_code(letter.subject, own_words(letter.text)) or find_code(letter.subject, own_words(letter.other_text))
    coded = bool(codes) or says_code(letter.subject, own_words(letter.text))
    if proof is None or not proof.holds:
        return _unproven(letter, proof, found, coded=coded, touches=touches)
    if letter.automatic:
        why = "A machine that answers by itself sent it: what it says may be a repetition, and decides nothing."
        return Reading(LetterKind.NEEDS_REVIEW, None, why, None, None, touches)
    decided = _decide(found)
    if decided is not None:
        return _of_another_matter(letter, decided) or decided
    if coded:
        return _code(codes)
    guesses = [finding for finding in found if not finding.phrase.proves]
    if guesses:
        guess = guesses[0].phrase
        why = f"«{guess.text}» was never seen in a letter: it is a guess for {guess.kind}, and a guess decides nothing."
        return Reading(LetterKind.NEEDS_REVIEW, guess.text, why, None, guess.kind)
    why = "The controller's letter holds no words that are known to tell what it is."
    return Reading(LetterKind.NEEDS_REVIEW, None, why, None, None, touches)


def _of_another_matter(letter: Letter, decided: Reading) -> Reading | None:
    """A desk that answers objections answers much else in the same words: then the letter must name the objection."""
    if decided.kind not in {LetterKind.CONFIRMED, LetterKind.REFUSED, LetterKind.EXTENDED}:
        return None
    own = (letter.subject, *(own_words(text[:100_000]) for text in (letter.text, letter.other_text)))
    said = " ".join(fold(_LINK.sub(" ", text)) for text in own)
    if _THIS_MATTER.search(said) or not _ANOTHER_MATTER.search(said):
        return None
    why = (
        f"The letter is proven and says «{decided.phrase}», but it seems to speak of another matter than an objection."
    )
    return Reading(LetterKind.NEEDS_REVIEW, decided.phrase, why, None, decided.kind)


def _touches(letter: Letter) -> bool:
    texts = (_LINK.sub(" ", text[:100_000]) for text in (letter.subject, letter.text, letter.other_text))
    return any(_MATTER.search(fold(text)) for text in texts)


def _findings(letter: Letter, phrases: Sequence[TellingPhrase]) -> list[_Finding]:
    """Every telling phrase in the letter, in their own order; the HTML beside a plain text is read too."""
    texts = [Said(text) for text in (letter.text, letter.other_text) if text]
    found = []
    for phrase in phrases:
        words = fold(phrase.text).rstrip(" .")
        places = [place for said in texts for place in said.places(words)]
        doubts = [doubt(place, words, phrase.kind, phrase.language) for place in places]
        if places:
            found.append(_Finding(phrase, next((one for one in doubts if one), "")))
    return found


def _decide(found: Sequence[_Finding]) -> Reading | None:
    """What the sourced phrases say, if they say one thing and say it outright."""
    sourced = [finding for finding in found if finding.phrase.proves]
    if not sourced:
        return None
    first = sourced[0].phrase
    kinds = sorted({finding.phrase.kind for finding in sourced})
    shaken = next((finding for finding in sourced if finding.doubt), None)
    against = [
        finding.phrase
        for finding in found
        if not finding.phrase.proves
        and not finding.doubt
        and finding.phrase.kind in {LetterKind.CONFIRMED, LetterKind.REFUSED}
        and finding.phrase.kind is not first.kind
    ]
    if len(kinds) > 1:
        both = " and ".join(f"«{finding.phrase.text}» ({finding.phrase.kind})" for finding in sourced)
        return Reading(LetterKind.NEEDS_REVIEW, first.text, f"The letter says several things: {both}.", None)
    if shaken is not None:
        why = f"The words «{shaken.phrase.text}» would say {shaken.phrase.kind}, but {shaken.doubt}."
        return Reading(LetterKind.NEEDS_REVIEW, shaken.phrase.text, why, None, shaken.phrase.kind)
    if against:
        why = f"«{first.text}» says {first.kind}, but «{against[0].text}» may say {against[0].kind}."
        return Reading(LetterKind.NEEDS_REVIEW, first.text, why, None)
    return Reading(first.kind, first.text, f"The letter is proven and says «{first.text}».", None)


def _code(codes: tuple[str, ...]) -> Reading:
    if len(codes) == 1:
        return Reading(LetterKind.CODE, None, "The letter is proven and says that it carries a code.", codes[0])
    several, none = "Several numbers could be the code.", "The letter speaks of a code, and no number is called one."
    why = several if codes else none
    return Reading(LetterKind.NEEDS_REVIEW, None, why, None, LetterKind.CODE)


def _unproven(letter: Letter, proof: Proof | None, found: Sequence[_Finding], *, coded: bool, touches: bool) -> Reading:
    """A letter that nobody's signature stands behind decides nothing, whatever it says."""
    not_proven = "Nobody has checked its signature." if proof is None else " ".join(proof.reasons[:2])
    claims = _claims_controller(letter, proof)
    weighed = [one for one in found if one.phrase.proves or claims or touches]
    told = next((one.phrase for one in sorted(weighed, key=lambda one: not one.phrase.proves)), None)
    if told is not None:
        says = told.kind if not any(one.doubt for one in found if one.phrase is told) else None
        why = f"The words «{told.text}» would say {told.kind}, but the letter is not proven: {not_proven}"
        return Reading(LetterKind.NEEDS_REVIEW, told.text, why, None, says)
    if coded and claims:
        why = f"The letter speaks of a code, but it is not proven: {not_proven}"
        return Reading(LetterKind.NEEDS_REVIEW, None, why, None, LetterKind.CODE)
    if claims:
        why = f"The letter bears the controller's name, holds no telling words, and is not proven: {not_proven}"
        return Reading(LetterKind.NEEDS_REVIEW, None, why, None, None, touches)
    return Reading(
        LetterKind.UNRELATED, None, "It is not from the controller and holds no telling words.", None, None, touches
    )


def _claims_controller(letter: Letter, proof: Proof | None) -> bool:
    """Whether the visible sender or a signature is, or looks like, the controller."""
    signers = [verdict.domain for verdict in proof.signatures] if proof else []
    return any(controller_domain(domain_of(sender)) or names_controller(sender) for sender in letter.senders) or any(
        controller_domain(signer) for signer in signers
    )
