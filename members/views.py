"""Reading: the directory, the profile of an organization, countries."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.following import following
from members import country_pages, profiles
from members.directory import Directory
from members.models import Country, Organization
from members.vocabulary import Status


@login_not_required
def directory(request: HttpRequest) -> HttpResponse:
    directory = Directory(request.GET)
    profiles.count_sheets(directory.page.object_list)
    context = {
        "directory": directory,
        "groups": directory.groups(),
        "page": directory.page,
        "total": profiles.told(directory.found),
    }
    return render(request, "members/directory.html", context)


@login_not_required
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Organization.objects.visible_to(request.user).select_related("country")
    organization = get_object_or_404(rows, slug=slug)
    if organization.status in {Status.APPLIED, Status.QUESTION, Status.REFUSED}:
        return redirect("members:application", slug)
    context = profiles.of_organization(organization, request.user)
    context["follow"] = following(request.user, organization)
    return render(request, "members/organization.html", context)


@login_not_required
def countries(request: HttpRequest) -> HttpResponse:
    context = {"subregions": country_pages.countries_by_subregion()}
    return render(request, "members/countries.html", context)


@login_not_required
def country(request: HttpRequest, iso2: str) -> HttpResponse:
    if not (iso2.isascii() and iso2.isalpha()):
        raise Http404
    country = get_object_or_404(Country, iso2=iso2.upper())
    if iso2 != iso2.lower():
        return redirect(country, permanent=True)
    return render(request, "members/country.html", country_pages.of_country(country))
