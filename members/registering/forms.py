"""What is asked of an applicant later: an answer to the secretariat."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.plain_text import PlainTextForm
from community.seen_by import COLLEAGUES


class AnswerForm(PlainTextForm, forms.Form):
    answer = forms.CharField(
        label=_("Your answer"), max_length=3000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].seen_by = COLLEAGUES  # type: ignore[attr-defined]
