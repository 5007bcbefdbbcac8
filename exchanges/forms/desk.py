"""What the secretariat mends at its desk: lists to choose from instead of words to type, so that
nobody makes a theme by a slip."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from community.languages import Language
from community.mending import MendingForm
from community.theme_field import ThemesField
from exchanges.forms.fields import checkboxes, date_field
from exchanges.vocabulary import ExchangeInstrument
from experiences.models import Block, Experience
from experiences.models.blocks import key_of
from experiences.vocabulary import Population

INSTRUMENTS = ExchangeInstrument.choices
NUMBER = re.compile(r"EXP-(\d{1,12})", re.IGNORECASE)


class SheetsField(forms.CharField):
    """Sheets by their permanent numbers; works without script and for any number of sheets."""

    def __init__(self, *, several: bool = False, **kwargs: Any) -> None:
        self.several = several
        super().__init__(required=False, max_length=600, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """From the form of a model: a key, or a list of sheets."""
        if isinstance(value, int):
            value = Experience.objects.filter(pk=value)
        if value is None or isinstance(value, str):
            return value
        return ", ".join(sheet.number for sheet in value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "").strip()

    def clean(self, value: Any) -> Any:
        words = [word.strip() for word in super().clean(value).split(",") if word.strip()]
        found = [self._sheet(word) for word in words]
        if self.several:
            return found
        if len(found) > 1:
            raise ValidationError(_("One sheet only."))
        return found[0] if found else None

    def _sheet(self, word: str) -> Experience:
        number = NUMBER.fullmatch(word)
        sheet = Experience.objects.filter(pk=int(number[1])).first() if number else None
        if sheet is None:
            raise ValidationError(_("There is no sheet %(word)s.") % {"word": word})
        return sheet


class BlockField(forms.CharField):
    """A building block by its permanent number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Block.objects.filter(pk=value).first()
        return value.number if isinstance(value, Block) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "").strip()

    def clean(self, value: Any) -> Any:
        word = super().clean(value).strip()
        key = key_of(word)
        block = Block.objects.filter(pk=key).first() if key else None
        if word and block is None:
            raise ValidationError(_("There is no building block %(word)s.") % {"word": word})
        return block


class ExchangeForm(MendingForm):
    themes = ThemesField(label=gettext_lazy("Themes"), required=False)
    populations = checkboxes(gettext_lazy("Whom it is for"), Population.choices)
    instruments = checkboxes(gettext_lazy("How you would like to learn"), INSTRUMENTS)
    languages = checkboxes(gettext_lazy("Languages you can work in"), Language.choices)
    wished_from = date_field(pgettext_lazy("a date", "From"))
    wished_until = date_field(pgettext_lazy("a date", "Until"))
    experience = SheetsField(
        label=gettext_lazy("Starts from the sheet"),
        help_text=gettext_lazy("Its permanent number, such as EXP-0001."),
    )
    block = BlockField(
        label=gettext_lazy("Asks about the building block"),
        help_text=gettext_lazy(
            "Its permanent number, such as BLK-0001; it is a part of that sheet."
        ),
    )
    related_experiences = SheetsField(
        label=gettext_lazy("Related sheets"),
        help_text=gettext_lazy("Their permanent numbers, with commas between them."),
        several=True,
    )

    def clean_block(self) -> Block | None:
        """Of the sheet that the exchange starts from, where one is named."""
        block: Block | None = self.cleaned_data["block"]
        sheet = self.cleaned_data.get("experience")
        if block and sheet and block.experience_id != sheet.pk:
            raise ValidationError(_("This building block belongs to another sheet."))
        return block


class OfferForm(MendingForm):
    themes = ThemesField(label=gettext_lazy("Themes"), required=False)
    instruments = checkboxes(gettext_lazy("How you can share it"), INSTRUMENTS)
    languages = checkboxes(gettext_lazy("Languages you can work in"), Language.choices)
    valid_until = date_field(gettext_lazy("Valid until"), required=True)
    experience = SheetsField(
        label=gettext_lazy("The sheet that describes it"),
        help_text=gettext_lazy("Its permanent number, such as EXP-0001."),
    )
