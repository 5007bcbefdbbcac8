"""Countries as checkboxes, each under its subregion."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from members.countries import Subregion
from members.models import Country


class _BySubregion(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        groups: dict[str, list[Any]] = {value: [] for value in Subregion.values}
        for country in Country.objects.in_order():
            groups[country.subregion].append(self.choice(country))
        yield from ((Subregion(value).label, group) for value, group in groups.items() if group)


class CountriesField(forms.ModelMultipleChoiceField):
    """Values are ISO codes."""

    widget = forms.CheckboxSelectMultiple
    iterator = _BySubregion

    def clean(self, value: Any) -> Any:
        if any("\0" in str(one) for one in value or ()):  # the database would refuse the question
            raise ValidationError(_("Choose from the list."))
        return super().clean(value)
