"""An answer to the secretariat, a wish to join."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.plain_text import PlainTextForm
from community.seen_by import COLLEAGUES, DECIDERS
from members.models import Membership


class AnswerForm(PlainTextForm, forms.Form):
    answer = forms.CharField(
        label=_("Your answer"), max_length=3000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].seen_by = COLLEAGUES  # type: ignore[attr-defined]


class JoinForm(PlainTextForm, forms.ModelForm):
    class Meta:
        model = Membership
        fields = ("message",)
        labels = {"message": _("What do you do there?")}
        help_texts = {"message": _("Read by the people who decide whether you join.")}
        widgets = {"message": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].required = True
        self.fields["message"].seen_by = DECIDERS  # type: ignore[attr-defined]
