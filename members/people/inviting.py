"""Inviting colleagues, and coming in by the link of the letter."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from community.telling import do_and_tell
from members.models import Invitation
from members.people.forms import InviteForm
from members.people.pages import led_organization
from members.roles import WHAT_IT_MAY, Role

GONE, NOT_FOUND = 410, 404


def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    organization = led_organization(request, slug)
    form = InviteForm(request.POST or None)
    if organization.is_approved and request.method == "POST" and form.is_valid():
        form.instance.organization = organization
        try:
            form.instance.send(by=request.user)
        except MoveRefused as refusal:
            form.add_error(None, refusal)
        else:
            told = _("The invitation to %(email)s is on its way.")
            messages.success(request, told % {"email": form.instance.email})
            return redirect("members:people", slug)
    return render(request, "members/invite.html", {"organization": organization, "form": form})


@require_POST
def resend(request: SignedInRequest, pk: int) -> HttpResponse:
    told = _("The letter to %(email)s goes out again.")
    return _act(request, pk, lambda invitation: invitation.resend(by=request.user), told)


@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    told = _("The invitation to %(email)s is withdrawn.")
    return _act(request, pk, lambda invitation: invitation.withdraw(by=request.user), told)


def _act(
    request: SignedInRequest, pk: int, verb: Callable[[Invitation], None], told: str
) -> HttpResponse:
    rows = Invitation.objects.manageable_by(request.user).select_related("organization")
    invitation = get_object_or_404(rows, pk=pk)
    do_and_tell(request, partial(verb, invitation), told % {"email": invitation.email})
    return redirect("members:people", invitation.organization.slug)


# --- The link of the letter ----------------------------------------------------------------------


@login_not_required
@never_cache
@require_GET
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites to what. Whoever holds the letter may read it, with or without an account."""
    try:
        found = _by_link(token)
    except BadSignature:
        return _closed(request, None)
    if not found.is_open:
        return _closed(request, found)
    person = request.user if request.user.is_authenticated else None
    here = request.path
    coming = urlencode({"email": found.email, "participation": "join", "next": here})
    context = {
        "invitation": found,
        "organization": found.organization,
        "may": WHAT_IT_MAY[Role(found.role)],
        "person": person,
        "is_hers": person is not None and found.is_to(person),
        "token": token,
        "sign_up": f"{reverse('account_signup')}?{coming}",
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': here})}",
    }
    return render(request, "members/invitation.html", context)


@require_POST
def accept(request: SignedInRequest, token: str) -> HttpResponse:
    try:
        found = _by_link(token)
    except BadSignature:
        return _closed(request, None)
    try:
        found.accept(by=request.user)
    except PermissionDenied:
        return redirect("members:invitation", token)  # it says whose it is
    except MoveRefused as refusal:
        if found.accepted_by_id != request.user.pk:
            messages.error(request, " ".join(refusal.messages))
        return redirect("members:invitation", token)
    told = _("You are in: %(organization)s.")
    messages.success(request, told % {"organization": found.organization.name_in_full})
    return redirect("members:people", found.organization.slug)


def _by_link(token: str) -> Invitation:
    rows = Invitation.objects.select_related("organization__country", "invited_by")
    return rows.signed(token)


def _closed(request: HttpRequest, found: Invitation | None) -> HttpResponse:
    """Expired, used, withdrawn or forged: said without a word of who invited whom to what."""
    if found is not None and found.accepted_by_id and found.accepted_by_id == request.user.pk:
        return redirect("members:people", found.organization.slug)
    if found is None:
        why = _("This link is not complete, or it is not ours. Copy it whole from the letter.")
    elif found.accepted_at:
        why = _("This invitation was used already. Sign in to go on.")
    elif found.withdrawn_at:
        why = _("This invitation was withdrawn.")
    else:
        why = _("This invitation is too old. Ask whoever invited you to send it again.")
    status = NOT_FOUND if found is None else GONE
    return render(request, "members/link_closed.html", {"why": why}, status=status)
