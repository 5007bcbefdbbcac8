"""Approving an organization: who has taken it up, what looks odd, and why it is trusted."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from community.acts_admin import ReasonForm
from community.lifecycle import Move, MoveRefused
from community.moderation import MovesAdmin
from community.plain_text import PlainTextForm
from members.admin.doubts import doubts_about
from members.models import Organization
from members.models.trust import PENDING
from members.vocabulary import VerifiedBecause


class ApprovalForm(PlainTextForm, forms.Form):
    """An approval says why the organization is trusted; its profile shows it for ever."""

    because = forms.ChoiceField(
        label=_("Verified because"), choices=VerifiedBecause.choices, widget=forms.RadioSelect
    )
    how = forms.CharField(
        label=_("Verified how"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("For example the date and number of the letter. Everyone reads it."),
    )
    reason = forms.CharField(
        label=_("A word to the organization"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sent with the letter, in the words you write here."),
    )


class QuestionForm(ReasonForm):
    """The same field under the name of what is written there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Your question")


def approval_of(organization: Organization) -> type[ApprovalForm]:
    """The form with what is known of this one: whether its domain is proven."""
    when, choices = organization.domain_proven_at, VerifiedBecause.choices
    because = forms.ChoiceField(
        label=_("Verified because"),
        choices=choices if when else choices[1:],
        widget=forms.RadioSelect,
        initial=VerifiedBecause.DOMAIN if when else None,
        help_text=proof_of(organization),
    )
    return type("ApprovalForm", (ApprovalForm,), {"because": because})


def proof_of(organization: Organization) -> str:
    if not organization.domain_proven_at:
        return gettext("Its official e-mail domain is not proven yet.")
    told = gettext("Its official e-mail domain was proven on %(date)s with %(address)s.")
    date = date_format(localtime(organization.domain_proven_at))
    return told % {"date": date, "address": organization.domain_proven_with}


class ApprovalAdmin(MovesAdmin):
    """Mixed into the admin of organizations."""

    def form_for(self, move: Move, thing: Any = None) -> type[forms.Form]:
        if move.name == "ask":
            return QuestionForm
        if move.name != "approve":
            return super().form_for(move, thing)
        return approval_of(thing) if thing else ApprovalForm

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.begin_check))
        name = "members_organization_begin_check"
        return [path("<int:pk>/begin-check/", view, name=name), *super().get_urls()]

    def buttons(self, thing: Any) -> list[dict[str, Any]]:
        """First of all: somebody has taken the application up."""
        found = super().buttons(thing)
        if thing.status in PENDING and not thing.check_began_at:
            address = reverse("admin:members_organization_begin_check", args=[thing.pk])
            found.insert(0, {"label": _("Begin the check"), "address": address, "asks": False})
        return found

    def begin_check(self, request: HttpRequest, pk: int) -> HttpResponse:
        """No move: the state stays, the applicant sees that an officer looks at it."""
        organization = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, organization):
            raise PermissionDenied
        try:
            organization.begin_check(by=request.user)
        except MoveRefused as refusal:
            self.message_user(request, " ".join(refusal.messages), "warning")
        else:
            told = gettext(
                "The check has begun. The person who applied sees that somebody looks at it."
            )
            self.message_user(request, told, "success")
        return redirect("admin:members_organization_change", pk)

    @admin.display(description=_("Check began by"))
    def who_began_the_check(self, organization: Organization) -> Any:
        return organization.check_began_by or "–"

    @admin.display(description=_("Look closely"))
    def doubts(self, organization: Organization) -> str:
        """Names and domains that pass for others, and who may be the same."""
        return "\n".join(doubts_about(organization)) or "–"
