"""The form of a sheet at the desk: for mending what is plainly wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.languages import Language
from community.mending import MendingForm
from community.plain_text import PlainTextForm
from community.theme_field import ThemesField
from experiences.countries_field import CountriesField
from experiences.keywords_field import KeywordsField
from experiences.models import FormerSheetAddress
from experiences.models.course import RESERVED
from experiences.vocabulary import Population
from members.models import Country


class SheetAdminForm(PlainTextForm, MendingForm):
    """Themes are chosen from the vocabulary: a word typed here must not become a theme."""

    countries = CountriesField(Country.objects.all(), label=_("Countries"), required=False)
    themes = ThemesField(label=_("Themes"), required=False)
    keywords = KeywordsField(label=_("Keywords"), required=False, max_length=600)
    exchange_languages = forms.MultipleChoiceField(
        label=_("Languages of the exchange"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    populations = forms.MultipleChoiceField(
        label=_("Target populations"),
        choices=Population.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        labels = {"number": _("Number")}

    def clean_slug(self) -> str:
        """For ever that of the sheet which had it."""
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED:
            raise forms.ValidationError(_("A page of the portal has this address."))
        if FormerSheetAddress.objects.filter(slug=slug).exclude(experience=self.instance.pk):
            raise forms.ValidationError(_("Another sheet had this address, and keeps it."))
        return slug

    def clean(self) -> dict[str, Any]:
        """The desk climbs the ladder by the same rule; sources are named before the stage."""
        data = super().clean() or {}
        if {"maturity", "evidence"} & set(self.changed_data):
            self.instance.maturity = data.get("maturity", "")
            self.instance.evidence = data.get("evidence", "")
            for name, told in self.instance.missing_for_stage().items():
                self.add_error(name, told)
        return data
