"""The form of a verdict, and what stands around it on the page of a lesson."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from community.models import Reader
from community.plain_text import PlainTextForm
from experiences.models import Lesson, Verdict
from experiences.models.verdicts import judges_of
from members.models import Country, Membership


class VerdictForm(PlainTextForm, forms.ModelForm):
    """What her organization saw; which of the two it means is said by the button."""

    use_required_attribute = False

    class Meta:
        model = Verdict
        fields = ("organization", "country", "note")
        labels = {
            "organization": gettext_lazy("In the name of"),
            "country": gettext_lazy("Country where you saw it"),
            "note": gettext_lazy("What you saw"),
        }
        help_texts = {
            "note": gettext_lazy("Everybody reads it beside the lesson, with your organization."),
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, judges: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine: Any = self.fields["organization"]
        mine.choices = [(one.pk, one.name) for one in judges]
        mine.queryset = mine.queryset.filter(pk__in=[one.pk for one in judges])
        mine.empty_label = None
        if len(judges) == 1:  # nothing to choose
            mine.widget = forms.HiddenInput()
        where: Any = self.fields["country"]
        where.queryset = Country.objects.in_order()


def panel_of(lesson: Lesson, user: Reader, form: VerdictForm | None = None) -> dict[str, Any]:
    """Her organizations' verdicts and the form for one more, or how she comes to say something."""
    if not lesson.is_public:
        return {}
    if not user.is_authenticated:
        return {"wants": "account"}
    judges = list(judges_of(lesson, user))
    if not judges:
        acts_for_one = user.is_staff or Membership.objects.active().of(user).exists()
        return {} if acts_for_one else {"wants": "organization"}
    own = lesson.verdicts.standing().filter(organization__in=judges).as_list()
    return {"own": list(own), "form": form or _blank(judges, list(own))}


def _blank(judges: list[Any], own: list[Verdict]) -> VerdictForm:
    """What her only organization said stands there to be changed."""
    first = judges[0]
    said = own[0] if own and len(judges) == 1 else None
    initial = {
        "organization": first.pk,
        "country": said.country_id if said else first.country_id,
        "note": said.note if said else "",
    }
    return VerdictForm(judges=judges, initial=initial, prefix="verdict")
