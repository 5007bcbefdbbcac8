"""Themes as checkboxes, each narrower theme under its broader one."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import Theme
from community.models.themes import themes_today


class _Tree(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        for broader in Theme.objects.as_tree():
            narrower = [self.choice(theme) for theme in broader.narrower_in_order]
            itself, label = self.choice(broader)
            if narrower:
                label = _("%(theme)s in general") % {"theme": label}
            yield (broader.label, [(itself, label), *narrower])


class ThemesField(forms.ModelMultipleChoiceField):
    """Values are slugs; ``most`` limits how many may be chosen."""

    widget = forms.CheckboxSelectMultiple
    iterator = _Tree

    def __init__(self, *, most: int | None = None, **kwargs: Any) -> None:
        self.most = most
        super().__init__(Theme.objects.all(), to_field_name="slug", **kwargs)

    def label_from_instance(self, obj: Theme) -> str:
        return obj.label

    def clean(self, value: Any) -> Any:
        if any("\0" in str(one) for one in value or ()):  # the database would refuse the question
            raise ValidationError(_("Choose from the list."))
        if self.most and len(value or ()) > self.most:
            told = ngettext("Choose at most %(number)d.", "Choose at most %(number)d.", self.most)
            raise ValidationError(told % {"number": self.most})
        try:
            return super().clean(value)
        except ValidationError:
            if (today := _today(value)) == value:
                raise
            return super().clean(today)


def _today(value: Any) -> Any:
    """Slugs from a page that was open while their theme became part of another."""
    is_typed = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return themes_today(value) if is_typed else value
