"""Countries at the desk: their names, standing with the OAS, and facts."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.desk_lists import ListAdmin, PlainTextAdmin
from community.languages import current
from members.models import Country, CountryFact


class FactInline(PlainTextAdmin, admin.StackedInline):
    """Each with its year and source: without them it is not saved."""

    model = CountryFact
    fields = ("kind", "value", "year", "source", "source_url")
    extra = 0


@admin.register(Country)
class CountryAdmin(ListAdmin):
    list_display = ("iso2", "named", "subregion", "oas_status")
    list_filter = ("subregion", "oas_status")
    search_fields = ("iso2", "name_en", "name_es", "name_pt", "name_fr")
    readonly_fields = ("iso2",)
    inlines = (FactInline,)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """By the name that the officer reads."""
        return (f"name_{current()}__unaccent", "pk")

    @admin.display(description=_("name"))
    def named(self, country: Country) -> str:
        return str(country)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
