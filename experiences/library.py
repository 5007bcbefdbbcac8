"""The library's front page: search, filters, cards."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from experiences.conditions import MOST
from experiences.search import Library
from members.models import Organization

SELECTED = mark_safe(" selected")


@login_not_required
def library(request: HttpRequest) -> HttpResponse:
    library = Library(request.GET)
    context = {
        "library": library,
        "page": library.page,
        "total": told(library),
        "like_form": like_form(library, like_whom(request, library)),
    }
    return render(request, "experiences/library.html", context)


def like_whom(request: HttpRequest, library: Library) -> str:
    """The country that the form offers: the one asked for, else that of the reader's ministry.

    It only stands in the form: pages are alike for all who ask for the same.
    """
    if library.like:
        return library.like.country.pk
    if not request.user.is_authenticated:
        return ""
    own = Organization.objects.of(request.user).exclude(country=None).order_by("pk").first()
    return (own.country_id or "") if own else ""


def like_form(library: Library, suggested: str) -> SafeString:
    """Asks in which order; the same for all whom nothing is suggested."""

    def drawn() -> SafeString:
        rows = (
            (country.pk, SELECTED if country.pk == suggested else "", country.name)
            for country in library.contexts
        )
        countries = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        parts = {"library": library, "countries": countries}
        return render_to_string("experiences/_parts/like.html", parts)

    return drawn() if suggested else library.once("like", drawn)


def told(library: Library) -> str:
    """How many sheets there are, in words."""
    if library.has_more:
        return _("More than %(number)s experiences") % {
            "number": number_format(MOST, force_grouping=True)
        }
    number = library.total
    return ngettext("%(number)d experience", "%(number)d experiences", number) % {"number": number}
