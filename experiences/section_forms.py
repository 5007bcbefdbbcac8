"""The forms of the long form: a section of a sheet, and one building block."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.languages import Language
from community.number_fields import WholeNumberField
from community.plain_text import PlainTextForm
from experiences.merging import KeepsOthers
from experiences.models import Block, Experience
from experiences.models.unsaved import unsaved
from experiences.noted import NotedField
from experiences.rows import COST_ROWS, ROW_WORDS
from experiences.sections import Section
from experiences.writing_form import notes_of, wrong_among

YES_OR_NO = {"yes": True, "no": False}


def _yes_or_no(said: str) -> bool:
    if said not in YES_OR_NO:
        raise ValueError(said)
    return YES_OR_NO[said]


class SectionForm(KeepsOthers, PlainTextForm, forms.ModelForm):
    """Some fields of a sheet; nothing else of it is saved."""

    use_required_attribute = False
    bound_field_class = NotedField
    available_for_exchange = forms.TypedChoiceField(
        label=_("Can you share it in an exchange?"),
        help_text=_(
            "Whoever reads the sheet learns whether to ask you. With “Yes” it also stands among the"
            " offers and in the matrix, and is proposed to those who ask."
        ),
        choices=[("", _("We do not say yet")), ("yes", _("Yes")), ("no", _("Not at present"))],
        coerce=_yes_or_no,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    exchange_languages = forms.MultipleChoiceField(
        label=_("In which languages?"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Experience
        fields = (
            "legal_frame",
            "institutional_frame",
            "stakeholders",
            "sustainability",
            "evidence",
            "conditions_for_transfer",
            "available_for_exchange",
            "exchange_how",
            "exchange_languages",
            "exchange_capacity",
        )
        field_classes = {"exchange_capacity": WholeNumberField}
        labels = {
            "legal_frame": _("Legal frame"),
            "institutional_frame": _("Institutional frame"),
            "stakeholders": _("Who takes part"),
            "sustainability": _("What keeps it alive"),
            "evidence": _("Kind of evidence"),
            "conditions_for_transfer": _("Conditions for transfer"),
            "exchange_how": _("What can you share, and how?"),
            "exchange_capacity": _("How many exchanges a year?"),
        }
        help_texts = {
            "legal_frame": _(
                "Laws, decrees and rules, with their year: what they allow or demand."
            ),
            "institutional_frame": _("Who leads, who carries it out, who decides together."),
            "stakeholders": _("Other bodies, families, workers, partners: who did what."),
            "sustainability": _("Money, law, people, support: what would be left in five years?"),
            "evidence": _("How it is known what came of it."),
            "conditions_for_transfer": _("What another country would need to do the same."),
            "exchange_how": _("Visits, experts, manuals, software: what others can come for."),
            "exchange_capacity": _("As many as your people can really look after."),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in {
                "legal_frame": 6,
                "institutional_frame": 6,
                "stakeholders": 6,
                "sustainability": 6,
                "conditions_for_transfer": 4,
                "exchange_how": 4,
            }.items()
        }

    def __init__(self, *args: Any, only: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(only):
            del self.fields[name]
        said = {value: key for key, value in YES_OR_NO.items()}
        self.initial["available_for_exchange"] = said.get(self.instance.available_for_exchange, "")
        self.remember(self.fields)

    def keep(self) -> bool:
        """Save what is valid and was written here. Is the sheet another one now?"""
        names = self.touched()
        new = unsaved(self.instance, names)
        if new:
            self.instance.save(update_fields=[*new, "changed_at"])
        self.say_saved(names)
        return bool(new)


class BlockForm(KeepsOthers, PlainTextForm, forms.ModelForm):
    """One building block; only its title is asked for before it can be kept."""

    use_required_attribute = False

    class Meta:
        model = Block
        fields = (
            "title",
            "kind",
            "purpose",
            "how",
            "enabling_factors",
            "lesson",
            "needed_law",
            "needed_data",
            "needed_systems",
        )
        labels = {
            "title": _("Title"),
            "kind": pgettext_lazy("block", "Kind of building block"),
            "purpose": _("What is it for?"),
            "how": _("How does it work?"),
            "enabling_factors": _("What made it possible?"),
            "lesson": _("What did you learn from it?"),
            "needed_law": _("Which law or rule does it need?"),
            "needed_data": _("Which data does it need?"),
            "needed_systems": _("Which systems does it need?"),
        }
        help_texts = {
            "title": _("What others could take over, in at most 160 characters."),
            "purpose": _("One or two sentences."),
            "how": _("Step by step, as you would show it to a visitor."),
            "enabling_factors": _("People, decisions, money, trust: without what would it fail?"),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in {
                "purpose": 3,
                "how": 8,
                "enabling_factors": 4,
                "lesson": 4,
                "needed_law": 3,
                "needed_data": 3,
                "needed_systems": 3,
            }.items()
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.remember(self.fields)

    def new(self) -> list[str]:
        """What was written here and is not saved yet."""
        return unsaved(self.instance, self.touched())


class SectionWriting:
    """One section of a sheet with its rows, as one thing."""

    def __init__(
        self, section: Section, sheet: Experience, data: Any = None, *, more: bool = False
    ) -> None:
        self.section, self.sheet, self.more = section, sheet, more
        self.changed = False  # anything, by what was kept
        self.form = SectionForm(data, instance=sheet, only=section.fields)
        self.rows = self._rows(data) if section.has_costs else None

    def _rows(self, data: Any) -> Any:
        return COST_ROWS(data, instance=self.sheet, prefix="figures", extra=2 if self.more else 1)

    def is_valid(self) -> bool:
        every = [self.form.is_valid(), self.rows is None or self.rows.is_valid()]
        return all(every)

    @transaction.atomic
    def keep(self) -> None:
        """Save what is valid; rows stand as they are kept when the form comes back."""
        self.changed = self.form.keep()
        if self.rows is not None and self.rows.is_kept_row_by_row:
            if self.rows.keep() and not self.changed:
                self.changed = True
                self.sheet.touch()
            self.rows = self._rows(None)

    def laid_out(self) -> list[NotedField]:
        """The fields, each with the notes of the review."""
        notes = notes_of(self.sheet)
        fields: Any = self.form
        return [field.tell(notes.get(field.name)) for field in fields]

    def wrong_rows(self) -> list[dict[str, Any]]:
        return wrong_among("figures", self.rows) if self.rows is not None else []

    def laid_out_rows(self) -> dict[str, Any] | None:
        """As ``experiences/_parts/rows.html`` wants them."""
        if self.rows is None:
            return None
        _title, one, add = ROW_WORDS["figures"]
        return {"name": "figures", "one": one, "add": add, "formset": self.rows}
