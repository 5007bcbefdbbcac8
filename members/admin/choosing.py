"""How an officer names an organization: a field that needs no script and no long list."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.languages import one_by_one
from community.plain_text import cleaned
from members.models import Organization

MOST_NAMED = 6
NUMBER = re.compile(r"ORG-(\d{1,17})", re.IGNORECASE)


class OrganizationField(forms.CharField):
    """By number or address, or by words that fit one alone; of several it tells the numbers."""

    def __init__(self, **kwargs: Any) -> None:
        hint = _("Its number (ORG-0012), its address, or words of its name.")
        super().__init__(max_length=200, **{"help_text": hint, **kwargs})

    def clean(self, value: Any) -> Organization | None:
        words = cleaned(super().clean(value))
        if not words:
            return None
        found = self._found(words)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("No approved organization is called that."))
        names = one_by_one(f"{one.number} {one.name}" for one in found)
        said = _("Several fit; write the number of one: %(names)s")
        raise forms.ValidationError(said, params={"names": names})

    def _found(self, words: str) -> list[Organization]:
        approved = Organization.objects.approved()
        if number := NUMBER.fullmatch(words):
            return list(approved.filter(pk=int(number[1])))
        if exact := approved.filter(slug=words.lower()).first():
            return [exact]
        return list(approved.search(words).in_order()[:MOST_NAMED])
