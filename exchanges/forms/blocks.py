"""A building block, chosen under its sheet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy

from experiences.models import Block


class _BySheet(ModelChoiceIterator):
    """All at once, as the fields of one row read theirs: a list for each sheet that has any."""

    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        rows = self.queryset.select_related("experience").order_by(
            "experience__title", "experience_id", "position", "pk"
        )
        for sheet, blocks in groupby(rows, lambda block: block.experience):
            yield (str(sheet), [self.choice(block) for block in blocks])


class OneBlock(forms.ModelChoiceField):
    iterator = _BySheet

    def __init__(self, **kwargs: Any) -> None:
        empty = gettext_lazy("The whole sheet, or none")
        super().__init__(Block.objects.none(), empty_label=empty, **kwargs)
