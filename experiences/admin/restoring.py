"""Bringing a version of a sheet back, at the desk: what would change stands above the button."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from community.acts_admin import ActsAdmin, Link, ReasonForm
from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from experiences.differences import Change, changes
from experiences.models import Experience
from experiences.models.versions import Past
from experiences.vocabulary import Status

LOOKED_AT = 10  # of the newest versions, for one that says something else


class RestoreForm(ReasonForm):
    """``shown`` is the version whose changes stand above: no other one is brought back unread."""

    version = forms.TypedChoiceField(
        label=_("Version"),
        coerce=int,
        error_messages={"invalid_choice": _("There is no such earlier version.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    shown = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("version", "reason", "seen", "shown")

    def __init__(self, *args: Any, past: Past, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version: Any = self.fields["version"]
        version.choices = list(named_versions(past, past.earlier()))

    def is_shown(self) -> bool:
        """Chosen anew, its changes are shown first."""
        version = self.cleaned_data["version"]
        if self.cleaned_data["shown"] == version:
            return True
        data: Any = self.data
        self.data = data = data.copy()
        data["shown"] = str(version)
        told = _("What it would change stands above. Press again to bring this version back.")
        self.add_error("version", told)
        return False


def named_versions(past: Past, numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Each by its number, when it was written, and the state that it had."""
    states = dict(Status.choices)
    for number in numbers:
        one = past.known[number - 1]
        at = date_format(localtime(one.at), "DATETIME_FORMAT")
        yield number, f"{number} · {at} · {states.get(one.status, one.status)}"


class RestoreAdmin(ActsAdmin):
    """Mix it into the admin of sheets."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.restore_view)
        own = path("<int:pk>/restore/", view, name="experiences_experience_restore")
        return [own, *super().get_urls()]

    def acts_on(self, thing: Any) -> list[Link]:
        address = reverse("admin:experiences_experience_restore", args=[thing.pk])
        return [*super().acts_on(thing), (_("Restore a version"), address)]

    def restore_view(self, request: SignedInRequest, pk: int) -> HttpResponse:
        sheet = self.get_object(request, str(pk))
        if sheet is None:
            raise Http404
        if not self.has_change_permission(request, sheet):
            raise PermissionDenied
        past = Past(sheet)
        asked = request.GET.get("version", "")
        version = int(asked) if asked.isdecimal() and len(asked) < 10 else _newest_other(past)
        initial = {"version": version, "seen": len(past), "shown": version}
        data = request.POST if request.method == "POST" else None
        form = RestoreForm(data, initial=initial, past=past)
        if form.is_valid() and _says_the_same(past, form.cleaned_data["version"]):
            form.add_error("version", _("The sheet says that already: nothing would change."))
        elif form.is_valid() and form.is_shown() and self._restore(request, sheet, form):
            self.message_user(request, _("Done: %(thing)s") % {"thing": sheet})
            name = "admin:experiences_experience_change"
            return HttpResponseRedirect(reverse(name, args=[sheet.pk]))
        told = [str(sheet), _would_change(past, form["version"].value())]
        return self.act_page(request, _("Restore a version"), form, told)

    def _restore(self, request: SignedInRequest, sheet: Experience, form: forms.Form) -> bool:
        """A refusal stands beside its field, and what was typed stays."""
        answers = form.cleaned_data
        try:
            sheet.restore(
                answers["version"], by=request.user, reason=answers["reason"], seen=answers["seen"]
            )
        except MoveRefused as refusal:
            form.add_error(None, refusal)
            return False
        return True


def _changes(past: Past, number: int) -> list[Change]:
    """From today to that version; without the state and the files, which stay."""
    then, today = past.moments([number, len(past)])
    return changes(past, today, then, without=("status", "attachments"))


def _newest_other(past: Past) -> int:
    """The newest of the last versions that says something else than the sheet does today."""
    numbers = past.earlier()[:LOOKED_AT]
    newest = numbers[0] if numbers else 1
    return next((number for number in numbers if _changes(past, number)), newest)


def _says_the_same(past: Past, number: int) -> bool:
    """As where only the state changed since then: nobody is written to about nothing."""
    return number in past.earlier() and not _changes(past, number)


def _would_change(past: Past, asked: Any) -> str:
    number = int(asked) if str(asked).isdecimal() and len(str(asked)) < 10 else 0
    if number not in past.earlier():
        return str(_("There is no such earlier version."))
    told = _changes(past, number)
    context = {"number": number, "changes": told, "lang": past.sheet.language}
    return render_to_string("admin/moves/would_change.html", context)
