"""Open data under addresses that stay: ``/api/v1/``, without a language before it.

What each list says is written on its floor (``tables.py``, ``record.py``); here it only gets an
address. ``lang`` says in which language its texts come, as far as they were translated. Pages of
other sites may read it too: nothing of it depends on who asks. A filter that nobody knows is left
out, as on a page, and named before the list, which a program would take for what it wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import activate
from django.views.decorators.csrf import csrf_exempt

from community.languages import CODES, interface
from community.models.themes import themes_today
from community.open_data import LICENCE, listed, one, told
from community.tables import Columns
from exchanges import figures, flow, record, ripple, seeking
from exchanges import tables as of_exchanges
from exchanges.filters import BoardFilters, OfferFilters
from exchanges.matrix import MatrixFilters
from experiences import record as of_sheets
from experiences import tables as of_experiences
from experiences.asked import Asked
from experiences.choices import TITLES
from experiences.lesson_page import key_of
from experiences.lessons import Lessons
from experiences.models import Experience
from members.directory import tables as of_members
from members.directory.asked import Directory
from portal import topics
from portal.permanent import key_in

type View = Callable[..., HttpResponseBase]


class List(NamedTuple):
    """``look`` reads the filters of an address, and says which values nobody knows."""

    view: View
    fields: Columns
    filters: Iterable[str] = ()
    look: Callable[[QueryDict], Any] | None = None

    @property
    def values(self) -> dict[str, dict[str, str]]:
        """What filters and fields of closed lists may say, and what that is called."""
        if not self.look:
            return {}
        return {
            name: {value: str(label) for value, label in labels.items()}
            for name, labels in self.look(QueryDict()).labels.items()
            if name not in OPEN
        }

    def ignored(self, query: QueryDict) -> list[str]:
        names = [name for name in query if name not in (*self.filters, *OF_ALL)]
        return names + (self.look(query).ignored if self.look else [])


METHODS = "GET, HEAD, OPTIONS"
OF_ALL = ("lang", "concepts", "spelling")
OPEN = ("theme", "seeks", "organization", "year")  # themes and organizations are lists themselves
LISTS = {
    "experiences": List(
        of_experiences.experiences,
        of_experiences.EXPERIENCE,
        ("q", *TITLES, "like", "sort"),
        Asked,
    ),
    "lessons": List(of_experiences.lessons, of_experiences.LESSON, ("q", *Lessons.TITLES), Lessons),
    "organizations": List(
        of_members.organizations, of_members.ORGANIZATION, ("q", *Directory.TITLES), Directory
    ),
    "exchanges": List(
        of_exchanges.exchanges, of_exchanges.EXCHANGE, ("q", *BoardFilters.TITLES), BoardFilters
    ),
    "offers": List(
        of_exchanges.offers, of_exchanges.OFFER, ("q", *OfferFilters.TITLES), OfferFilters
    ),
    "matrix": List(seeking.pairs, seeking.PAIR, MatrixFilters.TITLES, MatrixFilters),
    "flow": List(flow.data, flow.PAIR),
    "ripple": List(ripple.data, figures.FIGURE),
    "exchanges-figures": List(figures.everybodys, figures.FIGURE),
    "themes": List(topics.data, topics.THEME),
}


def for_everybody(view: View) -> View:
    """In the language that ``lang`` asks for; what is not there is said as JSON too.

    A page of another site that sends an ``ETag`` back asks first (OPTIONS) whether it may.
    """

    @wraps(view)
    def answer(request: HttpRequest, **of: Any) -> HttpResponseBase:
        code = request.GET.get("lang", "")
        activate(interface(code if code in CODES else "en"))
        response: HttpResponseBase
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": METHODS})
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = "If-None-Match"
            response["Access-Control-Max-Age"] = "86400"
        elif request.method not in ("GET", "HEAD"):
            response = _refused("This is read and not written.", 405)
            response["Allow"] = METHODS
        else:
            try:
                response = view(request, **of)
            except Http404:
                response = _refused("There is nothing public here.", 404)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
        return response

    return login_not_required(csrf_exempt(answer))  # nothing is changed by it


def _refused(why: str, status: int) -> JsonResponse:
    return JsonResponse({"error": why}, status=status)


@for_everybody
def index(request: HttpRequest) -> HttpResponse:
    """What there is, for programs and for those who write them."""
    return JsonResponse(
        {
            "source": settings.SITE_URL,
            "licence": LICENCE,
            "languages": list(CODES),
            "harvesting": settings.SITE_URL + reverse("oai"),
            "lists": [
                {
                    "list": name,
                    "url": settings.SITE_URL + reverse("api-list", args=[name]),
                    "filters": list(found.filters),
                    "values": found.values,
                    "fields": list(found.fields),
                    "one": f"{settings.SITE_URL}{reverse('api-list', args=[name])}{KEYS[name]}/"
                    if name in KEYS
                    else None,
                }
                for name, found in LISTS.items()
            ],
        }
    )


@for_everybody
def list_of(request: HttpRequest, name: str) -> HttpResponseBase:
    if name not in LISTS:
        raise Http404
    write = partial(listed, ignored=LISTS[name].ignored(request.GET))
    return LISTS[name].view(request, write=write)


# --- One thing -----------------------------------------------------------------------------------


@for_everybody
def item(request: HttpRequest, name: str, key: str) -> HttpResponseBase:
    if name not in ITEMS:
        raise Http404
    return ITEMS[name](request, key)


def _experience(request: HttpRequest, key: str) -> HttpResponse:
    rows = Experience.objects.published().as_sheets()
    sheet = get_object_or_404(rows, pk=key_in(key, "EXP"))
    return one("experience", of_sheets.of_sheet(sheet))


def _lesson(request: HttpRequest, key: str) -> HttpResponse:
    return one("lesson", of_sheets.of_lesson(key_of(key)))


def _organization(request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(of_members.as_rows(), pk=key_in(key, "ORG"))
    return one("organization", told(of_members.ORGANIZATION, found))


def _exchange(request: HttpRequest, key: str) -> HttpResponseBase:
    return record.record(request, key)


def _theme(request: HttpRequest, key: str) -> HttpResponse:
    (today,) = themes_today([key])
    found = get_object_or_404(topics.as_rows(), slug=today)
    return one("theme", told(topics.THEME, found))


ITEMS: dict[str, Callable[[HttpRequest, str], HttpResponseBase]] = {
    "experiences": _experience,
    "lessons": _lesson,
    "organizations": _organization,
    "exchanges": _exchange,
    "themes": _theme,
}
KEYS = dict.fromkeys(ITEMS, "{number}") | {"themes": "{slug}"}
urlpatterns = [
    path("", index, name="api"),
    path("<slug:name>/", list_of, name="api-list"),
    path("<slug:name>/<slug:key>/", item, name="api-item"),
]
