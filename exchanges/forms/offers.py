"""An offer: what an organization is ready to share."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from community.languages import Language, current
from community.meanwhile import KeepsOthers
from community.models import Person
from community.number_fields import WholeNumberField
from community.plain_text import PlainTextForm
from community.seen_by import EVERYONE
from community.theme_field import ThemesField
from exchanges.forms.blocks import OneBlock
from exchanges.forms.fields import OneOf, checkboxes, date_field, written_for
from exchanges.models import Offer
from exchanges.vocabulary import ExchangeInstrument
from experiences.models import Block, Experience
from members.models import Organization

LONGEST = dt.timedelta(days=3 * 366)


class OfferForm(KeepsOthers, PlainTextForm, forms.ModelForm):
    organization = OneOf(Organization, label=gettext_lazy("Organization"), empty_label=None)
    experience = OneOf(
        Experience,
        label=gettext_lazy("Described in this sheet"),
        required=False,
        empty_label=pgettext_lazy("sheet", "None"),
    )
    block = OneBlock(
        label=gettext_lazy("Only one of its building blocks"),
        required=False,
        help_text=gettext_lazy("Choose a block and its sheet follows."),
    )
    themes = ThemesField(label=gettext_lazy("Themes"), most=5)
    instruments = checkboxes(gettext_lazy("How you can share it"), ExchangeInstrument.choices)
    languages = checkboxes(gettext_lazy("Languages you can work in"), Language.choices)
    capacity = WholeNumberField(
        label=gettext_lazy("Exchanges a year"), min_value=1, max_value=50, initial=1
    )
    valid_until = date_field(
        gettext_lazy("Valid until"),
        required=True,
        help_text=gettext_lazy("It is taken off the list after this day; three years at most."),
    )
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Offer
        fields = (
            "organization",
            "language",
            "title",
            "description",
            "experience",
            "block",
            "instruments",
            "languages",
            "capacity",
            "conditions",
            "valid_until",
        )
        labels = {
            "language": gettext_lazy("Language of this text"),
            "title": gettext_lazy("What can you share?"),
            "description": gettext_lazy("In a few words"),
            "conditions": gettext_lazy("Conditions"),
        }
        help_texts = {
            "conditions": gettext_lazy("For example who pays for travel, or how many can come."),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "conditions": forms.Textarea(attrs={"rows": 3}),
        }

    sections = (
        (gettext_lazy("What you can share"),
         ("organization", "language", "title", "description", "experience", "block",
          "themes")),
        (gettext_lazy("How and when"),
         ("instruments", "languages", "capacity", "conditions", "valid_until")),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = written_for(by)
        organization, experience = self.fields["organization"], self.fields["experience"]
        assert isinstance(organization, OneOf)  # noqa: S101 - for the type checker
        assert isinstance(experience, OneOf)  # noqa: S101 - for the type checker
        organization.queryset = own
        if self.instance.pk:
            organization.queryset = own.filter(pk=self.instance.organization_id)
            organization.disabled = True
            self.initial["themes"] = [theme.slug for theme in self.instance.themes.all()]
            self.remember({*self.Meta.fields, "themes"} - {"organization", "experience", "block"})
        # What it is about already stays, also while nobody else can read it.
        here = Q(pk=self.instance.experience_id, organization=self.instance.organization_id)
        published = Experience.objects.published().filter(organization__in=own)
        sheets = published | Experience.objects.filter(here)
        experience.queryset = sheets
        self.fields["block"].queryset = Block.objects.filter(  # type: ignore[attr-defined]
            experience__in=sheets.values("pk")
        )
        for name in ("instruments", "languages"):
            self.fields[name].required = True
        for field in self.fields.values():
            field.seen_by = EVERYONE  # type: ignore[attr-defined]
        self.initial.setdefault("form_key", uuid.uuid4())
        self.initial.setdefault("language", current())

    def laid_out(self) -> list[dict[str, Any]]:
        return [
            {"title": title, "fields": [self[name] for name in names]}
            for title, names in self.sections
        ]

    def clean_valid_until(self) -> dt.date:
        day: dt.date = self.cleaned_data["valid_until"]
        today = timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise forms.ValidationError(_("Choose a day from today on, within three years."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        block, owner = data.get("block"), data.get("organization")
        sheet = data.get("experience") or (block.experience if block else None)
        if block and block.experience != sheet:
            self.add_error("block", _("This building block belongs to another sheet."))
        elif sheet and owner and sheet.organization_id != owner.pk:
            field = "experience" if data.get("experience") else "block"
            self.add_error(field, _("This sheet belongs to another organization."))
        return {**data, "experience": sheet}

    def make(self, *, by: Person) -> Offer:
        data = self.cleaned_data
        offer: Offer = self.instance
        made = offer.make(by=by, themes=data["themes"], form_key=data["form_key"])
        if made is not offer:
            self._say_again(made, by)
        return made

    def _say_again(self, made: Offer, by: Person) -> None:
        """The form came before, and its answer was lost: what was written since is shown too."""
        names, themes = self.Meta.fields, self.cleaned_data["themes"]
        new = [name for name in names if getattr(made, name) != getattr(self.instance, name)]
        is_hers = Offer.objects.editable_by(by).filter(pk=made.pk).exists()
        if is_hers and (new or set(made.themes.all()) != set(themes)):
            for name in new:
                setattr(made, name, getattr(self.instance, name))
            made.rewrite(names, themes, by=by)

    def rewrite(self, *, by: Person) -> None:
        """What was written here; what a colleague wrote meanwhile into other fields stands."""
        written = set(self.touched()).intersection(self.Meta.fields)
        self.instance.rewrite(written, self.cleaned_data["themes"], by=by)
