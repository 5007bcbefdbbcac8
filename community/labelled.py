"""Models whose choices are read on every card of a list."""

from functools import cache
from typing import Any

from django.db import models


@cache
def _labels(field: Any) -> dict[Any, Any]:
    return dict(field.flatchoices)


class Labelled(models.Model):
    """``get_status_display`` and the like, without translating all the labels it does not show.

    Django hashes each of them for every answer: a tenth of the time of a list of lessons.
    """

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> str:
        value = getattr(self, field.attname)
        return str(_labels(field).get(value, value))
