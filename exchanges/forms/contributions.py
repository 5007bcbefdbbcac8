"""What a party puts in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.meanwhile import KeepsOthers
from community.models import Person
from community.number_fields import NumberField
from community.plain_text import PlainTextForm
from community.seen_by import EVERYONE
from exchanges.forms.fields import OneOf
from exchanges.models import Contribution, Party
from exchanges.vocabulary import ContributionKind

CURRENCY = RegexValidator(r"^[A-Z]{3}$", gettext_lazy("Three letters, such as USD or BRL."))


class ContributionForm(KeepsOthers, PlainTextForm, forms.ModelForm):
    party = OneOf(Party, label=gettext_lazy("Who contributes"), empty_label=None)
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        help_text=gettext_lazy("Three letters, such as USD or BRL; empty for days of work."),
        required=False,
        max_length=3,
    )

    class Meta:
        model = Contribution
        fields = ("party", "kind", "what", "planned", "real", "currency")
        field_classes = {"planned": NumberField, "real": NumberField}
        labels = {
            "kind": gettext_lazy("What kind of contribution"),
            "what": gettext_lazy("What exactly"),
            "planned": gettext_lazy("Planned"),
            "real": gettext_lazy("In the end"),
        }
        help_texts = {
            "planned": gettext_lazy("Days of work, or the value in money."),
            "real": gettext_lazy("Once you know it."),
        }

    def __init__(self, *args: Any, parties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        party = self.fields["party"]
        assert isinstance(party, OneOf)  # noqa: S101 - for the type checker
        party.queryset = parties
        for name in self.fields:
            self.fields[name].seen_by = EVERYONE  # type: ignore[attr-defined]
        if self.instance.pk:  # colleagues correct it: who went there, and who has the bills
            self.remember(self._meta.fields or ())

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].upper()
        if code:
            CURRENCY(code)
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == ContributionKind.DAYS:
            data["currency"] = ""
        elif "currency" in data and not data["currency"]:
            self.add_error("currency", _("Say in which currency."))
        known = [data.get("planned"), data.get("real")]
        if not any(self.errors.get(name) for name in ("planned", "real")) and known == [None, None]:
            self.add_error("planned", _("Say how much, planned or in the end."))
        return data

    def write(self, *, by: Person) -> None:
        """Save what was written here; what a colleague corrected meanwhile elsewhere stands."""
        self.instance.write(self.touched() if self.instance.pk else None, by=by)
