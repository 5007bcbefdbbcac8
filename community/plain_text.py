"""What people type is text: no characters that cannot be shown, stored or sent on.

NUL breaks the database, other control characters break feeds and HTML. Tabs and new lines stay.
Nothing is cut off: what is too long comes back as it was typed, with a word on how long it is.
"""

import copy
import re
from typing import Any

from django import forms
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
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

PLAIN = {  # Django's own words are not native in each of our languages
    MaxLengthValidator: _(
        "This has %(show_value)d characters; at most %(limit_value)d have room here."
    ),
    MinValueValidator: _("Write %(limit_value)s or more."),
    MaxValueValidator: _("Write %(limit_value)s or less."),
}


def cleaned(words: str, longest: int = 200) -> str:
    """Search words as they can be used: without control characters, and not endless."""
    return " ".join(CONTROLS.sub(" ", words).split())[:longest]


def is_wordless(words: str) -> bool:
    """Signs alone, such as “%” or a smile: they ask for something, but nothing can be found."""
    return bool(words) and not any(sign.isalnum() for sign in words)


def refuse_controls(field: forms.Field) -> None:
    """A text field takes no control characters, and new lines only where it shows several.

    A browser that knows how long a text may be cuts off what is pasted, and says nothing.
    """
    field.validators = [_in_plain_words(one) for one in field.validators]
    if isinstance(field, forms.CharField) and only_text not in field.validators:
        lines = [] if isinstance(field.widget, forms.Textarea) else [one_line]
        field.validators = [*field.validators, only_text, *lines]
        if longest := field.widget.attrs.pop("maxlength", None):
            field.widget.attrs["data-most"] = longest  # told while it is written (room.js)


def _in_plain_words(validator: Any) -> Any:
    words = PLAIN.get(type(validator))
    if words is None or validator.message != type(validator).message:  # it has words of its own
        return validator
    plain = copy.copy(validator)
    plain.message = words
    return plain


class PlainTextForm(forms.BaseForm):
    """Mix it in before ``Form`` or ``ModelForm``: every text field refuses control characters.

    Fields that are added later go through ``refuse_controls`` too.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            refuse_controls(field)
