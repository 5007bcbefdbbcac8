"""The library: sheets, what they rest on, and lessons as items of their own."""

from experiences.models.addresses import FormerSheetAddress
from experiences.models.attachments import Attachment
from experiences.models.blocks import Block
from experiences.models.experiences import Experience
from experiences.models.file_texts import FileText
from experiences.models.index import Facet, IndexEntry, LessonEntry, SpokenTheme, Word
from experiences.models.keywords import Keyword
from experiences.models.lessons import Lesson
from experiences.models.parts import Figure, ReviewNote, Source
from experiences.models.pieces import TranslatedPiece
from experiences.models.reviews import Review
from experiences.models.translations import Translation
from experiences.models.unfinished import UnfinishedRow
from experiences.models.uses import Use, Used, UseKind
from experiences.models.verdicts import Verdict
from experiences.models.withholding import Withheld

__all__ = [
    "Attachment",
    "Block",
    "Experience",
    "Facet",
    "Figure",
    "FileText",
    "FormerSheetAddress",
    "IndexEntry",
    "Keyword",
    "Lesson",
    "LessonEntry",
    "Review",
    "ReviewNote",
    "Source",
    "SpokenTheme",
    "TranslatedPiece",
    "Translation",
    "UnfinishedRow",
    "Use",
    "UseKind",
    "Used",
    "Verdict",
    "Withheld",
    "Word",
]
