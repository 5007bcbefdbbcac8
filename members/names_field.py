"""Names typed one in each line."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from community.visible_text import only_visible
from members.lookalikes import no_address

MOST, LONGEST = 10, 200


class NamesField(forms.CharField):
    """Cleaned to a list of names, each once, in the order typed."""

    widget = forms.Textarea(attrs={"rows": 3})
    default_error_messages = {"many": _("Up to %(number)d names.")}

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        was, now = (_names_in(self.prepare_value(names) or "") for names in (initial, data))
        return not self.disabled and was != now

    def clean(self, value: Any) -> list[str]:
        names = _names_in(super().clean(value))
        if len(names) > MOST:
            message = self.error_messages["many"]
            raise forms.ValidationError(message, code="many", params={"number": MOST})
        for name in names:
            for validator in (only_visible, no_address, MaxLengthValidator(LONGEST)):
                validator(name)
        return names


def _names_in(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))
