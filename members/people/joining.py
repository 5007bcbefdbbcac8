"""Joining an organization that is here: find it, ask, and be let in by its people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers

from community.lifecycle import MoveRefused
from community.plain_text import cleaned
from community.signed_in import SignedInRequest
from members.models import Membership, Organization
from members.people.forms import JoinForm

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
    own = Membership.objects.filter(ended_at=None).of(request.user)
    context = {
        "q": words,
        "searched": bool(words),
        "found": found_by(words),
        "memberships": own.select_related("organization__country"),
    }
    return render(request, "members/join.html", context)


def ask_to_join(request: SignedInRequest, slug: str) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.approved().as_cards(), slug=slug)
    form = JoinForm(request.POST or None)
    present = organization.memberships.filter(ended_at=None).of(request.user).first()
    if request.method == "POST" and present is None and form.is_valid():
        wish = form.save(commit=False)
        wish.person, wish.organization = request.user, organization
        try:
            present = wish.ask()
        except MoveRefused as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Your request is on its way. You get a letter."))
            return redirect("members:ask-to-join", slug)
    context = {
        "organization": organization,
        "form": form,
        "present": present,
        "headless": organization.is_headless,
    }
    return render(request, "members/ask_to_join.html", context)
