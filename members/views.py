"""Reading: the directory, the profile of an organization, countries."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from members import profiles
from members.directory import Directory
from members.models import Country, Organization
from members.profiles import SHOWN
from members.upstairs import exchanges
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
    sheets = organization.experiences.published()
    public = exchanges().of(organization).public().distinct()
    context = {
        "organization": organization,
        "trail": [{"label": _("Organizations"), "url": reverse("members:directory")}],
        "facts": profiles.facts_of(organization),
        "knows": organization.knows.all().in_order(),
        "seeks": organization.seeks.all().in_order(),
        "experiences": sheets.newest().as_cards()[:SHOWN],
        "experience_count": sheets.count(),
        "exchanges": public.newest().as_cards()[:SHOWN],
        "exchange_count": public.count(),
        "may_edit": organization.editable_by(request.user),
        "may_see_people": profiles.may_see_people(organization, request.user),
    }
    return render(request, "members/organization.html", context)


@login_not_required
def countries(request: HttpRequest) -> HttpResponse:
    context = {"subregions": profiles.countries_by_subregion()}
    return render(request, "members/countries.html", context)


@login_not_required
def country(request: HttpRequest, iso2: str) -> HttpResponse:
    if not (iso2.isascii() and iso2.isalpha()):
        raise Http404
    country = get_object_or_404(Country, iso2=iso2.upper())
    if iso2 != iso2.lower():
        return redirect(country, permanent=True)
    return render(request, "members/country.html", profiles.of_country(country))
