"""What becomes known of an activity after the plan, and who else would like to come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from community.languages import Language
from community.meanwhile import KeepsOthers
from community.models import Person
from community.number_fields import WholeNumberField
from community.plain_text import PlainTextForm
from community.seen_by import EVERYONE
from exchanges import zones
from exchanges.forms.fields import PARTNERS, OneOf, ReasonForm, checkboxes, date_field
from exchanges.models import Activity, Seat
from members.models import Organization
from members.models.queries import OrganizationQuerySet

PRIVATE = ("link", "names")


def voice(organizations: OrganizationQuerySet) -> OneOf:
    """For which of her organizations somebody speaks."""
    field = OneOf(Organization, label=gettext_lazy("You write for"), empty_label=None)
    field.queryset = organizations
    return field


def hour(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=False, widget=widget)


class ActivityDetailsForm(KeepsOthers, PlainTextForm, forms.ModelForm):
    begins_at = hour(gettext_lazy("Begins at"))
    finishes_at = hour(gettext_lazy("Finishes at"))
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone of the place"), required=False)
    languages = checkboxes(gettext_lazy("Spoken"), Language.choices)
    interpretation = checkboxes(gettext_lazy("Interpreted into"), Language.choices)
    seats_until = date_field(gettext_lazy("Seats are asked for until"))

    class Meta:
        model = Activity
        fields = Activity.DETAILS
        field_classes = {"participants": WholeNumberField, "open_seats": WholeNumberField}
        labels = {
            "link": gettext_lazy("Link to take part"),
            "agenda": gettext_lazy("Agenda"),
            "materials": gettext_lazy("Materials"),
            "hosts": gettext_lazy("Hosts"),
            "participants": gettext_lazy("Number of participants"),
            "names": gettext_lazy("Names of the participants"),
            "open_seats": gettext_lazy("Open seats for other organizations"),
            "seats_for": gettext_lazy("Whom the seats are for"),
        }
        help_texts = {
            "agenda": gettext_lazy("One point a line, with its hour where you know it."),
            "materials": gettext_lazy("Titles and addresses of what is handed out."),
            "open_seats": gettext_lazy("0 if nobody else can come along."),
        }
        widgets = {
            "agenda": forms.Textarea(attrs={"rows": 8}),
            "materials": forms.Textarea(attrs={"rows": 4}),
            "names": forms.Textarea(attrs={"rows": 4}),
        }

    sections = (
        (gettext_lazy("When and where"),
         ("organization", "begins_at", "finishes_at", "time_zone", "link")),
        (gettext_lazy("What happens"), ("agenda", "materials", "languages", "interpretation")),
        (gettext_lazy("Who comes"), ("hosts", "participants", "names")),
        (gettext_lazy("Open seats"), ("open_seats", "seats_until", "seats_for")),
    )  # fmt: skip

    def __init__(self, *args: Any, voices: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"] = voice(voices)
        self._say_whose_clocks(voices)
        if self.instance.starts_on != self.instance.ends_on:
            self._ask_for_each_day()
        for name in Activity.DETAILS:
            seen_by = PARTNERS if name in PRIVATE else EVERYONE
            self.fields[name].seen_by = seen_by  # type: ignore[attr-defined]
        self.remember(Activity.DETAILS)  # partners of several countries write here

    def _say_whose_clocks(self, voices: OrganizationQuerySet) -> None:
        """Those of the place, where its words name one; else of who writes."""
        field, kept = self.fields["time_zone"], self.instance.time_zone
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = zones.choices(self.instance.starts_on, kept=kept)
        self.proposes_clocks = not kept
        if self.proposes_clocks:
            writer = voices.first()
            here = zones.of_country(writer.country if writer else None)
            self.initial["time_zone"] = zones.of_place(self.instance.place) or here

    def _ask_for_each_day(self) -> None:
        """Of several days the hours are those of each, as ``Activity.is_daily`` reads them."""
        self.fields["begins_at"].label = _("Begins each day at")
        self.fields["finishes_at"].label = _("Finishes each day at")
        told = _("An hour earlier than it begins means: without a break until the last day.")
        self.fields["finishes_at"].help_text = told

    def laid_out(self) -> list[dict[str, Any]]:
        return [
            {"title": title, "fields": [self[name] for name in names]}
            for title, names in self.sections
        ]

    def is_touched(self, name: str) -> bool:
        """Clocks that the page proposed are meant where it is sent, and nobody has said others."""
        return (name == "time_zone" and self.proposes_clocks) or super().is_touched(name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, finishes = data.get("begins_at"), data.get("finishes_at")
        if begins and not data.get("time_zone"):
            self.add_error("time_zone", _("Say in which time zone, so that nobody comes too late."))
        if finishes and not begins:
            self.add_error("begins_at", _("Say also when it begins."))
        one_day = self.instance.starts_on == self.instance.ends_on
        if begins and finishes and one_day and finishes <= begins:
            self.add_error("finishes_at", _("This is before it begins."))
        if (data.get("open_seats") or 0) < self.instance.seats.granted().people():
            self.add_error("open_seats", _("More seats than these are granted already."))
        return data

    def detail(self, *, by: Person) -> None:
        """Save what was written here; what a partner wrote meanwhile into other fields stands."""
        written = set(Activity.DETAILS).intersection(self.touched())
        self.instance.detail(written, by=by, for_=self.cleaned_data["organization"])


class MoveForm(ReasonForm):
    """Other days for an activity under way; one that has begun may end later."""

    starts_on = date_field(pgettext_lazy("a date", "From"), required=True)
    ends_on = date_field(pgettext_lazy("a date", "Until"), required=True)

    field_order = ("starts_on", "ends_on", "reason")

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        days = {"starts_on": activity.starts_on, "ends_on": activity.ends_on}
        super().__init__(*args, initial=days, **kwargs)
        self.activity = activity

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        today = self.activity.today
        if first and last and last < first:
            self.add_error("ends_on", _("This is before the first day."))
        elif last and last < today:
            self.add_error("ends_on", _("This day is over. Choose another one."))
        if first and first < today and "starts_on" in self.changed_data:
            self.add_error("starts_on", _("This day is over. Choose another one."))
        return data


class SeatForm(PlainTextForm, forms.ModelForm):
    class Meta:
        model = Seat
        fields = ("number", "note")
        field_classes = {"number": WholeNumberField}
        labels = {
            "number": gettext_lazy("For how many people?"),
            "note": gettext_lazy("Why do you want to come along?"),
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, voices: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"] = voice(voices)
        self.fields["note"].seen_by = PARTNERS  # type: ignore[attr-defined]
        self.order_fields(["organization", "number", "note"])
