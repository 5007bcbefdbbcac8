"""The plan: an objective, who pays what, and activities with their dates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from community.plain_text import PlainTextForm
from exchanges.forms.fields import EVERYONE, OneOf, date_field
from exchanges.models import Activity, Exchange, Plan
from members.models import Organization

MOST = 200  # activities


class PlanForm(PlainTextForm, forms.Form):
    organization = OneOf(Organization, label=gettext_lazy("You write for"), empty_label=None)
    objective = forms.CharField(
        label=gettext_lazy("Objective"),
        help_text=gettext_lazy("What the organization that asked will be able to do in the end."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    costs = forms.CharField(
        label=gettext_lazy("Who pays what"),
        help_text=gettext_lazy("Travel, venue, interpretation, working days: who bears which."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    based_on = forms.IntegerField(min_value=0, max_value=10_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, voices: Any, plan: Plan | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organization = self.fields["organization"]
        assert isinstance(organization, OneOf)  # noqa: S101 - for the type checker
        organization.queryset = voices
        self.initial["based_on"] = plan.version if plan else 0
        if plan:
            self.initial.update({"objective": plan.objective, "costs": plan.costs})
        for name in ("objective", "costs"):
            self.fields[name].seen_by = EVERYONE  # type: ignore[attr-defined]


class ActivityForm(PlainTextForm, forms.ModelForm):
    # Which one it is, so that its agenda and its seats stay with it.
    id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    starts_on = date_field(pgettext_lazy("a date", "From"), required=True)
    ends_on = date_field(pgettext_lazy("a date", "Until"), required=True)

    class Meta:
        model = Activity
        fields = ("title", "instrument", "mode", "place", "starts_on", "ends_on")
        labels = {
            "title": gettext_lazy("Activity"),
            "instrument": gettext_lazy("How"),
            "mode": gettext_lazy("Mode"),
            "place": gettext_lazy("Place"),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.instance.pk = data.get("id")
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("This is before the first day."))
        return data


class BaseActivities(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take this activity out")

    def activities(self) -> list[Activity]:
        """What was filled in and not taken out again."""
        return [
            form.instance
            for form in self.forms
            if form.has_changed() and not form.cleaned_data.get("DELETE")
        ]

    def clean(self) -> None:
        if not any(self.errors) and not self.activities():
            raise forms.ValidationError(_("Plan at least one activity."))


def activities_of(exchange: Exchange, data: QueryDict | None = None) -> Any:
    """The activities as forms, with an empty one at the end (one more when asked for)."""
    lines = [{**one.as_line(), "id": one.pk} for one in exchange.activities.all()]
    factory = forms.formset_factory(
        ActivityForm,
        formset=BaseActivities,
        extra=1,
        max_num=MOST,
        absolute_max=MOST,
        validate_max=True,
        can_delete=True,
    )
    if data is None:
        return factory(initial=lines, prefix="activities")
    if "add" in data:
        data = data.copy()
        total = data.get("activities-TOTAL_FORMS", "")
        data["activities-TOTAL_FORMS"] = (
            str(min(int(total), MOST - 1) + 1) if total.isdecimal() and len(total) < 6 else "1"
        )
    return factory(data, initial=lines, prefix="activities")
