"""What belongs to a sheet, on its page at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from community.desk_lists import PlainTextAdmin
from community.number_fields import NumberField
from experiences.models import Attachment, Block, Figure, Lesson, Source


class LessonInline(PlainTextAdmin, admin.StackedInline):
    model = Lesson
    fields = ("claim", "because", "do_differently", "phase", "polarity", "evidence")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BlockInline(PlainTextAdmin, admin.StackedInline):
    model = Block
    fields = (
        ("title", "kind"),
        ("purpose", "how"),
        ("enabling_factors", "lesson"),
        ("needed_law", "needed_data", "needed_systems"),
    )
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FigureInline(PlainTextAdmin, admin.StackedInline):
    model = Figure
    fields = (("kind", "value", "unit", "year", "source"),)
    formfield_overrides = {
        models.DecimalField: {"form_class": NumberField, "widget": forms.TextInput}
    }
    extra = 0


class SourceInline(PlainTextAdmin, admin.StackedInline):
    model = Source
    fields = (("kind", "title", "url"),)
    extra = 0


class AttachmentInline(PlainTextAdmin, admin.StackedInline):
    """Described or taken out here; files come from the organization alone."""

    model = Attachment
    fields = (("name", "kind"), ("title", "alt", "credit"))
    readonly_fields = ("name", "kind")
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
