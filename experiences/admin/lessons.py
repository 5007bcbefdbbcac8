"""Lessons at the secretariat's desk."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from community.desk_lists import ListAdmin
from community.mending import MendingAdmin
from experiences.admin import finding
from experiences.models import Lesson


@admin.register(Lesson)
class LessonAdmin(finding.Found, ListAdmin, MendingAdmin):
    list_display = ("claim", "organization", "polarity", "phase", "language")
    list_filter = ("polarity", "phase", "language")
    list_select_related = ("organization",)
    search_fields = ("claim",)  # and more (``keys_of``)
    ordering = ("-pk",)
    readonly_fields = ("number", "experience", "organization", "published_at")
    fields = (
        *readonly_fields,
        "language",
        "claim",
        "because",
        "holds_where",
        "not_where",
        "do_differently",
        "phase",
        "polarity",
        "evidence",
    )

    def keys_of(self, words: str) -> Q:
        return Q(pk__in=finding.lessons(words))

    def save_model(self, request: HttpRequest, obj: Lesson, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        Lesson.objects.filter(pk=obj.pk).ask_who_judged()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
