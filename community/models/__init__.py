"""The ground: people, themes, events and letters."""

from community.models.events import Event
from community.models.follows import Follow
from community.models.letters import Letter
from community.models.people import Person, Reader, decides_on
from community.models.questions import Answer, Question
from community.models.tagged import Tagged, TagsLater
from community.models.themes import Synonym, Theme

__all__ = [
    "Answer",
    "Event",
    "Follow",
    "Letter",
    "Person",
    "Question",
    "Reader",
    "Synonym",
    "Tagged",
    "TagsLater",
    "Theme",
    "decides_on",
]
