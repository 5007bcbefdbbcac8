"""What organizations say of lessons, at the desk: read there, and taken off with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from community.acts_admin import Link, OnRecordAdmin, ReasonForm
from community.desk_lists import YesOrNo
from community.languages import colon
from community.lifecycle import MoveRefused
from community.models import Event
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from experiences.models import Verdict

SHOWN = 120  # characters of a note in the list
ACTS: dict[str, str | Promise] = {
    "confirm_lesson": _("Confirmed the lesson"),
    "contradict_lesson": _("Contradicted the lesson"),
    "take_back_verdict": _("Took it back"),
    "take_down_verdict": _("Taken off by the secretariat"),
}


class Standing(YesOrNo):
    title = _("stands beside its lesson")
    parameter_name = "stands"

    def rows(self, queryset: Any, *, yes: bool) -> Any:
        return queryset.filter(taken_back_at__isnull=yes)


class Found(admin.ChoicesFieldListFilter):
    """The field asks who judges; an officer did not judge."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.title = _("what it found")


@admin.register(Verdict)
class VerdictAdmin(OnRecordAdmin):
    acts = ACTS
    list_display = ("said", "about", "who", "country", "found", "at")
    list_filter = (Standing, ("stance", Found), "language")
    search_fields = ("note", "organization__name", "lesson__claim")
    ordering = ("-at", "-pk")
    fields = ("about", "who", "country", "found", "whole", "language", "at", "taken_back_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verdict]:
        """Of lessons that are there: what was said of others waits until they are back."""
        rows: QuerySet[Verdict] = super().get_queryset(request)
        return rows.select_related("lesson", "organization", "country")

    @admin.display(description=_("what it saw"))
    def said(self, verdict: Verdict) -> str:
        return Truncator(verdict.note).chars(SHOWN)

    @admin.display(description=_("what it saw"))
    def whole(self, verdict: Verdict) -> str:
        return verdict.note

    @admin.display(description=_("what it found"), ordering="stance")
    def found(self, verdict: Verdict) -> str:
        return verdict.get_stance_display()

    @admin.display(description=_("lesson"))
    def about(self, verdict: Verdict) -> str:
        return f"{verdict.lesson.number}{colon()} {verdict.lesson}"

    @admin.display(description=_("organization"), ordering="organization__name")
    def who(self, verdict: Verdict) -> str:
        return verdict.organization.name

    def get_urls(self) -> list[URLPattern]:
        view = survives_sign_out(self.admin_site.admin_view(self.take_down_view))
        own = path("<int:pk>/take-down/", view, name="experiences_verdict_take_down")
        return [own, *super().get_urls()]

    def acts_on(self, thing: Verdict) -> list[Link]:
        links: list[Link] = [(_("Open the lesson"), thing.lesson.get_absolute_url())]
        if thing.taken_back_at is None:
            down = reverse("admin:experiences_verdict_take_down", args=[thing.pk])
            links.append((_("Take it off"), down))
        return [*super().acts_on(thing), *links]

    def history_of(self, thing: Verdict) -> list[dict[str, Any]]:
        """What was said, and taken back or off, stands among the events of the lesson."""
        events: Iterable[Event] = Event.objects.of(thing.lesson).as_timeline()
        number = thing.organization.number
        own = (one for one in events if number in (one.target, one.organization_number))
        return [self.told(one) | {"target": ""} for one in own if one.name in ACTS]

    def take_down_view(self, request: SignedInRequest, pk: int) -> HttpResponse:
        verdict = self.get_object(request, str(pk))
        if verdict is None:
            raise Http404
        if not self.has_change_permission(request, verdict):
            raise PermissionDenied
        form = ReasonForm(typed(request))
        if request.method == "POST" and form.is_valid():
            try:
                verdict.take_down(by=request.user, reason=form.cleaned_data["reason"])
            except MoveRefused as refusal:
                form.add_error(None, refusal.messages)
            else:
                self.message_user(request, _("Done: %(thing)s") % {"thing": verdict})
                return HttpResponseRedirect(verdict.lesson.get_absolute_url())
        told = [f"{verdict}{colon()} {verdict.note}"]
        return self.act_page(request, _("Take it off"), form, told, survives=True)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are given on the page of their lesson."""
        return False
