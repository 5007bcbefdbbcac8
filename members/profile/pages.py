"""The page of an organization."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from community.following import following
from community.prepared import READERS, Given, Prepared, kind_of
from members.models import Organization
from members.profile.facts import of_organization
from members.vocabulary import Status


@login_not_required
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    organization = _asked(kind_of(request.user)).row(slug=slug, reader=request.user.pk)
    if organization is None:
        raise Http404
    if organization.status in {Status.APPLIED, Status.QUESTION, Status.REFUSED}:
        return redirect("members:application", slug)
    context = of_organization(organization, request.user)
    context["follow"] = following(request.user, organization)
    return render(request, "members/organization.html", context)


@cache
def _asked(kind: str) -> Prepared[Organization]:
    """The question for an organization, the same for all of this kind."""
    rows = Organization.objects.visible_to(READERS[kind]).select_related("country")
    return Prepared(rows.filter(slug=Given("slug")))
