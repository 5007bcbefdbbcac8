"""The people of an organization: who they are, what they may, and how they go."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.signed_in import SignedInRequest
from community.telling import do_and_tell
from members.models import Invitation, Membership, Organization, Role
from members.people.forms import DeclineForm, LeaveForm, RemoveForm, RoleForm
from members.roles import LEADING


def own_organization(request: SignedInRequest, slug: str) -> Organization:
    """One of her own, in whatever role; any for the secretariat."""
    rows = Organization.objects.as_cards()
    return get_object_or_404(rows if request.user.is_staff else rows.of(request.user), slug=slug)


def led_organization(request: SignedInRequest, slug: str) -> Organization:
    return get_object_or_404(Organization.objects.led_by(request.user).as_cards(), slug=slug)


def people(request: SignedInRequest, slug: str) -> HttpResponse:
    """For the people of the organization, and for the secretariat."""
    organization = own_organization(request, slug)
    rows = list(organization.memberships.active().select_related("person").in_order())
    mine = next((row for row in rows if row.person_id == request.user.pk), None)
    requests = organization.memberships.select_related("person").decidable_by(request.user)
    invitations = organization.invitations.open().manageable_by(request.user)
    leads = mine is not None and mine.role in LEADING
    context = {
        "organization": organization,
        "members": [_row(row, mine) for row in rows],
        "mine": mine,
        "leads": leads,
        "may_invite": leads and organization.is_approved,
        "may_hand_over": mine is not None and mine.role == Role.FOCAL_POINT,
        "has_focal_point": any(row.role == Role.FOCAL_POINT for row in rows),
        "requests": [_asked(wish, leads=leads) for wish in requests.order_by("requested_at")],
        "invitations": invitations.select_related("invited_by").order_by("-expires_at"),
        "is_due": leads and organization.is_approved and organization.confirmation_asked_at,
    }
    return render(request, "members/people.html", context)


def _row(membership: Membership, mine: Membership | None) -> dict[str, Any]:
    """What a leader may do with a colleague; as ``Membership.objects.manageable_by`` says it."""
    leads = mine is not None and mine.role in LEADING
    manageable = leads and membership != mine and membership.role != Role.FOCAL_POINT
    form = RoleForm(initial={"role": membership.role}, auto_id=f"{membership.pk}-%s")
    return {"membership": membership, "form": form if manageable else None}


def _asked(wish: Membership, *, leads: bool) -> dict[str, Any]:
    """No role to choose where nobody leads: the first who is let in does."""
    let_in = RoleForm(auto_id=f"in-{wish.pk}-%s", initial={"role": Role.EDITOR})
    return {
        "wish": wish,
        "let_in": let_in if leads else None,
        "decline": DeclineForm(auto_id=f"out-{wish.pk}-%s"),
    }


@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    role = request.POST.get("role", "")
    told = _("%(name)s is in now. Role: %(role)s.")
    return _decide(request, pk, lambda one: one.accept(by=request.user, role=role), told)


@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    form = DeclineForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    told = _("The request of %(name)s is declined.")
    return _decide(request, pk, lambda one: one.decline(by=request.user, reason=reason), told)


def _decide(
    request: SignedInRequest, pk: int, verb: Callable[[Membership], None], told: str
) -> HttpResponse:
    """A request already decided is told to those who may know of it, and 404 for all others."""
    rows = Membership.objects.in_the_hands_of(request.user)
    people = rows.select_related("person", "organization__country")
    membership = get_object_or_404(people, pk=pk)
    return _act(request, membership, lambda: verb(membership), told)


@require_POST
def change_role(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = _colleague(request, pk)
    role = request.POST.get("role", "")
    told = _("%(name)s has the new role.")
    return _act(request, membership, lambda: membership.change_role(role, by=request.user), told)


def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page asks for the reason; what is done is told by letter."""
    membership = _colleague(request, pk)
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        told = _("%(name)s is no longer in the organization.")
        return _act(
            request, membership, lambda: membership.remove(by=request.user, reason=reason), told
        )
    context = {"membership": membership, "organization": membership.organization, "form": form}
    return render(request, "members/remove.html", context)


def _colleague(request: SignedInRequest, pk: int) -> Membership:
    """Of an organization she leads; also one who has gone meanwhile, which the verb then says."""
    led = Organization.objects.led_by(request.user)
    rows = Membership.objects.filter(organization__in=led).exclude(confirmed_at=None)
    return get_object_or_404(rows.select_related("person", "organization"), pk=pk)


def _act(
    request: SignedInRequest, membership: Membership, verb: Callable[[], None], told: str
) -> HttpResponse:
    """``told`` may name the person and the role that the verb has given her."""

    def done() -> str:
        return told % {"name": membership.person, "role": membership.get_role_display()}

    do_and_tell(request, verb, done)
    return redirect("members:people", membership.organization.slug)


def leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """Anybody goes by herself; a focal point is led to hand the office over first."""
    rows = Membership.objects.active().of(request.user).select_related("organization", "person")
    membership = get_object_or_404(rows, organization__slug=slug)
    heads = membership.role == Role.FOCAL_POINT
    form = (LeaveForm if heads else forms.Form)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = _("You have left %(organization)s.") % {"organization": membership.organization}
        verb = partial(membership.leave, by=request.user, knowingly=heads)
        return redirect("my") if do_and_tell(request, verb, told) else redirect(request.path)
    offer = Invitation.objects.open().filter(
        organization=membership.organization, role=Role.FOCAL_POINT
    )
    context = {
        "organization": membership.organization,
        "heads": heads,
        "offer": offer.first() if heads else None,
        "form": form,
    }
    return render(request, "members/leave.html", context)
