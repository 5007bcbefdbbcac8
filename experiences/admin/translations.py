"""Translations at the desk: what was written beside its original, to be read and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.acts_admin import Link, OnRecordAdmin, ReasonForm
from community.desk_lists import YesOrNo
from community.lifecycle import MoveRefused
from community.models import Event
from community.signed_in import SignedInRequest
from experiences.admin import finding
from experiences.models import TranslatedPiece, Translation
from experiences.translating_form import Desk
from members.models import Organization

ACTS: dict[str, str | Promise] = {
    "begin_translation": _("Began a translation"),
    "publish_translation": _("Published a translation"),
    "take_back_translation": _("Took a translation back"),
}


class Public(YesOrNo):
    title = _("public")
    parameter_name = "public"

    def rows(self, queryset: Any, *, yes: bool) -> Any:
        return queryset.filter(published_at__isnull=not yes)


@admin.register(Translation)
class TranslationAdmin(finding.Found, OnRecordAdmin):
    """Words are mended on the translation's own page, where the original stands beside them."""

    acts = ACTS
    list_display = ("experience", "language", "made", "written", "published_at", "changed_at")
    list_filter = (Public, "language", "is_machine")
    list_select_related = ("experience", "organization")
    search_fields = ("experience__title",)  # and more (``keys_of``)
    ordering = ("-changed_at",)
    fields = ("experience", "language", "made", "is_machine", "started_at", "changed_at",
              "published_at")  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Translation]:
        """Parts are counted row by row: a list of very many shows a few."""
        pieces = TranslatedPiece.objects.filter(translation=OuterRef("pk")).order_by()
        number = pieces.values("translation").annotate(number=Count("pk")).values("number")
        return super().get_queryset(request).annotate(number=Coalesce(Subquery(number), 0))

    def keys_of(self, words: str) -> Q:
        bodies = Organization.objects.search(words).values_list("pk", flat=True)[: finding.MOST]
        return Q(experience__in=finding.sheets(words)) | Q(organization__in=list(bodies))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.take_back_view)
        own = path("<int:pk>/take-back/", view, name="experiences_translation_take_back")
        return [own, *super().get_urls()]

    @admin.display(description=_("in the name of"), ordering="organization__name")
    def made(self, translation: Translation) -> str:
        return translation.made_by

    @admin.display(description=_("translated parts"))
    def written(self, translation: Any) -> int:
        return int(translation.number)

    def acts_on(self, thing: Translation) -> list[Link]:
        own = [thing.experience.slug, thing.language]
        links: list[Link] = [
            (_("Open beside the original"), reverse("experiences:translation", args=own))
        ]
        if thing.is_published:
            back = reverse("admin:experiences_translation_take_back", args=[thing.pk])
            links.append((_("Take the translation back"), back))
        return [*super().acts_on(thing), *links]

    def preview(self, request: HttpRequest, thing: Translation) -> str:
        context = {"sections": Desk(thing).sections(), "translation": thing}
        return render_to_string("experiences/_parts/translation_preview.html", context)

    def history_of(self, thing: Translation) -> list[dict[str, Any]]:
        """What was done with it stands on the timeline of its sheet."""
        events: Iterable[Event] = Event.objects.of(thing.experience).as_timeline()
        own = (one for one in events if one.name in ACTS and one.target == thing.language)
        return [self.told(event) | {"target": ""} for event in own]

    def take_back_view(self, request: SignedInRequest, pk: int) -> HttpResponse:
        translation = self.get_object(request, str(pk))
        if translation is None:
            raise Http404
        if not self.has_change_permission(request, translation):
            raise PermissionDenied
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                translation.take_back(by=request.user, reason=form.cleaned_data["reason"])
            except MoveRefused as refusal:
                form.add_error(None, refusal.messages)
            else:
                self.message_user(request, _("Done: %(thing)s") % {"thing": translation})
                name = "admin:experiences_translation_change"
                return HttpResponseRedirect(reverse(name, args=[translation.pk]))
        return self.act_page(request, _("Take the translation back"), form, [str(translation)])

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are begun on the page of their sheet."""
        return False
