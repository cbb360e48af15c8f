"""Letters to a controller, as the law wants them."""

from bot.writing.compose import compose
from bot.writing.envelope import draft, outgoing
from bot.writing.filing import Kept, file_name, latest, write
from bot.writing.gather import gather
from bot.writing.letter import Letter
from bot.writing.matter import Addressee, Exhibit, Happened, Kind, Matter, Named, Representation
from bot.writing.page import PrintingError, pdf, typeset
from bot.writing.timely import not_yet
from bot.writing.wording import Words, languages, words

__all__ = [
    "Addressee",
    "Exhibit",
    "Happened",
    "Kept",
    "Kind",
    "Letter",
    "Matter",
    "Named",
    "PrintingError",
    "Representation",
    "Words",
    "compose",
    "draft",
    "file_name",
    "gather",
    "languages",
    "latest",
    "not_yet",
    "outgoing",
    "pdf",
    "typeset",
    "words",
    "write",
]
