"""What the page of an exchange tells, in one question to the database.

Its rows (parties, plans, activities, …) are brought along (``community/beside.py``). Of what few
exchanges have the database only says whether there is any: who reads asks no further where not.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from community.beside import RowsOf, rows_of
from community.models import Follow, Question
from experiences.models.named import NamedThemes, themes_by_name

THIS = OuterRef("pk")


class Whole(NamedThemes):
    """What an exchange knows that was loaded with ``as_whole_page``."""

    def has(self, what: str) -> bool:
        """False where there is nothing of it; true where nobody has looked."""
        looked = self.__dict__.get("has_some")
        return looked is None or bool(looked[what])

    @property
    def seats_known(self) -> int | None:
        """How many people come along; nothing where nobody has looked."""
        looked = self.__dict__.get("has_some")
        return None if looked is None else int(looked["seats"] or 0)


# --- How it is asked for, put together once -------------------------------------------------------


@cache
def has_some(exchanges: type[Model]) -> JSONObject:
    to: Any = exchanges._meta.get_field
    activities = to("activities").related_model
    seats = activities._meta.get_field("seats").related_model.objects
    granted = seats.granted().taking_place().filter(activity__exchange=THIS)
    people = Subquery(granted.order_by().values(people=Func("number", function="SUM")))
    rows = {
        "lessons": to("lessons").remote_field.through.objects.filter(exchange=THIS),
        "related": to("related_experiences").remote_field.through.objects.filter(exchange=THIS),
        "editions": to("editions").related_model.objects.filter(edition_of=THIS),
        "follow_ups": to("follow_ups").related_model.objects.filter(exchange=THIS),
        "wants": to("wants").related_model.objects.filter(exchange=THIS),
        "questions": _about(exchanges, Question.objects.all()),
        "followers": _about(exchanges, Follow.objects.all()),
    }
    return JSONObject(seats=people, **{name: Exists(found) for name, found in rows.items()})


def _about(exchanges: type[Model], rows: QuerySet[Any]) -> QuerySet[Any]:
    """The kind by its name: its number may be another in the next database of a test."""
    kind = {"subject_type__app_label": exchanges._meta.app_label,
            "subject_type__model": exchanges._meta.model_name}  # fmt: skip
    return rows.filter(subject_id=THIS, **kind)


@cache
def named_themes(exchanges: Any, language: str) -> ArraySubquery:
    tags = exchanges.themes.through.objects.filter(content_object=THIS)
    return themes_by_name(tags, language)


@cache
def beside(exchanges: Any) -> dict[str, RowsOf]:
    """The rows of an exchange by the names of their relations."""
    parties = exchanges.parties.rel.related_model.objects.in_order()
    parties = parties.select_related("organization__country", "country")
    kinds = ("reports", "plans", "activities", "sources")
    return {
        "parties": rows_of(exchanges, "parties", parties),
        **{kind: rows_of(exchanges, kind) for kind in kinds},
    }
