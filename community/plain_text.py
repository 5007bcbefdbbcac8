"""What people type is text: no characters that cannot be shown, stored or sent on.

NUL breaks the database, other control characters break feeds and HTML. Tabs and new lines stay.
"""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
only_text = RegexValidator(
    CONTROLS,
    _("This holds signs that cannot be shown. Please type it again instead of pasting it."),
    code="control_characters",
    inverse_match=True,
)
one_line = RegexValidator(
    re.compile(r"[\n\r\u2028\u2029]"), _("Write this in one line."), inverse_match=True
)


def cleaned(words: str, longest: int = 200) -> str:
    """Search words as they can be used: without control characters, and not endless."""
    return " ".join(CONTROLS.sub(" ", words).split())[:longest]


def is_wordless(words: str) -> bool:
    """Signs alone, such as “%” or a smile: they ask for something, but nothing can be found."""
    return bool(words) and not any(sign.isalnum() for sign in words)


def refuse_controls(field: forms.Field) -> None:
    """A text field takes no control characters, and new lines only where it shows several."""
    if isinstance(field, forms.CharField) and only_text not in field.validators:
        lines = [] if isinstance(field.widget, forms.Textarea) else [one_line]
        field.validators = [*field.validators, only_text, *lines]


class PlainTextForm(forms.BaseForm):
    """Mix it in before ``Form`` or ``ModelForm``: every text field refuses control characters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            refuse_controls(field)
