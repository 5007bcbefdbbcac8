"""Facts about countries, each with its year and its source: nothing of this is written in code."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from community.languages import colon
from members.countries import FactKind, IncomeGroup, Island
from members.models.countries import Country

CHOICES: dict[str, type[models.TextChoices]] = {
    FactKind.INCOME: IncomeGroup,
    FactKind.ISLAND: Island,
}


class CountryFact(models.Model):
    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.CASCADE, related_name="facts"
    )
    kind = models.CharField(_("what"), max_length=12, choices=FactKind.choices)
    value = models.CharField(
        _("value"),
        max_length=20,
        help_text=_(
            "Population: the number of people, digits alone. Income group: low, lower-middle, "
            "upper-middle or high. Small island developing state: yes or no."
        ),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500)

    class Meta:
        verbose_name = _("fact about a country")
        verbose_name_plural = _("facts about countries")
        ordering = ["country", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "kind"], name="a_country_has_a_fact_of_a_kind_once"
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(source_url=""), name="a_fact_has_a_source"
            ),
            models.CheckConstraint(
                condition=Q(kind=FactKind.POPULATION, value__regex=r"^[1-9]\d{0,10}$")
                | Q(kind=FactKind.INCOME, value__in=IncomeGroup.values)
                | Q(kind=FactKind.ISLAND, value__in=Island.values),
                name="a_fact_is_said_in_the_words_of_its_kind",
                violation_error_message=_("This is not a value of that kind."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{colon()} {self.told}"

    def clean(self) -> None:
        if self.kind == FactKind.POPULATION and not self.value.isdecimal():
            raise ValidationError({"value": _("Write the number of people, digits alone.")})

    @property
    def told(self) -> str:
        """The value in the reader's language."""
        if self.kind == FactKind.POPULATION:
            return number_format(self.value, force_grouping=True)
        return str(CHOICES[self.kind](self.value).label)
