"""Everything a controller can say, silence included."""

from enum import StrEnum


class Answer(StrEnum):
    """What the controller said. Recorded, never raised: an answer is a fact with evidence, not a fault."""

    ACKNOWLEDGED = "acknowledged"
    """The page said that the request was received."""
    ALREADY_OBJECTED = "already_objected"
    """The page said that this account has objected before."""
    CODE_ASKED = "code_asked"
    """The page asks for a code that was sent by mail (the form of 2024)."""
    VALIDATION_ASKED = "validation_asked"
    """WhatsApp's mail asks the person to confirm that the request is theirs."""
    MORE_ASKED = "more_asked"
    """A mail asks which processing is objected to, and why."""
    CONFIRMED = "confirmed"
    """A mail whose signature holds says that the objection is honoured."""
    REFUSED = "refused"
    """A mail whose signature holds says that no further action will be taken."""
    EXTENDED = "extended"
    """A mail says that the answer needs more time (GDPR Art. 12(3))."""
    SILENT = "silent"
    """No answer within one month of receipt (GDPR Art. 12(3))."""
    NEEDS_REVIEW = "needs_review"
    """A mail that nobody can classify: kept and shown to the person."""
