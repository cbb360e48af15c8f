"""Show the bot the way once: a person points, and the words are kept."""

from bot.teach.lesson import Lesson, NotThisError
from bot.teach.needs import Need, needs_of
from bot.teach.notebook import Notebook
from bot.teach.session import Session, Teacher, TeachingStopped
from bot.teach.walk import TeachingWalk

__all__ = [
    "Lesson",
    "Need",
    "NotThisError",
    "Notebook",
    "Session",
    "Teacher",
    "TeachingStopped",
    "TeachingWalk",
    "needs_of",
]
