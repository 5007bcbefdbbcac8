"""Joining an organization that is here: find it, ask, and be let in by its people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from community.lifecycle import MoveRefused
from community.plain_text import cleaned
from community.signed_in import SignedInRequest
from members.forms import JoinForm
from members.models import Membership, Organization

SHOWN = 20


@login_not_required
@vary_on_headers("HX-Request")
def take_part(request: HttpRequest) -> HttpResponse:
    """The first question, before there is an account: join, register or follow."""
    words = cleaned(request.GET.get("q", ""))
    context = {"q": words, "searched": bool(words), "found": found_by(words)}
    template = "members/take_part.html"
    if request.htmx:  # type: ignore[attr-defined]
        template += "#found"
    return render(request, template, context)


def found_by(words: str) -> list[Organization]:
    """Organizations one may join; no words find nothing."""
    if not words:
        return []
    return list(Organization.objects.approved().search(words).in_order().as_cards()[:SHOWN])


def join(request: SignedInRequest) -> HttpResponse:
    words = cleaned(request.GET.get("q", ""))
    own = Membership.objects.filter(ended_at=None).of(request.user).select_related("organization")
    context = {
        "q": words,
        "searched": bool(words),
        "found": found_by(words),
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


def people(request: SignedInRequest, slug: str) -> HttpResponse:
    """For the people of the organization, and for the secretariat."""
    rows = Organization.objects.all()
    if not request.user.is_staff:
        rows = rows.of(request.user)
    organization = get_object_or_404(rows, slug=slug)
    memberships = organization.memberships.select_related("person")
    context = {
        "organization": organization,
        "members": memberships.active().in_order(),
        "requests": memberships.decidable_by(request.user).order_by("requested_at"),
    }
    return render(request, "members/people.html", context)


@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, "accept", _("%(name)s is in now."))


@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, "decline", _("The request of %(name)s is declined."))


def _decide(request: SignedInRequest, pk: int, verb: str, told: str) -> HttpResponse:
    """A request already decided is told to those who may know of it, and 404 for all others."""
    rows = Membership.objects.in_the_hands_of(request.user)
    membership = get_object_or_404(rows.select_related("person", "organization"), pk=pk)
    try:
        getattr(membership, verb)(by=request.user)
    except MoveRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, told % {"name": membership.person})
    return redirect("members:people", membership.organization.slug)
