"""The page of an organization."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.following import following
from members.models import Organization
from members.profile.facts import of_organization
from members.vocabulary import Status


@login_not_required
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Organization.objects.visible_to(request.user).select_related("country")
    organization = get_object_or_404(rows, slug=slug)
    if organization.status in {Status.APPLIED, Status.QUESTION, Status.REFUSED}:
        return redirect("members:application", slug)
    context = of_organization(organization, request.user)
    context["follow"] = following(request.user, organization)
    return render(request, "members/organization.html", context)
