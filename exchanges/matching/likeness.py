"""How alike two countries are: a share from 0 to 1, and why. Symmetric."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from members.models import Country

SUBREGION, GROUPING, LANGUAGE = 0.4, 0.3, 0.3

Reasons = list[object]  # sentences, said in the reader's language when they are shown


def likeness(one: Country, other: Country) -> tuple[float, Reasons]:
    """From the subregion, groupings and official languages that they share."""
    share, why = 0.0, []
    if one.subregion == other.subregion:
        share += SUBREGION
        why.append(_same_subregion(one))
    if groupings := [name for name in one.groupings if name in other.groupings]:
        share += GROUPING
        why.append(format_lazy(_("both in {groupings}"), groupings=", ".join(groupings)))
    if set(one.languages) & set(other.languages):
        share += LANGUAGE
        why.append(_("an official language in common"))
    return round(share, 2), why


def _same_subregion(country: Country) -> object:
    return format_lazy(_("same region: {region}"), region=country.get_subregion_display())
