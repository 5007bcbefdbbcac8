"""What is asked before a decision on a sheet: a reason, and notes beside the fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.plain_text import PlainTextForm, refuse_controls
from experiences.models.parts import label_of
from experiences.review_form import REVIEWED

NOTED = (
    "title",
    "summary",
    "themes",
    "problem",
    "what_was_done",
    "results",
    "what_did_not_work",
    "lessons",
    "blocks",
    "sources",
    "attachments",
)


class DecisionForm(PlainTextForm, forms.Form):
    """A reason that may be left out."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Sent with the letter, in the words you write here."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def answers(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class ReturnForm(DecisionForm):
    """Notes stand beside the fields they are about when the organization opens its sheet."""

    noted: tuple[str, ...] = NOTED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.noted:
            self.fields[f"note_{name}"] = forms.CharField(
                label=_("Note on “%(field)s”") % {"field": label_of(name)},
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            refuse_controls(self.fields[f"note_{name}"])

    def notes(self) -> dict[str, str]:
        notes = {name: self.cleaned_data.get(f"note_{name}", "") for name in self.noted}
        return {name: text for name, text in notes.items() if text}

    def answers(self) -> dict[str, Any]:
        return {**super().answers(), "notes": self.notes()}


class DeskReturnForm(ReturnForm):
    """At the desk a note may stand beside every part."""

    noted = REVIEWED
