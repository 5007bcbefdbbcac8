"""The secretariat's list of organizations that nobody can be reached for, and what to do there."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.acts_admin import Link, OnRecordAdmin
from community.languages import Language
from community.lifecycle import MoveRefused
from community.models import Event
from community.paging import page_of
from community.plain_text import PlainTextForm
from members.models import Invitation, Membership, Organization
from members.models.orphans import alarms_of
from members.people.log import DONE, about
from members.roles import REPLACED, Role
from members.vocabulary import ENDED

REPLACE = gettext_lazy("Replace the focal point")
WRITE = gettext_lazy("Write to its people")


class MemberField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person} ({obj.get_role_display()}, {obj.person.email})"


class ReplaceForm(PlainTextForm, forms.Form):
    member = MemberField(
        Membership.objects.none(), label=gettext_lazy("One of its members"), required=False
    )
    email = forms.EmailField(
        label=gettext_lazy("Or an address to invite"),
        required=False,
        help_text=gettext_lazy("The office passes on once the invitation is accepted."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"), choices=Language.choices
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Sent with the letters to the old and the new one, and deputies."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = organization.memberships.active().exclude(role=Role.FOCAL_POINT)
        choose = self.fields["member"]
        assert isinstance(choose, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        choose.queryset = members.filter(person__is_active=True).select_related("person").in_order()
        self.initial.setdefault("language", organization.description_language)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("member")) == bool(data.get("email")):
            self.add_error("member", _("Choose a member or give an address: one of the two."))
        return data


class WriteForm(PlainTextForm, forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your letter"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8})
    )


class OrphansAdmin(OnRecordAdmin):
    """Mixed into the admin of organizations: it looks after their people."""

    acts = DONE

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("orphans/", view(self.orphans), name="members_organization_orphans"),
            path("<int:pk>/replace/", view(self.replace), name="members_organization_replace"),
            path("<int:pk>/write/", view(self.write), name="members_organization_write"),
        ]
        return [*own, *super().get_urls()]

    def acts_on(self, thing: Organization) -> list[Link]:
        acts = super().acts_on(thing)
        if thing.status in ENDED:
            return acts
        replace = reverse("admin:members_organization_replace", args=[thing.pk])
        write = reverse("admin:members_organization_write", args=[thing.pk])
        return [*acts, (REPLACE, replace), (WRITE, write)]

    def history_of(self, thing: Any) -> list[dict[str, Any]]:
        """With what became of its people, whose roles are told in words like its states."""
        roles = dict(Role.choices)
        rows = [self.told(event) for event in Event.objects.filter(about(thing)).as_timeline()]
        for row in rows:
            for end in ("source", "target"):
                row[end] = roles.get(getattr(row["event"], end), row.get(end, ""))
        return rows

    def orphans(self, request: HttpRequest) -> HttpResponse:
        """With every reason and its age, the oldest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = Organization.objects.orphans().select_related("country").oldest_alarm_first()
        page = page_of(request, rows)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Organizations that nobody can be reached for"),
            "opts": self.opts,
            "page": page,
            "rows": [_told(organization) for organization in page],
            "may_act": self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/members/orphans.html", context)

    def replace(self, request: HttpRequest, pk: int) -> HttpResponse:
        organization = self._organization(request, pk)
        form = ReplaceForm(organization, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                _replace(organization, form.cleaned_data, request)
            except MoveRefused as refusal:
                form.add_error(None, " ".join(refusal.messages))
            else:
                self.message_user(request, _("Done: %(thing)s") % {"thing": organization})
                return redirect(self.way_back(request))
        return self.act_page(request, REPLACE, form, [organization])

    def write(self, request: Any, pk: int) -> HttpResponse:
        organization = self._organization(request, pk)
        form = WriteForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                organization.write_to_people(form.cleaned_data["text"], by=request.user)
            except MoveRefused as refusal:
                form.add_error(None, " ".join(refusal.messages))
            else:
                self.message_user(request, _("Done: %(thing)s") % {"thing": organization})
                return redirect(self.way_back(request))
        return self.act_page(request, WRITE, form, [organization])

    def way_back(self, request: HttpRequest) -> str:
        """Who clears the list of those that nobody can be reached for is back at it."""
        if "orphans" in request.GET:
            return reverse("admin:members_organization_orphans")
        return super().way_back(request)

    def _organization(self, request: HttpRequest, pk: int) -> Organization:
        organization = Organization.objects.filter(pk=pk).exclude(status__in=ENDED).first()
        if organization is None:
            raise Http404
        if not self.has_change_permission(request, organization):
            raise PermissionDenied
        return organization


def _replace(organization: Organization, answers: dict[str, Any], request: Any) -> None:
    if answers["member"]:
        organization.replace_focal_point(
            answers["member"], by=request.user, reason=answers["reason"]
        )
        return
    invitation = Invitation(
        organization=organization,
        email=answers["email"],
        language=answers["language"],
        role=Role.FOCAL_POINT,
        afterwards=REPLACED,
    )
    invitation.send(by=request.user, reason=answers["reason"])


def _told(organization: Organization) -> dict[str, Any]:
    now = timezone.now()
    alarms = [
        {"label": alarm.label, "since": since, "days": (now - since).days}
        for alarm, since in alarms_of(organization)
    ]
    return {"organization": organization, "alarms": alarms}
