"""Signs that nobody sees: in the name of a person or an organization they only deceive."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# Zero-width signs and those that turn the direction of writing; none belongs in our four languages.
# U+FFFD stands for what was no text when it came in.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffd\U000e0000-\U000e0fff]"
)
only_visible = RegexValidator(
    INVISIBLE,
    _("This holds signs that nobody can see. Please type it again instead of pasting it."),
    code="invisible_characters",
    inverse_match=True,
)


def visible(text: str) -> str:
    """Without the signs nobody sees."""
    return INVISIBLE.sub("", text)


class PersonNameField(forms.CharField):
    """How a person is called; what stands there is what others read."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        super().__init__(
            label=_("Your name"), max_length=150, widget=widget, validators=[only_visible], **kwargs
        )
