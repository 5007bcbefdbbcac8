"""Versions that readers of the history find no more, at the desk: from one to another one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.acts_admin import ActsAdmin, Link, ReasonForm
from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from experiences.admin.restoring import named_versions
from experiences.models import Experience
from experiences.models.versions import Past

LABELS: dict[str, str | Promise] = {
    "withhold": gettext_lazy("Withhold versions"),
    "release": gettext_lazy("Show withheld versions again"),
}
NO_SUCH = {"invalid_choice": gettext_lazy("There is no such earlier version.")}


class VersionsForm(ReasonForm):
    """``numbers`` are those that can be chosen; a personal word stands in several, as a rule."""

    first = forms.TypedChoiceField(
        label=gettext_lazy("From version"), coerce=int, error_messages=NO_SUCH
    )
    last = forms.TypedChoiceField(
        label=gettext_lazy("to version"), coerce=int, error_messages=NO_SUCH
    )
    field_order = ("first", "last", "reason")

    def __init__(self, *args: Any, past: Past, numbers: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(named_versions(past, numbers))
        for name in ("first", "last"):
            field: Any = self.fields[name]
            field.choices = choices


class WithholdAdmin(ActsAdmin):
    """Mix it into the admin of sheets."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.withhold_view)
        own = [
            path(f"<int:pk>/{verb}/", view, {"verb": verb}, name=f"experiences_experience_{verb}")
            for verb in LABELS
        ]
        return [*own, *super().get_urls()]

    def acts_on(self, thing: Any) -> list[Link]:
        past = Past(thing)
        verbs = [verb for verb in LABELS if _choosable(past, verb)]
        return [
            *super().acts_on(thing),
            *(
                (LABELS[v], reverse(f"admin:experiences_experience_{v}", args=[thing.pk]))
                for v in verbs
            ),
        ]

    def withhold_view(self, request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
        sheet = self.get_object(request, str(pk))
        if sheet is None:
            raise Http404
        if not self.has_change_permission(request, sheet):
            raise PermissionDenied
        past = Past(sheet)
        numbers = _choosable(past, verb)
        if not numbers:
            raise Http404
        asked = request.GET.get("version", "")
        if asked and asked not in map(str, numbers):
            raise Http404  # done meanwhile: the newest one would be chosen instead
        initial = {"first": asked or numbers[0], "last": asked or numbers[0]}
        data = request.POST if request.method == "POST" else None
        form = VersionsForm(data, initial=initial, past=past, numbers=numbers)
        if form.is_valid() and _done(sheet, verb, request, form):
            said = {"move": LABELS[verb], "thing": sheet}
            self.message_user(request, _("Done (%(move)s): %(thing)s") % said)
            name = "admin:experiences_experience_change"
            return HttpResponseRedirect(reverse(name, args=[sheet.pk]))
        return self.act_page(request, LABELS[verb], form, [str(sheet), *_told(verb)])


def _choosable(past: Past, verb: str) -> list[int]:
    """Newest first."""
    return past.earlier() if verb == "withhold" else sorted(past.withheld, reverse=True)


def _told(verb: str) -> list[str]:
    if verb == "release":
        return []
    return [
        _("Nobody will find them on the site, their own people included; their numbers stay."),
        _("Translations lose what was made from their words and is behind by now."),
        _("What readers see today stays: take out of the sheet itself what must not be read."),
    ]


def _done(sheet: Experience, verb: str, request: SignedInRequest, form: forms.Form) -> bool:
    """A refusal stands beside its field, and what was typed stays."""
    answers = form.cleaned_data
    try:
        getattr(sheet, verb)(
            answers["first"], answers["last"], by=request.user, reason=answers["reason"]
        )
    except MoveRefused as refusal:
        form.add_error(None, refusal)
        return False
    return True
