"""The ground: people, themes, events and letters."""

from community.models.events import Event
from community.models.follows import Follow
from community.models.letters import Letter
from community.models.people import Person, Reader
from community.models.themes import Synonym, TagsLater, Theme

__all__ = ["Event", "Follow", "Letter", "Person", "Reader", "Synonym", "TagsLater", "Theme"]
