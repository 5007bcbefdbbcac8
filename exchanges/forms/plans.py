"""The plan: an objective, who pays what, and activities with their dates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_LABEL
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from community.plain_text import PlainTextForm
from community.seen_by import EVERYONE
from exchanges.forms.fields import OneOf, date_field
from exchanges.models import Activity, Exchange, Plan
from exchanges.vocabulary import Mode
from members.models import Organization

MOST = 200  # activities
PREFIX = "activities"


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
        written = {"objective": plan.objective, "costs": plan.costs} if plan else {}
        self.initial = {"based_on": plan.version if plan else 0, **written, **self.initial}
        for name in ("objective", "costs"):
            self.fields[name].seen_by = EVERYONE  # type: ignore[attr-defined]


class ActivityForm(PlainTextForm, forms.ModelForm):
    # Which one it is, so that its agenda and its seats stay with it.
    id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    starts_on = date_field(pgettext_lazy("a date", "From"), required=True)
    ends_on = date_field(pgettext_lazy("a date", "Until"), required=True)
    # Nothing is chosen for her: travel or a screen is for the partners to say.
    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"), choices=[("", BLANK_CHOICE_LABEL), *Mode.choices]
    )
    # Asked only where a day is over.
    is_past = forms.BooleanField(
        label=gettext_lazy("Yes, this activity began before today"),
        required=False,
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Activity
        fields = ("title", "instrument", "mode", "place", "starts_on", "ends_on", "is_past")
        labels = {
            "title": gettext_lazy("Activity"),
            "instrument": gettext_lazy("How"),
            "place": gettext_lazy("Place"),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.instance.pk = data.get("id")
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("This is before the first day."))
        if first and first < timezone.localdate() and "starts_on" in self.changed_data:
            self._ask_whether_it_is_past(data)
        if data.get("mode") == Mode.VIRTUAL and data.get("place"):
            self._ask_how_it_has_a_place()
        return data

    def _ask_how_it_has_a_place(self) -> None:
        """Of what is written or changed; an older plan may stand as it is."""
        if {"mode", "place"} & {*self.changed_data}:
            told = _(
                "A virtual activity has no place. Leave it empty, or choose “%(mixed)s” above."
            )
            self.add_error("place", told % {"mixed": Mode.MIXED.label})

    def _ask_whether_it_is_past(self, data: dict[str, Any]) -> None:
        """A slip of the year, most often; what really took place is planned all the same."""
        self.fields["is_past"].widget = forms.CheckboxInput()
        if not data.get("is_past"):
            told = _("This day is over. Choose another one, or tick below that it is meant so.")
            self.add_error("starts_on", told)


class BaseActivities(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take this activity out")

    def activities(self) -> list[Activity]:
        """Those of the plan before, changed or not, and what was filled in beside them; without
        what is taken out."""
        planned = self.initial_form_count()
        return [
            form.instance
            for place, form in enumerate(self.forms)
            if (place < planned or form.has_changed()) and not form.cleaned_data.get("DELETE")
        ]

    def clean(self) -> None:
        if not any(self.errors) and not self.activities():
            raise forms.ValidationError(_("Plan at least one activity."))


class RowsAsTyped(BaseActivities):
    """Still being written: nothing is asked of them yet."""

    planned = 0

    def initial_form_count(self) -> int:
        """Those of the plan; what was typed beside them may be emptied again."""
        return self.planned


def activities_of(exchange: Exchange, data: QueryDict | None = None) -> Any:
    """The activities as forms, with an empty one at the end."""
    lines = [_line(one) for one in exchange.activities.all()]
    return _rows(BaseActivities)(data, initial=lines, prefix=PREFIX)


def _line(activity: Activity) -> dict[str, Any]:
    """Days as days, so that one which stays as it is counts as unchanged."""
    return {name: getattr(activity, name) for name in ("id", *Activity.SCOPE)}


def one_more_activity(exchange: Exchange, data: QueryDict) -> Any:
    """What was typed, as it was typed, and one more row to fill."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    number = min(int(total), MOST - 1) if total.isdecimal() and len(total) < 6 else 0
    names = (*ActivityForm.base_fields, "DELETE")
    typed = [{name: data.get(f"{PREFIX}-{row}-{name}") for name in names} for row in range(number)]
    rows = _rows(RowsAsTyped)(initial=typed, prefix=PREFIX)
    rows.planned = exchange.activities.count()
    rows.extra = max(0, number + 1 - rows.planned)
    return rows


def _rows(kind: type[BaseActivities]) -> Any:
    return forms.formset_factory(
        ActivityForm, formset=kind, extra=1, max_num=MOST, absolute_max=MOST,
        validate_max=True, can_delete=True,
    )  # fmt: skip
