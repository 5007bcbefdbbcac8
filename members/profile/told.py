"""What the page of an organization tells besides its own fields, in one question."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Func, QuerySet, Subquery
from django.db.models.functions import JSONArray, JSONObject

from community.prepared import Given, Prepared
from members.models import Name, Organization
from members.partners import others_of
from members.record import kinds_of
from members.upstairs import offers
from members.vocabulary import NameKind

PARTNERED = Count("exchange", distinct=True)
THIS = Organization(pk=Given("who"))


def told_of(organization: Organization) -> dict[str, Any]:
    """``names`` (kind, text, until), ``merged`` (name, since), ``knows`` and ``seeks`` (slugs),
    ``has_offers``, the counts of ``record_of``, ``partners`` and ``partner_countries``, each with
    in how many exchanges."""
    (told,) = _asked().rows(who=organization.pk)
    return told


@cache
def _asked() -> Prepared[Any]:
    who, by = THIS.pk, {"organization": THIS.pk}
    names = Name.objects.filter(kind__in=(NameKind.ALIAS, NameKind.FORMER), **by)
    merged = Organization.objects.filter(merged_into=who).order_by("-status_since")
    others, abroad = (
        others_of(THIS).values(one).order_by(f"{one}_id").values(json=JSONArray(one, PARTNERED))
        for one in ("organization", "country")
    )
    parts: dict[str, Any] = {
        "names": _arrays(
            names.order_by(F("until").desc(nulls_last=True), "text"), "kind", "text", "until"
        ),
        "merged": _arrays(merged, "name", "status_since"),
        "knows": _slugs(Organization.knows.through.objects.filter(content_object=who)),
        "seeks": _slugs(Organization.seeks.through.objects.filter(content_object=who)),
        "has_offers": Exists(offers().filter(**by)),
        "partners": ArraySubquery(others),
        "partner_countries": ArraySubquery(abroad),
        **{f"{kind}_count": _number(rows) for kind, rows in kinds_of(THIS).items()},
    }
    rows: Any = Organization.objects.filter(pk=who)
    return Prepared(rows.values_list(JSONObject(**parts), flat=True))


def _arrays(rows: QuerySet[Any], *columns: str) -> ArraySubquery:
    return ArraySubquery(rows.values(json=JSONArray(*columns)))


def _slugs(tags: QuerySet[Any]) -> ArraySubquery:
    return ArraySubquery(tags.values("tag__slug"))


def _number(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by().values(counted=Func("pk", function="COUNT")))
