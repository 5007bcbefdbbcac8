"""Keywords: the free words beside the vocabulary. People type them; the secretariat merges them."""

from __future__ import annotations

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from community.acts import Act
from community.models import Event, Person
from experiences.models.experiences import KeywordedExperience


@pghistory.track(
    pghistory.DeleteEvent(), model_name="KeywordVersion", fields=["id", "name"], obj_field=None
)
class Keyword(Tag):
    """taggit's tag, by the name that the portal has for it. Versions keep those that are gone."""

    class Meta:
        proxy = True
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")

    @transaction.atomic
    def merge_into(self, kept: Keyword, *, by: Person) -> None:
        """Every sheet with this word has ``kept`` instead, once; then this word is gone."""
        KeywordedExperience.retag(self, kept)
        Event.record(kept, "merge", Act(by, reason=str(self)))
        self.delete()
