"""Fields that several forms share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.languages import one_by_one
from community.models import Person
from community.plain_text import PlainTextForm
from members.models import Organization
from members.models.queries import OrganizationQuerySet

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
LISTED = 300  # names that the page suggests; all others are found by typing
NUMBER = re.compile(r"ORG-(\d{1,12})\s*$", re.IGNORECASE)

PARTNERS = gettext_lazy("Seen by the partners and the secretariat")


class _Read(ModelChoiceIterator):
    """Reads the rows at once: a widget looks at the first choice alone and would leave a cursor
    of the database open."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from [self.choice(row) for row in self.queryset.all()]


class OneOf(forms.ModelChoiceField):
    """One of a few rows, chosen from a list; organizations of one name are told apart."""

    iterator = _Read

    def label_from_instance(self, obj: models.Model) -> str:
        return obj.name_in_full if isinstance(obj, Organization) else str(obj)

    def __init__(self, model: type[models.Model], **kwargs: Any) -> None:
        super().__init__(model._default_manager.none(), **kwargs)


class OrganizationField(forms.CharField):
    """An approved organization, by its name, acronym or number; a list on the page suggests.

    What fits one and is neither its name nor its number is a guess: the field comes back with that
    one in full, and is taken once it is sent again. Works without script and for any number of
    organizations.
    """

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"list": "organizations", "autocomplete": "off"}
        super().__init__(max_length=300, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.guesses: dict[str, Organization] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> OrganizationField:
        """Each form guesses for itself."""
        copied: OrganizationField = super().__deepcopy__(memo)
        copied.guesses = {}
        return copied

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            value = self.guesses.get(value.strip(), value)
        return name_of(value) if isinstance(value, Organization) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By which of its names it is called makes no difference."""
        try:
            known = self.clean(initial) if isinstance(initial, str) else initial
            return self.clean(data) != (known or None)
        except ValidationError:
            return True

    def clean(self, value: Any) -> Organization | None:
        text = super().clean(value)
        if not text:
            return None
        approved = Organization.objects.approved().as_cards()
        if number := NUMBER.search(text):
            found = list(approved.filter(pk=int(number[1])))
        elif not (found := _called(approved, text, "name", "name_en")):
            found = _called(approved, text, "acronym") or list(approved.search(text).in_order()[:6])
            if len(found) == 1:
                self.guesses[text] = found[0]
                asked = _("“%(text)s” fits this one. If you mean it, send it as it stands now.")
                raise ValidationError(asked % {"text": text})
        if len(found) != 1:
            raise ValidationError(_which(found))
        return found[0]


def _called(approved: OrganizationQuerySet, text: str, *names: str) -> list[Organization]:
    """The only one that is called exactly so."""
    for name in names:
        found = list(approved.filter(**{f"{name}__iexact": text})[:2])
        if len(found) == 1:
            return found
    return []


def _which(found: list[Organization]) -> str:
    if not found:
        return _("No organization of the network is called so.")
    names = one_by_one(name_of(one) for one in found[:5])
    return _("Several organizations fit. Choose one: %(names)s") % {"names": names}


def name_of(organization: Organization) -> str:
    """As the list on the page suggests it."""
    country = organization.country.name if organization.country else ""
    parts = [organization.acronym, organization.name, country, organization.number]
    return " · ".join(part for part in parts if part)


def numbered(text: str) -> Organization | str:
    """The organization whose number a link brings along; else the text as it is."""
    number = NUMBER.fullmatch(text)
    rows = Organization.objects.approved().as_cards()
    return (rows.filter(pk=int(number[1])).first() if number else None) or text


def suggested() -> list[str]:
    rows = Organization.objects.approved().in_order().as_cards()
    return [name_of(one) for one in rows[:LISTED]]


def date_field(label: Any, *, required: bool = False, **kwargs: Any) -> forms.DateField:
    """A day that the browser's calendar offers, within a sane century."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    bounds = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return forms.DateField(
        label=label, required=required, widget=widget, validators=bounds, **kwargs
    )


def checkboxes(label: Any, choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **kwargs
    )


def written_for(person: Person) -> OrganizationQuerySet:
    """Approved organizations that she writes for."""
    own = person.memberships.active().writing().values("organization_id")
    return Organization.objects.approved().filter(pk__in=own).in_order().as_cards()


def led_by(person: Person) -> OrganizationQuerySet:
    """Approved organizations that she speaks for."""
    return Organization.objects.approved().led_by(person).in_order().as_cards()


class ToldOnce:
    """Of a form that says of an exchange what nobody says twice."""

    is_valid: Any
    cleaned_data: dict[str, Any]
    _meta: Any

    def is_said(self, exchange: models.Model, *, by: Person) -> bool:
        """Has ``by`` told just this already? The button was pressed twice."""
        if not self.is_valid():
            return False
        said = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        rows = self._meta.model._default_manager
        return rows.filter(exchange=exchange, written_by=by, **said).exists()


class ReasonForm(PlainTextForm, forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Sent with the letter, in the words you write here."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
