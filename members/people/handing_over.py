"""The office of focal point: handed over, and confirmed once a year."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.lifecycle import MoveRefused
from community.models import Person
from community.signed_in import SignedInRequest
from members.models import Membership, Organization, Role
from members.people.forms import HandOverForm, OfferOfficeForm
from members.people.pages import led_organization
from members.roles import Afterwards
from members.upstairs import exchanges, offers, sheets

UNFINISHED = ("draft", "submitted", "returned")
OVER = ("completed", "closed", "withdrawn", "cancelled", "lapsed")


def _office(request: SignedInRequest, slug: str) -> Membership:
    """Her own, while she is focal point."""
    held = Membership.objects.active().of(request.user).filter(role=Role.FOCAL_POINT)
    return get_object_or_404(held.select_related("organization", "person"), organization__slug=slug)


def hand_over(request: SignedInRequest, slug: str) -> HttpResponse:
    """To a colleague; the page also shows what goes along, and the form for a newcomer."""
    mine = _office(request, slug)
    form = HandOverForm(mine.organization, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        successor, afterwards = form.cleaned_data["to"], form.cleaned_data["afterwards"]
        try:
            mine.hand_over(successor, by=request.user, afterwards=afterwards)
        except MoveRefused as refusal:
            form.add_error(None, refusal)
        else:
            told = _("%(name)s is the focal point now.") % {"name": successor.person}
            messages.success(request, told)
            if afterwards == Afterwards.LEFT:
                return redirect("my")
            return redirect("members:people", slug)
    return _page(request, mine, form, OfferOfficeForm(auto_id="new-%s"))


@require_POST
def offer(request: SignedInRequest, slug: str) -> HttpResponse:
    """By invitation to a newcomer; the office stays where it is until she accepts."""
    mine = _office(request, slug)
    form = OfferOfficeForm(request.POST, auto_id="new-%s")
    if form.is_valid():
        invitation = form.instance
        invitation.organization, invitation.role = mine.organization, Role.FOCAL_POINT
        invitation.afterwards = form.cleaned_data["afterwards"]
        try:
            invitation.send(by=request.user)
        except MoveRefused as refusal:
            form.add_error(None, refusal)
        else:
            told = _("The invitation to %(email)s is on its way.") % {"email": invitation.email}
            messages.success(request, told)
            return redirect("members:people", slug)
    return _page(request, mine, HandOverForm(mine.organization), form)


def _page(
    request: SignedInRequest, mine: Membership, form: HandOverForm, offering: OfferOfficeForm
) -> HttpResponse:
    context = {
        "organization": mine.organization,
        "form": form,
        "offering": offering,
        "has_colleagues": bool(form.fields["to"].choices),  # type: ignore[attr-defined]
        "belongings": belongings(mine.organization),
    }
    return render(request, "members/hand_over.html", context)


def belongings(organization: Organization) -> list[dict[str, Any]]:
    """What goes along with the office, counted, each with the page where it is found."""
    own = sheets().of(organization)
    shared = exchanges().of(organization).distinct()
    library = f"{reverse('experiences:library')}?organization={organization.slug}"
    return [
        {
            "label": _("Drafts of experiences"),
            "count": own.filter(status__in=UNFINISHED).count(),
            "url": reverse("my"),
        },
        {"label": _("Published experiences"), "count": own.published().count(), "url": library},
        {
            "label": _("Requests and exchanges under way"),
            "count": shared.exclude(status__in=OVER).count(),
            "url": reverse("my"),
        },
        {
            "label": _("Completed exchanges that wait for their follow-up"),
            "count": shared.filter(status="completed").count(),
            "url": organization.get_absolute_url() + "#exchanges",
        },
        {
            "label": _("Offers"),
            "count": offers().filter(organization=organization, ended_at=None).count(),
            "url": reverse("exchanges:offers"),
        },
        {
            "label": _("Requests to join"),
            "count": organization.memberships.requested().count(),
            "url": reverse("members:people", args=[organization.slug]),
        },
    ]


# --- Once a year ---------------------------------------------------------------------------------


def still_you(request: SignedInRequest, slug: str) -> HttpResponse:
    """For leaders who are signed in."""
    organization = led_organization(request, slug)
    return _still(request, organization, request.user)


@login_not_required
@never_cache
def still_you_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of the letter, signed in or not: it shows, and a button confirms."""
    try:
        organization, person = Organization.asked_by_link(token)
    except (BadSignature, ValueError, TypeError):
        organization = person = None
    if person is None:
        why = _("This link is not complete, or this was answered already. Sign in to see.")
        status = 404 if organization is None else 410
        return render(request, "members/link_closed.html", {"why": why}, status=status)
    return _still(request, organization, person)


def _still(request: HttpRequest, organization: Organization, person: Person) -> HttpResponse:
    if request.method == "POST":
        try:
            organization.confirm(by=person)
        except MoveRefused as refusal:
            messages.info(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Thank you. This is confirmed for another year."))
        return redirect(organization)
    members = list(organization.memberships.active().select_related("person").in_order())
    held = (one.person_id for one in members if one.role == Role.FOCAL_POINT)
    context = {
        "organization": organization,
        "person": person,
        "members": members,
        "heads": person.pk in held,
    }
    return render(request, "members/still_you.html", context)
