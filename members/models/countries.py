"""Countries, with names in four languages and a status that only the secretariat edits."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.content import kept
from community.languages import current
from members.countries import Grouping, OASStatus, Subregion


class CountryQuerySet(models.QuerySet["Country"]):
    def of_the_americas(self) -> CountryQuerySet:
        return self.exclude(subregion=Subregion.OUTSIDE)

    def in_order(self) -> CountryQuerySet:
        """By name in the reader's language, accents ignored."""
        return self.order_by(f"name_{current()}__unaccent")

    def names(self) -> dict[str, str]:
        """By ISO code, in the reader's language, as filters want them."""
        return dict(self.values_list("iso2", f"name_{current()}"))


class Country(models.Model):
    iso2 = models.CharField(_("ISO code"), max_length=2, primary_key=True)
    name_en = models.CharField(_("name in English"), max_length=100)
    name_es = models.CharField(_("name in Spanish"), max_length=100)
    name_pt = models.CharField(_("name in Portuguese"), max_length=100)
    name_fr = models.CharField(_("name in French"), max_length=100)
    subregion = models.CharField(_("subregion"), max_length=20, choices=Subregion.choices)
    groupings = ArrayField(
        models.CharField(max_length=10, choices=Grouping.choices),
        verbose_name=_("groupings"),
        default=list,
        blank=True,
    )
    languages = ArrayField(
        models.CharField(max_length=3), verbose_name=_("official languages"), default=list
    )
    oas_status = models.CharField(
        _("relation with the OAS"),
        max_length=20,
        choices=OASStatus.choices,
        default=OASStatus.MEMBER,
    )

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name_en"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return str(getattr(self, f"name_{current()}"))

    def get_absolute_url(self) -> str:
        return reverse("members:country", args=[self.iso2.lower()])


@kept
def countries_in_order() -> tuple[Country, ...]:
    """All of them, by name in the reader's language; to be read only."""
    return tuple(Country.objects.in_order())
