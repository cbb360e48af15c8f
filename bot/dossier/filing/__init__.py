"""The filing set: the few small files that a person uploads to an authority's form (facts/evidence.md §6.4).

``make`` writes it; ``nothing_to_file`` says why there is none yet. Nothing is filed by the machine.
"""

from bot.dossier.filing.authorities import Authority, every, lead, of_person
from bot.dossier.filing.grievance import Contact, Counted, Grievance, Record
from bot.dossier.filing.make import Filed, FilingSet, make, nothing_to_file

__all__ = [
    "Authority",
    "Contact",
    "Counted",
    "Filed",
    "FilingSet",
    "Grievance",
    "Record",
    "every",
    "lead",
    "make",
    "nothing_to_file",
    "of_person",
]
