"""Themes: the vocabulary as an index, and a page for each with all that the portal has on it."""

from functools import cache
from operator import attrgetter
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from community.following import following
from community.languages import CODES, current
from community.models import Synonym, Theme
from community.models.themes import ThemeQuerySet
from community.open_data import Writer
from community.prepared import Prepared, given_keys
from community.tables import Columns, address
from exchanges.models import Exchange, Offer
from exchanges.models.on_offer import sheets_on_offer
from experiences.carded import carded_sheets
from experiences.models import Experience, Facet, Lesson
from experiences.ranking import newest_with
from members.former import moved_to
from members.models import Commitment, Listing, Organization

SHOWN = 6  # of each kind; the rest is one link away
LOOKED_THROUGH = 100  # of the newest sheets, for their lessons
THEME: Columns = {
    "slug": lambda theme: theme.slug,
    "broader": lambda theme: theme.parent and theme.parent.slug,
    **{f"label_{code}": attrgetter(f"label_{code}") for code in CODES},
    **{f"scope_note_{code}": attrgetter(f"scope_note_{code}") for code in CODES},
    "class_elsewhere": lambda theme: theme.reference,
    "synonyms": lambda theme: [f"{one.language}: {one.text}" for one in theme.other_words],
    "url": address,
}


@login_not_required
def data(request: HttpRequest, write: Writer) -> StreamingHttpResponse:
    """The vocabulary, for spreadsheets and programs."""
    return write("themes", THEME, as_rows().order_by("slug"))


def as_rows() -> ThemeQuerySet:
    words = Synonym.objects.shown().order_by("language", "pk")
    others = Prefetch("synonyms", words, to_attr="other_words")
    return Theme.objects.select_related("parent").prefetch_related(others)


@login_not_required
def themes(request: HttpRequest) -> HttpResponse:
    counts = {int(value): count for value, count in theme_counts()}
    groups = [
        {
            "theme": broader,
            "items": [
                {
                    "label": theme.label,
                    "url": theme.get_absolute_url(),
                    "count": counts.get(theme.pk, 0),
                }
                for theme in broader.narrower_in_order
            ],
        }
        for broader in Theme.objects.as_tree()
    ]
    return render(request, "portal/themes.html", {"groups": groups})


@login_not_required
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    theme = get_object_or_404(Theme.every.select_related("parent", "merged_into"), slug=slug)
    if theme.merged_into:
        return moved_to(theme.merged_into.get_absolute_url())
    family = [theme.pk, *theme.narrower.values_list("pk", flat=True)]
    sheets = newest_with("theme", str(theme.pk), LOOKED_THROUGH)
    # Planned anew each time: how much there is on a theme decides how it is best looked for.
    exchanges = Exchange.objects.public().filter(pk__in=_about(Exchange, family))
    offers = Offer.objects.current().filter(pk__in=_about(Offer, family))
    shared = sheets_on_offer().filter(pk__in=_about(Experience, family))
    return render(
        request,
        "portal/theme.html",
        {
            "theme": theme,
            "follow": following(request.user, theme),
            "trail": trail_to(theme),
            "narrower": theme.narrower.in_order(),
            "synonyms": theme.synonyms.shown().filter(language=current()),
            "count": dict(theme_counts()).get(str(theme.pk), 0),
            "experiences": carded_sheets(sheets[:SHOWN]),
            "lessons": _lessons(current()).rows(sheets=sheets),
            "exchanges": exchanges.newest().as_cards()[:SHOWN],
            "offers": Offer.objects.filter(pk__in=offers.newest()[:SHOWN]).newest().as_cards(),
            "shared": shared.count(),
            "knowing": organizations_with("theme", theme),
            "commitments": Commitment.objects.about([theme.pk]),
            "seeking": organizations_with("seeks", theme),
        },
    )


@cache
def _lessons(_language: str) -> Prepared[Lesson]:
    """The newest of some sheets; in ``_language``, which is the current one."""
    lessons = Lesson.objects.published().filter(experience__in=given_keys("sheets"))
    return Prepared(lessons.newest().as_cards()[:SHOWN])


def _about(kind: type[Model], family: list[int]) -> QuerySet[Any, Any]:
    """The keys alone: PostgreSQL would compare the wide rows themselves to tell which are one."""
    return kind._base_manager.filter(themes__in=family).values("pk")


def organizations_with(facet: str, theme: Theme) -> list[Organization]:
    """The first by name of those that know or seek it, or one below it."""
    listed = Listing.objects.having(facet, [theme.slug]).in_order().as_cards()[:SHOWN]
    return [row.organization for row in listed]


def trail_to(theme: Theme) -> list[dict[str, str]]:
    trail = [{"label": _("Themes"), "url": reverse("themes")}]
    if theme.parent:
        trail.append({"label": theme.parent.label, "url": theme.parent.get_absolute_url()})
    return trail


def theme_counts() -> list[tuple[str, int]]:
    """Published sheets by theme (as text); a broader theme counts those of its narrower ones."""
    return list(Facet.objects.filter(kind="theme").values_list("value", "count"))
