"""Free keywords, typed with commas between them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_KEYWORDS = 12


class KeywordsField(forms.CharField):
    """A list when cleaned."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ", ".join(str(word) for word in value or ())

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Their order, and how they are parted, is nothing."""
        was, now = (set(_words(self.prepare_value(words))) for words in (initial, data))
        return not self.disabled and was != now

    def clean(self, value: Any) -> Any:
        words = _words(super().clean(value))
        if len(words) > MOST_KEYWORDS:
            raise ValidationError(_("At most twelve keywords."))
        if any(len(word) > 60 for word in words):
            raise ValidationError(_("A keyword has at most 60 characters."))
        return words


def _words(text: str) -> list[str]:
    words = dict.fromkeys(" ".join(word.split()) for word in text.split(","))
    return [word for word in words if word]
