"""The library's front page: search, filters, cards."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from experiences.ranking import MOST
from experiences.search import Library


@login_not_required
def library(request: HttpRequest) -> HttpResponse:
    library = Library(request.GET)
    context = {"library": library, "page": library.page, "total": told(library)}
    return render(request, "experiences/library.html", context)


def told(library: Library) -> str:
    """How many sheets there are, in words."""
    if library.has_more:
        return _("More than %(number)s experiences") % {
            "number": number_format(MOST, force_grouping=True)
        }
    number = library.total
    return ngettext("%(number)d experience", "%(number)d experiences", number) % {"number": number}
