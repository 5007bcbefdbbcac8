"""The secretariat deletes an account on request: by the same way as its owner would."""

from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from community.acts_admin import ReasonForm
from community.models import Person
from community.signed_in import SignedInRequest
from members.farewell import only_led_by, take_leave


class RequestForm(ReasonForm):
    """The reason is for the log alone: nobody is left to write to."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Kept in the log of the desk; do not name the person.")


def erase(request: SignedInRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    if not request.user.has_perm("community.delete_person"):
        raise PermissionDenied
    form = RequestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        take_leave(person, by=request.user)
        _note(request.user, pk, form.cleaned_data["reason"])
        messages.success(request, _("The account is deleted."))
        return HttpResponseRedirect(reverse("admin:community_person_changelist"))
    told = [str(person), person.email]
    told += [_("Focal point of %(name)s") % {"name": one} for one in only_led_by(person)]
    title = _("Delete the account on request")
    context = {
        **admin.site.each_context(request),
        "title": title,
        "move": {"label": title},
        "form": form,
        "things": told,
        "back": reverse("admin:community_person_change", args=[pk]),
    }
    return TemplateResponse(request, "admin/moves/decide.html", context)


def _note(officer: Person, pk: int, reason: str) -> None:
    """Who deleted which account, by its number alone, and why."""
    LogEntry.objects.create(
        user=officer,
        content_type=ContentType.objects.get_for_model(Person),
        object_id=str(pk),
        object_repr=f"#{pk}",
        action_flag=DELETION,
        change_message=reason,
    )
