"""Search over the whole portal: each floor is asked for its own."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from community.plain_text import cleaned
from exchanges.models import Exchange
from experiences.models import Lesson
from experiences.search import LONGEST, Library
from members.models import Organization

SHOWN = 5  # of each kind; the rest is one link away
MOST = 10_000  # exact up to here


@dataclass(frozen=True)
class Group:
    """What one floor found: ``kind`` chooses the card, ``url`` leads to all of it."""

    kind: str
    title: str | Promise
    url: str
    found: int
    things: list[Any]

    @property
    def count(self) -> str:
        return (
            f"{number_format(MOST, force_grouping=True)}+" if self.found > MOST else str(self.found)
        )


@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    words = cleaned(request.GET.get("q", ""), LONGEST)
    library = Library(QueryDict(urlencode({"q": words})))
    groups = [group for group in look_for(words, library) if group.found] if words else []
    context = {"words": words, "groups": groups, "library": library}
    return render(request, "portal/search.html", context)


def look_for(words: str, library: Library) -> list[Group]:
    return [
        Group(
            "experience",
            _("Experiences"),
            _address("experiences:library", words),
            library.found,
            list(library.page)[:SHOWN] if library.found else [],
        ),
        _group("lesson", _("Lessons"), "experiences:lessons", words, Lesson.objects.published()),
        _group("exchange", _("Exchanges"), "exchanges:board", words, Exchange.objects.public()),
        _group(
            "organization",
            _("Organizations"),
            "members:directory",
            words,
            Organization.objects.approved(),
        ),
    ]


def _group(kind: str, title: str | Promise, page: str, words: str, rows: QuerySet[Any]) -> Group:
    """``rows`` know how to search themselves and what a card needs."""
    found: Any = rows.search(words)  # type: ignore[attr-defined]
    number = found.order_by()[: MOST + 1].count()
    things = list(found.as_cards()[:SHOWN]) if number else []
    return Group(kind, title, _address(page, words), number, things)


def _address(page: str, words: str) -> str:
    return f"{reverse(page)}?{urlencode({'q': words})}"
