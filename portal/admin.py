"""The roof at the desk: the log of what was added, changed and deleted there.

Moves have their events. What is no move (a theme renamed, an office given, a keyword or an account
deleted) stands in Django's log alone, and of what is gone no other page tells.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.admin import ReadOnlyAdmin
from community.desk_lists import short_time

ACTS = {
    ADDITION: pgettext_lazy("in the log: who did it stands beside", "Added"),
    CHANGE: pgettext_lazy("in the log: who did it stands beside", "Changed"),
    DELETION: pgettext_lazy("in the log: who did it stands beside", "Deleted"),
}


class Act(admin.SimpleListFilter):
    title = _("what")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [(str(flag), words) for flag, words in ACTS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        known = {str(flag): flag for flag in ACTS}
        flag = known.get(self.value() or "")
        return queryset.filter(action_flag=flag) if flag else queryset


@admin.register(LogEntry)
class LogAdmin(ReadOnlyAdmin):
    list_display = ("when", "who", "what", "kind", "named", "told")
    list_filter = (Act,)
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "change_message", "user__name", "user__email")
    date_hierarchy = "action_time"
    fields = ("when", "who", "what", "kind", "thing", "told")

    @admin.display(description=_("when"), ordering="action_time")
    def when(self, entry: LogEntry) -> str:
        return short_time(entry.action_time)

    @admin.display(description=_("who"), ordering="user__name")
    def who(self, entry: LogEntry) -> str:
        return str(entry.user)

    @admin.display(description=_("what"), ordering="action_flag")
    def what(self, entry: LogEntry) -> str:
        return str(ACTS.get(entry.action_flag, "–"))

    @admin.display(description=_("of which kind"), ordering="content_type")
    def kind(self, entry: LogEntry) -> str:
        model = entry.content_type.model_class() if entry.content_type else None
        return str(capfirst(model._meta.verbose_name)) if model else "–"

    @admin.display(description=_("which"), ordering="object_repr")
    def named(self, entry: LogEntry) -> str:
        return entry.object_repr

    @admin.display(description=_("what was changed, or why"))
    def told(self, entry: LogEntry) -> str:
        return str(entry.get_change_message()) or "–"

    @admin.display(description=_("which"))
    def thing(self, entry: LogEntry) -> str | SafeString:
        address = None if entry.is_deletion() else entry.get_admin_url()
        if not address:
            return entry.object_repr
        return format_html('<a href="{}">{}</a>', address, entry.object_repr)

    def has_view_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        """Whoever reads the events reads what is none of them."""
        return bool(request.user.has_perm("community.view_event"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
