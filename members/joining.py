"""Joining an organization that is here: find it, ask, and be let in by its people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from community.plain_text import cleaned
from community.signed_in import SignedInRequest
from members.forms import JoinForm
from members.models import Membership, Organization

SHOWN = 20


def join(request: SignedInRequest) -> HttpResponse:
    words = cleaned(request.GET.get("q", ""))
    found = Organization.objects.approved().search(words).in_order().as_cards() if words else None
    own = Membership.objects.filter(ended_at=None).of(request.user).select_related("organization")
    context = {
        "q": words,
        "searched": bool(words),
        "found": list(found[:SHOWN]) if found is not None else [],
        "memberships": own,
    }
    return render(request, "members/join.html", context)


def ask_to_join(request: SignedInRequest, slug: str) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.approved(), slug=slug)
    form = JoinForm(request.POST or None)
    present = organization.memberships.filter(ended_at=None).of(request.user).first()
    if request.method == "POST" and present is None and form.is_valid():
        wish = form.save(commit=False)
        wish.person, wish.organization = request.user, organization
        present = wish.ask()
        messages.success(request, _("Your request is on its way. You get a letter."))
        return redirect("members:ask-to-join", slug)
    headless = not organization.memberships.active().leading().exists()
    context = {"organization": organization, "form": form, "present": present, "headless": headless}
    return render(request, "members/ask_to_join.html", context)
