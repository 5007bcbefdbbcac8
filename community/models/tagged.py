"""That things have tags: themes of the vocabulary, or free words."""

from __future__ import annotations

from typing import Any

from django.db import models
from taggit.managers import _TaggableManager
from taggit.models import ItemBase

from community.languages import CODES

# Of a theme, where many things are shown with theirs.
UNREAD = (*(f"scope_note_{code}" for code in CODES), "reference")


class Tagged(ItemBase):
    """That a thing has a tag. Where many are listed under what they are, the thing is enough."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.content_object)

    @classmethod
    def retag(cls, old: models.Model, new: models.Model) -> None:
        """Every thing with ``old`` has ``new`` instead, once."""
        tagged = cls._default_manager.filter(tag=old)
        rows = [
            cls(content_object_id=thing, tag=new)
            for thing in tagged.values_list("content_object", flat=True)
        ]
        cls._default_manager.bulk_create(rows, ignore_conflicts=True)
        tagged.delete()


class TagsLater(_TaggableManager):
    """The tags of one thing, asked for when they are read.

    To hand out the tags of twenty things from one answer (``prefetch_related``), taggit prepares
    twenty questions that nobody asks: half the time of the list.
    """

    def get_queryset(self, extra_filters: dict[str, Any] | None = None) -> models.QuerySet[Any]:
        known = getattr(self.instance, "_prefetched_objects_cache", {})
        if self.instance is None or extra_filters or self.prefetch_cache_name in known:
            return super().get_queryset(extra_filters)
        tags = self.through.tag_model().objects.order_by(*self.ordering)
        tags._defer_next_filter = True  # as Django's own managers of related rows do
        return tags.filter(**{f"{self.through.tag_relname()}__content_object": self.instance})

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> tuple[Any, ...]:
        """Of many things at once, in the order of tagging too; nobody reads scope notes there.

        taggit compares all columns of all rows to find out that each has a theme once.
        """
        _tags, *rest = super().get_prefetch_querysets(instances, querysets)
        tagged = self.through.tag_relname()
        owner = f"{tagged}__content_object"
        tags = self.through.tag_model().objects.filter(**{f"{owner}__in": instances})
        tags = tags.annotate(_prefetch_related_val=models.F(owner)).order_by(f"{tagged}__pk")
        return tags.defer(*UNREAD), *rest
