"""A filter of the desk's lists by theme: one list to choose from instead of a link for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from community.models import Theme


class ThemeFilter(admin.SimpleListFilter):
    """A broader theme finds what carries one of its narrower ones, too."""

    title = gettext_lazy("themes")
    parameter_name = "theme"
    template = "admin/choose_filter.html"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        elsewhere = {self.parameter_name, PAGE_VAR, ERROR_FLAG}
        self.kept = [
            (name, value)
            for name, values in request.GET.lists()
            if name not in elsewhere
            for value in values
        ]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Each broader theme with its narrower ones below it."""
        themes = list(Theme.objects.in_order().as_labels())
        return [
            (slug, f"— {label}" if below else label)
            for broader in themes
            if broader[2] is None
            for pk, slug, below, label in [broader, *(t for t in themes if t[2] == broader[0])]
        ]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, label in self.lookup_choices:
            yield {"value": value, "display": label, "selected": value == self.value()}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        themes = Theme.objects.filter(Q(slug=self.value()) | Q(parent__slug=self.value()))
        about = queryset.model._default_manager.filter(themes__in=themes)
        return queryset.filter(pk__in=about.values("pk"))
