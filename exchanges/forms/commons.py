"""What the community says on the page of an exchange, and how an exchange goes on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.languages import current
from community.models import Person
from community.models.questions import LONGEST
from community.plain_text import PlainTextForm
from community.seen_by import EVERYONE
from exchanges.forms.fields import OneOf, ToldOnce, written_for
from exchanges.models import Exchange, FollowUp
from exchanges.vocabulary import ExchangeInstrument, Uptake
from members.models import Organization


def able_to_want(exchange: Exchange, person: Person) -> Any:
    """Approved organizations she writes for that are no party and have not said it yet."""
    present = exchange.parties.present().exclude(organization=None).values("organization_id")
    said = exchange.wants.values("organization_id")
    return written_for(person).exclude(pk__in=present).exclude(pk__in=said)


class WantForm(PlainTextForm, forms.Form):
    organization = OneOf(Organization, label=_("Organization"), empty_label=None)
    note = forms.CharField(
        label=_("What you would like to learn"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, by: Person, exchange: Exchange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organization = self.fields["organization"]
        assert isinstance(organization, OneOf)  # noqa: S101 - for the type checker
        organization.queryset = able_to_want(exchange, by)
        self.fields["note"].seen_by = EVERYONE  # type: ignore[attr-defined]


class QuestionForm(PlainTextForm, forms.Form):
    text = forms.CharField(
        label=_("Your question"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen_by = _("Seen by everyone, with your name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].seen_by = self.seen_by  # type: ignore[attr-defined]


class AnswerForm(QuestionForm):
    """In the name of an organization."""

    seen_by = EVERYONE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your answer")


class GoOnForm(forms.Form):
    instruments = forms.MultipleChoiceField(
        label=_("How you go on"),
        choices=ExchangeInstrument.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class FollowUpForm(ToldOnce, PlainTextForm, forms.ModelForm):
    level = forms.TypedChoiceField(
        label=_("What became of it in your country?"),
        choices=Uptake.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = FollowUp
        fields = ("level", "evidence", "url", "language")
        labels = {
            "evidence": _("What shows it?"),
            "url": _("Where it can be read"),
            "language": _("Language of this text"),
        }
        help_texts = {
            "evidence": _(
                "Needed once it is in a norm or a budget: the norm, the budget line, how many"
                " people it reaches. Before that you may say what is in the way."
            ),
        }
        widgets = {"evidence": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = current()
        for name in self.fields:
            self.fields[name].seen_by = EVERYONE  # type: ignore[attr-defined]

    def laid_out(self) -> list[dict[str, Any]]:
        return [{"title": _("What came of it"), "fields": [self[name] for name in self.fields]}]
