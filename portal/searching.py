"""Search over the whole portal: each floor is asked for its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from community.plain_text import cleaned
from community.prepared import by_keys
from exchanges.carded import carded_exchanges
from exchanges.models import Exchange
from experiences import conditions
from experiences.asked import LONGEST
from experiences.carded import carded_lessons
from experiences.models import Lesson
from experiences.search import Library
from members.models import Organization
from portal import permanent

SHOWN = 5  # of each kind; the rest is one link away
MOST = 1_000  # counted; experiences, which are counted anyway, up to ten times as many


type Carded = Callable[[Iterable[int]], list[Any]]

_organizations = by_keys(lambda: Organization.objects.approved().as_cards())


@dataclass(frozen=True)
class Group:
    """What one floor found: ``kind`` chooses the card, ``page`` and ``query`` lead to all of it."""

    kind: str
    title: str | Promise
    page: str
    query: str
    found: int
    things: list[Any]
    most: int = MOST

    @property
    def url(self) -> str:
        return f"{self.page}?{self.query}"

    @property
    def feed(self) -> str:
        return f"{self.page}feed/?{self.query}"

    @property
    def count(self) -> str:
        if self.found > self.most:
            return f"{number_format(self.most, force_grouping=True)}+"
        return str(self.found)


@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    words = cleaned(request.GET.get("q", ""), LONGEST)
    if found := permanent.numbered(words, request.user):
        return redirect(found)
    library = Library(QueryDict(urlencode({"q": words})))
    groups = [group for group in look_for(words, library) if group.found] if words else []
    context = {"words": words, "groups": groups, "library": library}
    return render(request, "portal/search.html", context)


def look_for(words: str, library: Library) -> list[Group]:
    return [
        Group(
            "experience",
            _("Experiences"),
            reverse("experiences:library"),
            _query(words),
            library.found,
            library.first(SHOWN),
            conditions.MOST,
        ),
        _group(
            "lesson",
            _("Lessons"),
            "experiences:lessons",
            words,
            carded_lessons,
            Lesson.objects.that_say(library.wording, most=MOST + 1),
        ),
        _group(
            "exchange",
            _("Exchanges"),
            "exchanges:board",
            words,
            carded_exchanges,
            Exchange.objects.public().search(words),
        ),
        _group(
            "organization",
            _("Organizations"),
            "members:directory",
            words,
            _organizations,
            Organization.objects.approved().search(words),
        ),
    ]


def _group(
    kind: str, title: str | Promise, page: str, words: str, carded: Carded, found: Any
) -> Group:
    """``found`` is asked once, for how many there are and for the first ones; these are read among
    what is public still."""
    pks = list(found.values_list("pk", flat=True)[: MOST + 1])
    return Group(kind, title, reverse(page), _query(words), len(pks), carded(pks[:SHOWN]))


def _query(words: str) -> str:
    return urlencode({"q": words})
