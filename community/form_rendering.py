"""How a field of any form is written (``templates/django/forms/field.html``).

A template that asks a field for what it has not waits for Django to look in four places: fields
have here whatever is asked for.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise


class WrittenField(forms.BoundField):
    """Notes, what is lacking and what is asked for: ``experiences/noted.py``."""

    notes: Sequence[str] = ()
    lacking: str = ""
    asked: str = ""

    @property
    def seen_by(self) -> str | Promise:
        """Who will read it, where the form says so on the field."""
        return getattr(self.field, "seen_by", "")

    @property
    def meanwhile(self) -> str | Promise:
        """What somebody else wrote there since the page was opened (``community/meanwhile.py``)."""
        return getattr(self.field, "meanwhile", "")

    @property
    def is_trap(self) -> bool:
        """For robots: nobody sees it or gets there by the keyboard."""
        attributes: Mapping[str, Any] = self.field.widget.attrs
        return not self.label or attributes.get("tabindex") == "-1"


class Forms(TemplatesSetting):
    bound_field_class = WrittenField
