"""Numbers as people write them: 12.000,5 and 12,000.5 and 12 000,5 are the same number.

A comma or a point alone before three digits means thousands where the reader's language writes them
so. Elsewhere it could mean either: nobody guesses, and what was typed comes back with a question.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from community.languages import current

LONGEST = 40  # characters
THOUSANDS = {"en": ",", "es": ".", "pt": "."}  # French parts them by spaces alone
SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'’](?=\d)")
WHOLE = re.compile(r"\d+|\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*", re.ASCII)
EITHER = re.compile(r"[1-9]\d{0,2}([.,])\d{3}", re.ASCII)  # thousands or a fraction
AMBIGUOUS = _(
    "This can mean %(whole)s or %(part)s. Write thousands without comma or point, and decimals with"
    " one or two digits."
)


def written(number: Decimal | int) -> str:
    """In the reader's language, without idle zeros and without signs between the thousands."""
    text = f"{Decimal(number).normalize():f}"
    return text if current() == "en" else text.replace(".", ",")


def as_read(number: Decimal | int) -> str:
    """As a page says it, and no more exact than it was stated: 3.5, not 3.50."""
    stated = Decimal(f"{Decimal(number).normalize():f}")
    return number_format(stated, use_l10n=True, force_grouping=True)


def read(text: str, *, whole: bool = False) -> Decimal:
    """Raises ``ValueError`` for what is no number, ``ValidationError`` for what could be two."""
    text = SPACES.sub(" ", text.strip().replace("\u2212", "-"))
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    if len(text) > LONGEST:
        raise ValueError(text)
    before, after = _parted(text, whole=whole)
    if not WHOLE.fullmatch(before) or not re.fullmatch(r"[0-9]*", after):
        raise ValueError(text)
    return Decimal(f"{sign}{re.sub('[., ]', '', before)}.{after.rstrip('0') or '0'}")


def _parted(text: str, *, whole: bool) -> tuple[str, str]:
    """What stands before and after the sign of the decimals."""
    signs = [sign for sign in text if sign in ".,"]
    last = signs[-1] if signs else ""
    if not signs or (len(signs) > 1 and len(set(signs)) == 1):
        return text, ""
    if EITHER.fullmatch(text):
        if whole or last == THOUSANDS.get(current()):
            return text, ""
        raise _question(text, last)
    before, _sign, after = text.rpartition(last)
    return before or ("0" if after else ""), after


def _question(text: str, sign: str) -> ValidationError:
    whole, part = Decimal(text.replace(sign, "")), Decimal(text.replace(sign, "."))
    return ValidationError(
        AMBIGUOUS, code="ambiguous", params={"whole": written(whole), "part": written(part)}
    )


class _AsWritten(forms.IntegerField):
    """A browser would empty a field of type *number* that holds a comma."""

    widget = forms.TextInput
    is_whole = True

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            try:
                value = f"{read(value, whole=self.is_whole).normalize():f}"
            except ValueError:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        return super().to_python(value.strip() if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Decimal | int) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        mode = "numeric" if self.is_whole else "decimal"
        return {**super().widget_attrs(widget), "inputmode": mode, "autocomplete": "off"}


class WholeNumberField(_AsWritten):
    """How many people, seats, exchanges."""


class NumberField(_AsWritten, forms.DecimalField):
    """Also parts: money, shares, days of work."""

    is_whole = False
