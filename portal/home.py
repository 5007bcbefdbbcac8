"""The home page: the map, what is new, who seeks partners, and the lessons of the week."""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_language_from_request, ngettext

from community.content import kept
from community.languages import current
from community.prepared import Prepared
from exchanges.models import Exchange
from experiences.carded import carded_lessons
from experiences.models import Experience, Facet, Lesson
from members.models import Country, Organization
from members.tilemap import TileMap, tilemap

OF_A_WEEK = 3  # lessons


@login_not_required
def by_browser_language(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(f"/{get_language_from_request(request)[:2]}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "portal/home.html",
        {
            "network": network(),
            **{name: asked.rows() for name, asked in newest(current()).items()},
            "lessons": lessons_of_the_week(),
        },
    )


@cache
def newest(_language: str) -> dict[str, Prepared[Any]]:
    """Sheets, and exchanges that seek partners; in ``_language``, which is the current one."""
    return {
        "newest": Prepared(Experience.objects.published().newest().as_cards()[:4]),
        "seeking": Prepared(Exchange.objects.seeking_partners().newest().as_cards()[:4]),
    }


@kept
def network() -> SafeString:
    """What it is and has: the map and the totals, as the page shows them."""
    parts = {"tilemap": experiences_by_country(), "totals": totals()}
    return render_to_string("portal/parts/network.html", parts)


def experiences_by_country() -> TileMap:
    """From the counts that the database keeps: no sheet is read for it."""
    counts = dict(Facet.objects.filter(kind="country").values_list("value", "count"))
    library = reverse("experiences:library")
    return tilemap(
        (
            country.iso2,
            country.name,
            number := counts.get(country.iso2, 0),
            f"{library}?country={country.iso2}" if number else country.get_absolute_url(),
            ngettext("%(number)d experience", "%(number)d experiences", number)
            % {"number": number},
        )
        for country in Country.objects.of_the_americas().in_order()
    )


def totals() -> dict[str, int]:
    """Every published sheet is of one kind of organization: their counts add up to all sheets."""
    kinds = Facet.objects.filter(kind__in=("kind", "lessons"))
    kept = dict(kinds.values_list("kind").annotate(models.Sum("count")))
    return {
        "experiences": kept.get("kind", 0),
        "lessons": kept.get("lessons", 0) + Lesson.objects.of_completed_exchanges().count(),
        "exchanges": Exchange.objects.public().count(),
        "organizations": Organization.objects.approved().count(),
        "countries": Facet.objects.filter(kind="country", count__gt=0).count(),
    }


def lessons_of_the_week() -> list[Any]:
    """Three that stay for a week; the next week begins elsewhere in the library."""
    return carded_lessons(_of_the_week())


@kept
def _of_the_week() -> list[int]:
    published = Lesson.objects.published().values_list("entry", flat=True)
    oldest, newest = (published.order_by(way)[:1] for way in ("entry", "-entry"))
    ends = list(oldest.union(newest).order_by("entry"))
    if not ends:
        return []
    week = timezone.localdate().isocalendar().week
    # A large prime: neighboring weeks lie far apart.
    start = ends[0] + week * 104_729 % (ends[-1] - ends[0] + 1)
    parts = ({"entry__gt": start}, {"entry__lte": start})
    first, rest = (published.filter(**part).order_by("entry")[:OF_A_WEEK] for part in parts)
    # Behind the last one it goes on with the first.
    both = first.union(rest).order_by("entry")
    return sorted(both, key=lambda entry: (entry <= start, entry))[:OF_A_WEEK]
