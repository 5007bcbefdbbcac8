"""The secretariat's figures: how many exchanges, of whom, and how long they stay where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Count, Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.models import Theme
from exchanges.models import Exchange, FollowUp, Party
from exchanges.models.exchanges import ThemedExchange
from exchanges.vocabulary import FINISHED, MAIN_ROLES, Kind, PartyRole, Status
from members.models import Country

# From one move to the next; a state in which an exchange still is does not count yet.
DAYS = """
    WITH stay AS (
        SELECT target, at, lead(at) OVER (PARTITION BY subject_id ORDER BY at, id) AS until
        FROM community_event WHERE subject_type_id = %s AND target <> ''
    )
    SELECT target, percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(epoch FROM until - at) / 86400
    ) FROM stay WHERE until IS NOT NULL GROUP BY target
"""
PROVIDERS = [role for role in MAIN_ROLES if role != PartyRole.RECIPIENT]


@dataclass(frozen=True)
class Figure:
    """One line of the page and of the table: ``measure`` and ``key`` are the table's words."""

    measure: str
    key: str
    label: str | Promise
    value: float


TITLES = {
    "state": _("By state"),
    "kind": _("By kind"),
    "theme": _("By theme"),
    "giver": _("By country that gives"),
    "receiver": _("By country that receives"),
    "median_days": _("Median days in each state"),
    "followed_up": _("Followed up, in percent of those completed"),
}


def figures() -> list[Figure]:
    return [
        *_chosen("state", Status, "status"),
        *_chosen("kind", Kind, "kind"),
        *_themes(),
        *_countries("giver", PROVIDERS),
        *_countries("receiver", [PartyRole.RECIPIENT]),
        *_days(),
        _followed_up(),
    ]


def grouped() -> list[dict[str, Any]]:
    """For the page: each measure with its lines."""
    found = figures()
    return [
        {"title": title, "rows": [one for one in found if one.measure == measure]}
        for measure, title in TITLES.items()
    ]


def _chosen(measure: str, choices: Any, column: str) -> list[Figure]:
    pairs = Exchange.objects.order_by().values_list(column).annotate(count=Count("pk"))
    counts = dict(pairs)
    return [Figure(measure, one.value, one.label, counts.get(one.value, 0)) for one in choices]


def _themes() -> list[Figure]:
    pairs = ThemedExchange.objects.order_by().values_list("tag").annotate(count=Count("pk"))
    counts = dict(pairs)
    themes = Theme.objects.filter(pk__in=counts).in_order()
    return [Figure("theme", theme.slug, theme.label, counts[theme.pk]) for theme in themes]


def _countries(measure: str, roles: list[Any]) -> list[Figure]:
    parties = Party.objects.taking_part().filter(role__in=roles).exclude(country=None).order_by()
    counts = dict(parties.values_list("country").annotate(n=Count("exchange", distinct=True)))
    countries = Country.objects.filter(pk__in=counts).in_order()
    return [Figure(measure, one.iso2, one.name, counts[one.pk]) for one in countries]


def _days() -> list[Figure]:
    with connection.cursor() as cursor:
        cursor.execute(DAYS, [ContentType.objects.get_for_model(Exchange).pk])
        days = dict(cursor.fetchall())
    return [
        Figure("median_days", one.value, one.label, round(float(days[one.value]), 1))
        for one in Status
        if one.value in days
    ]


def _followed_up() -> Figure:
    told = FollowUp.objects.told().filter(exchange=OuterRef("pk"))
    finished = Exchange.objects.filter(status__in=FINISHED)
    count, done = finished.count(), finished.filter(Exists(told)).count()
    share = round(100 * done / count, 1) if count else 0
    return Figure("followed_up", "share", _("Share"), share)
