"""What an officer mends at the desk while those whose it is write into it: both stay.

An officer who had a page open saves what she changed on it, and nothing over what came since: no
text, and no state that a move has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from community.meanwhile import KeepsOthers


class MendingForm(KeepsOthers, forms.ModelForm):
    """For a ``MendingAdmin``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.remember(self.fields)

    def why_again(self, name: str) -> Iterator[Any]:
        """Django's page has no other place for what stands there now."""
        yield from super().why_again(name)
        field: Any = self.fields[name]
        yield f"{_('Changed meanwhile:')} {field.meanwhile}"


class MendingAdmin(admin.ModelAdmin):
    form: type[forms.ModelForm] = MendingForm

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if names := self.columns(form):
            obj.save(update_fields=names)

    def columns(self, form: MendingForm) -> set[str]:
        """Those of the row itself that the officer has written into."""
        own = {field.name for field in self.opts.concrete_fields}
        return own.intersection(form.touched())
