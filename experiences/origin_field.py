"""How a writer names the sheet that hers was adapted from: needs no script and no long list."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.languages import one_by_one
from community.plain_text import cleaned
from experiences.models import Experience

MOST_NAMED = 5
NUMBER = re.compile(r"\bEXP-(\d{1,17})\b", re.IGNORECASE)
ADDRESS = re.compile(r"/experiences/([-\w]{1,110})/?(?:[?#]|$)")


class OriginField(forms.CharField):
    """By number or address, or by words of its title that fit one alone; else it names some."""

    def __init__(self, **kwargs: Any) -> None:
        hint = _("Its number (EXP-0012), its address, or words of its title.")
        super().__init__(max_length=500, required=False, **{"help_text": hint, **kwargs})
        self.today: Experience | None = None  # stays, also where it is no longer public

    def prepare_value(self, value: Any) -> Any:
        """As it is written back into the form; the title of what is not public is nobody's."""
        if self.today is None or value != self.today.pk:
            return value
        title = self.today.title if self.today.is_published else ""
        return f"{self.today.number} {title}".strip()

    def clean(self, value: Any) -> Experience | None:
        words = cleaned(super().clean(value), 500)
        if not words:
            return None
        found = self._found(words)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("No published sheet is called that."))
        names = one_by_one(f"{one.number} {one.title}" for one in found)
        said = _("Several fit; write the number of one: %(names)s")
        raise ValidationError(said, params={"names": names})

    def _found(self, words: str) -> list[Experience]:
        published = Experience.objects.published()
        if number := NUMBER.search(words):
            key = int(number[1])
            if self.today and self.today.pk == key:
                return [self.today]
            return list(published.filter(pk=key))
        if address := ADDRESS.search(words):
            return list(published.filter(slug=address[1]))
        return _by_title(words)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def _by_title(words: str) -> list[Experience]:
    """The index finds some; those whose title is just this, or holds every word, go first."""
    found = list(Experience.objects.search(words)[:MOST_NAMED])
    same = [one for one in found if one.title.casefold() == words.casefold()]
    each = words.casefold().split()
    holding = [one for one in found if all(word in one.title.casefold() for word in each)]
    return same or holding or found
