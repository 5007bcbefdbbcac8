"""A report: what came of it, what did not work, and one lesson for everybody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.languages import current
from community.models import Person
from community.plain_text import PlainTextForm
from community.seen_by import EVERYONE
from exchanges.forms.fields import ToldOnce
from exchanges.models import Party, Report
from experiences.models import Lesson
from experiences.vocabulary import Polarity


class ReportForm(ToldOnce, PlainTextForm, forms.ModelForm):
    claim = forms.CharField(
        label=_("The lesson in one sentence"),
        help_text=_("Others should be able to use it without knowing your exchange."),
        max_length=200,
    )
    because = forms.CharField(
        label=_("Because"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    polarity = forms.ChoiceField(
        label=_("Does it work?"), choices=Polarity.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Report
        fields = ("language", "achieved", "did_not_work", "next_steps")
        labels = {
            "language": _("Language of this text"),
            "achieved": _("What was achieved?"),
            "did_not_work": _("What did not work?"),
            "next_steps": _("What do you do next?"),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 5})
            for name in ("achieved", "did_not_work", "next_steps")
        }

    sections = (
        (_("What came of it"), ("language", "achieved", "did_not_work", "next_steps")),
        (_("One lesson for everybody"), ("claim", "because", "polarity")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", current())
        for name in self.fields:
            self.fields[name].seen_by = EVERYONE  # type: ignore[attr-defined]

    def laid_out(self) -> list[dict[str, Any]]:
        return [
            {"title": title, "fields": [self[name] for name in names]}
            for title, names in self.sections
        ]

    def file(self, party: Party, *, by: Person) -> None:
        """Hand the report in, and its lesson with it."""
        data = self.cleaned_data
        lesson = Lesson(**{name: data[name] for name in ("claim", "because", "polarity")})
        self.instance.party = party
        with transaction.atomic():
            self.instance.file(by=by, lesson=lesson)
