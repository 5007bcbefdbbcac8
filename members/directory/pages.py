"""The directory of organizations."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.paging import COUNTED
from members.directory.asked import Directory
from members.models import Organization
from members.partners import numbers
from members.upstairs import sheets


@login_not_required
def directory(request: HttpRequest) -> HttpResponse:
    directory = Directory(request.GET)
    count_sheets(directory.page.object_list)
    context = {
        "directory": directory,
        "groups": directory.groups(),
        "page": directory.page,
        "total": told(directory.found),
    }
    return render(request, "members/directory.html", context)


def count_sheets(organizations: Iterable[Organization]) -> None:
    """Note on each organization of a page how many sheets it has published; one query."""
    published = sheets().published().filter(organization__in=organizations)
    counts = numbers(published.values_list("organization"))
    for organization in organizations:
        # None where there is nothing to tell: a card says no zeros.
        organization.sheet_count = counts[organization.pk] or None  # type: ignore[attr-defined]


def told(number: int) -> str:
    """How many organizations there are, in words."""
    if number > COUNTED:
        most = number_format(COUNTED, force_grouping=True)
        return _("More than %(number)s organizations") % {"number": most}
    told = ngettext("%(number)d organization", "%(number)d organizations", number)
    return told % {"number": number}
