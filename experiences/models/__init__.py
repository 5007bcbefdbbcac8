"""The library: sheets, what they rest on, and lessons as items of their own."""

from experiences.models.attachments import Attachment
from experiences.models.experiences import Experience
from experiences.models.index import Facet, IndexEntry, Word
from experiences.models.keywords import Keyword
from experiences.models.lessons import Lesson
from experiences.models.parts import Figure, ReviewNote, Source
from experiences.models.uses import Use, Used, UseKind
from experiences.models.verdicts import Verdict

__all__ = [
    "Attachment",
    "Experience",
    "Facet",
    "Figure",
    "IndexEntry",
    "Keyword",
    "Lesson",
    "ReviewNote",
    "Source",
    "Use",
    "UseKind",
    "Used",
    "Verdict",
    "Word",
]
