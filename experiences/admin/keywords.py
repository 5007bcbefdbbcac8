"""Free keywords at the secretariat's desk: renamed, merged, deleted."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from taggit import admin as taggit

from community.merging import MergesAdmin
from experiences.models import Keyword

admin.site.unregister(taggit.Tag)  # taggit's own cannot merge what the portal keeps


@admin.register(Keyword)
class KeywordAdmin(MergesAdmin):
    acts = {"merge": _("Took the place of another word")}
    list_display = ("name", "sheets")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name",)
    stays = (_("The word that stays"), _("Sheets with one of the others have this one instead."))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Keyword]:
        return super().get_queryset(request).annotate(number=Count("keyworded_experiences"))

    @admin.display(description=_("experiences"), ordering="number")
    def sheets(self, word: Any) -> int:
        return int(word.number)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Words come with the sheets they are about."""
        return False
