"""The fields of the short sheet: what they ask, what they need and what they refuse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Person
from community.number_fields import WholeNumberField
from community.plain_text import PlainTextForm
from community.theme_field import ThemesField
from experiences.countries_field import CountriesField
from experiences.keywords_field import KeywordsField
from experiences.merging import KeepsOthers
from experiences.models import Experience
from experiences.models.course import NEEDED_TO_SUBMIT
from experiences.models.family import CIRCLE, OWN_LINE
from experiences.models.unsaved import unsaved
from experiences.noted import NotedField
from experiences.origin_field import OriginField
from experiences.vocabulary import Population
from members.models import Country, Membership, Organization

ADDRESS = "experiences_experience_slug"  # as the database names that it is unique
NEEDED = ("organization", "language", "countries", "themes", *NEEDED_TO_SUBMIT)
# Kept beside the sheet: set, not saved with it.
RELATED = {"countries", "themes", "keywords"}
# What colleagues write at once, here and in the long form.
SHARED = (
    "language", *sorted(RELATED), "adapted_from", "title", "summary", "overview", "programme",
    "scale", "start_year", "end_year", "populations", "instrument", "maturity", "problem",
    "what_was_done", "results", "evidence", "what_did_not_work", "conditions_for_transfer",
    "adapted_how",
)  # fmt: skip
MOST_THEMES = 5
FIRST_YEAR = 1900


def year_limits(field: forms.Field) -> None:
    """Programmes may be planned a few years ahead."""
    latest = timezone.localdate().year + 10
    told = _("Write a year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": latest}
    limits = MinValueValidator(FIRST_YEAR, told), MaxValueValidator(latest, told)
    field.validators = [*field.validators, *limits]


class SheetForm(KeepsOthers, PlainTextForm, forms.ModelForm):
    use_required_attribute = False
    bound_field_class = NotedField
    countries = CountriesField(Country.objects.all(), label=_("Countries"), required=False)
    themes = ThemesField(
        label=_("Themes"),
        required=False,
        most=MOST_THEMES,
        help_text=_("One to three narrower themes say it best; five are the most."),
    )
    populations = forms.MultipleChoiceField(
        label=_("Target populations"),
        choices=Population.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    keywords = KeywordsField(
        label=_("Keywords"),
        required=False,
        max_length=600,
        help_text=_("Your own words, with commas between them."),
    )
    adapted_from = OriginField(label=_("Adapted from another experience"))

    class Meta:
        model = Experience
        fields = (
            "organization",
            "language",
            "title",
            "summary",
            "overview",
            "programme",
            "countries",
            "scale",
            "start_year",
            "end_year",
            "populations",
            "instrument",
            "maturity",
            "problem",
            "what_was_done",
            "results",
            "evidence",
            "what_did_not_work",
            "conditions_for_transfer",
            "adapted_from",
            "adapted_how",
        )
        field_classes = {"start_year": WholeNumberField, "end_year": WholeNumberField}
        labels = {
            "organization": _("In the name of"),
            "language": _("Language you write in"),
            "title": _("Title"),
            "summary": _("In one sentence"),
            "overview": _("In a paragraph"),
            "programme": _("Name of the programme"),
            "scale": _("Scale"),
            "start_year": _("First year"),
            "end_year": _("Last year"),
            "instrument": _("Kind of programme"),
            "maturity": _("Maturity"),
            "problem": _("The problem"),
            "what_was_done": _("What was done"),
            "results": _("Results"),
            "what_did_not_work": _("What did not work"),
            "conditions_for_transfer": _("Conditions for transfer"),
            "evidence": _("Kind of evidence"),
            "adapted_how": _("What was changed"),
        }
        help_texts = {
            "title": _("What was done and for whom, in at most 160 characters."),
            "summary": _("What others remember of it, in at most 240 characters."),
            "overview": _("Stands on top of the sheet."),
            "maturity": _(
                "Good practice and institutionalized need an evaluation among the sources, or a"
                " sheet that another organization or country adapted from this one."
            ),
            "evidence": _("How it is known what came of it."),
            "adapted_how": _("What you did otherwise than the original, and why."),
            "end_year": _("Leave it empty while it goes on."),
            "problem": _("What was wrong, for whom, and how you knew."),
            "what_was_done": _("Who did what, with which means."),
            "results": _("What changed. Numbers go into the rows below, with year and source."),
            "what_did_not_work": _(
                "Others learn most from this. Say it as you would to a colleague."
            ),
            "conditions_for_transfer": _("What another country would need to do the same."),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "overview": forms.Textarea(attrs={"rows": 4}),
            "problem": forms.Textarea(attrs={"rows": 5}),
            "what_was_done": forms.Textarea(attrs={"rows": 8}),
            "results": forms.Textarea(attrs={"rows": 6}),
            "what_did_not_work": forms.Textarea(attrs={"rows": 6}),
            "conditions_for_transfer": forms.Textarea(attrs={"rows": 4}),
            "adapted_how": forms.Textarea(attrs={"rows": 3}),
        }

    sections = (
        (
            _("What it is"),
            ("organization", "language", "title", "summary", "overview", "programme"),
            "",
        ),
        (_("Where and when"), ("countries", "scale", "start_year", "end_year"), ""),
        (
            _("What it is about"),
            ("themes", "populations", "instrument", "maturity", "keywords"),
            "",
        ),
        (_("The story"), ("problem", "what_was_done"), ""),
        (_("What came of it"), ("results", "evidence"), "figures"),
        (_("What did not work"), ("what_did_not_work",), ""),
        (_("What others can learn"), (), "lessons"),
        (_("For those who want to do the same"), ("conditions_for_transfer",), ""),
        (_("Where it comes from"), ("adapted_from", "adapted_how"), ""),
        (_("Where it can be read"), (), "sources"),
        (_("Files"), (), "attachments"),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._only_organizations_of(person)
        self._require(NEEDED)
        year_limits(self.fields["start_year"])
        year_limits(self.fields["end_year"])
        if self.instance.pk:  # nobody else writes what is not there yet
            self.remember(SHARED)
        self._origin().today = self.instance.adapted_from
        if self.instance.pk:
            self.initial["themes"] = [theme.slug for theme in self.instance.themes.all()]
            self.initial["keywords"] = [str(word) for word in self.instance.keywords.all()]

    def _only_organizations_of(self, person: Person) -> None:
        """Whom she writes for; a sheet stays with its organization."""
        field = self.fields["organization"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        if self.instance.pk:
            field.queryset = Organization.objects.filter(pk=self.instance.organization_id)
            field.disabled = True
            return
        field.queryset = organizations_of(person)
        # Read at once: a select that looks at its first choice only would leave a cursor open.
        field.choices = [(row.pk, str(row)) for row in field.queryset]

    def _origin(self) -> OriginField:
        field = self.fields["adapted_from"]
        assert isinstance(field, OriginField)  # noqa: S101 - for the type checker
        return field

    def clean_adapted_from(self) -> Experience | None:
        """Nothing descends from itself; the database refuses it once more, for those who race."""
        origin: Experience | None = self.cleaned_data["adapted_from"]
        if origin and self.instance.is_above(origin):
            raise ValidationError(OWN_LINE)
        return origin

    def _require(self, names: Iterable[str]) -> None:
        for name, field in self.fields.items():
            field.required = name in names

    def full_clean(self) -> None:
        """A draft may lack almost anything; the page says all the same what submitting needs."""
        self._require(("organization", "language"))
        super().full_clean()
        self._require(NEEDED)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first = data.get("start_year", self.instance.start_year)
        last = data.get("end_year", self.instance.end_year)
        if first and last and last < first:
            if "end_year" in data:
                self.add_error("end_year", _("The last year comes before the first."))
            data.pop("start_year", None)  # neither is saved: they only make sense together
            data.pop("end_year", None)
        return data

    def keep(self) -> bool:
        """Save what is valid and was written here. Is the sheet another one now?"""
        names, before = set(self.touched()), self.instance.slug
        changed = set(unsaved(self.instance, names - RELATED))
        is_new = self._save(changed | self._address(changed), before)
        if self.instance.slug != before:
            self.instance.lead_on_from(before)
        others = [self._set(name) for name in RELATED & names]
        if any(others) and not is_new:
            self.instance.touch()
        self.remember(SHARED)
        self.say_saved(names - set(self.errors))
        return is_new or any(others)

    def _address(self, names: set[str]) -> set[str]:
        """In one version with the title that it follows."""
        if "title" not in names or not (slug := self.instance.address_to_follow()):
            return set()
        self.instance.slug = slug
        return {"slug"}

    def _set(self, name: str) -> bool:
        kept = getattr(self.instance, name)
        before = set(kept.values_list("pk", flat=True))
        kept.set(self.cleaned_data[name])
        return before != set(kept.values_list("pk", flat=True))

    def _save(self, names: set[str], before: str) -> bool:
        """Somebody may have closed the circle, or taken the address, at this very moment: the rest
        is saved. The address follows the title when the sheet is published, at the latest."""
        if not names:
            return False
        try:
            with transaction.atomic():
                self.instance.save(update_fields=names | {"changed_at"})
        except IntegrityError as error:
            if CIRCLE in str(error):
                self.instance.adapted_from = self._origin().today
                self.add_error("adapted_from", OWN_LINE)
                return self._save(names - {"adapted_from"}, before)
            if "slug" in names and ADDRESS in str(error):
                self.instance.slug = before
                return self._save(names - {"slug"}, before)
            raise
        return True


def organizations_of(person: Person) -> Any:
    """Those she writes for, in any state but the last ones: a draft may come before approval."""
    writing = Membership.objects.active().writing().of(person).values("organization_id")
    rows = Organization.objects.filter(pk__in=writing)
    return rows.exclude(status__in=("refused", "retired")).in_order()
