"""How many exchanges, of whom, and how long they stay where: for the secretariat all of them, for
everybody those that everybody can see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Count, Exists, OuterRef
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.models import Theme
from community.open_data import Writer
from community.tables import Columns
from exchanges.models import Exchange, FollowUp, Party
from exchanges.models.exchanges import ThemedExchange
from exchanges.models.queries import ExchangeQuerySet
from exchanges.vocabulary import FINISHED, MAIN_ROLES, PRIVATE, After, Kind, PartyRole, Status
from members.models import Country

# From one move to the next; a state in which an exchange still is does not count yet, and one that
# was renewed is in its state without a break.
DAYS = """
    WITH stay AS (
        SELECT target, at, lead(at) OVER (PARTITION BY subject_id ORDER BY at, id) AS until
        FROM community_event
        WHERE subject_type_id = %s AND target <> '' AND target <> source
            AND subject_id IN (SELECT id FROM exchanges_exchange WHERE opened_at IS NOT NULL OR %s)
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
    "followed_up": _("Followed up, in percent of those completed for six months"),
}
FIGURE: Columns = {
    "measure": lambda one: one.measure,
    "key": lambda one: one.key,
    "label": lambda one: str(one.label),
    "value": lambda one: one.value,
}


def figures(*, public: bool = False) -> list[Figure]:
    rows = Exchange.objects.public() if public else Exchange.objects.all()
    states = [state for state in Status if not (public and state in PRIVATE)]
    return [
        *_chosen("state", states, "status", rows),
        *_chosen("kind", Kind, "kind", rows),
        *_themes(rows),
        *_countries("giver", PROVIDERS, rows),
        *_countries("receiver", [PartyRole.RECIPIENT], rows),
        *_days(states, public=public),
        _followed_up(rows),
    ]


def grouped() -> list[dict[str, Any]]:
    """For the desk: each measure with its lines."""
    found = figures()
    return [
        {"title": title, "rows": [one for one in found if one.measure == measure]}
        for measure, title in TITLES.items()
    ]


@login_not_required
def everybodys(request: HttpRequest, write: Writer) -> StreamingHttpResponse:
    return write("exchanges-figures", FIGURE, figures(public=True))


def _chosen(
    measure: str, choices: Iterable[Any], column: str, rows: ExchangeQuerySet
) -> list[Figure]:
    counts = dict(rows.order_by().values_list(column).annotate(count=Count("pk")))
    return [Figure(measure, one.value, one.label, counts.get(one.value, 0)) for one in choices]


def _themes(rows: ExchangeQuerySet) -> list[Figure]:
    tagged = ThemedExchange.objects.filter(content_object__in=rows).order_by()
    counts = dict(tagged.values_list("tag").annotate(count=Count("pk")))
    themes = Theme.objects.filter(pk__in=counts).in_order()
    return [Figure("theme", theme.slug, theme.label, counts[theme.pk]) for theme in themes]


def _countries(measure: str, roles: list[Any], rows: ExchangeQuerySet) -> list[Figure]:
    parties = Party.objects.taking_part().filter(role__in=roles, exchange__in=rows)
    known = parties.exclude(country=None).order_by()
    counts = dict(known.values_list("country").annotate(n=Count("exchange", distinct=True)))
    countries = Country.objects.filter(pk__in=counts).in_order()
    return [Figure(measure, one.iso2, one.name, counts[one.pk]) for one in countries]


def _days(states: list[Status], *, public: bool) -> list[Figure]:
    with connection.cursor() as cursor:
        cursor.execute(DAYS, [ContentType.objects.get_for_model(Exchange).pk, not public])
        days = dict(cursor.fetchall())
    return [
        Figure("median_days", one.value, one.label, round(float(days[one.value]), 1))
        for one in states
        if one.value in days
    ]


def _followed_up(rows: ExchangeQuerySet) -> Figure:
    """Of those that could be: what is on record from elsewhere is never asked about."""
    told = FollowUp.objects.told().filter(exchange=OuterRef("pk"))
    long_ago = timezone.now() - After.SIX.span  # as long as nobody is asked
    due = rows.filter(status__in=FINISHED, is_sample=False, completed_at__lte=long_ago)
    count, done = due.count(), due.filter(Exists(told)).count()
    share = round(100 * done / count, 1) if count else 0
    return Figure("followed_up", "share", _("Share"), share)
