"""What a person says of herself, after she has signed up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.models import Person
from community.plain_text import PlainTextForm
from community.seen_by import COLLEAGUES, HERSELF
from community.visible_text import PersonNameField


class AccountForm(PlainTextForm, forms.ModelForm):
    name = PersonNameField()

    class Meta:
        model = Person
        fields = ("name", "language")
        labels = {"language": _("Language of your letters")}
        help_texts = {"language": _("The pages follow the address you open; letters follow this.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.seen_by = COLLEAGUES if name == "name" else HERSELF  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> Person:
        self.instance.amend(**self.cleaned_data)
        return self.instance
