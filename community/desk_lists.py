"""Lists of the desk: what can be chosen in them, and how days, yes and no read there.

``ListAdmin`` is the base of all of them.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from community.plain_text import only_text, refuse_controls

# With the month as a word: nobody takes 11/12 for another day.
SHORT_DAY = pgettext_lazy("how a short date is written", "j M Y")


def short_day(at: dt.datetime) -> str:
    """“25 Nov 2026”, as a list has room for it."""
    return date_format(timezone.localtime(at), str(SHORT_DAY))


def short_time(at: dt.datetime) -> str:
    """“25/11/2026 14:30”: the hour tells what came first on a busy day."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


class PlainTextAdmin(BaseModelAdmin):
    """What is typed at the desk is text, too: mix it in before ``ModelAdmin`` or an inline."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            refuse_controls(field)
        return field


class YesOrNo(admin.SimpleListFilter):
    """A filter with two answers: ``rows`` of a list for each."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]

    def rows(self, queryset: Any, *, yes: bool) -> Any:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        known = self.value() in ("yes", "no")
        return self.rows(queryset, yes=self.value() == "yes") if known else queryset


class Filled(admin.EmptyFieldListFilter):
    """Of a date: whether it has come. The title of the field is the question."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        every, empty, filled = super().choices(changelist)
        yield from (every, {**filled, "display": _("Yes")}, {**empty, "display": _("No")})


def as_translated(label: str) -> str:
    """A label as our catalogs hold it: forms write it large, and Django's log asks for it so."""
    small = label[:1].lower() + label[1:]
    with override("es"):
        return small if _(label) == label and _(small) != small else label


class ListAdmin(PlainTextAdmin, admin.ModelAdmin):
    """The base of all lists of the desk."""

    narrowed_by: tuple[str, ...] = ()  # beside its filters, for links of our own

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """An address narrows a list down by what the list offers, and by no other field: whether
        there is anything tells, letter by letter, what no page shows, such as a code in a letter.
        """
        fields = {field.name for field in self.opts.get_fields()}
        offered = {*self.narrowed_by, self.date_hierarchy or "", *self._filters(request)}
        known = any(lookup == name or lookup.startswith(f"{name}__") for name in offered)
        if lookup.partition("__")[0] in fields and not known:
            return False
        return bool(super().lookup_allowed(lookup, value, request))

    def _filters(self, request: HttpRequest) -> Iterator[str]:
        for one in self.get_list_filter(request):
            told = one[0] if isinstance(one, tuple) else one
            yield str(getattr(told, "parameter_name", told))

    def construct_change_message(self, *given: Any, **named: Any) -> list[dict[str, Any]]:
        """What was changed, in words that the log finds in every language."""
        told: list[dict[str, Any]] = super().construct_change_message(*given, **named)
        for what in (one for act in told for one in act.values() if "fields" in one):
            what["fields"] = [as_translated(label) for label in what["fields"]]
        return told

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *more: Any, **named: Any
    ) -> HttpResponse | None:
        """What cannot be the key of a row has not been chosen in this list."""
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                only_text(str(self.opts.pk.to_python(key)))
        except ValidationError as error:
            raise BadRequest from error
        return super().response_action(request, queryset, *more, **named)
